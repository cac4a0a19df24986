/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Reports: pure functions of run files.
 *
 * To add one: write report/NAME.c with a const struct report report_NAME and
 * add a line to report-list.h and to meson.build.
 */
#ifndef BENCH_REPORT_REPORT_H
#define BENCH_REPORT_REPORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "report/prose/context.h"

/**
 * struct report - one kind of output
 * @name:  the user's word
 * @desc:  one line for the list
 * @makes_folder: it fills a folder, and says so in a few lines on @out
 * @write: 0 or -errno after one line of pr_err(); errors of @out itself are
 *	   noticed by the caller
 * @take:  NULL, or of a report over very many files: called for each run, which is gone
 *	   when it returns; what it keeps hangs on ctx->kept, and @write finds no runs.
 *	   0 or -errno after one line of pr_err()
 * @drop:  frees ctx->kept, whether all of it is there or not
 */
struct report {
	const char *name;
	const char *desc;
	bool makes_folder;
	int (*write)(struct report_ctx *ctx, FILE *out);
	int (*take)(struct report_ctx *ctx, const struct summary *summary);
	void (*drop)(struct report_ctx *ctx);
};

/** report_table - all reports, sorted by name */
extern const struct report *const report_table[];
extern const size_t report_table_nr;

/** report_find() - by name, NULL when there is none */
const struct report *report_find(const char *name);

/**
 * report_run() - read run files and write one report
 * @name:     of the report
 * @files:    run files; "-" is standard input, and so is an empty list
 * @options:  NULL takes REPORT_OPTIONS_DEFAULT
 *
 * Nothing is written to @out unless all files could be read.  Whether all of it
 * was written is for the caller to find out, who knows what @out is.
 *
 * Return: 0 or -errno after one line of pr_err(); -EINVAL for an unknown name
 * and for a malformed file.
 */
int report_run(const char *name, char **files, int nr_files, const struct report_options *options,
	       FILE *out);

#endif
