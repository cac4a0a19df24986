// SPDX-License-Identifier: GPL-2.0-or-later
#include "curve-run.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "plan/tests/sweep-cases.h"
#include "plan/plan.h"
#include "run/refine.h"
#include "run-file/stats.h"

#define MOV_NS 1e6
#define MARGIN 0.02

void curve_run_setup(struct curve_run *run, const struct curve *curve, unsigned long seed)
{
	sweep_cases(&run->cases);
	run->log = sample_log_new(run->cases.nr_cases);
	assert_non_null(run->log);
	run->rng = gsl_rng_alloc(gsl_rng_taus2);
	gsl_rng_set(run->rng, seed);
	run->curve = curve;
}

void curve_run_teardown(struct curve_run *run)
{
	gsl_rng_free(run->rng);
	sample_log_free(run->log);
	bench_cases_free(&run->cases);
}

static double noise(struct curve_run *run)
{
	return 1 + run->curve->noise * (2 * gsl_rng_uniform(run->rng) - 1);
}

void curve_run_round(struct curve_run *run, int number)
{
	const struct bench_group *group = &run->cases.groups[0];
	size_t i;
	int rep;

	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];
		const double of_round = noise(run);

		for (rep = 0; c->words.pages && rep < c->reps; rep++) {
			struct run_row row = RUN_ROW_EMPTY;
			double ratio = 1;

			if (strcmp(c->words.copy, "mov"))
				ratio = of_round * run->curve->ratio(c->words.copy,
								     sweep_is_spacing(c),
								     sweep_at_of(c));
			row.round = number;
			row.rep = rep;
			row.status = ROW_OK;
			row.took_ns = MOV_NS * ratio;
			sample_log_add(run->log, &row, c->index);
		}
	}
}

void curve_run_rounds(struct curve_run *run)
{
	const int nr_rounds = plan_find("sizes")->rounds;
	int number;

	for (number = 0; number < nr_rounds; number++) {
		curve_run_round(run, number);
		if (refine_is_due(number + 1, nr_rounds))
			assert_int_equal(refine_sweeps(run->log, &run->cases.groups[0]), 0);
	}
}

size_t curve_run_opened(const struct curve_run *run, bool spacing, double at[CURVE_RUNGS_MOST])
{
	const struct bench_group *group = &run->cases.groups[0];
	size_t i, nr = 0;

	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->rungs != RUNGS_NONE && sweep_is_spacing(c) == spacing && c->words.pages &&
		    !strcmp(c->words.copy, "movnti") && !sweep_is_fixed(c))
			at[nr++] = sweep_at_of(c);
	}
	return nr;
}

static size_t samples_of(const struct curve_run *run, size_t index, struct stats_sample *samples)
{
	size_t i, nr = 0;

	for (i = 0; i < run->log->nr; i++)
		if (run->log->rows[i].case_nr == (int)index)
			samples[nr++] = (struct stats_sample){ run->log->rows[i].round,
							       run->log->rows[i].rep,
							       run->log->rows[i].took_ns };
	return nr;
}

static enum rung_verdict verdict_of(const struct stats_estimate *ratio)
{
	if (!ratio->has_interval || stats_is_marked(ratio))
		return RUNG_THIN;
	switch (stats_side(ratio, MARGIN)) {
	case STATS_BELOW:
		return RUNG_WINS;
	case STATS_ABOVE:
		return RUNG_LOSES;
	default:
		return RUNG_UNDECIDED;
	}
}

struct crossover curve_run_found(const struct curve_run *run, const char *copy, bool spacing)
{
	const struct bench_group *group = &run->cases.groups[0];
	struct stats_sample *left = calloc(run->log->nr, sizeof(*left));
	struct stats_sample *right = calloc(run->log->nr, sizeof(*right));
	struct rung rungs[CURVE_RUNGS_MOST];
	struct stats_estimate ratio;
	size_t i, nr = 0, nr_left, nr_right;

	assert_true(left && right);
	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->rungs == RUNGS_NONE || sweep_is_spacing(c) != spacing || !c->words.pages ||
		    strcmp(c->words.copy, copy))
			continue;
		nr_left = samples_of(run, c->index, left);
		nr_right = samples_of(run, c->mov, right);
		assert_true(nr_left && nr_right);
		stats_paired_ratio(left, nr_left, right, nr_right, &ratio);
		rungs[nr].at = sweep_at_of(c);
		rungs[nr++].verdict = verdict_of(&ratio);
	}
	free(left);
	free(right);
	return crossover_find(rungs, nr, spacing ? CROSSOVER_TOP_KNOWN : CROSSOVER_TOP_DECIDES);
}
