// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flushed: no line of the range is in any cache, as in a memmap that is much
 * larger than the caches and comes up again at the same place (altmap).
 */
#include "state/flush.h"
#include "state/state.h"

static int evict(const struct target_spec *spec, const struct mapping *map, size_t bytes)
{
	flush_lines(map->addr, bytes);
	return 0;
}

extern const struct state state_flushed;
const struct state state_flushed = {
	.name = "flushed",
	.desc = "flushed from all caches, last pass in memory",
	.prepare = evict,
	.caches = PREDICT_EMPTY,
};
