// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does the proof of bytes see a wrong one?  Copies that are right but for one
 * bit, anywhere within the range, just before it, just behind it, or among the
 * types of its pageblocks.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"
#include "tap.h"

#define MARGIN 128
#define NR_PAGES 1030UL		/* two compounds of order9, and a part of a third */
#define ANYWHERE 400

static replay_walk_fn *right;
static long flip_at;		/* byte, from the first of the range */
static bool flip_pageblock;

/* What mov does, and then one bit of it turned round. */
static void wrong_walk(const struct replay_args *args)
{
	right(args);
	if (flip_pageblock)
		((u8 *)args->pageblocks)[0] ^= 2;
	else
		((u8 *)args->memmap)[flip_at] ^= 4;
}

struct point {
	enum replay_walk walk;
	enum replay_revision revision;
	enum replay_layout layout;
	enum replay_pattern pattern;
	bool map_mem;
};

static int prove(const struct point *point, bool wrong, struct replay_fault *fault)
{
	const size_t bytes = REPLAY_PROVE_BYTES(NR_PAGES);
	static struct copy_backend copy;
	static void *area;
	struct replay_proof proof = {
		.copy = &copy, .walk = point->walk, .revision = point->revision,
		.layout = point->layout, .pattern = point->pattern, .map_mem = point->map_mem,
		.pageblocks = point->walk != WALK_FLAT, .nr_pages = NR_PAGES,
	};

	if (!area)
		area = aligned_alloc(64, (bytes + 63) / 64 * 64);
	if (!area)
		return -ENOMEM;
	copy = *replay_copy_find("mov");
	right = copy.fn[point->walk][point->revision][point->layout];
	if (wrong)
		copy.fn[point->walk][point->revision][point->layout] = wrong_walk;
	return replay_prove(&proof, area, bytes, fault);
}

static bool sees(const struct point *point, long at)
{
	struct replay_fault fault = { 0 };

	flip_at = at;
	flip_pageblock = false;
	if (prove(point, true, &fault) == -EBADMSG && fault.offset == at)
		return true;
	printf("# byte %ld, %s: found at %ld\n", at, replay_walks[point->walk].name, fault.offset);
	return false;
}

static void wrong_bytes(const struct point *point)
{
	const long size = replay_layout_bytes[point->layout], end = NR_PAGES * size;
	const long edges[] = { -MARGIN, -1, end, end + MARGIN - 1, 0, size - 1, size, 2 * size,
			       5 * size + 8, 511 * size, 512 * size, end - size, end - 1 };
	const char *walk = replay_walks[point->walk].name;
	struct replay_fault fault;
	unsigned int seed = 1;
	size_t i, nr = 0;

	tap(!prove(point, false, &fault), "%s, %ld bytes: what is right is proven", walk, size);
	for (i = 0; i < sizeof(edges) / sizeof(edges[0]); i++)
		nr += sees(point, edges[i]);
	tap(nr == sizeof(edges) / sizeof(edges[0]),
	    "%s, %ld bytes: one wrong bit at an edge of the range, inside or out", walk, size);
	for (i = nr = 0; i < ANYWHERE; i++)
		nr += sees(point, rand_r(&seed) % end);
	tap(nr == ANYWHERE, "%s, %ld bytes: one wrong bit anywhere", walk, size);
	if (point->walk == WALK_FLAT)
		return;
	flip_pageblock = true;
	tap(prove(point, true, &fault) == -EBADMSG && fault.offset >= end,
	    "%s, %ld bytes: a pageblock of another type", walk, size);
}

int main(void)
{
	static const struct point points[] = {
		{ WALK_FLAT, REVISION_V11, LAYOUT_64, PATTERN_DENSE, false },
		{ WALK_ORDER0, REVISION_V11, LAYOUT_64, PATTERN_PAGE, false },
		{ WALK_ORDER0, REVISION_V4, LAYOUT_80, PATTERN_PAGE, false },
		{ WALK_ORDER9, REVISION_V11, LAYOUT_64, PATTERN_PAGE, false },
		{ WALK_ORDER9, REVISION_V5, LAYOUT_96, PATTERN_PAGE, false },
		{ WALK_ORDER9, REVISION_V11, LAYOUT_64, PATTERN_PAGE, true },
		{ WALK_BOOT, REVISION_V11, LAYOUT_64, PATTERN_PAGE, false },
	};

	for (size_t i = 0; i < sizeof(points) / sizeof(points[0]); i++)
		wrong_bytes(&points[i]);
	return tap_done();
}
