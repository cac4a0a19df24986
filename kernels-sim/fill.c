// SPDX-License-Identifier: GPL-2.0-or-later
#include "fill.h"

#include "traffic-state.h"

/* First or last line first, but for the first @skip stores. */
static void fill(struct traffic *t, enum predict_before how, u64 nr, u64 skip)
{
	const u64 step = t->shape.line_bytes;
	const bool up = how == PREDICT_FILLED_UP;
	u64 i;

	traffic_clear(t);
	for (i = skip; i < nr; i++)
		traffic_event(t, ACCESS_STORE, TRAFFIC_ORIGIN + step * (up ? i : nr - 1 - i), 8);
}

void fill_all(struct traffic *t, enum predict_before how, u64 nr)
{
	fill(t, how, nr, 0);
}

/*
 * Where one more line at the begin of a fill makes no difference in the end, no
 * number of them does: the rules do not know addresses, so what holds from line
 * n on held from line n - 1 on one line earlier, and the lines since then are
 * the same for both.
 */
void fill_shortest(struct traffic *t, struct traffic *spare, enum predict_before how, u64 nr)
{
	const struct traffic_shape *shape = &t->shape;
	u64 held = 0, some;
	unsigned int i;

	for (i = 0; i < shape->nr_levels; i++)
		held += shape->level[i].bytes / shape->line_bytes;
	for (some = held + held / 8 + 1; some < nr; some *= 2) {
		fill(t, how, nr, nr - some);
		fill(spare, how, nr, nr - some - 1);
		if (traffic_same_lines(t, spare))
			return;
	}
	fill(t, how, nr, 0);
}
