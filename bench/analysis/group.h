/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases that differ in copy alone, and which of their copies to take.
 */
#ifndef BENCH_ANALYSIS_GROUP_H
#define BENCH_ANALYSIS_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/summary.h"

/**
 * struct member - a case and its group
 * @nr:	   index of the case in the run file
 * @group: the same for cases that differ in copy alone, and for no others
 */
struct member {
	const struct run_case *case_;
	size_t nr;
	size_t group;
};

/**
 * group_members() - all cases in the order of the axes, the copy last
 *
 * Return: file->nr_cases members to free(), or NULL when out of memory.
 */
struct member *group_members(const struct run_file *file);

/** group_same_kind() - do the cases differ in copy alone, if at all? */
bool group_same_kind(const struct run_case *a, const struct run_case *b);

/** group_member_of() - the member behind a row, among those of its group */
const struct member *group_member_of(const struct member *members, const struct summary_row *row);

/** group_is_rival() - could this row's copy replace the reference in a kernel? */
bool group_is_rival(const struct summary_row *row);

/** group_is_dispatch() - is it the copy that runs one of the others, labelled or not? */
bool group_is_dispatch(const struct summary_row *row);

/** group_is_reference_again() - is it the reference's own code, labelled or not (mov:again)? */
bool group_is_reference_again(const struct summary_row *row);

/**
 * group_is_thin() - one of two c2c modes, with too few rounds to say anything
 *
 * Such a group gets a line, not a table.
 */
bool group_is_thin(const struct summary *summary, const struct summary_group *group);

/**
 * group_is_deciding() - is it about what kernels do: 64 bytes, real page images?
 *
 * The other layouts and patterns are there to explain.
 */
bool group_is_deciding(const struct summary *summary, const struct summary_group *group);

/** group_has_samples() - did any of its cases give one that counts? */
bool group_has_samples(const struct summary *summary, const struct summary_group *group);

/** group_rounds() - rounds behind the comparison that has most, or behind the times */
size_t group_rounds(const struct summary *summary, const struct summary_group *group);

/**
 * group_sorted() - its rows, fastest first
 *
 * What a kernel can use comes first, then those that need FPU state, then the harness; what
 * has no sample is last of its kind.
 *
 * Return: group->nr_rows pointers to free(), or NULL when out of memory.
 */
const struct summary_row **group_sorted(const struct summary *summary,
					const struct summary_group *group);

/** group_decide() - fill in verdict, best and nr_rounds */
void group_decide(const struct summary *summary, struct summary_group *group, bool has_reference);

/**
 * group_find_ahead() - fill in @ahead of a group that prefers a copy
 *
 * A copy may look faster than the winner and have too few rounds for an
 * interval, or too wide a one.  It cannot win, and must not be passed over
 * in silence either.
 */
void group_find_ahead(const struct summary *summary, struct summary_group *group);

/**
 * group_find_placement() - fill in the node and page size found for most samples
 *
 * Return: 0 or -ENOMEM.
 */
int group_find_placement(struct summary *summary, const struct member *members);

#endif
