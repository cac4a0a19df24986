// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libpfm4's encodings beside the platforms' own, for every CPU it knows.
 *
 * Where the platform names a spelling as right, it must give the same.  Where it
 * names one that differs, libpfm4 4.13 differs and a later one may not.
 * Disagreements are printed.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "counter/encode.h"
#include "platform.h"

struct tally {
	unsigned int agree;
	unsigned int differ;
	unsigned int unknown;
};

/* PERF_TYPE_RAW: event in bits 0-7 and, on AMD, 32-35; unit mask in bits 8-15. */
static uint64_t raw_config(const struct platform_event *e)
{
	return (e->code & 0xff) | (uint64_t)(e->code >> 8) << 32 | e->umask << 8;
}

static void compare(const struct platform *p, const struct platform_event *e, struct tally *tally)
{
	const char *spelling = e->pfm ? e->pfm : e->pfm_differs;
	uint64_t config[2] = { 0 };
	bool same;

	if (encode_libpfm4(spelling, config)) {
		tally->unknown++;
		print_message("# %s %s: libpfm4 does not know %s\n", p->name, e->name, spelling);
		return;
	}
	same = config[0] == raw_config(e) && config[1] == e->offcore_rsp;
	if (same)
		tally->agree++;
	else
		tally->differ++;
	if (!same)
		print_message("# %s %s: published 0x%llx,0x%llx; libpfm4 %s: 0x%llx,0x%llx\n",
			      p->name, e->name, (unsigned long long)raw_config(e),
			      (unsigned long long)e->offcore_rsp, spelling,
			      (unsigned long long)config[0], (unsigned long long)config[1]);
	if (!same && e->pfm)
		fail_msg("%s %s: the platform says that libpfm4 agrees", p->name, e->name);
}

static void libpfm4_beside_the_tables(void **state)
{
	const struct platform *const *list;
	struct tally tally = { 0 };
	size_t nr, i, j;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++)
		for (j = 0; j < list[i]->nr_events; j++)
			if (list[i]->events[j].pfm || list[i]->events[j].pfm_differs)
				compare(list[i], &list[i]->events[j], &tally);
	print_message("# %u agree, %u differ, %u unknown to this libpfm4\n", tally.agree,
		      tally.differ, tally.unknown);
	assert_true(tally.agree > 0);
}

static void nonsense_is_refused(void **state)
{
	uint64_t config[2];
	int ret = encode_libpfm4("icx::NO_SUCH_EVENT", config);

	assert_int_equal(ret, -ENOENT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(libpfm4_beside_the_tables),
		cmocka_unit_test(nonsense_is_refused),
	};
	uint64_t config[2];

	/* Events of CPUs that this one is not; read when the library is first used. */
	setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);
	/* skip() of cmocka 1.1 writes "not ok". */
	if (encode_libpfm4("icx::L2_RQSTS:RFO_MISS", config) == -EOPNOTSUPP) {
		puts("1..1\nok 1 # SKIP built without libpfm4");
		return 0;
	}
	return cmocka_run_group_tests_name("encode", tests, NULL, NULL);
}
