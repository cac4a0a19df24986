// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "run-file/stats.h"

#define NEAR(a, b) assert_true(fabs((a) - (b)) < 1e-3)

static void median_of_few(void **state)
{
	double three[] = { 3, 1, 2 }, four[] = { 4, 1, 3, 2 }, one[] = { 7 };

	assert_true(isnan(stats_median(NULL, 0)));
	assert_true(stats_median(one, 1) == 7);
	assert_true(stats_median(three, 3) == 2);
	assert_true(stats_median(four, 4) == 2.5);
}

static void two_values_have_no_interval(void **state)
{
	double values[] = { 5, 1 };
	struct stats_estimate est;

	assert_int_equal(stats_median_interval(values, 2, &est), -ENODATA);
	assert_true(est.median == 3);
	assert_false(est.has_interval);
	assert_int_equal(est.interval, STATS_NO_INTERVAL);
	assert_true(isnan(est.lo) && isnan(est.hi));
}

/*
 * By hand.  Positive values by factors: 4^1.1 = 4.595, 16^0.26 = 2.056, 32^0.05 =
 * 1.189; others by differences: the range of 2 reaches 2.2 further.
 */
static void few_values_by_hand(void **state)
{
	double three[] = { 1, 4, 2 }, four[] = { 16, 2, 1, 4 }, five[] = { 1, 32, 1, 1, 1 };
	double inverse[] = { 1, 0.25, 0.5 }, around[] = { 1, -1, 0 }, six[] = { 1, 2, 3, 4, 5, 6 };
	struct stats_estimate est, back;

	assert_int_equal(stats_median_interval(three, 3, &est), 0);
	assert_true(est.has_interval && est.interval == STATS_RANGE && stats_is_marked(&est));
	assert_true(est.median == 2);
	NEAR(est.lo, 0.2176);
	NEAR(est.hi, 18.379);
	/* The other way round it is the same interval. */
	stats_median_interval(inverse, 3, &back);
	NEAR(back.lo, 1 / est.hi);
	NEAR(back.hi, 1 / est.lo);
	stats_median_interval(four, 4, &est);
	assert_true(est.interval == STATS_RANGE && stats_is_marked(&est));
	NEAR(est.lo, 0.4863);
	NEAR(est.hi, 32.900);
	stats_median_interval(five, 5, &est);
	assert_true(est.interval == STATS_RANGE && !stats_is_marked(&est));
	NEAR(est.lo, 0.8409);
	NEAR(est.hi, 38.055);
	stats_median_interval(around, 3, &est);
	NEAR(est.lo, -3.2);
	NEAR(est.hi, 3.2);
	stats_median_interval(six, 6, &est);
	assert_true(est.interval == STATS_ORDER && !stats_is_marked(&est));
}

static struct stats_estimate ratio_of(double lo, double hi, size_t n)
{
	return (struct stats_estimate){
		.median = sqrt(lo * hi),
		.lo = lo,
		.hi = hi,
		.n = n,
		.interval = n < STATS_FEW_N ? STATS_NO_INTERVAL :
			    n < STATS_MIN_N ? STATS_RANGE :
					      STATS_ORDER,
		.has_interval = n >= STATS_FEW_N,
	};
}

/* An interval of few rounds must clear three times the margin, here 6 %. */
static void sides_by_hand(void **state)
{
	static const struct {
		int line;
		double lo, hi;
		size_t n;
		enum stats_side side;
	} rows[] = {
		{ __LINE__, 0.90, 0.979, 6, STATS_BELOW },
		{ __LINE__, 0.90, 0.981, 6, STATS_OPEN },
		{ __LINE__, 1.021, 1.2, 6, STATS_ABOVE },
		{ __LINE__, 1.019, 1.2, 6, STATS_OPEN },
		{ __LINE__, 0.981, 1.019, 6, STATS_WITHIN },
		{ __LINE__, 0.979, 1.019, 6, STATS_OPEN },
		{ __LINE__, 0.90, 0.979, 5, STATS_OPEN },
		{ __LINE__, 0.90, 0.941, 5, STATS_OPEN },
		{ __LINE__, 0.90, 0.939, 5, STATS_BELOW },
		{ __LINE__, 0.90, 0.939, 3, STATS_BELOW },
		{ __LINE__, 1.021, 1.2, 4, STATS_OPEN },
		{ __LINE__, 1.061, 1.2, 4, STATS_ABOVE },
		{ __LINE__, 0.981, 1.019, 4, STATS_OPEN },
		{ __LINE__, 0.994, 1.006, 4, STATS_WITHIN },
		{ __LINE__, 0.3, 0.4, 2, STATS_OPEN },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct stats_estimate ratio = ratio_of(rows[i].lo, rows[i].hi, rows[i].n);

		if (stats_side(&ratio, 0.02) != rows[i].side)
			fail_msg("line %d: %d", rows[i].line, stats_side(&ratio, 0.02));
		/* A margin of nothing decides nothing. */
		assert_int_equal(stats_side(&ratio, NAN), STATS_OPEN);
	}
}

