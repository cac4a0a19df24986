// SPDX-License-Identifier: GPL-2.0-or-later
#include "sizes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "stats.h"

#define REFINED_PER_CALL 2
#define REFINING_ROUNDS 4

/* A ratio nearer to 1 shows neither a win nor a loss: what would be halved is noise. */
#define REFINE_MARGIN 0.02

/* Rungs nearer to each other than this are not worth another one. */
#define REFINE_LEAST 1.1

/* A range of so many last-level caches is memory: what is in them at first hardly counts. */
#define CACHES 8

/* Powers of two below the whole range. */
static int nr_powers(uint64_t pages, size_t layout)
{
	int nr = 0;

	while (SIZES_LEAST_BYTES << nr < pages * layout)
		nr++;
	return nr;
}

static int nr_quarters(int records)
{
	int nr = 0;

	while (records >> 2 * (nr + 1) >= SIZES_LEAST_RECORDS)
		nr++;
	return nr;
}

/* Fixed rungs below rung 0. */
static int nr_fixed(const struct bench_case *whole)
{
	switch (whole->rungs) {
	case RUNGS_SIZES:
		return nr_powers(whole->words.pages, whole->words.layout);
	case RUNGS_SPACINGS:
		return nr_quarters(whole->words.drain_every);
	default:
		return 0;
	}
}

int sizes_rungs(const struct bench_case *whole)
{
	/* A user who chose no drains wants no ladder of them. */
	if (whole->rungs == RUNGS_NONE || (whole->rungs == RUNGS_SPACINGS && !nr_fixed(whole)))
		return 1;
	return 1 + nr_fixed(whole) + SIZES_OPEN;
}

static bool is_waiting(const struct bench_case *c)
{
	return !c->words.pages;
}

static int64_t rung_at(const struct bench_case *c)
{
	return c->rungs == RUNGS_SPACINGS ? c->words.drain_every : c->words.pages;
}

/* Let a case wait no longer. */
static void put_rung(struct bench_case *c, int64_t at)
{
	const struct bench_case *whole = c - c->rung;

	if (c->rungs == RUNGS_SPACINGS) {
		c->words.drain_every = at;
		c->words.pages = whole->words.pages;
	} else {
		c->words.pages = at;
	}
	if (c->short_reps && ((!c->rung && c->rungs == RUNGS_SIZES) ||
			      (uint64_t)c->words.pages * c->words.layout <= SIZES_SHORT_BYTES))
		c->reps = c->short_reps;
}

/* The range of a ladder of spacings. */
static void fit_to_cache(struct bench_case *whole, uint64_t cache_bytes)
{
	uint64_t bytes = SIZES_LEAST_BYTES;

	if (whole->rungs != RUNGS_SPACINGS || !cache_bytes)
		return;
	while (bytes < CACHES * cache_bytes)
		bytes *= 2;
	if (bytes < (uint64_t)whole->words.pages * whole->words.layout)
		whole->words.pages = bytes / whole->words.layout;
}

void sizes_set(struct bench_cases *cases, uint64_t cache_bytes)
{
	size_t i, j;

	for (i = 0; i < cases->nr_groups; i++) {
		struct bench_group *group = &cases->groups[i];

		for (j = 0; j < group->nr_cases; j++) {
			struct bench_case *c = &group->cases[j], *whole = c - c->rung;

			if (whole->rungs == RUNGS_NONE || !whole->reps)
				continue;
			if (!c->rung) {
				fit_to_cache(c, cache_bytes);
				put_rung(c, rung_at(c));
			} else if (c->rung <= nr_fixed(whole)) {
				put_rung(c, c->rungs == RUNGS_SPACINGS ?
					 whole->words.drain_every >> 2 * c->rung :
					 (int64_t)(SIZES_LEAST_BYTES << (c->rung - 1)) /
						 c->words.layout);
			}
			if (c->reps > group->reps)
				group->reps = c->reps;
		}
	}
}

static size_t samples_of(const struct sample_log *log, int case_nr, struct stats_sample *samples)
{
	size_t i, nr = 0;

	for (i = 0; i < log->nr; i++) {
		const struct run_row *row = &log->rows[i];

		if (row->case_nr == case_nr && row->status == ROW_OK)
			samples[nr++] = (struct stats_sample){ row->round, row->rep, row->took_ns };
	}
	return nr;
}

/* A rung at which one copy was measured. */
struct point {
	int64_t at;
	double ratio;
};

/* One copy's ladder. */
struct copy_ladder {
	const struct bench_case *whole;
	struct point *points;
	size_t nr;
};

static int by_rung(const void *left, const void *right)
{
	const struct point *a = left, *b = right;

	return (a->at > b->at) - (a->at < b->at);
}

/* Streaming copies first: of them headers are made.  Then those that gain most. */
static int by_worth(const void *left, const void *right)
{
	const struct copy_ladder *a = left, *b = right;
	const bool weak_a = a->whole->copy->ordering == COPY_WEAK;
	const bool weak_b = b->whole->copy->ordering == COPY_WEAK;
	const double top_a = a->points[a->nr - 1].ratio, top_b = b->points[b->nr - 1].ratio;

	if (weak_a != weak_b)
		return weak_b - weak_a;
	return (top_a > top_b) - (top_a < top_b);
}

/* The rungs of the copy of @ladder->whole that have a ratio, sorted. */
static int collect(const struct sample_log *log, const struct bench_group *group,
		   struct copy_ladder *ladder, struct stats_sample *samples[2])
{
	const size_t first = group->cases[0].index;
	struct stats_estimate ratio;
	size_t i, nr, nr_mov;
	int ret;

