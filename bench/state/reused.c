// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * reused: a rebind whose pages nobody wrote since the last pass.
 */
#include "state/state.h"

extern const struct state state_reused;
const struct state state_reused = {
	.name = "reused",
	.desc = "as the last pass over the range left them (default)",
	.caches = PREDICT_SAME_PASS,
};
