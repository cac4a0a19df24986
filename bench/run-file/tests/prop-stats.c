// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What holds of the statistics whatever the samples are.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>

#include "run-file/stats.h"
#include "run-file/tests/noise.h"

#define NR_TRIES 500
#define MAX_SAMPLES 400

static size_t random_samples(struct stats_sample *samples)
{
	size_t nr_rounds = 1 + gsl_rng_uniform_int(noise_rng, 20);
	size_t nr_reps = 1 + gsl_rng_uniform_int(noise_rng, 20);
	size_t n = 0;

	for (size_t r = 0; r < nr_rounds; r++) {
		for (size_t i = 0; i < nr_reps; i++) {
			/* Some repetitions are missing, as after a disturbance. */
			if (gsl_rng_uniform(noise_rng) < 0.1)
				continue;
			samples[n++] = (struct stats_sample){ .round = (int32_t)r,
							      .rep = (int32_t)i,
							      .value = 1 + gsl_ran_exponential(
										   noise_rng, 1) };
		}
	}
	return n;
}

static void assert_estimate_equal(const struct stats_estimate *a, const struct stats_estimate *b)
{
	/* Bit by bit, and NAN equals NAN. */
	assert_memory_equal(&a->median, &b->median, sizeof(a->median));
	assert_memory_equal(&a->lo, &b->lo, sizeof(a->lo));
	assert_memory_equal(&a->hi, &b->hi, sizeof(a->hi));
	assert_int_equal(a->n, b->n);
	assert_int_equal(a->nr_samples, b->nr_samples);
	assert_int_equal(a->has_interval, b->has_interval);
	assert_int_equal(a->interval, b->interval);
	assert_int_equal(a->heaps, b->heaps);
}

/* GSL aborts when there is nothing to shuffle. */
static void shuffle(struct stats_sample *samples, size_t n)
{
	if (n)
		gsl_ran_shuffle(noise_rng, samples, n, sizeof(*samples));
}

static void order_changes_nothing(void **state)
{
	struct stats_sample a[MAX_SAMPLES], b[MAX_SAMPLES];

	for (int try = 0; try < NR_TRIES; try++) {
		size_t nr_a = random_samples(a), nr_b = random_samples(b);
		struct stats_estimate nested, ratio, again;

		stats_nested(a, nr_a, &nested);
		stats_paired_ratio(a, nr_a, b, nr_b, &ratio);
		shuffle(a, nr_a);
		shuffle(b, nr_b);
		stats_nested(a, nr_a, &again);
		assert_estimate_equal(&nested, &again);
		stats_paired_ratio(a, nr_a, b, nr_b, &again);
		assert_estimate_equal(&ratio, &again);
	}
}

/* A power of two scales without rounding, any other factor to the last places. */
static void scale_moves_the_ratio(void **state)
{
	struct stats_sample a[MAX_SAMPLES], b[MAX_SAMPLES];

	for (int try = 0; try < NR_TRIES; try++) {
		size_t nr_a = random_samples(a), nr_b = random_samples(b);
		double factor = try % 2 ? ldexp(1, (int)gsl_rng_uniform_int(noise_rng, 9) - 4) :
					  0.1 + 5 * gsl_rng_uniform(noise_rng);
		struct stats_estimate before, after, expected;

		stats_paired_ratio(a, nr_a, b, nr_b, &before);
		for (size_t i = 0; i < nr_a; i++)
			a[i].value *= factor;
		stats_paired_ratio(a, nr_a, b, nr_b, &after);
		expected = before;
		expected.median *= factor;
		expected.lo *= factor;
		expected.hi *= factor;
		if (try % 2) {
			assert_estimate_equal(&after, &expected);
		} else if (before.has_interval) {
			assert_true(fabs(after.median / expected.median - 1) < 1e-12);
			assert_true(fabs(after.lo / expected.lo - 1) < 1e-12);
			assert_true(fabs(after.hi / expected.hi - 1) < 1e-12);
		}
	}
}

static void swapping_keeps_the_pairs(void **state)
{
	struct stats_sample a[MAX_SAMPLES], b[MAX_SAMPLES];

	for (int try = 0; try < NR_TRIES; try++) {
		size_t nr_a = random_samples(a), nr_b = random_samples(b);
		struct stats_estimate one, two;

		stats_paired_ratio(a, nr_a, b, nr_b, &one);
		stats_paired_ratio(b, nr_b, a, nr_a, &two);
		assert_int_equal(one.nr_samples, two.nr_samples);
		assert_int_equal(one.n, two.n);
		if (!one.has_interval)
			continue;
		assert_true(one.lo <= one.median && one.median <= one.hi);
		assert_true(two.lo <= two.median && two.median <= two.hi);
	}
}

static void with_itself_is_one(void **state)
{
	struct stats_sample a[MAX_SAMPLES];

	for (int try = 0; try < NR_TRIES; try++) {
		size_t n = random_samples(a);
		struct stats_estimate est;

		stats_paired_ratio(a, n, a, n, &est);
		assert_int_equal(est.nr_samples, n);
		if (est.has_interval)
			assert_true(est.median == 1 && est.lo == 1 && est.hi == 1);
	}
}

static void modes_ignore_scale_and_order(void **state)
{
	double values[MAX_SAMPLES], scaled[MAX_SAMPLES];

	for (int try = 0; try < NR_TRIES; try++) {
		size_t n = 2 + gsl_rng_uniform_int(noise_rng, MAX_SAMPLES - 2);
		double far_share = gsl_rng_uniform(noise_rng),
		       factor = 0.1 + 9 * gsl_rng_uniform(noise_rng);
		double cut = 0, scaled_cut = 0;
		size_t nr_far = 0, below = 0;
		bool two, expected;

		for (size_t i = 0; i < n; i++) {
			bool far = gsl_rng_uniform(noise_rng) < far_share;

			nr_far += far;
			values[i] = (far ? 350 : 55) * (1 + 0.2 * gsl_rng_uniform(noise_rng));
			scaled[i] = values[i] * factor;
		}
		gsl_ran_shuffle(noise_rng, scaled, n, sizeof(scaled[0]));
		two = stats_two_modes(values, n, 3, &cut);
		expected = nr_far >= 3 && n - nr_far >= 3;
		assert_int_equal(two, expected);
		assert_int_equal(stats_two_modes(scaled, n, 3, &scaled_cut), expected);
		if (!two)
			continue;
		for (size_t i = 0; i < n; i++)
			below += values[i] <= cut;
		assert_int_equal(below, n - nr_far);
		assert_true(fabs(scaled_cut / (cut * factor) - 1) < 1e-12);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(order_changes_nothing),
		cmocka_unit_test(scale_moves_the_ratio),
		cmocka_unit_test(swapping_keeps_the_pairs),
		cmocka_unit_test(with_itself_is_one),
		cmocka_unit_test(modes_ignore_scale_and_order),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stats", tests, noise_setup, noise_teardown);
}
