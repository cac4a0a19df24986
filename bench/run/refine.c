// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/refine.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "plan/sweep.h"
#include "run-file/stats.h"

#define REFINED_PER_CALL 2
#define REFINING_ROUNDS 4

/* A ratio nearer to 1 shows neither a win nor a loss: what would be halved is noise. */
#define REFINE_MARGIN 0.02

/* Rungs nearer to each other than this are not worth another one. */
#define REFINE_LEAST 1.1

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

/* One copy's sweep. */
struct copy_sweep {
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
	const struct copy_sweep *a = left, *b = right;
	const bool weak_a = a->whole->copy->ordering == COPY_WEAK;
	const bool weak_b = b->whole->copy->ordering == COPY_WEAK;
	const double top_a = a->points[a->nr - 1].ratio, top_b = b->points[b->nr - 1].ratio;

	if (weak_a != weak_b)
		return weak_b - weak_a;
	return (top_a > top_b) - (top_a < top_b);
}

/* The rungs of the copy of @sweep->whole that have a ratio, sorted. */
static int collect(const struct sample_log *log, const struct bench_group *group,
		   struct copy_sweep *sweep, struct stats_sample *samples[2])
{
	const size_t first = group->cases[0].index;
	struct stats_estimate ratio;
	size_t i, nr, nr_mov;
	int ret;

	sweep->points = calloc(group->nr_cases, sizeof(*sweep->points));
	if (!sweep->points)
		return -ENOMEM;
	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (strcmp(c->words.copy, sweep->whole->words.copy) || sweep_waits(c) || !c->reps ||
		    !bench_same_sweep(c, sweep->whole))
			continue;
		nr = samples_of(log, c->index, samples[0]);
		nr_mov = samples_of(log, group->cases[c->mov - first].index, samples[1]);
		ret = stats_paired_ratio(samples[0], nr, samples[1], nr_mov, &ratio);
		if (ret == -ENOMEM)
			return ret;
		if (!isnan(ratio.median))
			sweep->points[sweep->nr++] = (struct point){ sweep_at(c), ratio.median };
	}
	qsort(sweep->points, sweep->nr, sizeof(*sweep->points), by_rung);
	return 0;
}

static bool in_sweep(const struct bench_case *c, const struct bench_case *whole)
{
	return c->rungs != RUNGS_NONE && bench_same_sweep(c, whole);
}

/* Give the open rungs of all copies the same size, so that each has its partner. */
static bool open_rung(struct bench_group *group, const struct bench_case *whole, int64_t at)
{
	int rung = 0;
	size_t i;

	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (!in_sweep(c, whole))
			continue;
		if (!sweep_waits(c) && sweep_at(c) == at)
			return false;
		if (sweep_waits(c) && (!rung || c->rung < rung))
			rung = c->rung;
	}
	for (i = 0; rung && i < group->nr_cases; i++)
		if (in_sweep(&group->cases[i], whole) && group->cases[i].rung == rung)
			sweep_put(&group->cases[i], at);
	return rung;
}

/* Round numbers, so that two runs find the same rungs. */
static int64_t between(const struct bench_case *whole, const struct point *lo,
		       const struct point *hi)
{
	const int64_t at = llround(sqrt((double)lo->at * (double)hi->at));

	if (whole->rungs == RUNGS_SPACINGS || at < 4096)
		return at;
	/* Blocks of 64 KiB at 64 bytes. */
	return at / 1024 * 1024;
}

static int refine_gap(struct bench_group *group, const struct copy_sweep *l, size_t below)
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
static int refine(struct bench_group *group, const struct copy_sweep *l, int most)
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

/* All copies of the sweep that begins with @whole. */
static int refine_sweep(const struct sample_log *log, struct bench_group *group,
			 const struct bench_case *whole, struct stats_sample *samples[2])
{
	struct copy_sweep *sweeps = calloc(group->nr_cases, sizeof(*sweeps));
	size_t i, nr = 0;
	int ret = sweeps ? 0 : -ENOMEM, opened = 0;

	for (i = 0; !ret && i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->rung || !in_sweep(c, whole) || c->copy->kind != COPY_KERNEL || c->skip ||
		    c->mov < 0 || c->mov == (int)c->index)
			continue;
		sweeps[nr].whole = c;
		ret = collect(log, group, &sweeps[nr], samples);
		if (sweeps[nr].nr)
			nr++;
		else
			free(sweeps[nr].points);
	}
	if (!ret)
		qsort(sweeps, nr, sizeof(*sweeps), by_worth);
	for (i = 0; !ret && i < nr && opened < REFINED_PER_CALL; i++)
		opened += refine(group, &sweeps[i], REFINED_PER_CALL - opened);
	for (i = 0; sweeps && i < nr; i++)
		free(sweeps[i].points);
	free(sweeps);
	return ret;
}

bool refine_is_due(int done, int rounds)
{
	const int last = rounds - STATS_MIN_N;

	return done <= last && done > last - REFINING_ROUNDS;
}

static bool begins_sweep(const struct bench_group *group, size_t nr)
{
	size_t i;

	if (group->cases[nr].rungs == RUNGS_NONE || group->cases[nr].rung)
		return false;
	for (i = 0; i < nr; i++)
		if (!group->cases[i].rung && in_sweep(&group->cases[i], &group->cases[nr]))
			return false;
	return true;
}

int refine_sweeps(const struct sample_log *log, struct bench_group *group)
{
	struct stats_sample *samples[2] = { calloc(log->nr + 1, sizeof(*samples[0])),
					    calloc(log->nr + 1, sizeof(*samples[1])) };
	int ret = samples[0] && samples[1] ? 0 : -ENOMEM;
	size_t i;

	for (i = 0; !ret && i < group->nr_cases; i++)
		if (begins_sweep(group, i))
			ret = refine_sweep(log, group, &group->cases[i], samples);
	if (ret)
		pr_err("out of memory");
	free(samples[0]);
	free(samples[1]);
	return ret;
}
