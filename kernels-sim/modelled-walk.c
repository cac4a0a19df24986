// SPDX-License-Identifier: GPL-2.0-or-later
#include "modelled-walk.h"

#include <alloca.h>
#include <string.h>

#define COPY(ident) extern const struct copy_backend modelled_copy_##ident;
#include "copy-list.h"
#undef COPY

static const struct copy_backend *const modelled_copies[] = {
#define COPY(ident) &modelled_copy_##ident,
#include "copy-list.h"
#undef COPY
};

const struct copy_backend *modelled_copy(const struct copy_backend *copy)
{
	size_t i;

	for (i = 0; i < sizeof(modelled_copies) / sizeof(modelled_copies[0]); i++)
		if (!strcmp(modelled_copies[i]->name, copy->name))
			return modelled_copies[i];
	return NULL;
}

static u64 gcd(u64 a, u64 b)
{
	u64 rest;

	while ((rest = a % b)) {
		a = b;
		b = rest;
	}
	return b;
}

u64 repeat_period(const struct predict_case *c)
{
	const unsigned int shift = replay_walk_shift(c->walk);
	const u64 period = shift > 9 ? 1UL << shift : PAGEBLOCK_PAGES;

	return c->drain_every ? period / gcd(c->drain_every, period) * c->drain_every : period;
}

struct repeat repeat_plan(const struct predict_case *c, u64 warm_pages, u64 last_pages)
{
	const u64 period = repeat_period(c);
	struct repeat r = { .period_pages = period };

	r.warm_pages = (warm_pages + period - 1) / period * period;
	/* The first and the two that prove it, and the last may not be a whole one. */
	if (c->nr_pages > r.warm_pages + last_pages + 4 * period)
		r.periods = (c->nr_pages - last_pages - r.warm_pages) / period - 3;
	return r;
}

/* Some copies look ahead of the record they write. */
#define AHEAD_LINES 64

/* The end of the first period: does it repeat?  Then skip all but the last ones. */
static void skip_periods(struct modelled_walk *w, u64 at)
{
	const u64 lines = w->period_bytes >> w->t->line_shift;
	const u64 bytes = w->repeat.periods * w->period_bytes, line = at >> w->t->line_shift;
	const struct traffic_lines touched = { line - AHEAD_LINES,
				       line + (bytes >> w->t->line_shift) + AHEAD_LINES };
	const bool moves = traffic_is_shifted(w->copy, w->t, lines);

	w->matched = traffic_buffers_repeat(w->copy, w->t, lines, &touched) &&
		     (moves || traffic_stays(w->copy, w->t, &touched));
	w->delta = traffic_counts_since(&w->t->counts, &w->copy->counts);
	if (!w->matched)
		return;
	traffic_counts_add(&w->t->counts, &w->delta, w->repeat.periods);
	/* All that moves with the walk is where it will be. */
	traffic_shift(w->t, w->copy, bytes >> w->t->line_shift, moves);
	w->t->bias += bytes;
	w->next_period += bytes;
	w->next_drain += w->next_drain < ~0UL ? bytes : 0;
}

static void begin_period(struct modelled_walk *w)
{
	unsigned int i;

	for (i = 0; i < w->t->shape.nr_levels; i++)
		w->t->level[i].nr_most = w->t->level[i].nr_lines;
	traffic_copy(w->copy, w->t);
}

/* The border of a period is reached: before the first, after it, after the next. */
static void end_period(struct modelled_walk *w, u64 at)
{
	struct traffic_counts delta;

	w->next_period += w->period_bytes;
	switch (w->periods_seen++) {
	case 0:
		begin_period(w);
		return;
	case 1:
		skip_periods(w, at);
		w->copy->counts = w->t->counts;
		return;
	default:
		/* It must, or the walk is not what this file takes it for. */
		delta = traffic_counts_since(&w->t->counts, &w->copy->counts);
		w->repeats = w->matched && !memcmp(&delta, &w->delta, sizeof(delta));
		w->next_period = ~0UL;
	}
}

static void reach(struct traffic *t, u64 at)
{
	struct modelled_walk *w = t->owner;

	for (; at >= w->next_drain; w->next_drain += w->size * w->c->drain_every)
		traffic_take(ACCESS_DRAIN, 0, 0);
	if (at >= w->next_period)
		end_period(w, at);
	t->next_stop = w->next_drain < w->next_period ? w->next_drain : w->next_period;
}

void modelled_walk_begin(struct modelled_walk *w, const struct repeat *repeat)
{
	const u64 origin = TRAFFIC_ORIGIN + w->c->offset;

	w->repeat = *repeat;
	w->size = replay_layout_bytes[w->c->layout];
	w->period_bytes = repeat->period_pages * w->size;
	w->next_drain = w->c->drain_every ? origin + w->size * w->c->drain_every : ~0UL;
	w->next_period = repeat->periods ? origin + w->size * repeat->warm_pages : ~0UL;
	w->periods_seen = 0;
	w->repeats = !repeat->periods;
	w->t->bias = 0;
	w->t->owner = w;
	w->t->stop = reach;
	w->t->next_stop = w->next_drain < w->next_period ? w->next_drain : w->next_period;
	w->t->counts = (struct traffic_counts){ 0 };
}

static noinline void walk_here(struct modelled_walk *w, u64 pass, u64 nr_pages)
{
	const struct copy_backend *copy = modelled_copy(w->c->copy);
	struct replay_args args;

	replay_pass(&args, w->c->walk, w->c->pattern, w->c->layout, pass);
	args.memmap = (void *)(TRAFFIC_ORIGIN + w->c->offset);
	args.start_pfn = 0;
	args.nr_pages = nr_pages;
	/* Pages that need not be walked count where a copy chooses by their number. */
	args.of_pages = w->c->nr_pages;
	replay_traffic = w->t;
	copy->fn[w->c->walk][w->c->revision][w->c->layout](&args);
	replay_traffic = NULL;
}

/*
 * One copy (memcpy-unrolled) goes up or down as the low bytes of the template's
 * address and the record's compare.  The same part of the stack in every walk
 * makes it the same in all of them, and in every run; a sanitizer would round it up.
 */
__attribute__((no_sanitize_address)) noinline void
modelled_walk_run(struct modelled_walk *w, u64 pass, u64 nr_pages)
{
	volatile char *pad = alloca(16 + ((u64)__builtin_frame_address(0) & 4080));

	walk_here(w, pass, nr_pages);
	/* After the call, or it might become a jump that takes the stack back first. */
	pad[0] = 0;
}
