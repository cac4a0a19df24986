// SPDX-License-Identifier: GPL-2.0-or-later
#include "predict.h"

#include <alloca.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"
#include "known.h"
#include "traffic-state.h"

#define COPY(ident) extern const struct copy_backend modelled_copy_##ident;
#include "copy-list.h"
#undef COPY

static const struct copy_backend *const modelled_copies[] = {
#define COPY(ident) &modelled_copy_##ident,
#include "copy-list.h"
#undef COPY
};

/*
 * A walk is the same again after a period of pages: alignment of records to
 * lines and to each other (512 records of any layout are a multiple of 4 KiB),
 * pageblocks, compounds and extra drains repeat.  So when a machine is, at the
 * end of a period, in the state of its begin, but for all addresses being a
 * period further, it will be so at the end of all further ones.  A state may
 * also hold lines that stay where they are, as long as they are neither in the
 * way of the walk nor in the way of the lines that come and go.
 *
 * @warm_pages: pages before the first period that is compared
 */
struct repeat {
	u64 warm_pages;
	u64 period_pages;
	u64 periods;		/* that need not be walked */
};

/* One walk over one machine. */
struct pass {
	const struct predict_case *c;
	struct traffic *t;
	struct traffic *copy;	/* of the machine at the begin of a period */
	struct repeat repeat;
	u64 period_bytes;
	u64 size;
	u64 next_drain;
	u64 next_period;
	int periods_seen;
	struct traffic_counts delta;
	bool matched;		/* its state at the end of the first one is right */
	bool repeats;		/* the machine does what @repeat relies on */
};

/*
 * @machine: the walks run on it; @copy: a state of it to compare with
 * @filled:  holds what filling @filled_lines lines in the way of @filled_how left
 */
struct predictor {
	struct traffic machine;
	struct traffic copy;
	struct traffic filled;
	u64 filled_lines;
	enum predict_before filled_how;
	struct known known;
};

/* Of two numbers above 0. */
static u64 gcd(u64 a, u64 b)
{
	u64 rest;

	while ((rest = a % b)) {
		a = b;
		b = rest;
	}
	return b;
}

static const struct copy_backend *modelled(const struct copy_backend *copy)
{
	size_t i;

	for (i = 0; i < sizeof(modelled_copies) / sizeof(modelled_copies[0]); i++)
		if (!strcmp(modelled_copies[i]->name, copy->name))
			return modelled_copies[i];
	return NULL;
}

/* Some copies look ahead of the record they write. */
#define AHEAD_LINES 64

/* The end of the first period: does it repeat?  Then skip all but the last ones. */
static void skip_periods(struct pass *p, u64 at)
{
	const u64 lines = p->period_bytes >> p->t->line_shift;
	const u64 bytes = p->repeat.periods * p->period_bytes, line = at >> p->t->line_shift;
	const struct traffic_lines touched = { line - AHEAD_LINES,
				       line + (bytes >> p->t->line_shift) + AHEAD_LINES };
	const bool moves = traffic_is_shifted(p->copy, p->t, lines);

	p->matched = traffic_buffers_repeat(p->copy, p->t, lines, &touched) &&
		     (moves || traffic_stays(p->copy, p->t, &touched));
	p->delta = traffic_counts_since(&p->t->counts, &p->copy->counts);
	if (!p->matched)
		return;
	traffic_counts_add(&p->t->counts, &p->delta, p->repeat.periods);
	/* All that moves with the walk is where it will be. */
	traffic_shift(p->t, p->copy, bytes >> p->t->line_shift, moves);
	p->t->bias += bytes;
	p->next_period += bytes;
	p->next_drain += p->next_drain < ~0UL ? bytes : 0;
}

static void begin_period(struct pass *p)
{
	unsigned int i;

	for (i = 0; i < p->t->shape.nr_levels; i++)
		p->t->level[i].nr_most = p->t->level[i].nr_lines;
	traffic_copy(p->copy, p->t);
}

/* The border of a period is reached: before the first, after it, after the next. */
static void end_period(struct pass *p, u64 at)
{
	struct traffic_counts delta;

	p->next_period += p->period_bytes;
	switch (p->periods_seen++) {
	case 0:
		begin_period(p);
		return;
	case 1:
		skip_periods(p, at);
		p->copy->counts = p->t->counts;
		return;
	default:
		/* It must, or the walk is not what this file takes it for. */
		delta = traffic_counts_since(&p->t->counts, &p->copy->counts);
		p->repeats = p->matched && !memcmp(&delta, &p->delta, sizeof(delta));
		p->next_period = ~0UL;
	}
}

static void reach(struct traffic *t, u64 at)
{
	struct pass *p = t->owner;

	for (; at >= p->next_drain; p->next_drain += p->size * p->c->drain_every)
		traffic_take(ACCESS_DRAIN, 0, 0);
	if (at >= p->next_period)
		end_period(p, at);
	t->next_stop = p->next_drain < p->next_period ? p->next_drain : p->next_period;
}

