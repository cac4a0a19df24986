/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One copy on more and more threads: from how many on more of them gain nothing,
 * because memory is saturated.
 */
#ifndef BENCH_ANALYSIS_SCALING_H
#define BENCH_ANALYSIS_SCALING_H

#include "analysis/summary.h"

/** SCALING_FULL - part of the highest rate that counts as all of it */
#define SCALING_FULL 0.95

/**
 * struct scaling - the groups of one kind of case that differ in threads alone
 * @group: by threads, the fewest first; to be freed with scaling_free()
 */
struct scaling {
	const struct summary_group **group;
	size_t nr;
};

/**
 * scaling_find() - the @nth such kind that has two numbers of threads or more
 *
 * Return: 0, -ENODATA when there are no more, or -ENOMEM.
 */
int scaling_find(const struct summary *summary, size_t nth, struct scaling *out);
void scaling_free(struct scaling *scaling);

/** scaling_row() - a copy's row at the @i-th number of threads; NULL without samples */
const struct summary_row *scaling_row(const struct summary *summary, const struct scaling *scaling,
				      size_t i, const char *copy);

/**
 * scaling_threads_full() - fewest threads that reach SCALING_FULL of a copy's highest rate
 *
 * By medians, as a rate has no pair to be compared within.  Return: 0 without samples.
 */
int scaling_threads_full(const struct summary *summary, const struct scaling *scaling,
			 const char *copy);

#endif
