// SPDX-License-Identifier: GPL-2.0-or-later
#include "traffic-state.h"

#include <string.h>

struct traffic_counts traffic_counts_since(const struct traffic_counts *a,
					   const struct traffic_counts *b)
{
	struct traffic_counts d = { .full = a->full - b->full, .partial = a->partial - b->partial };
	int i;

	for (i = 0; i < TRAFFIC_LEVELS_MOST; i++) {
		d.fills[i] = a->fills[i] - b->fills[i];
		d.write_backs[i] = a->write_backs[i] - b->write_backs[i];
	}
	return d;
}

void traffic_counts_add(struct traffic_counts *sum, const struct traffic_counts *d, u64 times)
{
	int i;

	sum->full += times * d->full;
	sum->partial += times * d->partial;
	for (i = 0; i < TRAFFIC_LEVELS_MOST; i++) {
		sum->fills[i] += times * d->fills[i];
		sum->write_backs[i] += times * d->write_backs[i];
	}
}

void traffic_clear(struct traffic *t)
{
	unsigned int i;

	for (i = 0; i < t->shape.nr_levels; i++)
		cache_clear(&t->level[i]);
	t->nr_open = 0;
	t->settled = ~0UL;
}

void traffic_copy(struct traffic *to, const struct traffic *from)
{
	unsigned int i;

	for (i = 0; i < from->shape.nr_levels; i++)
		cache_copy(&to->level[i], &from->level[i]);
	memcpy(to->buffer, from->buffer, sizeof(to->buffer));
	to->nr_open = from->nr_open;
	to->counts = from->counts;
}

bool traffic_is_shifted(const struct traffic *a, const struct traffic *b, u64 lines)
{
	unsigned int i;

	for (i = 0; i < a->shape.nr_levels; i++)
		if (!cache_is_shifted(&a->level[i], &b->level[i], lines))
			return false;
	return true;
}

/*
 * Lines that stay, in one level: the same before and after the period, none of
 * them among those that will be touched, and room in every set for all that
 * came and went between.
 */
static bool level_stays(const struct cache *a, const struct cache *b,
			const struct traffic_lines *touched)
{
	const u64 passing = b->nr_most - b->nr_lines;
	u64 set, way, line;

	if (memcmp(a->entries, b->entries, b->nr_sets * b->ways * sizeof(b->entries[0])))
		return false;
	for (set = 0; set < b->nr_sets; set++) {
		for (way = 0; way < b->ways; way++) {
			if (b->entries[set * b->ways + way] == CACHE_EMPTY)
				break;
			line = CACHE_LINE(b->entries[set * b->ways + way]);
			if (line >= touched->begin && line < touched->end)
				return false;
		}
		if (way && way + passing > b->ways)
			return false;
	}
	return true;
}

bool traffic_stays(const struct traffic *a, const struct traffic *b,
		   const struct traffic_lines *touched)
{
	unsigned int i;

	for (i = 0; i < b->shape.nr_levels; i++)
		if (!level_stays(&a->level[i], &b->level[i], touched))
			return false;
	return true;
}

/* Each moved with the walk, or nothing can happen to it. */
bool traffic_buffers_repeat(const struct traffic *a, const struct traffic *b, u64 by,
			    const struct traffic_lines *touched)
{
	unsigned int i;

	if (a->nr_open != b->nr_open)
		return false;
	for (i = 0; i < a->nr_open; i++) {
		if (a->buffer[i].mask != b->buffer[i].mask)
			return false;
		if (a->buffer[i].line + by == b->buffer[i].line)
			continue;
		/* It is as old as before, so none was pushed out: that would be the oldest. */
		if (a->buffer[i].line != b->buffer[i].line ||
		    (a->buffer[i].line >= touched->begin && a->buffer[i].line < touched->end))
			return false;
	}
	return true;
}

void traffic_shift(struct traffic *t, struct traffic *copy, u64 by, bool caches)
{
	struct cache swap;
	unsigned int i;

	for (i = 0; caches && i < t->shape.nr_levels; i++) {
		cache_shift(&copy->level[i], &t->level[i], by);
		swap = copy->level[i];
		copy->level[i] = t->level[i];
		t->level[i] = swap;
	}
	for (i = 0; i < t->nr_open; i++)
		if (t->buffer[i].line != copy->buffer[i].line)
			t->buffer[i].line += by;
	t->settled = ~0UL;
}