static void begin_walk(struct pass *p, const struct repeat *repeat)
{
	const u64 origin = TRAFFIC_ORIGIN + p->c->offset;

	p->repeat = *repeat;
	p->size = replay_layout_bytes[p->c->layout];
	p->period_bytes = repeat->period_pages * p->size;
	p->next_drain = p->c->drain_every ? origin + p->size * p->c->drain_every : ~0UL;
	p->next_period = repeat->periods ? origin + p->size * repeat->warm_pages : ~0UL;
	p->periods_seen = 0;
	p->repeats = !repeat->periods;
	p->t->bias = 0;
	p->t->owner = p;
	p->t->stop = reach;
	p->t->next_stop = p->next_drain < p->next_period ? p->next_drain : p->next_period;
	p->t->counts = (struct traffic_counts){ 0 };
}

static noinline void walk_here(struct pass *p, u64 pass, u64 nr_pages)
{
	const struct copy_backend *copy = modelled(p->c->copy);
	struct replay_args args;

	replay_pass(&args, p->c->walk, p->c->pattern, p->c->layout, pass);
	args.memmap = (void *)(TRAFFIC_ORIGIN + p->c->offset);
	args.start_pfn = 0;
	args.nr_pages = nr_pages;
	/* Pages that need not be walked count where a copy chooses by their number. */
	args.of_pages = p->c->nr_pages;
	replay_traffic = p->t;
	copy->fn[p->c->walk][p->c->revision][p->c->layout](&args);
	replay_traffic = NULL;
}

/*
 * One copy (memcpy-unrolled) goes up or down as the low bytes of the template's
 * address and the record's compare.  The same part of the stack in every walk
 * makes it the same in all of them, and in every run.
 */
static noinline void walk_pages(struct pass *p, u64 pass, u64 nr_pages)
{
	volatile char *pad = alloca(16 + ((u64)__builtin_frame_address(0) & 4080));

	walk_here(p, pass, nr_pages);
	/* After the call, or it might become a jump that takes the stack back first. */
	pad[0] = 0;
}

static u64 period_of(const struct predict_case *c)
{
	const unsigned int shift = replay_walk_shift(c->walk);
	const u64 period = shift > 9 ? 1UL << shift : PAGEBLOCK_PAGES;

	return c->drain_every ? period / gcd(c->drain_every, period) * c->drain_every : period;
}

/* @last_pages: at the end of the walk that are looked at one by one in any case */
static struct repeat plan_repeat(const struct predict_case *c, u64 warm_pages, u64 last_pages)
{
	const u64 period = period_of(c);
	struct repeat r = { .period_pages = period };

	r.warm_pages = (warm_pages + period - 1) / period * period;
	/* The first and the two that prove it, and the last may not be a whole one. */
	if (c->nr_pages > r.warm_pages + last_pages + 4 * period)
		r.periods = (c->nr_pages - last_pages - r.warm_pages) / period - 3;
	return r;
}

/* How many pages it takes to fill the caches. */
static u64 pages_to_fill(const struct traffic_shape *shape, const struct predict_case *c)
{
	u64 bytes = 0;
	unsigned int i;

	for (i = 0; i < shape->nr_levels; i++)
		bytes += shape->level[i].bytes;
	return (bytes + bytes / 8) / replay_layout_bytes[c->layout];
}

/* Bring the machine into the state that @c begins with; what was filled last is kept. */
static void prepare(struct predictor *p, const struct predict_case *c)
{
	const u64 step = p->machine.shape.line_bytes;
	const u64 bytes = c->offset + c->nr_pages * replay_layout_bytes[c->layout];
	const u64 nr = (bytes + step - 1) / step;

	if (c->before != PREDICT_FILLED_UP && c->before != PREDICT_FILLED_DOWN) {
		traffic_clear(&p->machine);
		return;
	}
	if (c->every_page) {
		fill_all(&p->machine, c->before, nr);
		return;
	}
	if (p->filled_lines != nr || p->filled_how != c->before)
		fill_shortest(&p->filled, &p->copy, c->before, nr);
	p->filled_lines = nr;
	p->filled_how = c->before;
	traffic_copy(&p->machine, &p->filled);
	p->machine.settled = ~0UL;
}

/* All passes that a prediction takes; -EAGAIN when they do not repeat as hoped. */
static int try(struct predictor *p, const struct predict_case *c, const struct repeat *repeat,
	       struct prediction *out)
{
	struct pass pass = { .c = c, .t = &p->machine, .copy = &p->copy };
	const u64 nr_pages = c->nr_pages - repeat->periods * repeat->period_pages;
	const u64 nr_passes = c->before == PREDICT_SAME_PASS ? 2 : 1;
	u64 i;

	prepare(p, c);
	for (i = 0; i < nr_passes; i++) {
		begin_walk(&pass, repeat);
		walk_pages(&pass, i, nr_pages);
		if (!pass.repeats)
			return -EAGAIN;
	}
	out->counts = p->machine.counts;
	out->dirty_lines = traffic_dirty_lines(&p->machine);
	out->pages_seen = nr_pages;
	out->known = false;
	return 0;
}

