// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * stale: a rebind whose pages nobody wrote since the last pass.
 */
#include "state.h"

extern const struct state state_stale;
const struct state state_stale = {
	.name = "stale",
	.desc = "as the last pass over the range left them (default)",
	.caches = PREDICT_SAME_PASS,
};
