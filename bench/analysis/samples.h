/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The samples of a run file that count, sorted by case and c2c mode.
 */
#ifndef BENCH_ANALYSIS_SAMPLES_H
#define BENCH_ANALYSIS_SAMPLES_H

#include <stddef.h>

#include "analysis/stamps.h"
#include "analysis/summary.h"

/**
 * struct samples - nanoseconds per struct page
 * @start:  samples of case c in slot s are from @start[2 * c + s] up to the next
 *	    start; slot 1 is for MODE_FAR, slot 0 for every other mode
 * @pilot_ns: per case: median of its pilot passes, NAN if there was none
 * @nr_disturbed: per case
 * @part_pages: per case: struct pages that a sample covers where it is a part of the
 *		range, else 0
 * @skip_reason: per case: of its last skip row, else NULL
 * @predicted: per case: a row of a whole pass that says what the model predicts, else NULL
 */
struct samples {
	struct stats_sample *all;
	size_t *start;
	double *pilot_ns;
	size_t *nr_disturbed;
	int64_t *part_pages;
	const char **skip_reason;
	const struct run_row **predicted;
};

/**
 * samples_collect() - classify every row
 * @summary: @summary->file is the source; counts, modes and fates are filled in
 *
 * Return: 0 or -ENOMEM; samples_free() in both cases.
 */
int samples_collect(struct samples *samples, struct summary *summary);
void samples_free(struct samples *samples);

/** samples_of() - those of one case in one mode */
const struct stats_sample *samples_of(const struct samples *samples, size_t case_nr,
				      enum c2c_mode mode, size_t *n);

typedef void samples_visitor(void *arg, const struct run_row *row, enum sample_fate fate);

/** samples_visit() - every sample in the order of the file, used or not */
void samples_visit(const struct summary *summary, samples_visitor *visit, void *arg);

/** samples_row_ns() - nanoseconds per struct page of one sample */
double samples_row_ns(const struct run_file *file, const struct run_row *row);

#endif
