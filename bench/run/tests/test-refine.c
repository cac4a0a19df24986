// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sweeps of a run: which rungs there are, and which are added where a copy
 * begins to win.  The machine is a curve of ratios with noise on it.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_rng.h>

#include "analysis/crossover.h"
#include "plan/plan.h"
#include "plan/sweep.h"
#include "run/refine.h"
#include "run-file/stats.h"

#define KIB 1024.0
#define MIB (1024 * KIB)
#define CACHE_BYTES (32UL << 20)
#define MOV_NS 1e6
#define RUNGS_MOST 64
#define MARGIN 0.02

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

struct fixture {
	struct bench_cases cases;
	struct sample_log *log;
	gsl_rng *rng;
	const struct curve *curve;
};

static void choose(struct axes *axes, enum axis axis, const char *text)
{
	assert_int_equal(axes_choose(axes, axis, text), 0);
}

/* Plan sizes on one target, with two copies that stream and one that does not. */
static void setup(struct fixture *f, const struct curve *curve, unsigned long seed)
{
	struct axes axes = { 0 };

	choose(&axes, AXIS_TARGET, "dram");
	choose(&axes, AXIS_COPY, "mov,mov-regs,movnti,flushcache");
	choose(&axes, AXIS_LAYOUT, "64");
	choose(&axes, AXIS_WALK, "order0");
	assert_int_equal(plan_cases(plan_find("sizes"), &axes, 0, &f->cases), 0);
	axes_free(&axes);
	assert_int_equal(f->cases.nr_groups, 1);
	sweep_set(&f->cases, CACHE_BYTES);
	f->log = sample_log_new(f->cases.nr_cases);
	assert_non_null(f->log);
	f->rng = gsl_rng_alloc(gsl_rng_taus2);
	gsl_rng_set(f->rng, seed);
	f->curve = curve;
}

static void teardown(struct fixture *f)
{
	gsl_rng_free(f->rng);
	sample_log_free(f->log);
	bench_cases_free(&f->cases);
}

static bool is_spacing(const struct bench_case *c)
{
	return c->rungs == RUNGS_SPACINGS;
}

static double at_of(const struct bench_case *c)
{
	return is_spacing(c) ? c->words.drain_every : (double)c->words.pages * c->words.layout;
}

static double noise(struct fixture *f)
{
	return 1 + f->curve->noise * (2 * gsl_rng_uniform(f->rng) - 1);
}

static void put_round(struct fixture *f, int number)
{
	const struct bench_group *group = &f->cases.groups[0];
	size_t i;
	int rep;

	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];
		const double of_round = noise(f);

		for (rep = 0; c->words.pages && rep < c->reps; rep++) {
			struct run_row row = RUN_ROW_EMPTY;
			double ratio = 1;

			if (strcmp(c->words.copy, "mov"))
				ratio = f->curve->ratio(c->words.copy, is_spacing(c), at_of(c)) *
					of_round;
			row.round = number;
			row.rep = rep;
			row.status = ROW_OK;
			row.took_ns = MOV_NS * ratio;
			sample_log_add(f->log, &row, c->index);
		}
	}
}

/* As a run does it. */
static void run(struct fixture *f)
{
	const int nr_rounds = plan_find("sizes")->rounds;
	int number;

	for (number = 0; number < nr_rounds; number++) {
		put_round(f, number);
		if (refine_is_due(number + 1, nr_rounds))
			assert_int_equal(refine_sweeps(f->log, &f->cases.groups[0]), 0);
	}
}

/* Is it a rung that the plan fixed? */
static bool is_fixed(const struct bench_case *c)
{
	const double at = at_of(c), least = is_spacing(c) ? 16 : 64 * KIB;

	return !c->rung || !(fabs(remainder(log2(at / least), is_spacing(c) ? 2 : 1)) > 0.001);
}

