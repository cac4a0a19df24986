/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_COMPARE_TABLE_H
#define BENCH_REPORT_TABLE_COMPARE_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct published;
struct published_row;
struct report_ctx;
struct thread_scenario;

/**
 * struct compare_sources - the sources of the published rows that were printed
 * @row: one row of each, in order of first use; their number is their place + 1
 */
struct compare_sources {
	const struct published_row **row;
	size_t nr;
};

/** compare_note() - what the note says of the row's source; "-" when it says nothing */
const char *compare_note(const struct published_row *row);

/**
 * compare_table() - one scenario: what was measured here above what was published
 * @sources: room for as many as there are published rows; those used are added
 *
 * Rebinds, then first binds.  Where @width does not hold the columns, each
 * row takes some lines of its own.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_table(FILE *out, const struct report_ctx *ctx, const struct published *published,
		  const struct thread_scenario *scenario, struct compare_sources *sources,
		  int width);

#endif
