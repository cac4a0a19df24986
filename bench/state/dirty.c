// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dirty: every line was stored to just before, the first line last.
 *
 * What the caches hold by then is dirty and lies where the walk begins, which
 * is the best that a rebind can find: the page allocator hands out first what
 * was freed last.  Streaming must throw such lines out.
 *
 * Of a long range a run hands in no more than STATE_CACHES says: the lines
 * behind that would be gone from the caches anyway.
 */
#include <stdint.h>

#include "state/state.h"

static int dirty(const struct target_spec *spec, const struct mapping *map, size_t bytes)
{
	char *line = (char *)map->addr + bytes / 64 * 64;

	while (line != map->addr) {
		line -= 64;
		++*(volatile uint64_t *)line;
	}
	return 0;
}

extern const struct state state_dirty;
const struct state state_dirty = {
	.name = "dirty",
	.desc = "stored to just before, first line last: dirty in the caches where a walk begins",
	.prepare = dirty,
	.cached = true,
	.caches = PREDICT_FILLED_DOWN,
};
