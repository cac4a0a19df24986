/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Sweeps of a run: the same cases at many sizes, or with drains at many
 * spacings, and further rungs between the two where a copy begins to win.
 *
 * Rung 0 is what the plan says: the whole range, or the widest spacing.  The
 * next ones are fixed: powers of two below the range, quarters below the
 * spacing.  The last SWEEP_OPEN wait until refine_sweeps() gives them a size or a
 * spacing; a case without pages waits and is not run.
 */
#ifndef BENCH_PLAN_SWEEP_H
#define BENCH_PLAN_SWEEP_H

#include "plan/cases.h"

/** SWEEP_LEAST_BYTES - smallest memmap of a sweep of sizes */
#define SWEEP_LEAST_BYTES (64UL << 10)

/** SWEEP_LEAST_RECORDS - shortest spacing of a sweep of spacings */
#define SWEEP_LEAST_RECORDS 16

/** SWEEP_OPEN - rungs that are found by bisection, per sweep and target */
#define SWEEP_OPEN 6

/** SWEEP_SHORT_BYTES - memmaps up to this are passed over so fast that repetitions cost little */
#define SWEEP_SHORT_BYTES (128UL << 20)

/** sweep_rungs() - rungs of the sweep that begins with a case; 1 for none */
int sweep_rungs(const struct bench_case *whole);

/**
 * sweep_set() - give each case of a sweep its size or spacing; rung 0 is known
 * @cache_bytes: of the last level: spacings are tried on a few times that much.
 *		 0: on all of their range
 *
 * Those ranges are powers of two, so that the sweep of sizes has them too and
 * shows the copies without extra drains.
 */
void sweep_set(struct bench_cases *cases, uint64_t cache_bytes);

/** sweep_waits() - has this rung no size or spacing yet? */
bool sweep_waits(const struct bench_case *c);

/** sweep_at() - size of its range in pages, or records between two drains */
int64_t sweep_at(const struct bench_case *c);

/** sweep_put() - let a case wait no longer */
void sweep_put(struct bench_case *c, int64_t at);

#endif