/* Rungs of movnti that were opened. */
static size_t opened(const struct fixture *f, bool spacing, double at[RUNGS_MOST])
{
	const struct bench_group *group = &f->cases.groups[0];
	size_t i, nr = 0;

	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->rungs != RUNGS_NONE && is_spacing(c) == spacing && c->words.pages &&
		    !strcmp(c->words.copy, "movnti") && !is_fixed(c))
			at[nr++] = at_of(c);
	}
	return nr;
}

static size_t samples_of(const struct fixture *f, size_t index, struct stats_sample *samples)
{
	size_t i, nr = 0;

	for (i = 0; i < f->log->nr; i++)
		if (f->log->rows[i].case_nr == (int)index)
			samples[nr++] = (struct stats_sample){ f->log->rows[i].round,
							       f->log->rows[i].rep,
							       f->log->rows[i].took_ns };
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

/* What a report makes of it. */
static struct crossover found(const struct fixture *f, const char *copy, bool spacing)
{
	const struct bench_group *group = &f->cases.groups[0];
	struct stats_sample *left = calloc(f->log->nr, sizeof(*left));
	struct stats_sample *right = calloc(f->log->nr, sizeof(*right));
	struct rung rungs[RUNGS_MOST];
	struct stats_estimate ratio;
	size_t i, nr = 0, nr_left, nr_right;

	assert_true(left && right);
	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->rungs == RUNGS_NONE || is_spacing(c) != spacing || !c->words.pages ||
		    strcmp(c->words.copy, copy))
			continue;
		nr_left = samples_of(f, c->index, left);
		nr_right = samples_of(f, c->mov, right);
		assert_true(nr_left && nr_right);
		stats_paired_ratio(left, nr_left, right, nr_right, &ratio);
		rungs[nr].at = at_of(c);
		rungs[nr++].verdict = verdict_of(&ratio);
	}
	free(left);
	free(right);
	return crossover_find(rungs, nr, spacing ? CROSSOVER_TOP_KNOWN : CROSSOVER_TOP_DECIDES);
}

static double wins(const char *copy, bool spacing, double at)
{
	return 0.6;
}

static double loses(const char *copy, bool spacing, double at)
{
	return 1.3;
}

/* Streaming wins from 20 MiB, and from 210 records between drains, on. */
static double wins_above(const char *copy, bool spacing, double at)
{
	if (!strcmp(copy, "mov-regs"))
		return 0.995;
	return at < (spacing ? 210 : 20 * MIB) ? 1.4 : 0.6;
}

static double wins_below_and_above(const char *copy, bool spacing, double at)
{
	return at < 300 * KIB ? 0.7 : wins_above(copy, spacing, at);
}

static double wins_below(const char *copy, bool spacing, double at)
{
	return at < 20 * MIB ? 0.7 : 1.2;
}

/* From 6 to 40 MiB no difference. */
static double level_between(const char *copy, bool spacing, double at)
{
	return at < 6 * MIB ? 1.3 : at < 40 * MIB ? 1 : 0.7;
}

/* A slow change: the nearer to where it crosses, the less there is to see. */
static double slope(const char *copy, bool spacing, double at)
{
	if (!strcmp(copy, "mov-regs"))
		return 1;
	return pow(at / (spacing ? 210 : 20 * MIB), -0.4);
}

/* Two copies that stream begin to win at different sizes; one that does not gains more. */
static double two_crossings(const char *copy, bool spacing, double at)
{
	if (!strcmp(copy, "mov-regs"))
		return at < 3 * MIB ? 1.1 : 0.5;
	return at < (!strcmp(copy, "movnti") ? 20 : 700) * MIB ? 1.4 : 0.6;
}

