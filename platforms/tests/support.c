// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Scratch folders and recordings for the tests.
 */
#include <errno.h>
#include <ftw.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine.h"
#include "support.h"

static char scratch[256];

const char small_cpuid[] =
	"00000000 00 00000020 756e6547 6c65746e 49656e69\n"
	"00000001 00 000606a6 00000000 18000000 04000000\n"
	"00000007 00 00000000 01010200 00000000 00000010\n"
	"xcr0 e7\n";

const char *recording_path(const char *name)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", MACHINES_DIR, name);
	return path;
}

static int remove_one(const char *path, const struct stat *st, int flag, struct FTW *ftw)
{
	return remove(path);
}

void scratch_remove(void)
{
	if (scratch[0])
		nftw(scratch, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	scratch[0] = '\0';
}

const char *scratch_new(void)
{
	const char *tmp = getenv("TMPDIR");
	static bool at_exit;

	/* A test that fails jumps out before it can clean up. */
	if (!at_exit)
		at_exit = !atexit(scratch_remove);
	scratch_remove();
	snprintf(scratch, sizeof(scratch), "%s/platforms-test-XXXXXX", tmp ? tmp : "/tmp");
	if (!mkdtemp(scratch))
		fail_msg("%s: %s", scratch, strerror(errno));
	return scratch;
}

const char *scratch_path(const char *below)
{
	static char path[512];

	snprintf(path, sizeof(path), "%s/%s", scratch, below);
	return path;
}

void scratch_write(const char *path, const char *text)
{
	char full[512], *slash;
	FILE *f;

	snprintf(full, sizeof(full), "%s/%s", scratch, path);
	for (slash = full + strlen(scratch) + 1; (slash = strchr(slash, '/')); slash++) {
		*slash = '\0';
		mkdir(full, 0755);
		*slash = '/';
	}
	f = fopen(full, "w");
	if (!f || fputs(text, f) == EOF || fclose(f))
		fail_msg("%s: %s", full, strerror(errno));
}

struct machine *scratch_machine(void)
{
	struct machine *m = NULL;
	int ret;

	ret = machine_open(scratch, &m);
	if (ret)
		fail_msg("%s: %s", scratch, strerror(-ret));
	return m;
}