	ladder->points = calloc(group->nr_cases, sizeof(*ladder->points));
	if (!ladder->points)
		return -ENOMEM;
	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (strcmp(c->words.copy, ladder->whole->words.copy) || is_waiting(c) || !c->reps ||
		    !plan_same_sweep(c, ladder->whole))
			continue;
		nr = samples_of(log, c->index, samples[0]);
		nr_mov = samples_of(log, group->cases[c->mov - first].index, samples[1]);
		ret = stats_paired_ratio(samples[0], nr, samples[1], nr_mov, &ratio);
		if (ret == -ENOMEM)
			return ret;
		if (!isnan(ratio.median))
			ladder->points[ladder->nr++] = (struct point){ rung_at(c), ratio.median };
	}
	qsort(ladder->points, ladder->nr, sizeof(*ladder->points), by_rung);
	return 0;
}

static bool in_ladder(const struct bench_case *c, const struct bench_case *whole)
{
	return c->rungs != RUNGS_NONE && plan_same_sweep(c, whole);
}

/* Give the open rungs of all copies the same size, so that each has its partner. */
static bool open_rung(struct bench_group *group, const struct bench_case *whole, int64_t at)
{
	int rung = 0;
	size_t i;

	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (!in_ladder(c, whole))
			continue;
		if (!is_waiting(c) && rung_at(c) == at)
			return false;
		if (is_waiting(c) && (!rung || c->rung < rung))
			rung = c->rung;
	}
	for (i = 0; rung && i < group->nr_cases; i++)
		if (in_ladder(&group->cases[i], whole) && group->cases[i].rung == rung)
			put_rung(&group->cases[i], at);
	return rung;
}

/* Round numbers, so that two runs find the same rungs. */
static int64_t between(const struct bench_case *whole, const struct point *lo,
		       const struct point *hi)
{
	const int64_t at = sqrt((double)lo->at * (double)hi->at) + 0.5;

	if (whole->rungs == RUNGS_SPACINGS || at < 4096)
		return at;
	/* Blocks of 64 KiB at 64 bytes. */
	return at / 1024 * 1024;
}

static int refine_gap(struct bench_group *group, const struct copy_ladder *l, size_t below)
{
	const struct point *lo = &l->points[below], *hi = lo + 1;

	if (hi->at < REFINE_LEAST * lo->at)
		return 0;
	return open_rung(group, l->whole, between(l->whole, lo, hi));
}

/*
 * Between the greatest rung that loses and the smallest above it from which the
 * copy mostly wins: the middle, or, where rungs in between show neither, both
 * ends of what is not known.
 */
static int refine(struct bench_group *group, const struct copy_ladder *l, int most)
{
	size_t above, nr_wins = 0, first = l->nr;
	int opened;

	for (above = l->nr; above && l->points[above - 1].ratio <= 1 + REFINE_MARGIN; above--) {
		if (l->points[above - 1].ratio >= 1 - REFINE_MARGIN)
			continue;
		if (2 * ++nr_wins > l->nr - above + 1)
			first = above - 1;
	}
	/* It wins nowhere for good, or everywhere that was measured: there is nothing to find. */
	if (first == l->nr || !first)
		return 0;
	opened = refine_gap(group, l, first - 1);
	if (above && above < first && opened < most)
		opened += refine_gap(group, l, above - 1);
	return opened;
}

/* All copies of the ladder that begins with @whole. */
static int refine_ladder(const struct sample_log *log, struct bench_group *group,
			 const struct bench_case *whole, struct stats_sample *samples[2])
{
	struct copy_ladder *ladders = calloc(group->nr_cases, sizeof(*ladders));
	size_t i, nr = 0;
	int ret = ladders ? 0 : -ENOMEM, opened = 0;

	for (i = 0; !ret && i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->rung || !in_ladder(c, whole) || c->copy->kind != COPY_KERNEL || c->skip ||
		    c->mov < 0 || c->mov == (int)c->index)
			continue;
		ladders[nr].whole = c;
		ret = collect(log, group, &ladders[nr], samples);
		if (ladders[nr].nr)
			nr++;
		else
			free(ladders[nr].points);
	}
	if (!ret)
		qsort(ladders, nr, sizeof(*ladders), by_worth);
	for (i = 0; !ret && i < nr && opened < REFINED_PER_CALL; i++)
		opened += refine(group, &ladders[i], REFINED_PER_CALL - opened);
	for (i = 0; ladders && i < nr; i++)
		free(ladders[i].points);
	free(ladders);
	return ret;
}

bool sizes_may_refine(int done, int rounds)
{
	const int last = rounds - STATS_MIN_N;

	return done <= last && done > last - REFINING_ROUNDS;
}

static bool begins_ladder(const struct bench_group *group, size_t nr)
{
	size_t i;

	if (group->cases[nr].rungs == RUNGS_NONE || group->cases[nr].rung)
		return false;
	for (i = 0; i < nr; i++)
		if (!group->cases[i].rung && in_ladder(&group->cases[i], &group->cases[nr]))
			return false;
	return true;
}

int sizes_refine(const struct sample_log *log, struct bench_group *group)
{
	struct stats_sample *samples[2] = { calloc(log->nr + 1, sizeof(*samples[0])),
					    calloc(log->nr + 1, sizeof(*samples[1])) };
	int ret = samples[0] && samples[1] ? 0 : -ENOMEM;
	size_t i;

	for (i = 0; !ret && i < group->nr_cases; i++)
		if (begins_ladder(group, i))
			ret = refine_ladder(log, group, &group->cases[i], samples);
	if (ret)
		pr_err("out of memory");
	free(samples[0]);
	free(samples[1]);
	return ret;
}