static void rungs_of_a_plan(void **state)
{
	const struct curve curve = { wins, 0 };
	const struct bench_case *c;
	struct fixture f;
	size_t i, nr_sizes = 0, nr_spacings = 0;
	int reps;

	setup(&f, &curve, 1);
	for (i = 0; i < f.cases.nr_cases; i++) {
		c = &f.cases.groups[0].cases[i];
		if (c->rungs == RUNGS_NONE)
			continue;
		assert_true(!c->words.pages || is_fixed(c));
		assert_true(c->mov >= 0);
		if (!c->words.pages)
			continue;
		reps = c->words.pages * c->words.layout <= 128 * MIB ? 4 : is_spacing(c) ? 3 : 2;
		if (!c->rung && !is_spacing(c))
			reps = 4;
		assert_int_equal(c->reps, reps);
		if (is_spacing(c)) {
			/* Eight caches, where nothing but spacing differs. */
			assert_int_equal(c->words.pages * 64, 8 * CACHE_BYTES);
			assert_true(c->words.drain_every >= 16 && c->words.drain_every <= 65536);
			nr_spacings++;
		} else {
			assert_int_equal(c->words.drain_every, 0);
			nr_sizes++;
		}
	}
	/* 64 KiB to 1 GiB, and 1.6 GiB; 16 to 65536 records.  Four copies. */
	assert_int_equal(nr_sizes, 4 * 16);
	assert_int_equal(nr_spacings, 4 * 7);
	assert_int_equal(f.cases.groups[0].reps, 4);
	teardown(&f);
}

/* What a user asks for stays. */
static void chosen_axes(void **state)
{
	struct bench_cases cases;
	struct axes axes = { 0 };
	size_t i;

	choose(&axes, AXIS_TARGET, "dram");
	choose(&axes, AXIS_COPY, "mov,movnti");
	choose(&axes, AXIS_DRAIN_EVERY, "0");
	assert_int_equal(axes_choose_pages(&axes, "1000000"), 0);
	assert_int_equal(plan_cases(plan_find("sizes"), &axes, 2, &cases), 0);
	sweep_set(&cases, 0);
	for (i = 0; i < cases.nr_cases; i++) {
		const struct bench_case *c = &cases.groups[0].cases[i];

		assert_int_equal(c->words.drain_every, 0);
		assert_int_equal(c->reps, 2);
		if (!c->rung)
			assert_int_equal(c->words.pages, 1000000);
	}
	bench_cases_free(&cases);
	axes_free(&axes);
}

static bool are_twins(const struct bench_case *a, const struct bench_case *b)
{
	return a->reps && b->reps && a->words.pages &&
	       case_same(&a->words, &b->words, AXIS_BIT(AXIS_TARGET));
}

/* What is measured twice in a repetition would be paired with itself. */
static void no_case_twice(void **state)
{
	const uint64_t rooms[] = { UINT64_MAX, 20 << 18, 12 << 18, 3 << 18, 1 << 18 };
	const struct axes axes = { 0 };
	struct bench_cases cases;
	size_t nr, p, r, g, i, j;
	const struct plan *plans = plan_list(&nr);

	for (p = 0; p < nr; p++) {
		for (r = 0; r < sizeof(rooms) / sizeof(rooms[0]); r++) {
			assert_int_equal(plan_cases(&plans[p], &axes, 0, &cases), 0);
			bench_cases_fit(&cases, rooms[r]);
			sweep_set(&cases, CACHE_BYTES);
			for (g = 0; g < cases.nr_groups; g++) {
				const struct bench_group *group = &cases.groups[g];

				for (i = 0; i < group->nr_cases; i++)
					for (j = i + 1; j < group->nr_cases; j++)
						if (are_twins(&group->cases[i], &group->cases[j]))
							fail_msg("%s, room %zu: %s, %ld pages twice",
								 plans[p].name, r,
								 group->cases[i].words.copy,
								 group->cases[i].words.pages);
			}
			bench_cases_free(&cases);
		}
	}
}

static void nothing_to_find(void **state)
{
	static double (*const ratios[])(const char *, bool, double) = { wins, loses, wins_below };
	double at[RUNGS_MOST];
	struct fixture f;
	size_t i;

	for (i = 0; i < sizeof(ratios) / sizeof(ratios[0]); i++) {
		const struct curve curve = { ratios[i], 0.01 };

		setup(&f, &curve, 1 + i);
		run(&f);
		assert_int_equal(opened(&f, false, at), 0);
		assert_int_equal(found(&f, "movnti", false).wins, ratios[i] == wins);
		assert_int_equal(found(&f, "movnti", false).loses, ratios[i] != wins);
		teardown(&f);
	}
}

