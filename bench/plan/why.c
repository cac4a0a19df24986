// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The plan "why": the two cases of either side of every contrast.  What several
 * contrasts share is measured once.
 */
#include <string.h>

#include "run-file/hypothesis.h"
#include "plan/plan.h"

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
	const struct contrast_side *side = nth_side(nr / 2);

	if (!side)
		return false;
	*part = (struct plan_part){
		.device_bytes = side->device_bytes,
		/* A pass that takes a millisecond is cheap and noisy. */
		.reps = side->device_bytes && side->device_bytes <= SHORT_BYTES ? SHORT_REPS : 0,
	};
	for (int axis = 0; axis < AXIS_NR; axis++) {
		const char *word = hypothesis_word(side, axis);

		/* "-" in a column is what a plan gets that names no word. */
		if (word && strcmp(word, "-"))
			part->axis[axis] = word;
	}
	part->axis[AXIS_AHEAD] = hypothesis_ahead(side, nr % 2);
	part->axis[AXIS_COPY] = nr % 2 ? hypothesis_under(side) : hypothesis_over(side);
	return true;
}
