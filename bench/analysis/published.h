/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The figures of the mailing-list thread, which the program carries along.
 *
 * The build turns data/published/thread.tsv into published_thread[]; reports
 * work on machines that have no data folder.  data/format.md explains each
 * column.
 */
#ifndef BENCH_ANALYSIS_PUBLISHED_H
#define BENCH_ANALYSIS_PUBLISHED_H

#include <stddef.h>

/** published_thread - data/published/thread.tsv line by line, the column names first */
extern const char *const published_thread[];
extern const size_t published_thread_nr;

/** published_page_clearing - data/published/page-clearing.tsv likewise */
extern const char *const published_page_clearing[];
extern const size_t published_page_clearing_nr;

/** enum published_column - in the order of the file */
enum published_column {
	PUBLISHED_SCENARIO,
	PUBLISHED_KERNEL,
	PUBLISHED_SERIES,
	PUBLISHED_MACHINE,
	PUBLISHED_FIRST_BIND,
	PUBLISHED_REBIND,
	PUBLISHED_RATIO,
	PUBLISHED_UNIT,
	PUBLISHED_SOURCE,
	PUBLISHED_HOW,
	PUBLISHED_NOTE,
	PUBLISHED_NR
};

/**
 * struct published_row - one figure as published
 * @field:	each column's text, "-" when missing; the digits are the source's own
 * @first_bind, @rebind, @ratio: the same as numbers; NAN when missing
 */
struct published_row {
	const char *field[PUBLISHED_NR];
	double first_bind;
	double rebind;
	double ratio;
};

/** struct published - the rows, and the text that their fields point into */
struct published {
	struct published_row *rows;
	size_t nr_rows;
	char *text;
};

/**
 * published_parse() - take lines apart
 * @name: for messages
 * @out:  on success, to be released with published_free()
 *
 * Return: 0, -ENOMEM, or -EINVAL for other columns than these and for a field
 * that is no number, after one line of pr_err().
 */
int published_parse(const char *name, const char *const *lines, size_t nr_lines,
		    struct published *out);
void published_free(struct published *published);

#endif
