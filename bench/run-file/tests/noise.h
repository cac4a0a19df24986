/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Noise of known median, to see what the statistics make of it.
 *
 * PAGESTREAM_SEED gives a seed back; the one used is printed.
 */
#ifndef BENCH_RUN_FILE_TESTS_NOISE_H
#define BENCH_RUN_FILE_TESTS_NOISE_H

#include <stdbool.h>
#include <stddef.h>

#include <gsl/gsl_rng.h>

#include "run-file/stats.h"

/** NOISE_NR_SETS - sets of rounds that a share in per cent is taken of */
#define NOISE_NR_SETS 20000

/** NOISE_NR_TRUTH - values that a median is found by, where none is known */
#define NOISE_NR_TRUTH 300000

/** NOISE_MARGIN - what reports take when they are not told otherwise */
#define NOISE_MARGIN 0.02

/** struct noise - a way to draw a value, and the median of many */
struct noise {
	const char *name;
	double (*draw)(void);
	double median;
};

extern const struct noise noises[];
extern const size_t noises_nr;

/**
 * struct ratio_noise - ratios between rounds
 * @heaps:	rounds of two kinds: what few of them cannot show
 * @median:	found by drawing
 * @deviation:	by quantiles, so that heavy tails have one too
 */
struct ratio_noise {
	const char *name;
	double (*draw)(void);
	bool heaps;
	double median;
	double deviation;
};

extern struct ratio_noise ratio_noises[];
extern const size_t ratio_noises_nr;

/** noise_rng - what all of them draw from */
extern gsl_rng *noise_rng;

/** noise_setup() - of a group of tests: seeds, and measures @ratio_noises */
int noise_setup(void **state);
int noise_teardown(void **state);

/** noise_ratios() - ratios of @n rounds, around @truth, that differ by so many per cent */
void noise_ratios(const struct ratio_noise *noise, double truth, double spread_pct, double *values,
		  size_t n);

/** noise_estimate() - stats_median_interval() of @values, which are left as they are */
struct stats_estimate noise_estimate(const double *values, size_t n);

#endif
