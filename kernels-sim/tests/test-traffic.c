// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Predicted traffic against arithmetic that was done by hand.
 */
#include <stdio.h>
#include <string.h>

#include "predict.h"
#include "tap.h"
#include "traffic.h"

/* Small, so that caches are full long before a walk ends. */
static const struct traffic_shape small = {
	.level = { { 4096, 4 }, { 16384, 8 } },
	.nr_levels = 2, .line_bytes = 64, .nr_buffers = 4,
};

/* So large that no line leaves it. */
static const struct traffic_shape large = {
	.level = { { 32768, 8 }, { 64 << 20, 16 } },
	.nr_levels = 2, .line_bytes = 64, .nr_buffers = 4,
};

struct point {
	const char *copy;
	enum replay_walk walk;
	enum replay_revision revision;
	enum replay_layout layout;
	u64 pages;
	u64 drain_every;
	enum predict_before before;
};

static struct prediction run(const struct traffic_shape *shape, const struct point *point)
{
	const struct predict_case c = {
		.copy = replay_copy_find(point->copy),
		.walk = point->walk,
		.revision = point->revision,
		.layout = point->layout,
		.pattern = PATTERN_PAGE,
		.nr_pages = point->pages,
		.drain_every = point->drain_every,
		.before = point->before,
	};
	struct prediction p = { 0 };

	if (predict_walk(shape, &c, &p))
		printf("Bail out! no prediction for %s\n", point->copy);
	return p;
}

/* Lines: read and written by DRAM, streamed whole and in part, still to be written. */
struct lines {
	u64 reads, writes, full, partial, dirty;
};

static void expect(const struct traffic_shape *shape, const struct point *point,
		   const struct lines *want, const char *why)
{
	const struct prediction p = run(shape, point);
	const struct lines found = {
		traffic_read_bytes(shape, &p.counts) / shape->line_bytes,
		traffic_write_bytes(shape, &p.counts) / shape->line_bytes,
		p.counts.full, p.counts.partial, p.dirty_lines,
	};
	const bool right = !memcmp(&found, want, sizeof(found));

	tap(right, "%s, %d bytes, %s: %s", point->copy, replay_layout_bytes[point->layout],
	    replay_walks[point->walk].name, why);
	if (!right)
		printf("# reads %lu not %lu, writes %lu not %lu, full %lu not %lu, partial %lu not %lu, "
		       "dirty %lu not %lu\n", found.reads, want->reads, found.writes, want->writes,
		       found.full, want->full, found.partial, want->partial, found.dirty,
		       want->dirty);
}

#define N 1048576UL	/* records; a multiple of what 80 and 96 bytes need to be whole lines */

