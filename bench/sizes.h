/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Ladders of a run: the same cases at many sizes, or with drains at many
 * spacings, and further rungs between the two where a copy begins to win.
 *
 * Rung 0 is what the plan says: the whole range, or the widest spacing.  The
 * next ones are fixed: powers of two below the range, quarters below the
 * spacing.  The last SIZES_OPEN wait until sizes_refine() gives them a size or a
 * spacing; a case without pages waits and is not run.
 */
#ifndef BENCH_SIZES_H
#define BENCH_SIZES_H

#include "plan.h"
#include "sample-log.h"

/** SIZES_LEAST_BYTES - smallest memmap of a ladder of sizes */
#define SIZES_LEAST_BYTES (64UL << 10)

/** SIZES_LEAST_RECORDS - shortest spacing of a ladder of spacings */
#define SIZES_LEAST_RECORDS 16

/** SIZES_OPEN - rungs that are found by bisection, per ladder and target */
#define SIZES_OPEN 6

/** SIZES_SHORT_BYTES - memmaps up to this are passed over so fast that repetitions cost little */
#define SIZES_SHORT_BYTES (128UL << 20)

/** sizes_rungs() - rungs of the ladder that begins with a case; 1 for none */
int sizes_rungs(const struct bench_case *whole);

/**
 * sizes_set() - give each case of a ladder its size or spacing; rung 0 is known
 * @cache_bytes: of the last level: spacings are tried on a few times that much.
 *		 0: on all of their range
 *
 * Those ranges are powers of two, so that the ladder of sizes has them too and
 * shows the copies without extra drains.
 */
void sizes_set(struct bench_cases *cases, uint64_t cache_bytes);

/**
 * sizes_may_refine() - is this a round behind which rungs are opened?
 * @done: rounds so far, @rounds: of all
 *
 * As late as leaves enough rounds for an interval, so that the medians by which
 * they are chosen mean something.
 */
bool sizes_may_refine(int done, int rounds);

/**
 * sizes_refine() - narrow down where copies begin to win
 *
 * By the medians of what was measured.  Two rungs per ladder and call at most,
 * while there are open ones; those that stream come before those that do not,
 * and of these the one that gains most.
 *
 * Return: 0 or -ENOMEM after one line of pr_err().
 */
int sizes_refine(const struct sample_log *log, struct bench_group *group);

#endif
