/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Going on with a run that was interrupted or killed: what is there stays, and
 * nothing of it is sampled again.
 */
#ifndef BENCH_RUN_RESUME_H
#define BENCH_RUN_RESUME_H

#include "run/internal.h"

/**
 * resume_check() - is this the machine, the version and the plan of the file?
 *
 * Return: 0, or -EINVAL after one line of pr_err() that says in what they differ.
 */
int resume_check(struct run *run);

/**
 * resume_load() - take the rows: samples, what was skipped, which copies are slow
 *
 * Then @run->resumed says where the run goes on.
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int resume_load(struct run *run);

#endif
