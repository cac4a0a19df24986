// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The traffic model against the plain one, which is written from the same rules
 * as simply as can be; and counted periods against walked ones.
 *
 * prop-traffic [SEED]: repeat a sequence that failed.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plain-model.h"
#include "predict.h"
#include "tap.h"
#include "traffic.h"

static u64 random_state;

static u64 below(u64 n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (random_state >> 11) % n;
}

static struct traffic_shape random_shape(void)
{
	struct traffic_shape s = { .nr_levels = 1 + below(3), .line_bytes = 32U << below(3),
				   .nr_buffers = 1 + below(4) };
	unsigned int i;

	for (i = 0; i < s.nr_levels; i++) {
		s.level[i].ways = 1 + below(5);
		/* Levels need not grow, nor have a power of two of sets. */
		s.level[i].bytes = (u64)s.line_bytes * s.level[i].ways * (1 + below(12));
	}
	return s;
}

/*
 * Levels of few ways and of many more sets than a period of a walk has lines,
 * so that what stays in them for long is met again late.
 */
static struct traffic_shape random_wide_shape(void)
{
	struct traffic_shape s = random_shape();
	unsigned int i;

	for (i = 0; i < s.nr_levels; i++) {
		s.level[i].ways = 1 + below(3);
		s.level[i].bytes = (u64)s.line_bytes * s.level[i].ways * (1 + below(8192));
	}
	return s;
}

static bool same_counts(const struct traffic_counts *a, const struct traffic_counts *b)
{
	return !memcmp(a, b, sizeof(*a));
}

/* One sequence on one machine, compared after every event. */
static bool compare_sequence(u64 seed)
{
	static const struct { enum replay_event event; u64 width; } kinds[] = {
		{ ACCESS_LOAD, 8 }, { ACCESS_STORE, 8 }, { ACCESS_STORE, 4 }, { ACCESS_RMW, 8 },
		{ ACCESS_ATOMIC, 8 }, { ACCESS_STREAM, 8 }, { ACCESS_STREAM, 8 },
		{ ACCESS_STREAM, 16 }, { ACCESS_STREAM, 32 }, { ACCESS_STREAM, 64 },
		{ ACCESS_STRING, 80 }, { ACCESS_STRING, 96 }, { ACCESS_ALLOCATE, 64 },
		{ ACCESS_PREFETCH, 64 }, { ACCESS_FLUSH, 64 }, { ACCESS_WRITE_BACK, 64 },
		{ ACCESS_DRAIN, 0 },
	};
	static struct plain plain;
	struct traffic machine;
	bool same = true;
	u64 i, span;

	random_state = seed * 0x9e3779b97f4a7c15UL + 1;
	plain = (struct plain){ .shape = random_shape() };
	span = 64 * (1 + below(200));
	if (traffic_init(&machine, &plain.shape))
		return false;
	for (i = 0; same && i < 3000; i++) {
		const int k = below(sizeof(kinds) / sizeof(kinds[0]));
		const u64 align = kinds[k].width & (kinds[k].width - 1) ? 8 : kinds[k].width;
		const u64 at = kinds[k].width ? below(span) / align * align : 0;

		traffic_event(&machine, kinds[k].event, at, kinds[k].width);
		plain_event(&plain, kinds[k].event, at, kinds[k].width);
		same = same_counts(&machine.counts, &plain.counts);
	}
	same = same && traffic_dirty_lines(&machine) == plain_dirty_lines(&plain);
	if (!same)
		printf("# seed %lu: differ after event %lu\n", seed, i);
	traffic_free(&machine);
	return same;
}

/* Counted and walked, for a random case; *skipped tells whether any page was not walked. */
static bool compare_repeat(u64 seed, bool *skipped)
{
	size_t nr;
	const struct copy_backend *const *copies = replay_copies(&nr);
	struct traffic_shape shape;
	struct predict_case c;
	struct prediction quick, slow;
	bool same;

	random_state = seed * 0xd1b54a32d192ed03UL + 1;
	shape = below(2) ? random_shape() : random_wide_shape();
	c = (struct predict_case){
		.copy = copies[below(nr)],
		.walk = below(WALK_ORDER18),
		.revision = below(REVISION_NR),
		.layout = below(LAYOUT_NR),
		.pattern = PATTERN_PAGE,
		.nr_pages = 1 + below(30000),
		.drain_every = below(2) ? 0 : 1 + below(10),
		.before = PREDICT_EMPTY + below(4),
	};
	/* Not for the seeds that are there for their own sake. */
	c.offset = seed % 3 ? 0 : 8 * below(8);
	if (predict_walk(&shape, &c, &quick))
		return false;
	c.every_page = true;
	if (predict_walk(&shape, &c, &slow))
		return false;
	*skipped = quick.pages_seen < c.nr_pages;
	same = same_counts(&quick.counts, &slow.counts) && quick.dirty_lines == slow.dirty_lines &&
	       slow.pages_seen == c.nr_pages;
	if (!same)
		printf("# seed %lu: %s, layout %d, walk %d, revision %d, %lu pages, drain %lu, before %d, offset %zu\n",
		       seed, c.copy->name, replay_layout_bytes[c.layout], c.walk, c.revision,
		       c.nr_pages, c.drain_every, c.before, c.offset);
	return same;
}