/*
 * By hand.  [0.81 .. 0.9] is made longer by sqrt(0.9 / 0.81) = 1.054 at either end:
 * up to 0.949 it clears 2 %, and of few rounds not the 6 %.
 */
static void stopping_by_hand(void **state)
{
	struct stats_estimate ratio = ratio_of(0.81, 0.9, 8);

	assert_true(stats_may_stop(&ratio, 0.02));
	ratio = ratio_of(0.81, 0.9, 5);
	assert_int_equal(stats_side(&ratio, 0.02), STATS_BELOW);
	assert_false(stats_may_stop(&ratio, 0.02));
	/* As clear as can be, but nothing may rest on so few. */
	ratio = ratio_of(0.35, 0.36, STATS_SOLID_N - 1);
	assert_false(stats_may_stop(&ratio, 0.02));
	ratio = ratio_of(0.35, 0.36, STATS_SOLID_N);
	assert_true(stats_may_stop(&ratio, 0.02));
	ratio = ratio_of(0.991, 1.009, 8);
	assert_true(stats_may_stop(&ratio, 0.02));
	ratio = ratio_of(0.985, 1.015, 8);
	assert_int_equal(stats_side(&ratio, 0.02), STATS_WITHIN);
	assert_false(stats_may_stop(&ratio, 0.02));
	ratio = ratio_of(0.35, 0.36, 2);
	assert_false(stats_may_stop(&ratio, 0.02));

	/* A twentieth of the length at either end: 4^0.05 = 1.072. */
	ratio = ratio_of(1, 4, 8);
	stats_correct_for_looks(&ratio, STATS_SOLID_N);
	NEAR(ratio.lo, 0.9330);
	NEAR(ratio.hi, 4.2871);
	/* A tenth where the run looked earlier: 4^0.1 = 1.149. */
	ratio = ratio_of(1, 4, 8);
	stats_correct_for_looks(&ratio, STATS_FEW_N);
	NEAR(ratio.lo, 0.8706);
	NEAR(ratio.hi, 4.5948);
	ratio = (struct stats_estimate){ .median = 1, .lo = NAN, .hi = NAN };
	stats_correct_for_looks(&ratio, STATS_SOLID_N);
	assert_true(isnan(ratio.lo) && isnan(ratio.hi));
}

/*
 * By hand.  Half of log [0.90 .. 0.99] is 0.0477 around 0.944, and 0.98 is 0.0375
 * away: 6 * (0.0477 / 0.0375)^2 = 9.7.
 */
static void rounds_needed_by_hand(void **state)
{
	struct stats_estimate ratio = ratio_of(0.90, 0.99, 6);

	assert_int_equal(stats_rounds_needed(&ratio, 0.02), 10);
	ratio = ratio_of(0.90, 0.97, 6);
	assert_int_equal(stats_rounds_needed(&ratio, 0.02), 6);
	/* The median is on the margin. */
	ratio = ratio_of(0.96, 1.0004, 6);
	assert_true(stats_rounds_needed(&ratio, 0.02) == SIZE_MAX);
	/* Too near for three rounds; their range is no shorter in four, its extension is. */
	ratio = ratio_of(0.40, 1.0, 3);
	assert_int_equal(stats_rounds_needed(&ratio, 0.02), 4);
	ratio = ratio_of(0.80, 0.96, 3);
	assert_int_equal(stats_rounds_needed(&ratio, 0.02), 4);
	ratio = ratio_of(0.3, 0.4, 2);
	assert_true(stats_rounds_needed(&ratio, 0.02) == SIZE_MAX);
}

