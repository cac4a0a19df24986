// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reports of run files: the first byte says which.  Those that start other
 * programs or make folders are left out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz.h"
#include "report/report.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct report *report = report_table[size ? data[0] % report_table_nr : 0];
	const struct report_options options = REPORT_OPTIONS_DEFAULT;
	char path[64], *files[] = { path };
	FILE *out;
	int in;

	if (!size || report->makes_folder || !strcmp(report->name, "mail"))
		return 0;
	in = memfd_create("run", MFD_CLOEXEC);
	out = fopen("/dev/null", "we");
	if (in < 0 || !out || write(in, data + 1, size - 1) != (ssize_t)size - 1)
		abort();
	snprintf(path, sizeof(path), "/proc/self/fd/%d", in);
	report_run(report->name, files, 1, &options, out);
	fclose(out);
	close(in);
	return 0;
}
