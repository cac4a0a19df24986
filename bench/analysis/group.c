// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/group.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

bool group_same_kind(const struct run_case *a, const struct run_case *b)
{
	return case_same(a, b, AXIS_BIT(AXIS_COPY));
}

/* By the axes, the copy last, so that nothing depends on the shuffled rows. */
static int order_by_axes(const void *left, const void *right)
{
	const struct member *a = left, *b = right;

	return case_compare(a->case_, b->case_, AXIS_BIT(AXIS_COPY)) ?:
	       case_compare(a->case_, b->case_, 0);
}

struct member *group_members(const struct run_file *file)
{
	struct member *members = malloc((file->nr_cases + 1) * sizeof(*members));

	if (!members)
		return NULL;
	for (size_t i = 0; i < file->nr_cases; i++)
		members[i] = (struct member){ .case_ = &file->cases[i], .nr = i };
	qsort(members, file->nr_cases, sizeof(*members), order_by_axes);
	for (size_t i = 0; i < file->nr_cases; i++) {
		bool same = i && group_same_kind(members[i - 1].case_, members[i].case_);

		members[i].group = same ? members[i - 1].group : i;
	}
	return members;
}

const struct member *group_member_of(const struct member *members, const struct summary_row *row)
{
	while (members->case_ != row->case_)
		members++;
	return members;
}

bool group_is_rival(const struct summary_row *row)
{
	return !row->is_reference && !row->is_null && !row->is_fpu_only && row->ns.nr_samples;
}

/* Is it that copy, labelled or not? */
static bool is_copy(const struct summary_row *row, const char *name)
{
	size_t len = strlen(name);

	return !strncmp(row->case_->copy, name, len) &&
	       (row->case_->copy[len] == ':' || !row->case_->copy[len]);
}

bool group_is_reference_again(const struct summary_row *row)
{
	return is_copy(row, SUMMARY_REFERENCE);
}

bool group_is_dispatch(const struct summary_row *row)
{
	return is_copy(row, SUMMARY_DISPATCH);
}

/*
 * A labelled copy whose plain form is there too is the same code once more, and
 * so is the selection beside what it selects from: they show how far two runs
 * of one thing differ, and have no verdict to win.
 */
static bool is_repeat(const struct summary *summary, const struct summary_group *group,
		      const struct summary_row *row)
{
	const char *copy = row->case_->copy, *label = strchr(copy, ':');
	bool dispatched = group_is_dispatch(row);
	size_t len = label ? (size_t)(label - copy) : 0;

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		const struct summary_row *other = &summary->rows[i];

		if (!other->ns.nr_samples)
			continue;
		if (label && !strncmp(other->case_->copy, copy, len) && !other->case_->copy[len])
			return true;
		if (dispatched && group_is_rival(other) && !group_is_dispatch(other) &&
		    !group_is_reference_again(other) && strcmp(other->case_->copy, SUMMARY_BASE))
			return true;
	}
	return false;
}

void group_decide(const struct summary *summary, struct summary_group *group, bool has_reference)
{
	const struct summary_row *rows = summary->rows;
	const struct summary_row *best = NULL, *winner = NULL;
	size_t nr_rivals = 0, nr_slower = 0, nr_again = 0, nr_lost = 0;

	group->best = group->first;
	if (summary->emulated) {
		group->verdict = GROUP_EMULATED;
		return;
	}
	if (!has_reference) {
		group->verdict = GROUP_NO_REFERENCE;
		return;
	}
	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		const struct summary_row *row = &rows[i];

		nr_lost += !row->is_null && !row->is_fpu_only && !row->ns.nr_samples &&
			   row->nr_disturbed;
		if (!group_is_rival(row))
			continue;
		nr_rivals++;
		nr_again += group_is_reference_again(row);
		nr_slower +=
			row->verdict == VERDICT_PREFER_REFERENCE && !group_is_reference_again(row);
		if (row->ratio.n > group->nr_rounds)
			group->nr_rounds = row->ratio.n;
		if (is_repeat(summary, group, row))
			continue;
		if (row->verdict == VERDICT_PREFER_COPY &&
		    (!winner || row->ratio.median < winner->ratio.median))
			winner = row;
		if (!isnan(row->ratio.median) && !group_is_reference_again(row) &&
		    (!best || row->ratio.median < best->ratio.median))
			best = row;
	}

	if (winner)
		group->verdict = GROUP_PREFER_COPY;
	else if (nr_rivals == nr_again)
		group->verdict = nr_lost ? GROUP_TOO_BUSY : GROUP_NO_RIVAL;
	else if (nr_slower == nr_rivals - nr_again)
		group->verdict = GROUP_PREFER_REFERENCE;
	else
		group->verdict = GROUP_UNDECIDED;
	if (winner || best)
		group->best = (size_t)((winner ? winner : best) - rows);
}

