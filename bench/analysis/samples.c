// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which samples count, and in which placement mode they were taken.
 *
 * On a guest the host may move a vCPU to another die in the middle of a run,
 * which doubles some results and leaves others alone; steal time does not
 * show it, the core-to-core round trip does.  Each repetition is stamped
 * before and after; one whose stamps disagree belongs to neither mode.
 */
#include "analysis/samples.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct stamp {
	int32_t round;
	int32_t rep;
	int64_t rtt_ns;
	int64_t spin_ns;
	enum sample_fate fate; /* of the whole repetition, in its first stamp */
};

struct stamps {
	struct stamp *all;
	size_t nr;
	size_t last; /* where the last search ended; rows mostly come in order */
};

static int stamp_order(const void *left, const void *right)
{
	const struct stamp *a = left, *b = right;

	if (a->round != b->round)
		return a->round < b->round ? -1 : 1;
	return (a->rep > b->rep) - (a->rep < b->rep);
}

static bool spin_differs(const struct stamp *stamp, double median)
{
	return stamp->spin_ns != RUN_ABSENT && median > 0 &&
	       fabs((double)stamp->spin_ns / median - 1) > SUMMARY_SPIN_PCT / 100.0;
}

/* Fate of the repetition whose stamps are [first, end). */
static enum sample_fate fate_of(const struct stamp *first, const struct stamp *end,
			 const struct summary *summary)
{
	bool near = false, far = false;

	for (const struct stamp *s = first; s < end; s++) {
		if (spin_differs(s, summary->spin_ns))
			return SAMPLE_SPUN;
		if (s->rtt_ns == RUN_ABSENT)
			continue;
		if ((double)s->rtt_ns <= summary->near_ns)
			near = true;
		else
			far = true;
	}
	if (!summary->two_modes)
		return SAMPLE_NEAR;
	if (near == far)
		return SAMPLE_MOVED;
	return near ? SAMPLE_NEAR : SAMPLE_FAR;
}

/* By the median latency of their stamps, which are sorted. */
static void name_modes(struct summary *summary, double *rtt_ns, size_t n)
{
	size_t nr_near = 0;

	strcpy(summary->mode_word[MODE_ONE], "-");
	if (!summary->two_modes)
		return;
	while (rtt_ns[nr_near] <= summary->near_ns)
		nr_near++;
	snprintf(summary->mode_word[MODE_NEAR], sizeof(summary->mode_word[0]), "c2c %.0f ns",
		 stats_median(rtt_ns, nr_near));
	snprintf(summary->mode_word[MODE_FAR], sizeof(summary->mode_word[0]), "c2c %.0f ns",
		 stats_median(rtt_ns + nr_near, n - nr_near));
}

static void find_modes(struct stamps *stamps, struct summary *summary, double *scratch)
{
	size_t n = 0, per_rep, nr_reps = 0, min_side;

	for (size_t i = 0; i < stamps->nr; i++) {
		if (stamps->all[i].spin_ns != RUN_ABSENT)
			scratch[n++] = (double)stamps->all[i].spin_ns;
		nr_reps += !i || stamp_order(&stamps->all[i - 1], &stamps->all[i]);
	}
	summary->spin_ns = stats_median(scratch, n);

	n = 0;
	for (size_t i = 0; i < stamps->nr; i++) {
		if (stamps->all[i].rtt_ns != RUN_ABSENT)
			scratch[n++] = (double)stamps->all[i].rtt_ns;
	}
	/* The rule speaks of repetitions, and each has two stamps. */
	per_rep = nr_reps && n > nr_reps ? 2 : 1;
	min_side = (n * SUMMARY_MODE_PCT + 99) / 100;
	if (min_side < SUMMARY_MODE_MIN * per_rep)
		min_side = SUMMARY_MODE_MIN * per_rep;
	summary->two_modes = stats_two_modes(scratch, n, min_side, &summary->near_ns);
	name_modes(summary, scratch, n);

	for (size_t i = 0, end; i < stamps->nr; i = end) {
		for (end = i + 1; end < stamps->nr; end++) {
			if (stamp_order(&stamps->all[i], &stamps->all[end]))
				break;
		}
		stamps->all[i].fate = fate_of(&stamps->all[i], &stamps->all[end], summary);
		for (size_t j = i + 1; j < end; j++)
			stamps->all[j].fate = stamps->all[i].fate;
	}
}

static int stamps_collect(struct stamps *stamps, struct summary *summary)
{
	const struct run_file *file = summary->file;
	size_t nr = 0;
	double *scratch;

	summary->spin_ns = NAN;
	for (size_t i = 0; i < file->nr_rows; i++)
		nr += file->rows[i].status == ROW_STAMP;
	stamps->all = malloc((nr + 1) * sizeof(*stamps->all));
	scratch = malloc((nr + 1) * sizeof(*scratch));
	if (!stamps->all || !scratch) {
		free(scratch);
		return -ENOMEM;
	}
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if (row->status == ROW_STAMP)
			stamps->all[stamps->nr++] = (struct stamp){ .round = row->round,
								    .rep = row->rep,
								    .rtt_ns = row->rtt_ns,
								    .spin_ns = row->spin_ns };
	}
	qsort(stamps->all, stamps->nr, sizeof(*stamps->all), stamp_order);
	find_modes(stamps, summary, scratch);
	free(scratch);
	return 0;
}

static enum sample_fate row_fate(struct stamps *stamps, const struct run_row *row,
			  const struct summary *summary)
{
	const struct stamp key = { .round = row->round, .rep = row->rep };
	const struct stamp *found;

	if (stamps->last < stamps->nr && !stamp_order(&key, &stamps->all[stamps->last]))
		return stamps->all[stamps->last].fate;
	found = bsearch(&key, stamps->all, stamps->nr, sizeof(key), stamp_order);
	if (!found)
		return summary->two_modes ? SAMPLE_MOVED : SAMPLE_NEAR;
	stamps->last = (size_t)(found - stamps->all);
	return found->fate;
}

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
			fate = row_fate(stamps, row, summary);
			summary->fates[i] = (unsigned char)fate;
			summary->nr_moved += fate == SAMPLE_MOVED;
			summary->nr_spun += fate == SAMPLE_SPUN;
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
		.skip_reason = calloc(nr_cases + 1, sizeof(*samples->skip_reason)),
		.predicted = calloc(nr_cases + 1, sizeof(*samples->predicted)),
	};
	summary->fates = calloc(summary->file->nr_rows + 1, sizeof(*summary->fates));
	if (!samples->start || !samples->pilot_ns || !samples->nr_disturbed ||
	    !samples->skip_reason || !samples->predicted || !summary->fates)
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
	free(stamps.all);
	return ret;
}

void samples_free(struct samples *samples)
{
	free(samples->all);
	free(samples->start);
	free(samples->pilot_ns);
	free(samples->nr_disturbed);
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
				      enum placement_mode mode, size_t *n)
{
	size_t slot = 2 * case_nr + (mode == MODE_FAR);

	*n = samples->start[slot + 1] - samples->start[slot];
	return samples->all + samples->start[slot];
}
