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
#include "target.h"

#define PLAN_PARTS_MOST 4

/**
 * struct plan_part - a product of axes; lists as a user would type them, targets by blanks
 * @sweep: at sizes from 64 KiB of memmap to the whole range, see sizes.h
 */
struct plan_part {
	const char *axis[AXIS_NR];
	bool sweep;
};

/**
 * struct plan - a named measurement
 * @rounds: fewest rounds
 * @grows:  more rounds are added while intervals are too wide and time is left
 * @reps:   repetitions within a round
 * @time_s: measuring time, populating memory not counted
 */
struct plan {
	const char *name;
	const char *desc;
	uint64_t device_bytes;
	int rounds;
	bool grows;
	int reps;
	int time_s;
	struct plan_part parts[PLAN_PARTS_MOST];
};

const struct plan *plan_list(size_t *nr);
const struct plan *plan_find(const char *name);

/**
 * struct bench_case - one case, ready to be run
 * @words: the columns that name it; no pages before sizes_set(), and while it waits
 * @sweep: it is of a sweep over sizes
 * @rung:  which size of the sweep; 0: the whole range
 * @index: over all groups, from 0; those of a group are neighbours
 * @skip:  why it cannot run here (NULL: it can); owned
 * @mov:   index of the case to compare with (same but for the copy), -1: none
 */
struct bench_case {
	struct run_case words;
	const struct copy_backend *copy;
	enum replay_walk walk;
	enum replay_rules rules;
	enum replay_layout layout;
	enum replay_pattern pattern;
	const struct state *state;
	bool sweep;
	int rung;
	size_t index;
	int mov;
	char *skip;
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
	bool skipped;
};

/** struct bench_cases - everything a run measures */
struct bench_cases {
	struct bench_group *groups;
	size_t nr_groups;
	size_t nr_cases;
	size_t layout_bytes;
};

/**
 * plan_cases() - multiply out a plan, with a user's choices in place of the plan's
 *
 * Return: 0, -EINVAL after one line of pr_err(), or -ENOMEM.
 */
int plan_cases(const struct plan *plan, const struct axes *axes, struct bench_cases *cases);
/** plan_same_sweep() - cases of one group that differ in copy and size alone, if at all */
bool plan_same_sweep(const struct bench_case *a, const struct bench_case *b);
void bench_cases_free(struct bench_cases *cases);

#endif
