/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a report works from, and what the user may choose.
 */
#ifndef BENCH_REPORT_PROSE_CONTEXT_H
#define BENCH_REPORT_PROSE_CONTEXT_H

#include <stdbool.h>

struct summary;

/**
 * struct report_options - what the user may choose
 * @margin_pct: difference that matters, in percent of the reference's time
 * @width:	columns; 0 asks the terminal and takes 80 where there is none
 * @all:	text, compare: everything, not what fits a screen
 * @simple:	text: one number per line, for scripts
 * @default_on:	thresholds, patch: CPUs without an entry stream
 * @platform:	tuning: this one, measured or not; NULL: those of the run files
 * @compat:	thresholds: the form for modules outside of the kernel
 * @output:	folder to make, for a report that makes one; NULL: after the run file
 */
struct report_options {
	double margin_pct;
	int width;
	bool all;
	bool simple;
	bool default_on;
	bool compat;
	const char *platform;
	const char *output;
};

#define REPORT_OPTIONS_DEFAULT { .margin_pct = 2, .width = 0 }

/**
 * struct report_ctx - what a report works from
 * @runs: one per file, in the order of the command line
 * @kept: what a report that takes runs one by one keeps of them
 */
struct report_ctx {
	struct summary **runs;
	int nr_runs;
	const struct report_options *options;
	void *kept;
};

#endif
