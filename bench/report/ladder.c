// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/ladder.h"

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
static size_t first_win(const struct rung *rungs, size_t nr, enum ladder_top top)
{
	size_t nr_wins = 0, nr_open = 0, first = nr;

	if (!nr || (top == LADDER_TOP_DECIDES && rungs[nr - 1].verdict != RUNG_WINS))
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

struct ladder_from ladder_find(struct rung *rungs, size_t nr, enum ladder_top top)
{
	struct ladder_from from = { 0 };
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
