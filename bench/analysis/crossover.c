// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/crossover.h"

#include <errno.h>
#include <stdlib.h>

static int by_size(const void *left, const void *right)
{
	const struct rung *a = left, *b = right;

	return (a->at > b->at) - (a->at < b->at);
}

static size_t drop_thin(struct rung *rungs, size_t nr)
{
	size_t kept = 0;

	for (size_t i = 0; i < nr; i++)
		if (rungs[i].verdict != RUNG_THIN)
			rungs[kept++] = rungs[i];
	return kept ? kept : nr;
}

/* First rung from which the copy wins for good; @nr: none. */
static size_t first_win(const struct rung *rungs, size_t nr, enum crossover_top top)
{
	size_t nr_wins = 0, nr_open = 0, first = nr;

	if (!nr || (top == CROSSOVER_TOP_DECIDES && rungs[nr - 1].verdict != RUNG_WINS))
		return nr;
	for (size_t i = nr; i-- && rungs[i].verdict != RUNG_LOSES;) {
		if (rungs[i].verdict == RUNG_WINS)
			nr_wins++;
		else
			nr_open++;
		/* Noise leaves some undecided; that is no sign against the others. */
		if (rungs[i].verdict == RUNG_WINS && nr_wins > nr_open)
			first = i;
	}
	return first;
}

struct crossover crossover_find(struct rung *rungs, size_t nr, enum crossover_top top)
{
	struct crossover from = { 0 };
	bool lost = false;
	size_t first;

	nr = drop_thin(rungs, nr);
	from.nr = nr;
	if (!nr)
		return from;
	qsort(rungs, nr, sizeof(*rungs), by_size);
	from.top = rungs[nr - 1].at;
	from.loses = rungs[nr - 1].verdict == RUNG_LOSES;
	first = first_win(rungs, nr, top);
	from.wins = first < nr;
	if (from.wins) {
		from.hi = rungs[first].at;
		from.open = first > 0;
	}
	for (size_t i = first; i--;) {
		if (rungs[i].verdict == RUNG_LOSES) {
			if (!lost && from.wins)
				from.lo = rungs[i].at;
			lost = true;
		} else if (rungs[i].verdict == RUNG_WINS && lost && !from.again) {
			from.again = rungs[i].at;
		}
	}
	return from;
}

int crossover_pool_add(struct crossover_pool *pool, const struct crossover *from)
{
	struct crossover *grown;

	if (!from->wins)
		return 0;
	grown = realloc(pool->won, (pool->nr + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	pool->won = grown;
	grown[pool->nr++] = *from;
	return 0;
}

void crossover_pool_free(struct crossover_pool *pool)
{
	free(pool->won);
}

bool crossover_pool_settle(const struct crossover_pool *pool, int64_t lost, struct crossover *out)
{
	const void *lo_source = NULL;
	size_t least = 1;

	*out = (struct crossover){ 0 };
	for (size_t i = 0; i < pool->nr; i++) {
		if (pool->won[i].nr >= CROSSOVER_SWEEP)
			least = CROSSOVER_SWEEP;
		if (pool->won[i].lo > lost) {
			lost = pool->won[i].lo;
			lo_source = pool->won[i].source;
		}
	}
	for (size_t i = 0; i < pool->nr; i++) {
		const struct crossover *from = &pool->won[i];

		if (from->nr >= least && from->hi > lost && (!out->nr || from->hi < out->hi))
			*out = *from;
	}
	if (!out->nr)
		return false;
	out->lo = lost;
	out->lo_source = lo_source;
	return true;
}
