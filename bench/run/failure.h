/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases and groups that are left out while a run goes on.
 */
#ifndef BENCH_RUN_FAILURE_H
#define BENCH_RUN_FAILURE_H

#include <stddef.h>

struct bench_group;
struct run;

/** group_nr_active() - cases that are still sampled */
size_t group_nr_active(const struct bench_group *group);

/**
 * run_skip_group() - no more of a group, and a row for each case that says why
 * @round: in which; -1: before the first
 *
 * A case that waits for a size is not mentioned.
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int run_skip_group(struct run *run, struct bench_group *group, int round, const char *reason);

/**
 * run_lose_round() - what a round that failed costs
 * @error: of run_fork_round(): -ENXIO or -ECHILD
 *
 * The case that was being sampled, or its whole group when none was, and nothing
 * else.  After a CPU was taken away the run is placed on those that are left.
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int run_lose_round(struct run *run, int number, size_t group, int error);

#endif
