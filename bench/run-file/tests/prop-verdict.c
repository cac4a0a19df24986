// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How often a verdict is given, how often a false one, and after how many rounds.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "run-file/stats.h"
#include "run-file/tests/noise.h"

#define NR_RUNS 6000
#define MAX_ROUNDS 12

/*
 * Equal things must not differ by three to five rounds: the interval alone allows
 * 2.5 % on either side, and three times the margin leave a tenth of that.
 */
static void few_rounds_of_equals(void **state)
{
	int wrong = 0;

	printf("# false verdicts in %% of %d sets, the worse side, margin 2 %%, worst of spreads 1 to 5 %%; "
	       "rounds: 3 4 5\n",
	       NOISE_NR_SETS);
	for (size_t d = 0; d < ratio_noises_nr; d++) {
		printf("# %-12s", ratio_noises[d].name);
		for (size_t n = 3; n < STATS_MIN_N; n++) {
			double worst = 0, values[STATS_MIN_N];

			for (int spread = 1; spread <= 5; spread++) {
				int nr[4] = { 0 };

				for (int set = 0; set < NOISE_NR_SETS; set++) {
					struct stats_estimate est;

					noise_ratios(&ratio_noises[d], 1, spread, values, n);
					est = noise_estimate(values, n);
					nr[stats_side(&est, NOISE_MARGIN)]++;
				}
				worst = fmax(worst, 100.0 * nr[STATS_BELOW] / NOISE_NR_SETS);
				worst = fmax(worst, 100.0 * nr[STATS_ABOVE] / NOISE_NR_SETS);
			}
			printf(" %5.2f", worst);
			wrong += worst > (ratio_noises[d].heaps ? 1 : 0.6);
		}
		printf("\n");
	}
	assert_int_equal(wrong, 0);
}

/* How often an effect is decided, and rightly; least of the noises that are no heaps. */
static void power(void **state)
{
	static const struct {
		double truth;
		size_t rounds;
		double least[5]; /* by spreads of 1 to 5 % */
	} rows[] = {
		/* clang-format off */
		{ 0.35, 3, { 95, 95, 95, 95, 95 } },
		{ 0.80, 4, { 95, 95, 95, 80, 70 } },
		{ 0.85, 6, { 95, 95, 95, 95, 95 } },
		{ 0.90, 6, { 95, 95, 95, 90, 80 } },
		{ 0.95, 6, { 95, 75, 40, 20, 15 } },
		{ 0.95, 12, { 95, 95, 75, 50, 35 } },
		/* clang-format on */
	};
	int wrong = 0;

	printf("# decided in %% of %d sets, normal noise, spreads of 1 to 5 %%; worst noise in brackets\n",
	       NOISE_NR_SETS / 4);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		printf("# %.2f in %2zu rounds:", rows[i].truth, rows[i].rounds);
		for (int spread = 1; spread <= 5; spread++) {
			double least = 100, normal = 0;

			for (size_t d = 0; d < ratio_noises_nr; d++) {
				const int nr_sets = NOISE_NR_SETS / 4;
				double values[MAX_ROUNDS], pct;
				int nr = 0;

				if (ratio_noises[d].heaps)
					continue;
				for (int set = 0; set < nr_sets; set++) {
					struct stats_estimate est;

					noise_ratios(&ratio_noises[d], rows[i].truth, spread,
						     values, rows[i].rounds);
					est = noise_estimate(values, rows[i].rounds);
					nr += stats_side(&est, NOISE_MARGIN) == STATS_BELOW;
				}
				pct = 100.0 * nr / nr_sets;
				least = fmin(least, pct);
				if (!d)
					normal = pct;
			}
			printf(" %3.0f (%.0f)", normal, least);
			wrong += normal < rows[i].least[spread - 1];
			wrong += rows[i].truth < 0.5 && least < 95;
		}
		printf("\n");
	}
	assert_int_equal(wrong, 0);
}

/* What is said to be needed is about right: a good half of those that run it are decided. */
static void rounds_needed_are_needed(void **state)
{
	static const size_t rounds[] = { 3, 4, 5, 6, 8, 12 };
	int wrong = 0;

	printf("# decided in %% by the rounds that were said to be needed, and median of those; after:\n");
	for (size_t r = 0; r < sizeof(rounds) / sizeof(rounds[0]); r++) {
		double needed[NR_RUNS], values[STATS_ROUNDS_MOST];
		size_t nr_needed = 0, nr_decided = 0;

		for (int set = 0; set < NR_RUNS; set++) {
			struct stats_estimate est;
			size_t n;

			noise_ratios(&ratio_noises[0], 0.93, 4, values, STATS_ROUNDS_MOST);
			est = noise_estimate(values, rounds[r]);
			n = stats_rounds_needed(&est, NOISE_MARGIN);
			if (n <= rounds[r] || n > STATS_ROUNDS_MOST)
				continue;
			est = noise_estimate(values, n);
			nr_decided += stats_side(&est, NOISE_MARGIN) == STATS_BELOW;
			needed[nr_needed++] = (double)n;
		}
		printf("# %2zu rounds %3.0f %3.0f\n", rounds[r], 100.0 * nr_decided / nr_needed,
		       stats_median(needed, nr_needed));
		wrong += nr_decided < 0.45 * nr_needed || nr_decided > 0.9 * nr_needed;
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(few_rounds_of_equals),
		cmocka_unit_test(power),
		cmocka_unit_test(rounds_needed_are_needed),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("verdict", tests, noise_setup, noise_teardown);
}