static void heaps_by_hand(void **state)
{
	double two[] = { 1, 1.1, 1.05, 2, 2.1, 1.02 }, outlier[] = { 1, 1.1, 1.05, 1.08, 1.02, 2 };
	double even[] = { 1, 2, 3, 4, 5, 6 }, three[] = { 1, 1.01, 2 };
	struct stats_estimate est;

	stats_median_interval(two, 6, &est);
	assert_true(est.heaps);
	stats_median_interval(outlier, 6, &est);
	assert_false(est.heaps);
	stats_median_interval(even, 6, &est);
	assert_false(est.heaps);
	stats_median_interval(three, 3, &est);
	assert_false(est.heaps);
}

/*
 * By hand.  n = 6: pairs cover 31/32 and 25/32, share = (31/32 - 0.95) / (6/32)
 * = 0.1, weight = 5 * 0.1 / (1 + 4 * 0.1) = 0.357.  n = 10: k = 2 covers
 * 1 - 22/1024, k = 3 covers 1 - 112/1024; share 0.3244, weight 0.6576.
 */
static void interval_by_hand(void **state)
{
	double six[] = { 6, 5, 4, 3, 2, 1 };
	double ten[] = { 1, 2, 3, 4, 5, 6, 7, 8, 9, 10 };
	struct stats_estimate est;

	assert_int_equal(stats_median_interval(six, 6, &est), 0);
	assert_true(est.median == 3.5);
	NEAR(est.lo, 1.3571);
	NEAR(est.hi, 5.6429);
	assert_int_equal(stats_median_interval(ten, 10, &est), 0);
	NEAR(est.lo, 2.6576);
	NEAR(est.hi, 8.3424);
}

/* Repetitions add no rounds: 60 samples of one process are one value. */
static void repetitions_are_not_rounds(void **state)
{
	struct stats_sample samples[60];
	struct stats_estimate est;

	for (int i = 0; i < 60; i++)
		samples[i] = (struct stats_sample){ .round = i % 2, .rep = i / 2, .value = i % 2 };
	assert_int_equal(stats_nested(samples, 60, &est), -ENODATA);
	assert_int_equal(est.n, 2);
	assert_int_equal(est.nr_samples, 60);
	assert_true(est.median == 0.5);
}

static void only_pairs_count(void **state)
{
	const struct stats_sample a[] = { { 0, 0, 10 }, { 0, 1, 30 }, { 1, 1, 8 }, { 2, 0, 5 } };
	const struct stats_sample b[] = { { 0, 0, 5 }, { 0, 2, 1 }, { 1, 1, 2 }, { 3, 0, 1 } };
	struct stats_estimate est;

	assert_int_equal(stats_paired_ratio(a, 4, b, 4, &est), -ENODATA);
	assert_int_equal(est.nr_samples, 2);
	assert_int_equal(est.n, 2);
	assert_true(est.median == 3);
	assert_int_equal(stats_paired_ratio(a, 4, b, 0, &est), -ENODATA);
	assert_int_equal(est.n, 0);
	assert_true(isnan(est.median));
}

/*
 * A case that two parts of a plan name is sampled twice in a repetition.  By
 * hand: 6 is paired with the median of 2 and 4, not with the lesser, and 8 with
 * that of 1, 2 and 9; the other way round the ratios are the inverse ones.
 */
static void several_in_a_pass_count_once(void **state)
{
	const struct stats_sample once[] = { { 0, 0, 6 }, { 1, 3, 8 } };
	const struct stats_sample often[] = {
		{ 0, 0, 4 }, { 1, 3, 9 }, { 0, 0, 2 }, { 1, 3, 1 }, { 1, 3, 2 } };
	struct stats_estimate est;

	assert_int_equal(stats_paired_ratio(once, 1, often, 5, &est), -ENODATA);
	assert_true(est.median == 2);
	stats_paired_ratio(once, 2, often, 5, &est);
	assert_int_equal(est.nr_samples, 2);
	assert_true(est.median == 3);
	stats_paired_ratio(often, 5, once, 2, &est);
	assert_int_equal(est.nr_samples, 2);
	assert_true(est.median == (0.5 + 0.25) / 2);
	stats_paired_ratio(often, 5, often, 5, &est);
	assert_int_equal(est.nr_samples, 2);
	assert_true(est.median == 1);
}

/*
 * By hand.  Round 0: a is 2 and 4, so 3; b is 6.  Round 1: a 5, b 2.5.  Round 2
 * has no pair in b, round 3 none in a.
 */
