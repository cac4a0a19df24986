/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases that differ in copy alone, and which of their copies to take.
 */
#ifndef BENCH_REPORT_GROUP_H
#define BENCH_REPORT_GROUP_H

#include <stdbool.h>
#include <stddef.h>

#include "report/analysis.h"

/**
 * struct member - a case and its group
 * @nr:	   index of the case in the run file
 * @group: least @nr of the cases that differ from this one in copy alone
 */
struct member {
	const struct run_case *case_;
	size_t nr;
	size_t group;
};

/**
 * group_members() - all cases, sorted by group, then by @nr
 *
 * Return: file->nr_cases members to free(), or NULL when out of memory.
 */
struct member *group_members(const struct run_file *file);

/** group_same_kind() - do the cases differ in copy alone, if at all? */
bool group_same_kind(const struct run_case *a, const struct run_case *b);

/** group_member() - the member behind a row, among those of its group */
const struct member *group_member(const struct member *members, const struct summary_row *row);

/** group_is_rival() - could this row's copy replace the reference in a kernel? */
bool group_is_rival(const struct summary_row *row);

/** group_is_reference_again() - is it the reference's own code, labelled or not (mov:again)? */
bool group_is_reference_again(const struct summary_row *row);

/** group_decide() - fill in verdict, best and nr_rounds */
void group_decide(const struct summary *summary, struct summary_group *group, bool has_reference);

/**
 * group_find_placement() - fill in the node and page size found for most samples
 *
 * Return: 0 or -ENOMEM.
 */
int group_find_placement(struct summary *summary, const struct member *members);

#endif
