/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans: named measurements, and the cases that a plan and a user's axes make.
 */
#ifndef BENCH_PLAN_H
#define BENCH_PLAN_H

#include "axes.h"
#include "replay.h"
#include "run-file.h"
#include "state.h"
#include "sweep.h"
#include "target.h"

#define PLAN_PARTS_MOST 6

/** enum plan_rungs - what the cases of a part are repeated at, see sizes.h */
enum plan_rungs {
	RUNGS_NONE,
	RUNGS_SIZES,	/* sizes from 64 KiB of memmap to the whole range */
	RUNGS_SPACINGS,	/* spacings of drains from a few records to the part's */
};

/**
 * struct plan_part - a product of axes
 * @axis:	  lists as a user would type them, targets by blanks; NULL: the
 *		  first word of the axis
 * @device_bytes: 0: the plan's
 * @reps:	  0: the plan's
 * @short_reps:	  more than that, at the whole range and where memmaps are short; 0: not
 *		  more
 */
struct plan_part {
	const char *axis[AXIS_NR];
	uint64_t device_bytes;
	int reps;
	int short_reps;
	enum plan_rungs rungs;
};

/**
 * struct plan - a named measurement
 * @part:   makes parts beside @parts, one for each @nr from 0; false after the last
 * @rounds: fewest rounds
 * @grows:  more rounds are added while intervals are too wide and time is left
 * @reps:   repetitions within a round
 * @no_pilots: slow copies get as many as the others
 * @crawl_factor: copies that the pilot finds so many times slower than mov are left
 *	   out, as they would take all the time there is; 0: none are
 * @time_s: measuring time, populating memory not counted
 */
struct plan {
	const char *name;
	const char *desc;
	uint64_t device_bytes;
	int rounds;
	bool grows;
	int reps;
	bool no_pilots;
	double crawl_factor;
	int time_s;
	struct plan_part parts[PLAN_PARTS_MOST];
	bool (*part)(size_t nr, struct plan_part *part);
};

/** plan_why_part() - the cases of every contrast in hypotheses[] */
bool plan_why_part(size_t nr, struct plan_part *part);

const struct plan *plan_list(size_t *nr);
const struct plan *plan_find(const char *name);

/**
 * struct bench_case - one case, ready to be run
 * @words: the columns that name it; pages are what was asked for until
 *	   bench_cases_fit() has cut them down; 0 while the case waits, see sizes.h
 * @runs:  what the policy makes of @copy under these rules, to that destination: the
 *	   one that is proven and timed; NULL when the replay has none
 * @reps:  in a round; 0: another case is the same
 * @short_reps: as in struct plan_part
 * @rungs: what its ladder rises by
 * @rung:  which rung of it; 0: the whole range, the widest spacing
 * @index: over all groups, from 0; those of a group are neighbours
 * @skip:  why it cannot run here (NULL: it can); owned
 * @mov:   index of the case to compare with (same but for the copy), -1: none
 * @model_read_bytes, @model_write_bytes: as in struct run_row, RUN_ABSENT until
 *	   they are predicted
 */
struct bench_case {
	struct run_case words;
	const struct copy_backend *copy;
	const struct copy_backend *runs;
	enum replay_walk walk;
	enum replay_rules rules;
	enum replay_layout layout;
	enum replay_pattern pattern;
	enum replay_kernel kernel;
	bool map_mem;
	bool pageblocks;
	const struct state *state;
	int reps;
	enum sweep_order order;
	int short_reps;
	enum plan_rungs rungs;
	int rung;
	size_t index;
	int mov;
	char *skip;
	int64_t model_read_bytes;
	int64_t model_write_bytes;
};

/**
 * struct bench_group - cases that share a mapping
 * @skipped: there is no such memory here
 */
struct bench_group {
	struct target_spec spec;
	struct bench_case *cases;
	size_t nr_cases;
	size_t layout_bytes;	/* of the largest layout */
	uint64_t pages;		/* of the longest range */
	int reps;		/* of the case that has most */
	size_t align_bytes;	/* greatest offset of a range */
	bool skipped;
};

/** struct bench_cases - everything a run measures */
struct bench_cases {
	struct bench_group *groups;
	size_t nr_groups;
	size_t nr_cases;
	size_t layout_bytes;
	uint64_t pages;
};

/**
 * plan_cases() - multiply out a plan, with a user's choices in place of the plan's
 * @reps: in a round; 0: the plan's
 *
 * Return: 0, -EINVAL after one line of pr_err(), or -ENOMEM.
 */
int plan_cases(const struct plan *plan, const struct axes *axes, int reps,
	       struct bench_cases *cases);

/** bench_group_threads() - the most threads that a case of the group has which can run */
int bench_group_threads(const struct bench_group *group);

/** bench_cases_fit() - cut ranges down to so many pages; false when none was longer */
bool bench_cases_fit(struct bench_cases *cases, uint64_t pages);

/** plan_cannot_align() - why a case cannot run at its offset in a line; NULL when it can */
const char *plan_cannot_align(const struct bench_case *c);

/**
 * plan_same_sweep() - cases of one group that differ in copy and size alone, if at all
 *
 * In a ladder of spacings: in copy and spacing.
 */
bool plan_same_sweep(const struct bench_case *a, const struct bench_case *b);
void bench_cases_free(struct bench_cases *cases);

#endif
