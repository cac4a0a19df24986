/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proving copies on this CPU before they are timed.
 */
#ifndef BENCH_RUN_PROOF_H
#define BENCH_RUN_PROOF_H

#include "replay.h"
#include "target/target.h"

/**
 * proof_run() - prove one copy in one walk at one layout
 * @proof: the case; where the range lies and how long it is are not looked at
 * @align: of the only start offset in a cache line to try; -1: every one
 * @nr:	   adds the number of walks that were compared
 *
 * Every start offset that records have, page counts around each border, in a process of its own
 * between two pages that fault, so that a wild store or an instruction that
 * this CPU lacks ends that process and not this one.  What is proven is what
 * the policy makes of the copy (policy.h), also at a destination that is not
 * 8-byte aligned where that falls back to another copy.
 *
 * Return: 0, -EBADMSG when the copy failed, or -errno when it could not be
 * tried; both after filling @reason.
 */
int proof_run(const struct replay_proof *proof, int align, size_t *nr, struct reason *reason);

#endif
