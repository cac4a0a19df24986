// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * zeroed: the page allocator has just zeroed the memmap, as it does for one in
 * DRAM with init_on_alloc=1 (clear_page() on a CPU with ERMS).
 */
#include "state/state.h"
#include "state/fill.h"

static int zero(const struct target_spec *spec, const struct mapping *map, size_t bytes)
{
	fill_blocks(map->addr, bytes, 0);
	return 0;
}

extern const struct state state_zeroed;
const struct state state_zeroed = {
	.name = "zeroed",
	.desc = "zeroed just before, 2 MiB at a time by rep stosb, as init_on_alloc=1 does",
	.prepare = zero,
	.caches = PREDICT_FILLED_UP,
};