static void one_crossing(void **state)
{
	static double (*const ratios[])(const char *, bool, double) = { wins_above,
									 wins_below_and_above };
	struct crossover from;
	struct fixture f;
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct curve curve = { ratios[i], 0.02 };

		setup(&f, &curve, 1 + i);
		run(&f);
		from = found(&f, "movnti", false);
		assert_true(from.wins);
		assert_true(from.lo < 20 * MIB && from.hi >= 20 * MIB);
		/* Halved three times: an eighth of a power of two, but for rounding. */
		assert_true(from.hi < 1.1 * from.lo);
		assert_int_equal(from.again > 0, ratios[i] == wins_below_and_above);
		/* In the second one it wins at short spacings too, and there is nothing to find. */
		from = found(&f, "movnti", true);
		if (ratios[i] == wins_above)
			assert_true(from.lo < 210 && from.hi >= 210 && from.hi < 1.2 * from.lo);
		teardown(&f);
	}
}

/* Both ends of what shows no difference. */
static void no_difference_between(void **state)
{
	const struct curve curve = { level_between, 0.01 };
	struct crossover from;
	double at[RUNGS_MOST];
	struct fixture f;
	size_t i, nr, nr_below = 0;

	setup(&f, &curve, 1);
	run(&f);
	nr = opened(&f, false, at);
	assert_int_equal(nr, 6);
	for (i = 0; i < nr; i++) {
		assert_true((at[i] > 4 * MIB && at[i] < 8 * MIB) ||
			    (at[i] > 32 * MIB && at[i] < 64 * MIB));
		nr_below += at[i] < 8 * MIB;
	}
	assert_int_equal(nr_below, 3);
	from = found(&f, "movnti", false);
	assert_true(from.lo < 6 * MIB && from.lo > 5 * MIB);
	assert_true(from.hi >= 40 * MIB && from.hi < 45 * MIB);
	teardown(&f);
}

static void two_copies(void **state)
{
	const struct curve curve = { two_crossings, 0.01 };
	struct crossover from;
	struct fixture f;

	setup(&f, &curve, 1);
	run(&f);
	from = found(&f, "movnti", false);
	assert_true(from.lo < 20 * MIB && from.hi >= 20 * MIB && from.hi < 1.1 * from.lo);
	from = found(&f, "flushcache", false);
	assert_true(from.lo < 700 * MIB && from.hi >= 700 * MIB && from.hi < 1.1 * from.lo);
	teardown(&f);
}

/* Runs that differ in nothing but noise agree, and each has the truth in its interval. */
static void noisy_runs_agree(void **state)
{
	const struct curve curve = { slope, 0.06 };
	int64_t lo[2] = { 0, 0 }, hi[2] = { INT64_MAX, INT64_MAX };
	unsigned long seed;
	int spacing;

	for (seed = 1; seed <= 20; seed++) {
		struct fixture f;

		setup(&f, &curve, seed);
		run(&f);
		for (spacing = 0; spacing < 2; spacing++) {
			const struct crossover from = found(&f, "movnti", spacing);

			if (!from.wins || from.lo >= (spacing ? 210 : 20 * MIB) ||
			    from.hi < (spacing ? 210 : 20 * MIB))
				fail_msg("seed %lu: (%ld .. %ld]", seed, from.lo, from.hi);
			/* Not by saying nothing. */
			assert_true(from.lo && from.hi < 4 * from.lo);
			lo[spacing] = from.lo > lo[spacing] ? from.lo : lo[spacing];
			hi[spacing] = from.hi < hi[spacing] ? from.hi : hi[spacing];
		}
		teardown(&f);
	}
	assert_true(lo[0] < hi[0]);
	assert_true(lo[1] < hi[1]);
}

