/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run of plan sizes on a machine that is a curve of ratios with noise on it.
 */
#ifndef BENCH_RUN_TESTS_CURVE_RUN_H
#define BENCH_RUN_TESTS_CURVE_RUN_H

#include <gsl/gsl_rng.h>
#include <stdbool.h>

#include "analysis/crossover.h"
#include "plan/cases.h"
#include "round/sample-log.h"

/** CURVE_RUNGS_MOST - of one copy in one sweep */
#define CURVE_RUNGS_MOST 64

/**
 * struct curve - what a machine would do
 * @ratio: time of a copy over that of mov; @at is bytes of memmap, or records
 *	   between drains
 * @noise: how far a round is off, at most, relative
 */
struct curve {
	double (*ratio)(const char *copy, bool spacing, double at);
	double noise;
};

/** struct curve_run - the cases, what was sampled of them, and the machine */
struct curve_run {
	struct bench_cases cases;
	struct sample_log *log;
	gsl_rng *rng;
	const struct curve *curve;
};

/** curve_run_setup() - nothing is sampled yet; curve_run_teardown() frees it */
void curve_run_setup(struct curve_run *run, const struct curve *curve, unsigned long seed);
void curve_run_teardown(struct curve_run *run);

/** curve_run_round() - sample all cases that do not wait */
void curve_run_round(struct curve_run *run, int number);

/** curve_run_rounds() - all rounds of the plan, with the rungs that a run would open */
void curve_run_rounds(struct curve_run *run);

/** curve_run_opened() - how many rungs of movnti were opened, and where */
size_t curve_run_opened(const struct curve_run *run, bool spacing, double at[CURVE_RUNGS_MOST]);

/** curve_run_found() - what a report makes of it */
struct crossover curve_run_found(const struct curve_run *run, const char *copy, bool spacing);

#endif
