// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the data of pictures is made of: which groups are drawn, blocks, estimates.
 */
#include <string.h>

#include "analysis/group.h"
#include "report/figure/figure.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"

/* Is there a group, with something to show, that differs from this one in a larger size alone? */
static bool has_larger(const struct summary *summary, const struct summary_group *group)
{
	const struct run_case *mine = summary->rows[group->first].case_;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *other = &summary->groups[g];
		struct run_case theirs = *summary->rows[other->first].case_;

		if (other->verdict == GROUP_UNMEASURED || !group_has_samples(summary, other) ||
		    group_is_thin(summary, other) || other->mode != group->mode ||
		    theirs.pages <= mine->pages)
			continue;
		theirs.pages = mine->pages;
		if (group_same_kind(mine, &theirs))
			return true;
	}
	return false;
}

static bool is_drawn(const struct summary *summary, const struct summary_group *group, bool all)
{
	if (group->verdict == GROUP_UNMEASURED || !group_has_samples(summary, group))
		return false;
	return all || (!group_is_thin(summary, group) && group_is_deciding(summary, group) &&
		       !has_larger(summary, group));
}

size_t figure_groups(const struct summary *summary, const struct figure_frame *frame, size_t *list,
		     size_t *nr_more)
{
	const struct words_usual usual = words_usual(summary);

	for (int all = 0; all < 2; all++) {
		size_t nr = 0, nr_all = 0;

		for (size_t g = 0; g < summary->nr_groups; g++)
			nr_all += is_drawn(summary, &summary->groups[g], all);
		/* What the run is about before its variations, should there be too many. */
		for (int unusual = 0; unusual <= AXIS_NR; unusual++) {
			for (size_t g = 0; g < summary->nr_groups && nr < frame->max_groups; g++) {
				const struct summary_group *group = &summary->groups[g];

				if (is_drawn(summary, group, all) &&
				    words_nr_unusual(summary->rows[group->first].case_, &usual) ==
					    unusual)
					list[nr++] = g;
			}
		}
		*nr_more = nr_all - nr;
		if (nr)
			return nr;
	}
	return 0;
}

void figure_block(FILE *out, const char *name)
{
	fprintf(out, "$%s << END_OF_DATA\n", name);
}

void figure_block_end(FILE *out)
{
	fputs("END_OF_DATA\n", out);
}

void figure_estimate(FILE *out, struct number mid, struct number lo, struct number hi,
		     bool has_interval)
{
	fprintf(out, "\t%s\t%s\t%s", mid.text, has_interval ? lo.text : "NaN",
		has_interval ? hi.text : "NaN");
}