/* docs/platform-facts.md 3.7; the flat walk is nothing but the copy. */
static void streaming(void)
{
	static const u64 drains[] = { 0, 1, 2, 3, 512, 1000 };
	struct point p = { "movnti", WALK_FLAT, REVISION_V5, LAYOUT_64, N, 0, PREDICT_EMPTY };
	int i;

	for (i = 0; i < 6; i++) {
		p.drain_every = drains[i];
		expect(&small, &p, &(struct lines){ 0, N, N, 0, 0 }, "r = 0, w = 1 at any spacing");
	}

	p.drain_every = 0;
	p.layout = LAYOUT_80;
	expect(&small, &p, &(struct lines){ 0, N / 4 * 5, N / 4 * 5, 0, 0 }, "r = 0, w = 1");
	p.layout = LAYOUT_96;
	expect(&small, &p, &(struct lines){ 0, N / 2 * 3, N / 2 * 3, 0, 0 }, "r = 0, w = 1");

	/* 4 records are 5 lines: 2 whole, 3 in two parts each. */
	p.drain_every = 1;
	p.layout = LAYOUT_80;
	expect(&small, &p, &(struct lines){ N / 4 * 6, N / 4 * 8, N / 4 * 2, N / 4 * 6, 0 },
	       "a drain per record: r = 1.2, w = 1.6");
	/* 2 records are 3 lines: 2 whole, 1 in two parts. */
	p.layout = LAYOUT_96;
	expect(&small, &p, &(struct lines){ N / 2 * 2, N / 2 * 4, N / 2 * 2, N / 2 * 2, 0 },
	       "a drain per record: r = 0.67, w = 1.33");
	/* Every other record ends a line. */
	p.drain_every = 2;
	expect(&small, &p, &(struct lines){ 0, N / 2 * 3, N / 2 * 3, 0, 0 },
	       "a drain per two records: r = 0, w = 1");

	/* Whole lines can be neither combined nor torn. */
	p = (struct point){ "movdir64b", WALK_FLAT, REVISION_V5, LAYOUT_80, N, 1, PREDICT_EMPTY };
	expect(&small, &p, &(struct lines){ 0, N / 4 * 5, N / 4 * 5, 0, 0 },
	       "a drain per record changes nothing");
	/* Descending words open the second line first. */
	p = (struct point){ "movnti-desc", WALK_FLAT, REVISION_V5, LAYOUT_96, N, 1, PREDICT_EMPTY };
	expect(&small, &p, &(struct lines){ N / 2 * 2, N / 2 * 4, N / 2 * 2, N / 2 * 2, 0 },
	       "a drain per record, words descending");
}

static void regular(void)
{
	static const char *const copies[] = { "mov", "mov-regs", "memcpy-unrolled", "rep-movsb",
					      "rep-movsq", "base", "libc", "avx512-mov" };
	static const enum replay_layout layouts[] = { LAYOUT_64, LAYOUT_80, LAYOUT_96 };
	const u64 held = small.level[1].bytes / 64;
	int i, l;

	for (i = 0; i < 8; i++)
		for (l = 0; l < 3; l++) {
			struct point p = { copies[i], WALK_ORDER0, REVISION_V5, layouts[l], N, 0,
					   PREDICT_SAME_PASS };
			const u64 lines = N * replay_layout_bytes[layouts[l]] / 64;

			expect(&small, &p, &(struct lines){ lines, lines, 0, 0, held },
			       "r = 1, w = 1 when passes follow each other");
			p.before = PREDICT_EMPTY;
			expect(&small, &p, &(struct lines){ lines, lines - held, 0, 0, held },
			       "what the last level holds is written later");
			p.before = PREDICT_SAME_PASS;
			p.pages = 1024;
			expect(&large, &p, &(struct lines){ 0, 0, 0, 0, lines / (N / 1024) },
			       "no traffic while the range stays in the cache");
		}
}

/*
 * v4: one record of 512 by ordinary stores.  Such a record begins at a line.
 * At 64 bytes it is that line: read, and written when it leaves.  At 80 and 96
 * its second line is shared with the record behind: read; written back when
 * that record streams into it; then closed by the drain or by other lines
 * with a part missing, which costs a read and a write.  The record before
 * ends at a line, so nothing is torn there.  No line leaves the large cache,
 * so the first of each such pair is still there in the end.
 */
static void pageblocks(void)
{
	const u64 blocks = N / 512;
	struct point p = { "movnti", WALK_ORDER0, REVISION_V4, LAYOUT_64, N, 0, PREDICT_EMPTY };
	u64 lines = N;

	expect(&large, &p, &(struct lines){ blocks, lines - blocks, lines - blocks, 0, blocks },
	       "pageblock records under v4");
	p.layout = LAYOUT_80;
	lines = N / 4 * 5;
	expect(&large, &p, &(struct lines){ 3 * blocks, lines, lines - 2 * blocks, blocks, blocks },
	       "pageblock records under v4");
	p.layout = LAYOUT_96;
	lines = N / 2 * 3;
	expect(&large, &p, &(struct lines){ 3 * blocks, lines, lines - 2 * blocks, blocks, blocks },
	       "pageblock records under v4");
	/* Whole lines need no read; the shared one is written back and then written again. */
	p = (struct point){ "movdir64b", WALK_ORDER0, REVISION_V4, LAYOUT_80, N, 0, PREDICT_EMPTY };
	lines = N / 4 * 5;
	expect(&large, &p, &(struct lines){ 2 * blocks, lines, lines - blocks, 0, blocks },
	       "pageblock records under v4");
	/* Under v5 only the first record, by the slow path, is left. */
	p = (struct point){ "movnti", WALK_ORDER0, REVISION_V5, LAYOUT_80, N, 0, PREDICT_EMPTY };
	expect(&large, &p, &(struct lines){ 3, lines, lines - 2, 1, 1 }, "the first record under v5");
}