static unsigned int most_ways(const struct traffic_shape *shape)
{
	unsigned int i, most = 0;

	for (i = 0; i < shape->nr_levels; i++)
		if (shape->level[i].ways > most)
			most = shape->level[i].ways;
	return most;
}

/*
 * The cheapest guess first.  Caches that were full of other lines take twice as
 * long, and where a period leaves one line, as a compound's head does, all of
 * these may be in one set.  A fill that went up left the end of the range in
 * the caches, and there the walk changes once more.
 */
static int predict(struct predictor *p, const struct predict_case *c, struct prediction *out)
{
	const u64 full = pages_to_fill(&p->machine.shape, c);
	const u64 long_pages = 2 * full + (most_ways(&p->machine.shape) + 1) * period_of(c);
	const struct {
		u64 warm_pages;
		u64 last_pages;
	} guess[] = {
		{ PAGEBLOCK_PAGES, 0 }, { full, 0 }, { PAGEBLOCK_PAGES, full }, { long_pages, 0 },
		{ long_pages, full },
	};
	struct repeat repeat;
	int ret = -EAGAIN;
	size_t i;

	for (i = 0; ret == -EAGAIN && !c->every_page && i < sizeof(guess) / sizeof(guess[0]); i++) {
		if (guess[i].last_pages && c->before != PREDICT_FILLED_UP)
			continue;
		repeat = plan_repeat(c, guess[i].warm_pages, guess[i].last_pages);
		if (repeat.periods)
			ret = try(p, c, &repeat, out);
	}
	if (ret == -EAGAIN)
		ret = try(p, c, &(struct repeat){ 0 }, out);
	return ret;
}

/* What a case does to lines: of a long one the begin, periods that repeat, and the end. */
static void take_trace(struct predictor *p, const struct predict_case *c, struct line_trace *trace)
{
	struct pass pass = { .c = c, .t = &p->machine, .copy = &p->copy };
	const u64 period = period_of(c);

	*trace = (struct line_trace){
		.line_bytes = p->machine.shape.line_bytes,
		.bit_shift = p->machine.bit_shift,
		.full_mask = p->machine.full_mask,
	};
	begin_walk(&pass, &(struct repeat){ 0 });
	/* No machine takes part, so no line of it is known to be settled. */
	p->machine.settled = ~0UL;
	p->machine.trace = trace;
	walk_pages(&pass, 0, c->nr_pages <= 4 * period ? c->nr_pages :
						   3 * period + c->nr_pages % period);
	p->machine.trace = NULL;
}

static int check(const struct predict_case *c)
{
	if (!modelled(c->copy))
		return -ENOENT;
	return c->before == PREDICT_UNKNOWN ? -EINVAL : 0;
}

/* What is known of a case before its walk. */
static int find(struct predictor *p, const struct predict_case *c, struct known_case **out)
{
	struct line_trace trace;
	const int ret = check(c);

	if (ret)
		return ret;
	take_trace(p, c, &trace);
	*out = known_find(&p->known, c, period_of(c), &trace);
	return *out ? 0 : -ENOMEM;
}

int predictor_class(struct predictor *p, const struct predict_case *c, size_t *class)
{
	struct known_case *known;
	const int ret = find(p, c, &known);

	if (!ret)
		*class = known - p->known.cases;
	return ret;
}

int predictor_walk(struct predictor *p, const struct predict_case *c, struct prediction *out)
{
	struct known_case *known;
	int ret;

	if (c->every_page)
		return check(c) ?: predict(p, c, out);
	ret = find(p, c, &known);
	if (ret)
		return ret;
	if (known->made) {
		*out = known->prediction;
		out->known = true;
		return 0;
	}
	ret = predict(p, c, out);
	if (!ret) {
		known->prediction = *out;
		known->made = true;
	}
	return ret;
}

u64 predictor_bytes(const struct traffic_shape *shape)
{
	u64 lines = 0;
	unsigned int i;

	for (i = 0; i < shape->nr_levels; i++)
		lines += shape->level[i].bytes / shape->line_bytes;
	return 3 * sizeof(u64) * lines + KNOWN_BYTES_MOST;
}

int predictor_new(const struct traffic_shape *shape, struct predictor **out)
{
	struct predictor *p = calloc(1, sizeof(*p));
	int ret;

	if (!p)
		return -ENOMEM;
	ret = traffic_init(&p->machine, shape);
	if (!ret)
		ret = traffic_init(&p->copy, shape);
	if (!ret)
		ret = traffic_init(&p->filled, shape);
	if (ret) {
		predictor_free(p);
		return ret;
	}
	*out = p;
	return 0;
}

void predictor_free(struct predictor *p)
{
	if (!p)
		return;
	known_free(&p->known);
	traffic_free(&p->machine);
	traffic_free(&p->copy);
	traffic_free(&p->filled);
	free(p);
}

int predict_walk(const struct traffic_shape *shape, const struct predict_case *c,
		 struct prediction *out)
{
	struct predictor *p;
	int ret;

	ret = predictor_new(shape, &p);
	if (ret)
		return ret;
	ret = predictor_walk(p, c, out);
	predictor_free(p);
	return ret;
}
