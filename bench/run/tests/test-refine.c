// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sweeps of a run: which rungs are added where a copy begins to win.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "plan/tests/sweep-cases.h"
#include "curve-run.h"
#include "plan/sweep.h"
#include "run/refine.h"
#include "run-file/stats.h"

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

static void nothing_to_find(void **state)
{
	static double (*const ratios[])(const char *, bool, double) = { wins, loses, wins_below };
	double at[CURVE_RUNGS_MOST];
	struct curve_run run;
	size_t i;

	for (i = 0; i < sizeof(ratios) / sizeof(ratios[0]); i++) {
		const struct curve curve = { ratios[i], 0.01 };

		curve_run_setup(&run, &curve, 1 + i);
		curve_run_rounds(&run);
		assert_int_equal(curve_run_opened(&run, false, at), 0);
		assert_int_equal(curve_run_found(&run, "movnti", false).wins, ratios[i] == wins);
		assert_int_equal(curve_run_found(&run, "movnti", false).loses, ratios[i] != wins);
		curve_run_teardown(&run);
	}
}

static void one_crossing(void **state)
{
	static double (*const ratios[])(const char *, bool, double) = { wins_above,
									 wins_below_and_above };
	struct crossover from;
	struct curve_run run;
	size_t i;

	for (i = 0; i < 2; i++) {
		const struct curve curve = { ratios[i], 0.02 };

		curve_run_setup(&run, &curve, 1 + i);
		curve_run_rounds(&run);
		from = curve_run_found(&run, "movnti", false);
		assert_true(from.wins);
		assert_true(from.lo < 20 * MIB && from.hi >= 20 * MIB);
		/* Halved three times: an eighth of a power of two, but for rounding. */
		assert_true(from.hi < 1.1 * from.lo);
		assert_int_equal(from.again > 0, ratios[i] == wins_below_and_above);
		/* In the second one it wins at short spacings too, and there is nothing to find. */
		from = curve_run_found(&run, "movnti", true);
		if (ratios[i] == wins_above)
			assert_true(from.lo < 210 && from.hi >= 210 && from.hi < 1.2 * from.lo);
		curve_run_teardown(&run);
	}
}

/* Both ends of what shows no difference. */
static void no_difference_between(void **state)
{
	const struct curve curve = { level_between, 0.01 };
	struct crossover from;
	double at[CURVE_RUNGS_MOST];
	struct curve_run run;
	size_t i, nr, nr_below = 0;

	curve_run_setup(&run, &curve, 1);
	curve_run_rounds(&run);
	nr = curve_run_opened(&run, false, at);
	assert_int_equal(nr, 6);
	for (i = 0; i < nr; i++) {
		assert_true((at[i] > 4 * MIB && at[i] < 8 * MIB) ||
			    (at[i] > 32 * MIB && at[i] < 64 * MIB));
		nr_below += at[i] < 8 * MIB;
	}
	assert_int_equal(nr_below, 3);
	from = curve_run_found(&run, "movnti", false);
	assert_true(from.lo < 6 * MIB && from.lo > 5 * MIB);
	assert_true(from.hi >= 40 * MIB && from.hi < 45 * MIB);
	curve_run_teardown(&run);
}

static void two_copies(void **state)
{
	const struct curve curve = { two_crossings, 0.01 };
	struct crossover from;
	struct curve_run run;

	curve_run_setup(&run, &curve, 1);
	curve_run_rounds(&run);
	from = curve_run_found(&run, "movnti", false);
	assert_true(from.lo < 20 * MIB && from.hi >= 20 * MIB && from.hi < 1.1 * from.lo);
	from = curve_run_found(&run, "flushcache", false);
	assert_true(from.lo < 700 * MIB && from.hi >= 700 * MIB && from.hi < 1.1 * from.lo);
	curve_run_teardown(&run);
}

