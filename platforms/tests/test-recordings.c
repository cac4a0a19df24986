// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Recordings of real machines that are not in the repository: each is taken for
 * what it is, and nothing is called doubtful without a reason.
 *
 * The folder that RECORDINGS names holds a folder for each and expected.tsv: recording, vendor
 * family-model-stepping, platform or "generic", brand.  Where that says generic,
 * the name that a person gave the recording says which platform is expected.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine.h"
#include "platform.h"
#include "support.h"

/* Of the environment; without it there is nothing to read. */
#define RECORDINGS "PAGESTREAM_RECORDINGS"

/* Part of a recording's name: the platform it must be; the first that fits counts. */
static const struct {
	const char *name;
	const char *platform;
} named[] = {
	/* Not Intel's, whatever it says. */
	{ "GenuineIotel", "generic" },
	{ "HaswellEP", "intel-hsx" },
	{ "HaswellE_", "intel-hsx" },
	{ "HaswellEX", "intel-hsx" },
	{ "BroadwellE", "intel-hsx" },
	{ "BroadwellDE", "intel-hsx" },
	{ "SkylakeX", "intel-skx" },
	{ "CascadeLake", "intel-clx" },
	{ "CooperLake", "intel-clx" },
	{ "_Skylake_", "intel-skl" },
	{ "abylake", "intel-skl" },
	{ "abyLake", "intel-skl" },
	{ "offeelake", "intel-skl" },
	{ "offeeLake", "intel-skl" },
	{ "CometLake", "intel-skl" },
	{ "WhiskeyLake", "intel-skl" },
	{ "AmberLake", "intel-skl" },
	{ "TigerLake", "intel-tgl" },
	{ "RocketLake", "intel-icl" },
	{ "AlderLakeN", "intel-adln" },
	{ "TwinLake", "intel-adln" },
	{ "MeteorLake", "intel-mtl" },
	{ "ArrowLakeU", "intel-mtl" },
	{ "LunarLake", "intel-lnl" },
	{ "PantherLake", "intel-ptl" },
	{ "WildcatLake", "intel-ptl" },
	{ "BartlettLake", "intel-rpl" },
	{ "SierraForest", "intel-srf" },
	{ "ClearwaterForest", "intel-cwf" },
	{ "GrandRidge", "intel-srf" },
	{ "SnowRidge", "intel-snr" },
	{ "K17_Zen", "amd-zen1" },
	{ "GreatHornedOwl", "amd-zen1" },
	{ "Picasso", "amd-zen1" },
	{ "HygonGenuine0900F0", "amd-zen1" },
	{ "HygonGenuine0900F2", "amd-zen1" },
	{ "CentaurHauls00307B", "zhaoxin" },
	{ "CentaurHauls00507B", "zhaoxin" },
};

static const char *expected_platform(const char *recording, const char *listed)
{
	size_t i;

	if (strcmp(listed, "generic"))
		return listed;
	for (i = 0; i < NR(named); i++)
		if (strstr(recording, named[i].name))
			return named[i].platform;
	return listed;
}

static int nr_wrong;

static void wrong(const char *recording, const char *what, const char *is)
{
	nr_wrong++;
	print_error("%s: %s: %s\n", recording, what, is);
}

static void check_recording(const char *recording, const char *listed)
{
	const char *platform = expected_platform(recording, listed);
	struct machine *m = NULL;
	char path[512];
	int ret;

	snprintf(path, sizeof(path), "%s/%s", getenv(RECORDINGS), recording);
	ret = machine_open(path, &m);
	if (ret) {
		wrong(recording, "cannot be read", strerror(-ret));
		return;
	}
	if (strcmp(machine_platform(m)->name, platform))
		wrong(recording, machine_platform(m)->name, machine_platform_why(m));
	if (machine_platform_doubt(m))
		wrong(recording, "doubt", machine_platform_doubt(m));
	machine_close(m);
}

static void each_is_what_it_is_and_nothing_is_doubted(void **state)
{
	char path[512], line[512], *recording, *cpu, *platform, *rest;
	FILE *f;
	int nr = 0;

	snprintf(path, sizeof(path), "%s/expected.tsv", getenv(RECORDINGS));
	f = fopen(path, "r");
	if (!f)
		fail_msg(RECORDINGS ": %s: %s", path, strerror(errno));
	while (fgets(line, sizeof(line), f)) {
		recording = strtok_r(line, "\t", &rest);
		cpu = strtok_r(NULL, "\t", &rest);
		platform = strtok_r(NULL, "\t\n", &rest);
		if (!recording || !cpu || !platform || !strcmp(recording, "recording"))
			continue;
		check_recording(recording, platform);
		nr++;
	}
	fclose(f);
	print_message("# %d recordings, %d wrong\n", nr, nr_wrong);
	if (nr_wrong || !nr)
		fail_msg("%d of %d recordings", nr_wrong, nr);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_what_it_is_and_nothing_is_doubted),
	};

	/* skip() of cmocka 1.1 writes "not ok". */
	if (!getenv(RECORDINGS)) {
		puts("1..1\nok 1 # SKIP " RECORDINGS " names no folder of recordings");
		return 0;
	}
	return cmocka_run_group_tests_name("recordings", tests, NULL, NULL);
}
