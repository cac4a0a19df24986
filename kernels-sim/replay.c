// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The words of the replay and the list of copies.
 */
#include "replay.h"

#include <string.h>

#define COPY(ident) extern const struct copy_backend copy_##ident;
#include "copy-list.h"
#ifdef REPLAY_TEST_COPIES
COPY(mov_crawl)
COPY(mov_picky)
COPY(mov_slow)
COPY(mov_wrong)
#endif
#undef COPY

static const struct copy_backend *const copies[] = {
#define COPY(ident) &copy_##ident,
#include "copy-list.h"
#ifdef REPLAY_TEST_COPIES
	COPY(mov_crawl)
	COPY(mov_picky)
	COPY(mov_slow)
	COPY(mov_wrong)
#endif
#undef COPY
};

const int replay_layout_bytes[LAYOUT_NR] = {
	[LAYOUT_56] = 56, [LAYOUT_64] = 64, [LAYOUT_72] = 72,
	[LAYOUT_80] = 80, [LAYOUT_88] = 88, [LAYOUT_96] = 96,
};

const struct replay_word replay_walks[WALK_NR] = {
	[WALK_FLAT] = { "flat", "records one after the other, without the kernel around them", NULL },
	[WALK_ORDER0] = { "order0", "pages that are not compound: fsdax, device private",
			  "memmap_init_zone_device(), mm/mm_init.c, 7.3-rc1 with the series" },
	[WALK_ORDER9] = { "order9", "compound pages of 2 MiB: devdax with align=2M",
			  "memmap_init_zone_device() and memmap_init_compound(), mm/mm_init.c, "
			  "7.3-rc1 with the series" },
	[WALK_ORDER18] = { "order18", "compound pages of 1 GiB: devdax with align=1G",
			   "memmap_init_zone_device() and memmap_init_compound(), mm/mm_init.c, "
			   "7.3-rc1 with the series" },
	[WALK_BOOT] = { "boot", "the ordinary memmap at boot; copies: the template that it could have",
			"memmap_init_range(MEMINIT_EARLY), mm/mm_init.c, 6.12 and 7.3" },
	[WALK_DEFERRED] = { "deferred", "the ordinary memmap behind the boot: 1,024 pages, then freed",
			    "deferred_init_memmap_chunk(), mm/mm_init.c, 6.12 and 7.3" },
	[WALK_HOTPLUG] = { "hotplug", "the ordinary memmap of added memory: 128 MiB, then onlined",
			   "memmap_init_range(MEMINIT_HOTPLUG), mm/mm_init.c, 6.12 and 7.3" },
};

const struct replay_word replay_revisions[REVISION_NR] = {
	[REVISION_V1] = { "v1", "every page by the copy; movnti from the highest word down, at every size",
		       "series v1, 2026-05-15, on 7.1-rc3" },
	[REVISION_V2] = { "v2", "as v4, but movnti from the highest word down, at every size",
		       "series v2, 2026-05-21, on 7.1-rc3" },
	[REVISION_V3] = { "v3", "as v4, but movnti in place at every size",
		       "series v3, 2026-05-27, on 7.1-rc3" },
	[REVISION_V4] = { "v4", "pageblock-aligned pages by an ordinary copy; pageblock work in the "
			     "loop; drains around each compound and at the end",
		       "series v4, 2026-06-03, on 7.1-rc6" },
	[REVISION_V5] = { "v5", "every page by the copy; pageblock work after the loop; drains as in "
			     "v4, but for the first head",
		       "series v5, 2026-07-01, on 7.2-rc1" },
	[REVISION_V11] = { "v11", "every page by the copy; pageblock work after the loop; no drain at "
			      "all (default)",
			"series v11, 2026-08-31, on 7.3-rc1; v6 to v10 could not be read" },
};

const struct replay_word replay_patterns[PATTERN_NR] = {
	[PATTERN_PAGE] = { "page", "the struct page image (default)", NULL },
	[PATTERN_DENSE] = { "dense", "no zero word", NULL },
	[PATTERN_HALF_ZERO] = { "half-zero", "control: words 4 to 7 zero, the others not", NULL },
	[PATTERN_ZERO] = { "zero", "control: all zero", NULL },
};

