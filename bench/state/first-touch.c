// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * first-touch: pages that nobody has touched since they were given back, which
 * is how a first bind finds them.
 */
#include <errno.h>

#include "state/state.h"

static int forget(const struct target_spec *spec, const struct mapping *map, size_t bytes)
{
	return spec->target->forget ? spec->target->forget(map) : -EOPNOTSUPP;
}

extern const struct state state_first_touch;
const struct state state_first_touch = {
	.name = "first-touch",
	.desc = "fresh pages: the sample takes their faults, as a first bind does",
	.faults = true,
	.prepare = forget,
	.caches = PREDICT_UNKNOWN,
};
