/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sweep over sizes: powers of two below the range of a run, and further
 * sizes between the two where a copy begins or ends to win.
 *
 * A case of a sweep has a rung.  Rung 0 is the whole range, the next ones are
 * powers of two, and the last SIZES_OPEN are open until sizes_refine() gives
 * them a size.  A case without pages waits and is not run.
 */
#ifndef BENCH_SIZES_H
#define BENCH_SIZES_H

#include "plan.h"
#include "sample-log.h"

/** SIZES_LEAST_BYTES - smallest memmap of a sweep */
#define SIZES_LEAST_BYTES (64UL << 10)

/** SIZES_OPEN - sizes that are found by bisection, per target */
#define SIZES_OPEN 6

/** sizes_rungs() - rungs of a sweep up to @pages records of @layout bytes */
int sizes_rungs(uint64_t pages, size_t layout);

/** sizes_set() - give each case of a sweep its pages; those of the whole range are known */
void sizes_set(struct bench_cases *cases);

/**
 * sizes_refine() - halve the gaps in which copies begin or end to win
 *
 * By the medians of what was measured; two sizes per call at most, while
 * there are open rungs.
 *
 * Return: 0 or -ENOMEM after one line of pr_err().
 */
int sizes_refine(const struct sample_log *log, struct bench_group *group);

#endif