const struct replay_word replay_kernels[KERNEL_NR] = {
	[KERNEL_OF_REVISION] = { "revision", "what the revision is based on: 7.1-rc up to v4, 7.2-rc1 for v5, "
				       "7.3-rc1 for v11 (default)", NULL },
	[KERNEL_6_1] = { "6.1", "metadata after the second tail; FS_DAX keeps its reference; flags of its own",
			 "Debian's 6.1.192" },
	[KERNEL_6_12] = { "6.12", "metadata after the first tail; FS_DAX keeps its reference",
			  "Debian's 6.12.117" },
	[KERNEL_7_0] = { "7.0", "as 7.1-rc, but tails hold the head's address", "Debian's 7.0.13" },
	[KERNEL_7_1_RC] = { "7.1-rc", "metadata after all tails; tails hold a mask; word 1 is loaded before "
				"pgmap goes there", "7.1-rc6" },
	[KERNEL_7_2_RC1] = { "7.2-rc1", "as 7.1-rc", "7.2-rc1" },
	[KERNEL_7_3_RC1] = { "7.3-rc1", "as 7.1-rc, but word 5 of a tail is left alone",
			     "Debian's 7.3.4" },
};

const struct replay_word replay_maps[2] = {
	{ "dev", "memmap in the namespace (altmap): every page of a compound is written (default)",
	  NULL },
	{ "mem", "memmap in DRAM: two vmemmap pages of each compound are written",
	  "compound_nr_pages() and vmemmap_can_optimize(), 6.12" },
};

const struct replay_word replay_pageblocks[2] = {
	{ "none", "the walk does without pageblock work (default)", NULL },
	{ "movable", "each pageblock becomes MIGRATE_MOVABLE: in the loop under v2 to v4, behind it "
		     "from v5 on", "set_pageblock_migratetype(), 6.12" },
};

bool replay_walk_is_ordinary(enum replay_walk walk)
{
	return walk >= WALK_BOOT;
}

bool replay_walk_has_kernel(enum replay_walk walk)
{
	return walk != WALK_FLAT;
}

bool replay_walk_has_revision(enum replay_walk walk)
{
	return walk != WALK_FLAT && !replay_walk_is_ordinary(walk);
}

bool replay_rules_in_loop(enum replay_revision revision)
{
	return revision >= REVISION_V2 && revision <= REVISION_V4;
}

bool replay_revision_is_unread(const char *name)
{
	static const char *const unread[] = { "v6", "v7", "v8", "v9", "v10" };
	size_t i;

	for (i = 0; i < sizeof(unread) / sizeof(unread[0]); i++)
		if (!strcmp(name, unread[i]))
			return true;
	return false;
}

bool replay_revision_drains(enum replay_revision revision)
{
	return revision != REVISION_V11;
}

bool replay_revision_takes_drains(enum replay_revision revision)
{
	return revision >= REVISION_V5;
}

unsigned int replay_walk_shift(enum replay_walk walk)
{
	static const unsigned int shifts[WALK_NR] = { [WALK_ORDER9] = 9, [WALK_ORDER18] = 18 };

	return shifts[walk];
}

replay_walk_fn *replay_walk_of(const struct copy_backend *copy, enum replay_walk walk,
			       enum replay_revision revision, enum replay_layout layout,
			       u64 drain_every)
{
	const bool takes = walk == WALK_ORDER0 && replay_revision_takes_drains(revision);

	/* Without a drain, as in base, there is none to be had more often. */
	if (!drain_every || (takes && !copy->drained[layout]))
		return copy->fn[walk][revision][layout];
	return takes ? copy->drained[layout] : NULL;
}

const struct copy_backend *const *replay_copies(size_t *nr)
{
	*nr = sizeof(copies) / sizeof(copies[0]);
	return copies;
}

const struct copy_backend *replay_copy_find(const char *name)
{
	size_t i;

	for (i = 0; i < sizeof(copies) / sizeof(copies[0]); i++)
		if (!strcmp(copies[i]->name, name))
			return copies[i];
	return NULL;
}