static void ratio_of_ratios_by_hand(void **state)
{
	const struct stats_sample a_over[] = {
		{ 0, 0, 4 }, { 0, 1, 12 }, { 1, 2, 10 }, { 2, 0, 7 } };
	const struct stats_sample a_under[] = {
		{ 0, 0, 2 }, { 0, 1, 3 }, { 1, 2, 2 }, { 2, 0, 1 } };
	const struct stats_sample b_over[] = {
		{ 0, 7, 12 }, { 1, 8, 5 }, { 2, 9, 1 }, { 3, 0, 3 } };
	const struct stats_sample b_under[] = {
		{ 0, 7, 2 }, { 1, 8, 2 }, { 2, 8, 1 }, { 3, 0, 1 } };
	const struct stats_pair a = { a_over, a_under, 4, 4 }, b = { b_over, b_under, 4, 4 };
	const struct stats_pair none = { 0 };
	struct stats_estimate est;

	assert_int_equal(stats_ratio_of_ratios(&a, &b, &est), -ENODATA);
	assert_int_equal(est.n, 2);
	assert_int_equal(est.nr_samples, 3);
	NEAR(est.median, (3.0 / 6 + 5.0 / 2.5) / 2);
	assert_int_equal(stats_ratio_of_ratios(&a, &none, &est), -ENODATA);
	assert_int_equal(est.nr_samples, 0);
	assert_true(isnan(est.median));
	assert_int_equal(stats_ratio_of_ratios(&none, &b, &est), -ENODATA);
	assert_true(isnan(est.median));
}

/* What shifts a whole round, or both sides of it, is not in the effect. */
static void ratio_of_ratios_cancels_rounds(void **state)
{
	struct stats_sample over[2][6], under[2][6];
	struct stats_pair pair[2];
	struct stats_estimate est, back;

	for (int side = 0; side < 2; side++) {
		for (int r = 0; r < 6; r++) {
			double shift = (1 + r) * (side ? 10 : 1), wobble = 1 + 0.1 * r;

			over[side][r] = (struct stats_sample){ r, side, shift * wobble *
							       (side ? 0.4 : 0.5) };
			under[side][r] = (struct stats_sample){ r, side, shift };
		}
		pair[side] = (struct stats_pair){ over[side], under[side], 6, 6 };
	}
	assert_int_equal(stats_ratio_of_ratios(&pair[0], &pair[1], &est), 0);
	NEAR(est.median, 1.25);
	NEAR(est.lo, 1.25);
	NEAR(est.hi, 1.25);
	assert_int_equal(stats_ratio_of_ratios(&pair[1], &pair[0], &back), 0);
	NEAR(back.median, 0.8);
}

static void modes_by_hand(void **state)
{
	double two[] = { 350, 55, 60, 340, 52, 360 };
	double outlier[] = { 55, 56, 57, 58, 59, 900 };
	double both[] = { 55, 56, 57, 350, 351, 352, 9000 };
	double close[] = { 100, 101, 102, 179, 180, 181 };
	double cut;

	assert_true(stats_two_modes(two, 6, 3, &cut));
	assert_true(cut == 60);
	assert_false(stats_two_modes(outlier, 6, 3, &cut));
	/* An outlier with a wider gap does not hide the heaps. */
	assert_true(stats_two_modes(both, 7, 3, &cut));
	assert_true(cut == 57);
	assert_false(stats_two_modes(close, 6, 3, &cut));
	assert_false(stats_two_modes(two, 5, 3, &cut));
	assert_false(stats_two_modes(NULL, 0, 3, &cut));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(median_of_few),
		cmocka_unit_test(two_values_have_no_interval),
		cmocka_unit_test(few_values_by_hand),
		cmocka_unit_test(sides_by_hand),
		cmocka_unit_test(stopping_by_hand),
		cmocka_unit_test(rounds_needed_by_hand),
		cmocka_unit_test(heaps_by_hand),
		cmocka_unit_test(interval_by_hand),
		cmocka_unit_test(repetitions_are_not_rounds),
		cmocka_unit_test(only_pairs_count),
		cmocka_unit_test(several_in_a_pass_count_once),
		cmocka_unit_test(ratio_of_ratios_by_hand),
		cmocka_unit_test(ratio_of_ratios_cancels_rounds),
		cmocka_unit_test(modes_by_hand),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stats", tests, NULL, NULL);
}
