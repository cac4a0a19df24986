// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report-tool REPORT [--margin PCT] [FILE...]: drives report_run() for the
 * tests, without the measuring side that the command carries.
 */
#include <stdlib.h>
#include <string.h>

#include "report/report.h"

int main(int argc, char **argv)
{
	struct report_options options = REPORT_OPTIONS_DEFAULT;
	int first = 2;

	if (argc < 2)
		return 2;
	if (argc > 3 && !strcmp(argv[2], "--margin")) {
		options.margin_pct = atof(argv[3]);
		first = 4;
	}
	return report_run(argv[1], argv + first, argc - first, &options, stdout) ? 1 : 0;
}
