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
COPY(mov_slow)
#endif
#undef COPY

static const struct copy_backend *const copies[] = {
#define COPY(ident) &copy_##ident,
#include "copy-list.h"
#ifdef REPLAY_TEST_COPIES
	COPY(mov_crawl)
	COPY(mov_slow)
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
			  "memmap_init_zone_device(), mm/mm_init.c, 7.2-rc1 with the series" },
};

const struct replay_word replay_rules[RULES_NR] = {
	[RULES_V4] = { "v4", "pageblock-aligned pages by an ordinary copy, one drain at the end",
		       "series v4, 2026-06-03" },
	[RULES_V5] = { "v5", "every page by the copy, one drain at the end",
		       "series v5, 2026-07-01" },
};

const struct replay_word replay_patterns[PATTERN_NR] = {
	[PATTERN_PAGE] = { "page", "the struct page image (default)", NULL },
	[PATTERN_DENSE] = { "dense", "no zero word", NULL },
	[PATTERN_HALF_ZERO] = { "half-zero", "control: words 4 to 7 zero, the others not", NULL },
	[PATTERN_ZERO] = { "zero", "control: all zero", NULL },
};

bool replay_walk_has_rules(enum replay_walk walk)
{
	return walk != WALK_FLAT;
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
