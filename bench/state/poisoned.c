// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * poisoned: page_init_poison() has just filled the memmap, section by section,
 * as kernels with DEBUG_VM do (a section's memmap is 2 MiB at 64 bytes).
 */
#include "state/state.h"
#include "state/fill.h"

#define PAGE_POISON_PATTERN 0xff	/* mm/debug.c */

static int poison(const struct target_spec *spec, const struct mapping *map, size_t bytes)
{
	fill_blocks(map->addr, bytes, PAGE_POISON_PATTERN);
	return 0;
}

extern const struct state state_poisoned;
const struct state state_poisoned = {
	.name = "poisoned",
	.desc = "filled with 0xff just before, section by section, as DEBUG_VM does",
	.prepare = poison,
	.caches = PREDICT_FILLED_UP,
};
