// SPDX-License-Identifier: GPL-2.0-or-later
#include "sizes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "stats.h"

#define REFINED_PER_CALL 2

/* Powers of two below the whole range. */
static int nr_powers(uint64_t pages, size_t layout)
{
	int nr = 0;

	while (SIZES_LEAST_BYTES << nr < pages * layout)
		nr++;
	return nr;
}

int sizes_rungs(uint64_t pages, size_t layout)
{
	return 1 + nr_powers(pages, layout) + SIZES_OPEN;
}

void sizes_set(struct bench_cases *cases)
{
	size_t i, j;

	for (i = 0; i < cases->nr_groups; i++) {
		for (j = 0; j < cases->groups[i].nr_cases; j++) {
			struct bench_case *c = &cases->groups[i].cases[j];
			const struct bench_case *whole = c - c->rung;
			const int layout = c->words.layout;

			if (c->rung && c->rung <= nr_powers(whole->words.pages, layout))
				c->words.pages = (SIZES_LEAST_BYTES << (c->rung - 1)) / layout;
		}
	}
}

/* Time per page of one case, repetition by repetition: the median. */
static double median_ns(const struct sample_log *log, const struct bench_case *c, double *values)
{
	size_t i, nr = 0;

	for (i = 0; i < log->nr; i++)
		if (log->rows[i].case_nr == (int)c->index && log->rows[i].status == ROW_OK)
			values[nr++] = log->rows[i].took_ns;
	return stats_median(values, nr);
}

/* A size at which one copy was measured. */
struct point {
	int64_t pages;
	double ratio;
};

static int by_pages(const void *left, const void *right)
{
	const struct point *a = left, *b = right;

	return (a->pages > b->pages) - (a->pages < b->pages);
}

static bool is_measured(const struct bench_group *group, int64_t pages)
{
	size_t i;

	for (i = 0; i < group->nr_cases; i++)
		if (group->cases[i].words.pages == pages)
			return true;
	return false;
}

/* Give the open rungs of all copies the same size, so that each has its partner. */
static bool open_rung(struct bench_group *group, int64_t pages)
{
	int rung = 0;
	size_t i;

	if (is_measured(group, pages))
		return false;
	for (i = 0; i < group->nr_cases; i++)
		if (!group->cases[i].words.pages && (!rung || group->cases[i].rung < rung))
			rung = group->cases[i].rung;
	for (i = 0; rung && i < group->nr_cases; i++)
		if (group->cases[i].rung == rung)
			group->cases[i].words.pages = pages;
	return rung;
}

/* All points of one copy, sorted. */
static size_t collect(const struct sample_log *log, const struct bench_group *group,
		      const struct bench_case *of, struct point *points, double *values)
{
	size_t i, nr = 0;

	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];
		double ns, mov_ns;

		if (strcmp(c->words.copy, of->words.copy) || c->mov < 0 || !c->words.pages ||
		    !plan_same_sweep(c, of))
			continue;
		ns = median_ns(log, c, values);
		mov_ns = median_ns(log, &group->cases[c->mov - group->cases[0].index], values);
		if (ns > 0 && mov_ns > 0)
			points[nr++] = (struct point){ c->words.pages, ns / mov_ns };
	}
	qsort(points, nr, sizeof(*points), by_pages);
	return nr;
}

/* Whole blocks of 64 KiB at 64 bytes, so that two runs find the same sizes. */
static int64_t between(const struct point *lo, const struct point *hi)
{
	const int64_t pages = sqrt((double)lo->pages * (double)hi->pages);

	return pages < 4096 ? pages : pages / 1024 * 1024;
}

int sizes_refine(const struct sample_log *log, struct bench_group *group)
{
	struct point *points = calloc(group->nr_cases, sizeof(*points));
	double *values = calloc(log->nr + 1, sizeof(*values));
	size_t i, p, nr;
	int opened = 0;

	if (!points || !values) {
		pr_err("out of memory");
		free(points);
		free(values);
		return -ENOMEM;
	}
	for (i = 0; i < group->nr_cases && opened < REFINED_PER_CALL; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->rung != 1 || c->copy->kind != COPY_KERNEL || c->mov == (int)c->index)
			continue;
		nr = collect(log, group, c, points, values);
		/* From above: where winning begins for good comes first. */
		for (p = nr; p > 1 && opened < REFINED_PER_CALL; p--)
			if ((points[p - 1].ratio < 1) != (points[p - 2].ratio < 1))
				opened += open_rung(group, between(&points[p - 2], &points[p - 1]));
	}
	free(points);
	free(values);
	return 0;
}