/* Copies that hardly differ from mov must not take the rungs of those that do. */
static double level(const char *copy, bool spacing, double at)
{
	return strcmp(copy, "mov-regs") ? wins_above(copy, spacing, at) : 1;
}

static void noise_takes_no_rungs(void **state)
{
	const struct curve curve = { level, 0.015 };
	double at[RUNGS_MOST];
	struct fixture f;
	unsigned long seed;
	size_t i, nr;

	for (seed = 1; seed <= 20; seed++) {
		setup(&f, &curve, seed);
		run(&f);
		nr = opened(&f, false, at);
		assert_in_range(nr, 3, 6);
		for (i = 0; i < nr; i++)
			assert_true(at[i] > 16 * MIB && at[i] < 32 * MIB);
		teardown(&f);
	}
}

static void too_few_samples(void **state)
{
	const struct curve curve = { wins_above, 0.01 };
	struct crossover from;
	double at[RUNGS_MOST];
	struct fixture f;
	size_t i;
	int number;

	/* None at all. */
	setup(&f, &curve, 1);
	assert_int_equal(refine_sweeps(f.log, &f.cases.groups[0]), 0);
	assert_int_equal(opened(&f, false, at), 0);
	/* None that counts. */
	put_round(&f, 0);
	for (i = 0; i < f.log->nr; i++)
		f.log->rows[i].status = ROW_DISTURBED;
	assert_int_equal(refine_sweeps(f.log, &f.cases.groups[0]), 0);
	assert_int_equal(opened(&f, false, at), 0);
	teardown(&f);

	/* Four rounds: every rung is thin, and nothing is decided. */
	setup(&f, &curve, 1);
	for (number = 0; number < STATS_SOLID_N - 1; number++)
		put_round(&f, number);
	from = found(&f, "movnti", false);
	assert_false(from.wins);
	assert_false(from.loses);
	assert_int_equal(from.nr, 16);
	/* Rungs that were opened too late say nothing, and take nothing away. */
	put_round(&f, number++);
	assert_int_equal(refine_sweeps(f.log, &f.cases.groups[0]), 0);
	put_round(&f, number++);
	assert_int_equal(opened(&f, false, at), 1);
	from = found(&f, "movnti", false);
	assert_true(from.wins);
	assert_int_equal(from.nr, 16);
	assert_int_equal(from.lo, 16 * MIB);
	assert_int_equal(from.hi, 32 * MIB);
	teardown(&f);
}

static void when_to_refine(void **state)
{
	int done, nr = 0;

	for (done = 0; done <= 12; done++)
		if (refine_is_due(done, 12)) {
			/* Six rounds are left for an interval. */
			assert_true(done <= 6);
			nr++;
		}
	assert_int_equal(nr, 4);
	assert_false(refine_is_due(0, 5));
	assert_false(refine_is_due(1, 6));
	assert_true(refine_is_due(1, 7));
}

/* Open rungs are used up, and then it is over. */
static void no_rungs_left(void **state)
{
	const struct curve curve = { slope, 0 };
	double at[RUNGS_MOST];
	struct fixture f;
	int number;

	setup(&f, &curve, 1);
	for (number = 0; number < 12; number++) {
		put_round(&f, number);
		assert_int_equal(refine_sweeps(f.log, &f.cases.groups[0]), 0);
		assert_true(opened(&f, false, at) <= SWEEP_OPEN);
		assert_true(opened(&f, true, at) <= SWEEP_OPEN);
	}
	teardown(&f);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rungs_of_a_plan),
		cmocka_unit_test(chosen_axes),
		cmocka_unit_test(no_case_twice),
		cmocka_unit_test(nothing_to_find),
		cmocka_unit_test(one_crossing),
		cmocka_unit_test(no_difference_between),
		cmocka_unit_test(two_copies),
		cmocka_unit_test(noisy_runs_agree),
		cmocka_unit_test(noise_takes_no_rungs),
		cmocka_unit_test(too_few_samples),
		cmocka_unit_test(when_to_refine),
		cmocka_unit_test(no_rungs_left),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