#define CASES 12

/* Cases that differ in little, by one predictor that remembers: each as if it were alone. */
static bool compare_memory(u64 seed, u64 *nr_known)
{
	size_t nr;
	const struct copy_backend *const *copies = replay_copies(&nr);
	struct traffic_shape shape;
	struct predict_case c;
	struct prediction found = { 0 }, alone;
	struct predictor *p;
	bool same = true, met[2 * CASES] = { false };
	struct traffic_counts of_class[2 * CASES];
	size_t class;
	u64 pages;
	int i;

	random_state = seed * 0x9e6c63d0876a9a47UL + 1;
	shape = below(2) ? random_shape() : random_wide_shape();
	pages = 1 + below(8000);
	c = (struct predict_case){
		.walk = below(WALK_ORDER18), .revision = below(REVISION_NR),
		.layout = below(LAYOUT_NR), .pattern = PATTERN_PAGE,
	};
	if (predictor_new(&shape, &p))
		return false;
	for (i = 0; same && i < CASES; i++) {
		c.copy = copies[below(nr)];
		c.nr_pages = pages + below(2) * below(600);
		c.drain_every = below(3) ? 0 : 1 + below(4);
		c.before = PREDICT_EMPTY + below(4);
		c.every_page = false;
		if (predictor_class(p, &c, &class) || predictor_walk(p, &c, &found))
			break;
		/* A class that was met before has the same prediction. */
		if (class >= 2 * CASES)
			break;
		if (met[class] && !same_counts(&found.counts, &of_class[class]))
			break;
		met[class] = true;
		of_class[class] = found.counts;
		*nr_known += found.known;
		c.every_page = true;
		if (predict_walk(&shape, &c, &alone))
			break;
		same = same_counts(&found.counts, &alone.counts) &&
		       found.dirty_lines == alone.dirty_lines;
	}
	predictor_free(p);
	if (!same || i < CASES)
		printf("# memory seed %lu, case %d: %s%s, layout %d, walk %d, revision %d, %lu pages, "
		       "drain %lu, before %d\n", seed, i, c.copy->name,
		       found.known ? ", known" : "", replay_layout_bytes[c.layout], c.walk, c.revision,
		       c.nr_pages, c.drain_every, c.before);
	return same && i == CASES;
}

/*
 * Cases in which lines stay that are in the way: one was found wrong without
 * the search for room in their sets, one without the search for them where
 * the walk goes.
 */
static const u64 in_the_way[] = { 5453, 1682 };

int main(int argc, char **argv)
{
	const u64 first = argc > 1 ? strtoull(argv[1], NULL, 0) : 1;
	const u64 nr = argc > 1 ? 1 : 600;
	u64 seed, bad = 0, nr_skipped = 0, nr_known = 0;
	bool skipped;
	int i;

	for (seed = first; seed < first + nr; seed++)
		bad += !compare_sequence(seed);
	tap(!bad, "%lu random sequences: the same as the simple model", nr);

	for (bad = 0, seed = first; seed < first + nr; seed++) {
		skipped = false;
		bad += !compare_repeat(seed, &skipped);
		nr_skipped += skipped;
	}
	for (i = 0; i < 2; i++)
		bad += !compare_repeat(in_the_way[i], &skipped);
	tap(!bad, "%lu random cases: counted periods are what walked ones are", nr);
	tap(nr == 1 || nr_skipped > nr / 4, "%lu of them had periods to count", nr_skipped);

	for (bad = 0, seed = first; seed < first + (nr + 1) / 2; seed++)
		bad += !compare_memory(seed, &nr_known);
	tap(!bad, "%lu times a dozen cases: what is remembered is what is walked", (nr + 1) / 2);
	tap(nr == 1 || nr_known > nr / 8, "%lu of them were known", nr_known);
	return tap_done();
}
