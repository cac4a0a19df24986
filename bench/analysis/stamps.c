// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * On a guest the host may move a vCPU to another die in the middle of a run,
 * which doubles some results and leaves others alone; steal time does not
 * show it, the core-to-core round trip does.  Each repetition is stamped
 * before and after; one whose stamps disagree belongs to neither mode.
 *
 * Where the host moves them in the middle of more than a quarter of the samples,
 * or so often that no distance gets the rounds of an interval, all samples count
 * together: pairs are made within a repetition, so most of them are still of one
 * distance, and what distance does to a ratio is part of what rounds differ by.  On
 * a Zen 3 guest it did little: movnti/mov was 0.625 at 108 ns and 0.557 at 442 ns, and
 * 181 of 395 samples lay between (data/runs/amd-zen3-guest-quick-again.tsv).
 *
 * Nor does steal show that the core's other hyperthread is busy.  A loop of
 * dependent additions does: it takes about twice as long.  What that does to a
 * ratio differs from copy to copy: on a Zen 3 guest it makes movnti/mov 1.05 times,
 * base/mov 1.15 times and flushcache/mov 1.2 to 1.4 times what it is beside an idle
 * sibling (data/runs/amd-zen3-guest-*.tsv).  So samples of the state that most are in
 * count alone.  Where none is in most of them all count: the difference is then
 * part of what rounds differ by, and so of every interval.
 */
#include "analysis/stamps.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* What a repetition's stamps say of the sibling, where its samples say nothing themselves. */
enum sibling { SIBLING_IDLE, SIBLING_BUSY, SIBLING_CHANGED };

struct stamp {
	int32_t round;
	int32_t rep;
	int64_t rtt_ns;
	int64_t spin_ns;
	enum sample_fate place; /* of the whole repetition, in each of its stamps */
	enum sibling sibling;
};

static int stamp_order(const void *left, const void *right)
{
	const struct stamp *a = left, *b = right;

	if (a->round != b->round)
		return a->round < b->round ? -1 : 1;
	return (a->rep > b->rep) - (a->rep < b->rep);
}

static int order_of_values(const void *left, const void *right)
{
	const double a = *(const double *)left, b = *(const double *)right;

	return (a > b) - (a < b);
}

static bool is_busy(const struct summary *summary, int64_t spin_ns)
{
	return (double)spin_ns > summary->spin_ns * (1 + SUMMARY_SPIN_PCT / 100.0);
}

/* Where the repetition whose stamps are [first, end) was. */
static enum sample_fate place_of(const struct stamp *first, const struct stamp *end,
				 const struct summary *summary)
{
	bool near = false, far = false;

	if (!summary->two_modes)
		return SAMPLE_NEAR;
	for (const struct stamp *s = first; s < end; s++) {
		if (s->rtt_ns == RUN_ABSENT)
			continue;
		if ((double)s->rtt_ns <= summary->near_ns)
			near = true;
		else
			far = true;
	}
	if (near == far)
		return SAMPLE_MOVED;
	return near ? SAMPLE_NEAR : SAMPLE_FAR;
}