/* Runs that differ in nothing but noise agree, and each has the truth in its interval. */
static void noisy_runs_agree(void **state)
{
	const struct curve curve = { slope, 0.06 };
	int64_t lo[2] = { 0, 0 }, hi[2] = { INT64_MAX, INT64_MAX };
	unsigned long seed;
	int spacing;

	for (seed = 1; seed <= 20; seed++) {
		struct curve_run run;

		curve_run_setup(&run, &curve, seed);
		curve_run_rounds(&run);
		for (spacing = 0; spacing < 2; spacing++) {
			const struct crossover from = curve_run_found(&run, "movnti", spacing);

			if (!from.wins || from.lo >= (spacing ? 210 : 20 * MIB) ||
			    from.hi < (spacing ? 210 : 20 * MIB))
				fail_msg("seed %lu: (%ld .. %ld]", seed, from.lo, from.hi);
			/* Not by saying nothing. */
			assert_true(from.lo && from.hi < 4 * from.lo);
			lo[spacing] = from.lo > lo[spacing] ? from.lo : lo[spacing];
			hi[spacing] = from.hi < hi[spacing] ? from.hi : hi[spacing];
		}
		curve_run_teardown(&run);
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
	double at[CURVE_RUNGS_MOST];
	struct curve_run run;
	unsigned long seed;
	size_t i, nr;

	for (seed = 1; seed <= 20; seed++) {
		curve_run_setup(&run, &curve, seed);
		curve_run_rounds(&run);
		nr = curve_run_opened(&run, false, at);
		assert_true(nr >= 3 && nr <= 6);
		for (i = 0; i < nr; i++)
			assert_true(at[i] > 16 * MIB && at[i] < 32 * MIB);
		curve_run_teardown(&run);
	}
}

static void too_few_samples(void **state)
{
	const struct curve curve = { wins_above, 0.01 };
	struct crossover from;
	double at[CURVE_RUNGS_MOST];
	struct curve_run run;
	size_t i;
	int number;

	/* None at all. */
	curve_run_setup(&run, &curve, 1);
	assert_int_equal(refine_sweeps(run.log, &run.cases.groups[0]), 0);
	assert_int_equal(curve_run_opened(&run, false, at), 0);
	/* None that counts. */
	curve_run_round(&run, 0);
	for (i = 0; i < run.log->nr; i++)
		run.log->rows[i].status = ROW_DISTURBED;
	assert_int_equal(refine_sweeps(run.log, &run.cases.groups[0]), 0);
	assert_int_equal(curve_run_opened(&run, false, at), 0);
	curve_run_teardown(&run);

	/* Four rounds: every rung is thin, and nothing is decided. */
	curve_run_setup(&run, &curve, 1);
	for (number = 0; number < STATS_SOLID_N - 1; number++)
		curve_run_round(&run, number);
	from = curve_run_found(&run, "movnti", false);
	assert_false(from.wins);
	assert_false(from.loses);
	assert_int_equal(from.nr, 16);
	/* Rungs that were opened too late say nothing, and take nothing away. */
	curve_run_round(&run, number++);
	assert_int_equal(refine_sweeps(run.log, &run.cases.groups[0]), 0);
	curve_run_round(&run, number++);
	assert_int_equal(curve_run_opened(&run, false, at), 1);
	from = curve_run_found(&run, "movnti", false);
	assert_true(from.wins);
	assert_int_equal(from.nr, 16);
	assert_int_equal(from.lo, 16 * MIB);
	assert_int_equal(from.hi, 32 * MIB);
	curve_run_teardown(&run);
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
	double at[CURVE_RUNGS_MOST];
	struct curve_run run;
	int number;

	curve_run_setup(&run, &curve, 1);
	for (number = 0; number < 12; number++) {
		curve_run_round(&run, number);
		assert_int_equal(refine_sweeps(run.log, &run.cases.groups[0]), 0);
		assert_true(curve_run_opened(&run, false, at) <= SWEEP_OPEN);
		assert_true(curve_run_opened(&run, true, at) <= SWEEP_OPEN);
	}
	curve_run_teardown(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
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
