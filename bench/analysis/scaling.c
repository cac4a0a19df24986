// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/scaling.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/group.h"

static const struct run_case *case_of(const struct summary *summary,
				      const struct summary_group *group)
{
	return summary->rows[group->first].case_;
}

static bool is_like(const struct summary *summary, const struct summary_group *group,
		    const struct summary_group *other)
{
	struct run_case theirs = *case_of(summary, other);

	theirs.threads = case_of(summary, group)->threads;
	return other->mode == group->mode && group_has_samples(summary, other) &&
	       group_same_kind(case_of(summary, group), &theirs);
}

static void insert(const struct summary *summary, struct scaling *scaling,
		   const struct summary_group *group)
{
	size_t at = scaling->nr++;

	for (; at && case_of(summary, scaling->group[at - 1])->threads >
			     case_of(summary, group)->threads; at--)
		scaling->group[at] = scaling->group[at - 1];
	scaling->group[at] = group;
}

int scaling_find(const struct summary *summary, size_t nth, struct scaling *out)
{
	*out = (struct scaling){ .group = calloc(summary->nr_groups + 1, sizeof(*out->group)) };
	if (!out->group)
		return -ENOMEM;
	for (size_t g = 0; g < summary->nr_groups; g++) {
		bool first = true;

		out->nr = 0;
		for (size_t other = 0; other < summary->nr_groups; other++) {
			if (!is_like(summary, &summary->groups[g], &summary->groups[other]))
				continue;
			first &= other >= g;
			insert(summary, out, &summary->groups[other]);
		}
		if (first && out->nr > 1 && !nth--)
			return 0;
	}
	scaling_free(out);
	return -ENODATA;
}

void scaling_free(struct scaling *scaling)
{
	free(scaling->group);
	*scaling = (struct scaling){ 0 };
}

const struct summary_row *scaling_row(const struct summary *summary, const struct scaling *scaling,
				      size_t i, const char *copy)
{
	const struct summary_group *group = scaling->group[i];

	for (size_t r = group->first; r < group->first + group->nr_rows; r++)
		if (summary->rows[r].ns.nr_samples && !strcmp(summary->rows[r].case_->copy, copy))
			return &summary->rows[r];
	return NULL;
}

int scaling_threads_full(const struct summary *summary, const struct scaling *scaling,
			 const char *copy)
{
	double highest = 0;

	for (size_t i = 0; i < scaling->nr; i++) {
		const struct summary_row *row = scaling_row(summary, scaling, i, copy);

		if (row && row->gb_per_s > highest)
			highest = row->gb_per_s;
	}
	for (size_t i = 0; i < scaling->nr; i++) {
		const struct summary_row *row = scaling_row(summary, scaling, i, copy);

		if (row && row->gb_per_s >= SCALING_FULL * highest)
			return row->case_->threads;
	}
	return 0;
}