static enum sibling sibling_of(const struct stamp *first, const struct stamp *end,
			       const struct summary *summary)
{
	size_t nr = 0, nr_busy = 0;

	for (const struct stamp *s = first; s < end; s++) {
		if (s->spin_ns == RUN_ABSENT)
			continue;
		nr++;
		nr_busy += is_busy(summary, s->spin_ns);
	}
	if (!nr_busy)
		return SIBLING_IDLE;
	return nr_busy == nr ? SIBLING_BUSY : SIBLING_CHANGED;
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

static void find_modes(const struct stamps *stamps, struct summary *summary, double *scratch)
{
	size_t n = 0, per_rep, nr_reps = 0, min_side;

	for (size_t i = 0; i < stamps->nr; i++) {
		nr_reps += !i || stamp_order(&stamps->all[i - 1], &stamps->all[i]);
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
}

static const struct stamp *find_stamp(struct stamps *stamps, const struct run_row *row)
{
	const struct stamp key = { .round = row->round, .rep = row->rep };
	const struct stamp *found;

	if (stamps->last < stamps->nr && !stamp_order(&key, &stamps->all[stamps->last]))
		return &stamps->all[stamps->last];
	found = bsearch(&key, stamps->all, stamps->nr, sizeof(key), stamp_order);
	if (found)
		stamps->last = (size_t)(found - stamps->all);
	return found;
}

/* Rounds with a repetition at one of the places in the set @places. */
static size_t rounds_at(const struct stamps *stamps, unsigned int places)
{
	int32_t last = -1;
	size_t nr = 0;

	for (size_t i = 0; i < stamps->nr; i++) {
		const struct stamp *s = &stamps->all[i];

		if (!(places & 1u << s->place) || s->round == last)
			continue;
		last = s->round;
		nr++;
	}
	return nr;
}

static bool is_thin(const struct stamps *stamps)
{
	return rounds_at(stamps, 1u << SAMPLE_NEAR) < STATS_MIN_N &&
	       rounds_at(stamps, 1u << SAMPLE_FAR) < STATS_MIN_N &&
	       rounds_at(stamps, ~0u) >= STATS_MIN_N;
}

/* Two results, or one that has both distances in it. */
static void choose_distance(struct stamps *stamps, struct summary *summary)
{
	const struct run_file *file = summary->file;
	size_t nr = 0, nr_moved = 0;

	if (!summary->two_modes)
		return;
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct stamp *stamp;

		if (file->rows[i].status != ROW_OK)
			continue;
		stamp = find_stamp(stamps, &file->rows[i]);
		nr++;
		nr_moved += !stamp || stamp->place == SAMPLE_MOVED;
	}
	summary->mixes_distances =
		100 * nr_moved > SUMMARY_MOVED_PCT * nr || is_thin(stamps);
	summary->two_modes = !summary->mixes_distances;
}

/* A level near the least, so that a sibling that is busy most of the time is still seen. */
static void find_spin(const struct stamps *stamps, struct summary *summary, double *scratch)
{
	size_t n = 0;

	for (size_t i = 0; i < stamps->nr; i++)
		if (stamps->all[i].spin_ns != RUN_ABSENT)
			scratch[n++] = (double)stamps->all[i].spin_ns;
	qsort(scratch, n, sizeof(*scratch), order_of_values);
	summary->spin_ns = n ? scratch[n * SUMMARY_IDLE_PCT / 100] : NAN;
}

static void judge_repetitions(struct stamps *stamps, const struct summary *summary)
{
	for (size_t i = 0, end; i < stamps->nr; i = end) {
		for (end = i + 1; end < stamps->nr; end++) {
			if (stamp_order(&stamps->all[i], &stamps->all[end]))
				break;
		}
		for (size_t j = i; j < end; j++) {
			stamps->all[j].place =
				place_of(&stamps->all[i], &stamps->all[end], summary);
			stamps->all[j].sibling =
				sibling_of(&stamps->all[i], &stamps->all[end], summary);
		}
	}
}

/* A sample's own spin knows more than the stamps of its repetition, which may last a second. */
static enum sibling sibling_of_row(struct stamps *stamps, const struct run_row *row,
				   const struct summary *summary)
{
	const struct stamp *stamp;

	if (isnan(summary->spin_ns))
		return SIBLING_IDLE;
	if (row->spin_ns != RUN_ABSENT && row->spin_before_ns != RUN_ABSENT) {
		const bool before = is_busy(summary, row->spin_before_ns);

		if (before != is_busy(summary, row->spin_ns))
			return SIBLING_CHANGED;
		return before ? SIBLING_BUSY : SIBLING_IDLE;
	}
	stamp = find_stamp(stamps, row);
	return stamp ? stamp->sibling : SIBLING_IDLE;
}

/* One state alone, where most samples are in it; else all of them. */
static void choose_sibling(struct stamps *stamps, struct summary *summary)
{
	const struct run_file *file = summary->file;
	size_t nr[SIBLING_CHANGED + 1] = { 0 }, sum;

	for (size_t i = 0; i < file->nr_rows; i++)
		if (file->rows[i].status == ROW_OK)
			nr[sibling_of_row(stamps, &file->rows[i], summary)]++;
	sum = nr[SIBLING_IDLE] + nr[SIBLING_BUSY] + nr[SIBLING_CHANGED];
	summary->nr_idle = nr[SIBLING_IDLE];
	summary->nr_busy = nr[SIBLING_BUSY];
	if (100 * nr[SIBLING_IDLE] >= SUMMARY_MOSTLY_PCT * sum)
		summary->siblings = SIBLINGS_IDLE;
	else if (100 * nr[SIBLING_BUSY] >= SUMMARY_MOSTLY_PCT * sum)
		summary->siblings = SIBLINGS_BUSY;
	else
		summary->siblings = SIBLINGS_ANY;
}

int stamps_collect(struct stamps *stamps, struct summary *summary)
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
	find_spin(stamps, summary, scratch);
	free(scratch);
	judge_repetitions(stamps, summary);
	choose_distance(stamps, summary);
	choose_sibling(stamps, summary);
	return 0;
}

void stamps_free(struct stamps *stamps)
{
	free(stamps->all);
}

enum sample_fate stamps_fate(struct stamps *stamps, const struct run_row *row,
			     const struct summary *summary)
{
	const enum sibling sibling = sibling_of_row(stamps, row, summary);
	const struct stamp *stamp;

	if (summary->siblings != SIBLINGS_ANY &&
	    sibling != (summary->siblings == SIBLINGS_BUSY ? SIBLING_BUSY : SIBLING_IDLE))
		return SAMPLE_SPUN;
	if (summary->mixes_distances)
		return SAMPLE_NEAR;
	stamp = find_stamp(stamps, row);
	if (!stamp)
		return summary->two_modes ? SAMPLE_MOVED : SAMPLE_NEAR;
	return stamp->place;
}
