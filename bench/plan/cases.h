/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The cases of a run, in groups that share a mapping.
 */
#ifndef BENCH_PLAN_CASES_H
#define BENCH_PLAN_CASES_H

#include "ahead.h"
#include "plan/block-order.h"
#include "replay.h"
#include "returns.h"
#include "run-file/run-file.h"
#include "state/state.h"
#include "target/target.h"

struct run_pool;

/** enum plan_rungs - what the cases of a part are repeated at, see sweep.h */
enum plan_rungs {
	RUNGS_NONE,
	RUNGS_SIZES,	/* sizes from 64 KiB of memmap to the whole range */
	RUNGS_SPACINGS,	/* spacings of drains from a few records to the part's */
};

/**
 * struct bench_case - one case, ready to be run
 * @words: the columns that name it, all owned by the cases; pages are what was asked for until
 *	   bench_cases_fit() has cut them down; 0 while the case waits, see sweep.h
 * @runs:  what the policy makes of @copy under this revision, to that destination: the
 *	   one that is proven and timed; NULL when the replay has none
 * @reps:  in a round; 0: another case is the same
 * @short_reps: as in struct plan_part
 * @rungs: what its sweep rises by
 * @rung:  which rung of it; 0: the whole range, the widest spacing
 * @index: over all groups, from 0; those of a group are neighbours
 * @done:  decided: no further sample is taken of it
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
	enum replay_revision revision;
	enum replay_layout layout;
	enum replay_pattern pattern;
	enum replay_kernel kernel;
	bool map_mem;
	bool pageblocks;
	enum replay_returns returns;
	const struct state *state;
	int reps;
	enum block_order block_order;
	int short_reps;
	enum plan_rungs rungs;
	int rung;
	size_t index;
	int mov;
	bool done;
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

/** struct bench_cases - everything a run measures; @pool has the words */
struct bench_cases {
	struct run_pool *pool;
	struct bench_group *groups;
	size_t nr_groups;
	size_t nr_cases;
	size_t layout_bytes;
	uint64_t pages;
};

/** bench_ahead() - how far the copy of a case looks ahead, if it does */
static inline size_t bench_ahead(const struct bench_case *c)
{
	return c->words.ahead ? (size_t)c->words.ahead : AHEAD_BYTES;
}

/** bench_group_threads() - the most threads that a case of the group has which can run */
int bench_group_threads(const struct bench_group *group);

/** bench_cases_fit() - cut ranges down to so many pages; false when none was longer */
bool bench_cases_fit(struct bench_cases *cases, uint64_t pages);

/** bench_cannot_align() - why a case cannot run at its offset in a line; NULL when it can */
const char *bench_cannot_align(const struct bench_case *c);

/** bench_cannot_walk() - why its walk cannot be that of such a case; NULL when it can */
const char *bench_cannot_walk(const struct bench_case *c);

/**
 * bench_same_sweep() - cases of one group that differ in copy and size alone, if at all
 *
 * In a sweep of spacings: in copy and spacing.
 */
bool bench_same_sweep(const struct bench_case *a, const struct bench_case *b);

/** bench_same_but_copy() - the same, or the same but for the copy? */
bool bench_same_but_copy(const struct bench_case *a, const struct bench_case *b);

/** bench_group_of() - the group of a target, added when there is none; NULL after pr_err() */
struct bench_group *bench_group_of(struct bench_cases *cases, const char *target);

/**
 * bench_case_add() - add a case to a group, unless one that is the same is there
 *
 * Then that one takes the greater number of repetitions.
 *
 * Return: 0 or -ENOMEM.
 */
int bench_case_add(struct bench_cases *cases, struct bench_group *group,
		   const struct bench_case *new);

void bench_cases_free(struct bench_cases *cases);

#endif