/* The tricks: what each is there to avoid, and what it costs. */
static void others(void)
{
	struct point p = { "clzero-mov", WALK_FLAT, REVISION_V5, LAYOUT_64, N, 0, PREDICT_SAME_PASS };
	const u64 held = small.level[1].bytes / 64;
	struct prediction found = run(&small, &p);

	tap(!found.counts.fills[1] && found.counts.write_backs[1] == N,
	    "clzero-mov, 64 bytes: nothing is read, every line is written");
	/* Of 5 lines, 2 lie in one record alone. */
	p.layout = LAYOUT_80;
	found = run(&small, &p);
	tap(found.counts.fills[1] == N / 4 * 3, "clzero-mov, 80 bytes: shared lines are read");

	p = (struct point){ "mov-clflushopt", WALK_FLAT, REVISION_V5, LAYOUT_80, N, 0, PREDICT_EMPTY };
	expect(&small, &p, &(struct lines){ N / 4 * 5, N / 4 * 5, 0, 0, 0 },
	       "each line once, nothing stays");
	p.copy = "mov-clwb";
	expect(&small, &p, &(struct lines){ N / 4 * 5, N / 4 * 5, 0, 0, 0 }, "each line once");
	/* 1 KiB ahead: 16 lines behind the range are read as well. */
	p = (struct point){ "prefetchw-mov", WALK_FLAT, REVISION_V5, LAYOUT_64, N, 0, PREDICT_EMPTY };
	expect(&small, &p, &(struct lines){ N + 16, N - (held - 16), 0, 0, held - 16 },
	       "lines ahead are read, and take room");
	p = (struct point){ "null", WALK_FLAT, REVISION_V5, LAYOUT_64, N, 0, PREDICT_EMPTY };
	expect(&small, &p, &(struct lines){ 0, 0, 0, 0, 0 }, "nothing");
}

static void shapes(void)
{
	static const struct {
		struct traffic_shape shape;
		const char *what;
	} bad[] = {
		{ { .level = { { 4096, 4 } }, .nr_levels = 1, .line_bytes = 48, .nr_buffers = 1 },
		  "lines of 48 bytes" },
		{ { .level = { { 4096, 4 } }, .nr_levels = 1, .line_bytes = 256, .nr_buffers = 1 },
		  "lines of 256 bytes" },
		{ { .level = { { 4096, 5 } }, .nr_levels = 1, .line_bytes = 64, .nr_buffers = 1 },
		  "five ways of 64 lines" },
		{ { .level = { { 4096, 0 } }, .nr_levels = 1, .line_bytes = 64, .nr_buffers = 1 },
		  "no ways" },
		{ { .level = { { 0, 1 } }, .nr_levels = 1, .line_bytes = 64, .nr_buffers = 1 },
		  "no bytes" },
		{ { .level = { { 4096, 4 } }, .nr_levels = 1, .line_bytes = 64 }, "no buffers" },
		{ { .line_bytes = 64, .nr_buffers = 1 }, "no levels" },
	};
	struct traffic machine;
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		tap(traffic_init(&machine, &bad[i].shape) < 0, "refused: %s", bad[i].what);
		traffic_free(&machine);
	}
}

int main(void)
{
	streaming();
	regular();
	pageblocks();
	others();
	shapes();
	return tap_done();
}
