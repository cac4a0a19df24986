// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What one pass writes.
 *
 * Every line of the destination must be non-zero and must differ from what it
 * held: CPUs have dropped write-backs of zero lines (Skylake and Ice Lake
 * client before June 2021: docs/platform-facts.md 3.4) and stream zero
 * half-lines faster (Zen 4).  So word 1, the pgmap pointer, and word 8 change
 * with every pass; any 8 neighbouring words of a stream of records hold one of
 * the two.  The tails of compounds hold no pgmap pointer: there the node number
 * in word 0 changes too.
 */
#include "slow-path.h"

#include <string.h>

#define ZONE_DEVICE_INDEX 4
#define ZONE_NORMAL_INDEX 2
#define NR_PGMAPS 64

#define TIMES_4(...) __VA_ARGS__, __VA_ARGS__, __VA_ARGS__, __VA_ARGS__
#define TIMES_64(...) { TIMES_4(TIMES_4(TIMES_4(__VA_ARGS__))) }
#define FSDAX { .type = MEMORY_DEVICE_FS_DAX }
#define DEVDAX(shift) { .type = MEMORY_DEVICE_GENERIC, .vmemmap_shift = shift }
#define DEVDAX_2M DEVDAX(9)
#define DEVDAX_1G DEVDAX(18)

/* The slow path follows the pointer, so each must lead to a real object. */
static const struct sim_pgmap pgmaps[WALK_NR][NR_PGMAPS] = {
	[WALK_FLAT] = TIMES_64(FSDAX),
	[WALK_ORDER0] = TIMES_64(FSDAX),
	[WALK_ORDER9] = TIMES_64(DEVDAX_2M),
	[WALK_ORDER18] = TIMES_64(DEVDAX_1G),
	/* No ordinary page has a pgmap. */
	[WALK_BOOT] = TIMES_64(FSDAX),
	[WALK_DEFERRED] = TIMES_64(FSDAX),
	[WALK_HOTPLUG] = TIMES_64(FSDAX),
};

/* splitmix64's finaliser: any two inputs differ in about half of the output bits. */
static u64 scramble(u64 x)
{
	x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9UL;
	x = (x ^ x >> 27) * 0x94d049bb133111ebUL;
	return x ^ x >> 31;
}

/* The final image of a page, word by word; docs/kernel-facts.md 1.3. */
static void page_image(struct replay_args *args)
{
	memset(args->record, 0, sizeof(args->record));
	args->record[0] = (u64)args->zone << PAGE_FLAGS_ZONE_SHIFT |
			  (u64)args->nid << PAGE_FLAGS_NODE_SHIFT | PAGE_FLAGS_CPUPID |
			  1UL << PG_RESERVED;
	args->record[1] = (u64)args->pgmap;
	args->record[6] = 0xffffffffUL;		/* _mapcount -1, _refcount 0 */
	args->record[8] = args->word8;
}

void replay_pass(struct replay_args *args, enum replay_walk walk, enum replay_pattern pattern,
		 enum replay_layout layout, u64 pass)
{
	const int words = replay_layout_bytes[layout] / 8;
	int i;

	args->zone = replay_walk_is_ordinary(walk) ? ZONE_NORMAL_INDEX : ZONE_DEVICE_INDEX;
	args->nid = replay_walk_shift(walk) || replay_walk_is_ordinary(walk) ? pass % NR_PGMAPS : 0;
	args->pgmap = &pgmaps[walk][pass % NR_PGMAPS];
	args->kernel = KERNEL_OF_REVISION;
	args->of_pages = 0;
	args->map_mem = false;
	args->altmap = false;
	args->pageblocks = NULL;
	args->drain_every = 0;
	args->word8 = scramble(pass) | 1;
	args->slow_seed = pattern == PATTERN_PAGE;
	page_image(args);

	if (pattern != PATTERN_PAGE)
		for (i = 0; i < REPLAY_WORDS_MAX; i++)
			args->record[i] = scramble(pass * REPLAY_WORDS_MAX + i) | 1;
	if (pattern == PATTERN_HALF_ZERO)
		memset(&args->record[4], 0, 4 * sizeof(u64));
	if (pattern == PATTERN_ZERO)
		memset(args->record, 0, sizeof(args->record));
	for (i = words; i < REPLAY_WORDS_MAX; i++)
		args->record[i] = 0;
}
