// SPDX-License-Identifier: GPL-2.0-or-later
#include "predict.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fill.h"
#include "known.h"
#include "modelled-walk.h"
#include "traffic-state.h"

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
	struct modelled_walk walk = { .c = c, .t = &p->machine, .copy = &p->copy };
	const u64 nr_pages = c->nr_pages - repeat->periods * repeat->period_pages;
	const u64 nr_passes = c->before == PREDICT_SAME_PASS ? 2 : 1;
	u64 i;

	prepare(p, c);
	for (i = 0; i < nr_passes; i++) {
		modelled_walk_begin(&walk, repeat);
		modelled_walk_run(&walk, i, nr_pages);
		if (!walk.repeats)
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
	const u64 long_pages = 2 * full + (most_ways(&p->machine.shape) + 1) * repeat_period(c);
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
		repeat = repeat_plan(c, guess[i].warm_pages, guess[i].last_pages);
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
	struct modelled_walk walk = { .c = c, .t = &p->machine, .copy = &p->copy };
	const u64 period = repeat_period(c);

	*trace = (struct line_trace){
		.line_bytes = p->machine.shape.line_bytes,
		.bit_shift = p->machine.bit_shift,
		.full_mask = p->machine.full_mask,
	};
	modelled_walk_begin(&walk, &(struct repeat){ 0 });
	/* No machine takes part, so no line of it is known to be settled. */
	p->machine.settled = ~0UL;
	p->machine.trace = trace;
	modelled_walk_run(&walk, 0, c->nr_pages <= 4 * period ? c->nr_pages :
						   3 * period + c->nr_pages % period);
	p->machine.trace = NULL;
}

static int check(const struct predict_case *c)
{
	if (!modelled_copy(c->copy))
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
	*out = known_find(&p->known, c, repeat_period(c), &trace);
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
