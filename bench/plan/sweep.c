// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan/sweep.h"

/* A range of so many last-level caches is memory: what is in them at first hardly counts. */
#define CACHES 8

/* Powers of two below the whole range. */
static int nr_powers(uint64_t pages, size_t layout)
{
	int nr = 0;

	while (SWEEP_LEAST_BYTES << nr < pages * layout)
		nr++;
	return nr;
}

static int nr_quarters(int records)
{
	int nr = 0;

	while (records >> 2 * (nr + 1) >= SWEEP_LEAST_RECORDS)
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

int sweep_rungs(const struct bench_case *whole)
{
	/* A user who chose no drains wants no sweep of them. */
	if (whole->rungs == RUNGS_NONE || (whole->rungs == RUNGS_SPACINGS && !nr_fixed(whole)))
		return 1;
	return 1 + nr_fixed(whole) + SWEEP_OPEN;
}

bool sweep_waits(const struct bench_case *c)
{
	return !c->words.pages;
}

int64_t sweep_at(const struct bench_case *c)
{
	return c->rungs == RUNGS_SPACINGS ? c->words.drain_every : c->words.pages;
}

void sweep_put(struct bench_case *c, int64_t at)
{
	const struct bench_case *whole = c - c->rung;

	if (c->rungs == RUNGS_SPACINGS) {
		c->words.drain_every = at;
		c->words.pages = whole->words.pages;
	} else {
		c->words.pages = at;
	}
	if (c->short_reps && ((!c->rung && c->rungs == RUNGS_SIZES) ||
			      (uint64_t)c->words.pages * c->words.layout <= SWEEP_SHORT_BYTES))
		c->reps = c->short_reps;
}

/* The range of a sweep of spacings. */
static void fit_to_cache(struct bench_case *whole, uint64_t cache_bytes)
{
	uint64_t bytes = SWEEP_LEAST_BYTES;

	if (whole->rungs != RUNGS_SPACINGS || !cache_bytes)
		return;
	while (bytes < CACHES * cache_bytes)
		bytes *= 2;
	if (bytes < (uint64_t)whole->words.pages * whole->words.layout)
		whole->words.pages = bytes / whole->words.layout;
}

void sweep_set(struct bench_cases *cases, uint64_t cache_bytes)
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
				sweep_put(c, sweep_at(c));
			} else if (c->rung <= nr_fixed(whole)) {
				sweep_put(c, c->rungs == RUNGS_SPACINGS ?
					 whole->words.drain_every >> 2 * c->rung :
					 (int64_t)(SWEEP_LEAST_BYTES << (c->rung - 1)) /
						 c->words.layout);
			}
			if (c->reps > group->reps)
				group->reps = c->reps;
		}
	}
}
