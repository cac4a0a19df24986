/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A ladder: one copy against the reference at rising sizes, and the size from
 * which it wins.
 */
#ifndef BENCH_REPORT_LADDER_H
#define BENCH_REPORT_LADDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** enum rung_verdict - the copy at one size, by the interval of its ratio and the margin */
enum rung_verdict { RUNG_UNDECIDED, RUNG_WINS, RUNG_LOSES };

/** struct rung - @at: size, or records between two drains */
struct rung {
	int64_t at;
	enum rung_verdict verdict;
};

/**
 * struct ladder_from - where winning begins
 * @wins:      the copy wins at the greatest rung and at every one from @hi on
 * @loses:     it loses at the greatest rung
 * @hi:	       smallest rung from which it wins and keeps winning
 * @lo:	       greatest rung below @hi; winning begins above it.  0 when there is
 *	       no rung below @hi: where winning begins was not seen
 * @lo_loses:  greatest rung below @hi at which it loses; 0: at none
 * @again:     not monotonic: greatest rung that it wins at, below one at which
 *	       it loses; 0: there is none
 * @top:       greatest rung
 * @nr:	       rungs
 */
struct ladder_from {
	bool wins;
	bool loses;
	int64_t hi;
	int64_t lo;
	int64_t lo_loses;
	int64_t again;
	int64_t top;
	size_t nr;
};

/**
 * ladder_find() - where winning begins
 * @rungs: sorted in place by size; one size once
 */
struct ladder_from ladder_find(struct rung *rungs, size_t nr);

#endif
