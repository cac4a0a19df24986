/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Further rungs of the sweeps, between those where a copy begins to win.
 */
#ifndef BENCH_RUN_REFINE_H
#define BENCH_RUN_REFINE_H

#include "plan/cases.h"
#include "round/sample-log.h"

/**
 * refine_is_due() - is this a round behind which rungs are opened?
 * @done: rounds so far, @rounds: of all
 *
 * As late as leaves enough rounds for an interval, so that the medians by which
 * they are chosen mean something.
 */
bool refine_is_due(int done, int rounds);

/**
 * refine_sweeps() - narrow down where copies begin to win
 *
 * By the medians of what was measured.  Two rungs per sweep and call at most,
 * while there are open ones; those that stream come before those that do not,
 * and of these the one that gains most.
 *
 * Return: 0 or -ENOMEM after one line of pr_err().
 */
int refine_sweeps(const struct sample_log *log, struct bench_group *group);

#endif