void group_find_ahead(const struct summary *summary, struct summary_group *group)
{
	const struct summary_row *rows = summary->rows;

	group->ahead = group->best;
	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		if (!group_is_rival(&rows[i]) || rows[i].verdict != VERDICT_UNDECIDED ||
		    group_is_reference_again(&rows[i]) || is_repeat(summary, group, &rows[i]))
			continue;
		if (rows[i].ratio.median < rows[group->ahead].ratio.median)
			group->ahead = i;
	}
}

size_t group_rounds(const struct summary *summary, const struct summary_group *group)
{
	size_t most = group->nr_rounds;

	/* Without a comparison, those behind the times. */
	for (size_t i = group->first; !group->nr_rounds && i < group->first + group->nr_rows; i++) {
		if (summary->rows[i].ns.n > most)
			most = summary->rows[i].ns.n;
	}
	return most;
}

bool group_has_samples(const struct summary *summary, const struct summary_group *group)
{
	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		if (summary->rows[i].ns.nr_samples)
			return true;
	}
	return false;
}

bool group_is_thin(const struct summary *summary, const struct summary_group *group)
{
	return group->mode != MODE_ONE && group_rounds(summary, group) < STATS_FEW_N;
}

bool group_is_deciding(const struct summary *summary, const struct summary_group *group)
{
	const struct run_case *c = summary->rows[group->first].case_;

	return c->layout == 64 && !strcmp(c->pattern, "page");
}

/* 0: usable in a kernel, 1: fpu-only, 2: the harness */
static int row_kind(const struct summary_row *row)
{
	return row->is_null ? 2 : row->is_fpu_only;
}

static int order_by_time(const void *left, const void *right)
{
	const struct summary_row *a = *(const struct summary_row *const *)left;
	const struct summary_row *b = *(const struct summary_row *const *)right;

	if (row_kind(a) != row_kind(b))
		return row_kind(a) - row_kind(b);
	if (isnan(a->ns.median) != isnan(b->ns.median))
		return isnan(a->ns.median) - isnan(b->ns.median);
	if (a->ns.median != b->ns.median && !isnan(a->ns.median))
		return a->ns.median < b->ns.median ? -1 : 1;
	return (a > b) - (a < b);
}

const struct summary_row **group_sorted(const struct summary *summary,
					const struct summary_group *group)
{
	const struct summary_row **rows = malloc((group->nr_rows + 1) * sizeof(*rows));

	if (!rows)
		return NULL;
	for (size_t i = 0; i < group->nr_rows; i++)
		rows[i] = &summary->rows[group->first + i];
	qsort(rows, group->nr_rows, sizeof(*rows), order_by_time);
	return rows;
}

/*
 * Majority vote after Boyer and Moore: when one value holds for most samples
 * it is left over.  A second pass is not worth it; where no value has a
 * majority the row columns tell the story.
 */
struct vote {
	int64_t value;
	size_t lead;
};

static void vote_for(struct vote *vote, int64_t value)
{
	if (!vote->lead)
		vote->value = value;
	vote->lead = vote->value == value ? vote->lead + 1 : vote->lead - 1;
}

int group_find_placement(struct summary *summary, const struct member *members)
{
	const struct run_file *file = summary->file;
	struct vote(*votes)[2] = calloc(file->nr_cases + 1, sizeof(*votes));
	size_t *group_of = calloc(file->nr_cases + 1, sizeof(*group_of));

	if (!votes || !group_of) {
		free(votes);
		free(group_of);
		return -ENOMEM;
	}
	for (size_t i = 0; i < file->nr_cases; i++)
		group_of[members[i].nr] = members[i].group;
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if (row->status != ROW_OK)
			continue;
		vote_for(&votes[group_of[row->case_nr]][0], row->node);
		vote_for(&votes[group_of[row->case_nr]][1], row->page_bytes);
	}
	for (size_t g = 0; g < summary->nr_groups; g++) {
		struct summary_group *group = &summary->groups[g];
		size_t nr = (size_t)(summary->rows[group->first].case_ - file->cases);

		if (group->verdict == GROUP_UNMEASURED)
			continue;
		group->node =
			votes[group_of[nr]][0].lead ? (int32_t)votes[group_of[nr]][0].value : -1;
		group->page_bytes =
			votes[group_of[nr]][1].lead ? votes[group_of[nr]][1].value : RUN_ABSENT;
	}
	free(votes);
	free(group_of);
	return 0;
}
