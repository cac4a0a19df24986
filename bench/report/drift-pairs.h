/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verdicts of several runs of one machine, pair by pair: a pair is one copy against
 * the reference in one case.
 */
#ifndef BENCH_REPORT_DRIFT_PAIRS_H
#define BENCH_REPORT_DRIFT_PAIRS_H

#include "analysis/summary.h"

/**
 * struct drift_result - one pair in one run, or in one c2c mode of it
 * @pair:    "dram, order0, v11, reused, 100 GiB": the case without what is usual; to be freed
 * @copy:    to be freed
 * @device:  bytes
 * @run:     number of the run among those that were taken
 * @mode:    "c2c 55 ns", or "-"
 */
struct drift_result {
	char *pair;
	char *copy;
	int64_t device;
	size_t run;
	char mode[24];
	enum verdict verdict;
	struct stats_estimate ratio;
};

/** enum drift_fate - what became of a pair's verdict */
enum drift_fate {
	DRIFT_TURNED, /* one run decides for the copy and another for the reference */
	DRIFT_WAVERS, /* decided in some runs, never the opposite */
	DRIFT_HELD,   /* the same in every run */
	DRIFT_OPEN,   /* decided in none */
	DRIFT_NR
};

/**
 * struct drift_pair - the results of one pair, in the order of runs
 * @least, @most: by ratio; of a pair that turned round among the decided ones
 * @nr_runs: different ones
 */
struct drift_pair {
	const struct drift_result *first;
	size_t nr;
	size_t nr_runs;
	size_t nr_decided;
	const struct drift_result *least;
	const struct drift_result *most;
	enum drift_fate fate;
};

/**
 * drift_results() - what one run has of pairs that a kernel could choose between
 * @run: its number
 *
 * Return: 0 or -ENOMEM; *@out and its words are to be freed, also then.
 */
int drift_results(const struct summary *summary, size_t run, struct drift_result **out,
		  size_t *nr);

/**
 * drift_pairs() - group results by pair
 * @results: sorted in place
 * @out:     to be freed; pairs in two runs or more, those in most runs first, then by size
 *
 * Return: 0 or -ENOMEM.
 */
int drift_pairs(struct drift_result *results, size_t nr, struct drift_pair **out,
		size_t *nr_pairs);

#endif
