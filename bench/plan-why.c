// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plan "why": the two cases of either side of every contrast.  What several
 * contrasts share is measured once.
 */
#include "hypothesis.h"
#include "plan.h"

#define SHORT_BYTES (8ULL << 30)
#define SHORT_REPS 10

/* The @nr-th side over all hypotheses; NULL after the last. */
static const struct contrast_side *nth_side(size_t nr)
{
	for (size_t h = 0; h < hypotheses_nr; h++) {
		for (int i = 0; i < HYPOTHESIS_CONTRASTS_MOST; i++) {
			const struct contrast *c = &hypotheses[h].contrasts[i];

			if (!c->label || c->needs)
				continue;
			if (nr < 2)
				return nr ? &c->wins : &c->loses;
			nr -= 2;
		}
	}
	return NULL;
}

bool plan_why_part(size_t nr, struct plan_part *part)
{
	const struct contrast_side *given = nth_side(nr / 2);
	struct contrast_side side;

	if (!given)
		return false;
	side = hypothesis_side(given);
	*part = (struct plan_part){
		.axis = {
			[AXIS_COPY] = nr % 2 ? side.under : side.over,
			[AXIS_LAYOUT] = side.layout,
			[AXIS_WALK] = side.walk,
			[AXIS_RULES] = side.rules,
			[AXIS_TARGET] = side.target,
			[AXIS_STATE] = side.state,
			[AXIS_PATTERN] = side.pattern,
			[AXIS_MAP] = side.map,
			[AXIS_ORDER] = side.order,
			[AXIS_DRAIN_EVERY] = side.drain_every,
			[AXIS_LOAD] = side.load,
		},
		.device_bytes = side.device_bytes,
		/* A pass that takes a millisecond is cheap and noisy. */
		.reps = side.device_bytes && side.device_bytes <= SHORT_BYTES ? SHORT_REPS : 0,
	};
	return true;
}
