/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A sweep: one copy against the reference at rising sizes, and the size from
 * which it wins.
 */
#ifndef BENCH_ANALYSIS_CROSSOVER_H
#define BENCH_ANALYSIS_CROSSOVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * enum rung_verdict - the copy at one size, by the interval of its ratio and the margin
 *
 * A thin rung has too few rounds: no interval, or one that nothing may rest on.
 */
enum rung_verdict { RUNG_UNDECIDED, RUNG_WINS, RUNG_LOSES, RUNG_THIN };

/** enum crossover_top - must the copy win at the greatest rung, or is that known from elsewhere? */
enum crossover_top { CROSSOVER_TOP_DECIDES, CROSSOVER_TOP_KNOWN };

/** struct rung - @at: size, or records between two drains */
struct rung {
	int64_t at;
	enum rung_verdict verdict;
};

/**
 * struct crossover - where winning begins: above @lo, at @hi at the latest
 * @wins:      the copy wins at the greatest rung, or from some rung on where that is known
 * @loses:     it loses at the greatest rung
 * @hi:	       smallest rung from which it wins and keeps winning: it wins there, loses at no
 *	       greater one, and from there on wins at more of them than are undecided
 * @lo:	       greatest rung below @hi at which it loses; 0: at none.  A rung
 *	       between the two that shows neither moves neither end
 * @open:      there are rungs below @hi, so that winning may begin lower
 * @again:     not monotonic: greatest rung that it wins at, below one at which
 *	       it loses; 0: there is none
 * @top:       greatest rung
 * @nr:	       rungs
 * @source, @lo_source: what the caller wants to know again, such as the run: of the sweep
 *	       that has @hi, and of the one that has @lo.  crossover_find() leaves both NULL
 */
struct crossover {
	bool wins;
	bool loses;
	int64_t hi;
	int64_t lo;
	bool open;
	int64_t again;
	int64_t top;
	size_t nr;
	const void *source;
	const void *lo_source;
};

/**
 * crossover_find() - where winning begins
 * @rungs: sorted in place by size; one size once
 *
 * Thin rungs are passed over, but in a sweep that has no others.
 */
struct crossover crossover_find(struct rung *rungs, size_t nr, enum crossover_top top);

/** struct crossover_pool - sweeps of one copy that win; to be zeroed first */
struct crossover_pool {
	struct crossover *won;
	size_t nr;
};

/**
 * crossover_pool_add() - one more; a sweep that does not win is left out
 *
 * Return: 0 or -ENOMEM.
 */
int crossover_pool_add(struct crossover_pool *pool, const struct crossover *from);
void crossover_pool_free(struct crossover_pool *pool);

/** CROSSOVER_SWEEP - rungs that make a sweep: with fewer, most sizes were not looked at */
#define CROSSOVER_SWEEP 3

/**
 * crossover_pool_settle() - where winning begins by all of them
 * @lost: greatest rung at which one that is not in the pool ends with a loss
 * @out:  @lo is the greatest rung at which any loses, @hi the least above it from
 *	  which one wins.  A sweep with few rungs so does not hide what another
 *	  one saw.  Sweeps alone, where there is one.  @lo_source is NULL where @lo is @lost
 *
 * Return: false when none wins above where another loses; @out is zero.
 */
bool crossover_pool_settle(const struct crossover_pool *pool, int64_t lost, struct crossover *out);

#endif
