/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The stamp: where the host has put this guest's CPUs, and whether
 * they run at their usual speed.  Steal time shows neither.
 */
#ifndef BENCH_ROUND_STAMP_H
#define BENCH_ROUND_STAMP_H

#include <stdint.h>

/**
 * struct stamp - one stamp
 * @rtt_ns:  least round trip of a cache line between the pinned CPU and
 *	     another one; -1 when there is no other.  Two dies show as two values
 *	     far apart (55 against 350 ns on one Zen 4 guest).
 * @spin_ns: a fixed loop of dependent additions; half speed means a busy SMT
 *	     sibling or a lower frequency
 */
struct stamp {
	int64_t rtt_ns;
	int64_t spin_ns;
};

/** stamp_spin_ns() - the spin alone, beside a sample; about 0.3 ms */
int64_t stamp_spin_ns(void);

/** stamp_take() - about 2 ms; @peer is the other CPU, -1 for none */
void stamp_take(int peer, struct stamp *stamp);

#endif
