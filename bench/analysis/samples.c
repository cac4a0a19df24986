// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which samples count, sorted by case and c2c mode.
 */
#include "analysis/samples.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/stamps.h"

static double row_ns(const struct run_row *row, const struct run_case *case_)
{
	int64_t pages = row->done_pages == RUN_ABSENT ? case_->pages : row->done_pages;

	return (double)row->took_ns / (double)pages;
}

/* A pilot passes over part of the range, and the prediction is for the whole. */
static bool is_predicted(const struct run_row *row)
{
	return row->case_nr >= 0 && row->status != ROW_PILOT &&
	       row->model_read_bytes != RUN_ABSENT && row->model_write_bytes != RUN_ABSENT;
}

/* First pass over the rows: count.  Leaves in @start the size of each slot. */
static void count_rows(struct samples *samples, struct summary *summary, struct stamps *stamps)
{
	const struct run_file *file = summary->file;

	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];
		size_t c = (size_t)row->case_nr;
		enum sample_fate fate;

		if (is_predicted(row))
			samples->predicted[c] = row;
		switch (row->status) {
		case ROW_OK:
			fate = stamps_fate(stamps, row, summary);
			summary->fates[i] = (unsigned char)fate;
			summary->nr_moved += fate == SAMPLE_MOVED;
			summary->nr_spun += fate == SAMPLE_SPUN;
			if (row->done_pages < file->cases[c].pages && row->done_pages != RUN_ABSENT)
				samples->part_pages[c] = row->done_pages;
			if (fate == SAMPLE_NEAR || fate == SAMPLE_FAR)
				samples->start[2 * c + (fate == SAMPLE_FAR)]++;
			else
				samples->nr_disturbed[c]++;
			break;
		case ROW_DISTURBED:
			summary->fates[i] = SAMPLE_MARKED;
			samples->nr_disturbed[c]++;
			summary->nr_marked++;
			break;
		case ROW_PILOT:
			summary->nr_pilots++;
			break;
		case ROW_SKIP:
			samples->skip_reason[c] = row->reason;
			summary->nr_skips++;
			break;
		default:
			break;
		}
	}
}

static int fill_samples(struct samples *samples, struct summary *summary)
{
	const struct run_file *file = summary->file;
	size_t sum = 0;

	for (size_t s = 0; s <= 2 * file->nr_cases; s++) {
		size_t size = samples->start[s];

		samples->start[s] = sum;
		sum += size;
	}
	summary->nr_samples = sum;
	samples->all = malloc((sum + 1) * sizeof(*samples->all));
	if (!samples->all)
		return -ENOMEM;

	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];
		enum sample_fate fate = (enum sample_fate)summary->fates[i];

		if (row->status != ROW_OK || (fate != SAMPLE_NEAR && fate != SAMPLE_FAR))
			continue;
		samples->all[samples->start[2 * row->case_nr + (fate == SAMPLE_FAR)]++] =
			(struct stats_sample){
				.round = row->round,
				.rep = row->rep,
				.value = row_ns(row, &file->cases[row->case_nr]),
			};
	}
	/* Each start has moved to its end, which is where the next one starts. */
	memmove(samples->start + 1, samples->start, 2 * file->nr_cases * sizeof(*samples->start));
	samples->start[0] = 0;
	return 0;
}

struct pilot {
	int32_t case_nr;
	double ns;
};

static int pilot_order(const void *left, const void *right)
{
	const struct pilot *a = left, *b = right;

	return (a->case_nr > b->case_nr) - (a->case_nr < b->case_nr);
}

static int pilots_collect(struct samples *samples, const struct summary *summary)
{
	const struct run_file *file = summary->file;
	struct pilot *pilots = malloc((summary->nr_pilots + 1) * sizeof(*pilots));
	double *scratch = malloc((summary->nr_pilots + 1) * sizeof(*scratch));
	size_t nr = 0;
	int ret = -ENOMEM;

	if (!pilots || !scratch)
		goto out_free;
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if (row->status == ROW_PILOT && row->took_ns != RUN_ABSENT)
			pilots[nr++] = (struct pilot){ row->case_nr,
						       row_ns(row, &file->cases[row->case_nr]) };
	}
	qsort(pilots, nr, sizeof(*pilots), pilot_order);
	for (size_t i = 0, end; i < nr; i = end) {
		for (end = i; end < nr && pilots[end].case_nr == pilots[i].case_nr; end++)
			scratch[end - i] = pilots[end].ns;
		samples->pilot_ns[pilots[i].case_nr] = stats_median(scratch, end - i);
	}
	ret = 0;

out_free:
	free(scratch);
	free(pilots);
	return ret;
}

int samples_collect(struct samples *samples, struct summary *summary)
{
	size_t nr_cases = summary->file->nr_cases;
	struct stamps stamps = { 0 };
	int ret = -ENOMEM;

	*samples = (struct samples){
		.start = calloc(2 * nr_cases + 1, sizeof(*samples->start)),
		.pilot_ns = malloc((nr_cases + 1) * sizeof(*samples->pilot_ns)),
		.nr_disturbed = calloc(nr_cases + 1, sizeof(*samples->nr_disturbed)),
		.part_pages = calloc(nr_cases + 1, sizeof(*samples->part_pages)),
		.skip_reason = calloc(nr_cases + 1, sizeof(*samples->skip_reason)),
		.predicted = calloc(nr_cases + 1, sizeof(*samples->predicted)),
	};
	summary->fates = calloc(summary->file->nr_rows + 1, sizeof(*summary->fates));
	if (!samples->start || !samples->pilot_ns || !samples->nr_disturbed ||
	    !samples->part_pages || !samples->skip_reason || !samples->predicted || !summary->fates)
		return -ENOMEM;
	for (size_t c = 0; c < nr_cases; c++)
		samples->pilot_ns[c] = NAN;

	ret = stamps_collect(&stamps, summary);
	if (!ret) {
		count_rows(samples, summary, &stamps);
		ret = fill_samples(samples, summary);
	}
	if (!ret)
		ret = pilots_collect(samples, summary);
	stamps_free(&stamps);
	return ret;
}

void samples_free(struct samples *samples)
{
	free(samples->all);
	free(samples->start);
	free(samples->pilot_ns);
	free(samples->nr_disturbed);
	free(samples->part_pages);
	free(samples->skip_reason);
	free(samples->predicted);
}

void samples_visit(const struct summary *summary, samples_visitor *visit, void *arg)
{
	const struct run_file *file = summary->file;

	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if (row->status == ROW_OK || row->status == ROW_DISTURBED)
			visit(arg, row, (enum sample_fate)summary->fates[i]);
	}
}

double samples_row_ns(const struct run_file *file, const struct run_row *row)
{
	return row_ns(row, &file->cases[row->case_nr]);
}

const struct stats_sample *samples_of(const struct samples *samples, size_t case_nr,
				      enum c2c_mode mode, size_t *n)
{
	size_t slot = 2 * case_nr + (mode == MODE_FAR);

	*n = samples->start[slot + 1] - samples->start[slot];
	return samples->all + samples->start[slot];
}
