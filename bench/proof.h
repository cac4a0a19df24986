/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Proving copies on this CPU before they are timed.
 */
#ifndef BENCH_PROOF_H
#define BENCH_PROOF_H

#include "replay.h"
#include "target.h"

/**
 * proof_run() - prove one copy in one walk at one layout
 * @drain_every: as in replay_walk_of(), which must have such a walk
 * @nr: adds the number of walks that were compared
 *
 * Every start offset, page counts around each border, in a process of its own
 * between two pages that fault, so that a wild store or an instruction that
 * this CPU lacks ends that process and not this one.
 *
 * Return: 0, -EBADMSG when the copy failed, or -errno when it could not be
 * tried; both after filling @why.
 */
int proof_run(const struct copy_backend *copy, enum replay_walk walk, enum replay_rules rules,
	      enum replay_layout layout, enum replay_pattern pattern, uint64_t drain_every,
	      size_t *nr, struct why *why);

#endif
