// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Whether a run that stops when it knows enough says what one that does not stop says.
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

#define NR_RUNS 4000
#define MAX_ROUNDS 12

/* A run looks at each ratio after some rounds, and takes no more of one that may stop. */
static struct stats_estimate run_of_looks(const struct ratio_noise *noise, double truth,
					  double spread_pct, bool stops)
{
	static const size_t looks[] = { 5, 6, 7, 8, 10, MAX_ROUNDS };
	const size_t nr_looks = sizeof(looks) / sizeof(looks[0]);
	struct stats_estimate est;
	double values[MAX_ROUNDS];

	noise_ratios(noise, truth, spread_pct, values, MAX_ROUNDS);
	for (size_t i = stops ? 0 : nr_looks - 1; i < nr_looks; i++) {
		est = noise_estimate(values, looks[i]);
		if (stats_may_stop(&est, NOISE_MARGIN))
			break;
	}
	if (stops)
		stats_correct_for_looks(&est, looks[0]);
	return est;
}

static bool is_verdict(const struct stats_estimate *ratio)
{
	enum stats_side side = stats_side(ratio, NOISE_MARGIN);

	return side == STATS_BELOW || side == STATS_ABOVE;
}

/* A run is wrong when it finds a difference in any of its rivals, and there is none. */
static void stopping_invents_nothing(void **state)
{
	int wrong = 0;

	printf("# runs of 12 rounds with a false verdict, in %% of %d, worst of spreads 1 to 5 %%; "
	       "one rival, five; never stopping: five\n",
	       NR_RUNS);
	for (size_t d = 0; d < ratio_noises_nr; d++) {
		double one = 0, five = 0, never = 0;

		for (int spread = 1; spread <= 5; spread++) {
			int nr_one = 0, nr_five = 0, nr_never = 0;

			for (int set = 0; set < NR_RUNS; set++) {
				bool any = false, any_never = false;

				for (int rival = 0; rival < 5; rival++) {
					struct stats_estimate est =
						run_of_looks(&ratio_noises[d], 1, spread, true);

					any |= is_verdict(&est);
					nr_one += !rival && is_verdict(&est);
					est = run_of_looks(&ratio_noises[d], 1, spread, false);
					any_never |= is_verdict(&est);
				}
				nr_five += any;
				nr_never += any_never;
			}
			one = fmax(one, 100.0 * nr_one / NR_RUNS);
			five = fmax(five, 100.0 * nr_five / NR_RUNS);
			never = fmax(never, 100.0 * nr_never / NR_RUNS);
		}
		printf("# %-12s %5.2f %5.2f %5.2f\n", ratio_noises[d].name, one, five, never);
		wrong += one > 2.5 || five > 5;
	}
	assert_int_equal(wrong, 0);
}

/* The worst effect is where half of the runs stop. */
static void stopping_keeps_coverage(void **state)
{
	static const double truths[] = { 1, 0.98, 0.96, 0.94, 0.92, 0.9, 0.85, 0.8, 0.6 };
	static const int spreads[] = { 1, 3, 5 };
	int wrong = 0;

	printf("# coverage in %% of %d sets of a run that stops: worst over effects and spreads, mean\n",
	       NR_RUNS);
	for (size_t d = 0; d < ratio_noises_nr; d++) {
		double least = 100, sum = 0;
		int nr_cells = 0;

		for (size_t c = 0; c < 3 * sizeof(truths) / sizeof(truths[0]); c++) {
			double truth = truths[c / 3], pct;
			int covered = 0;

			for (int set = 0; set < NR_RUNS; set++) {
				struct stats_estimate est =
					run_of_looks(&ratio_noises[d], truth, spreads[c % 3], true);

				covered += est.lo <= truth && truth <= est.hi;
			}
			pct = 100.0 * covered / NR_RUNS;
			least = fmin(least, pct);
			sum += pct;
			nr_cells++;
		}
		printf("# %-12s %5.2f %5.2f\n", ratio_noises[d].name, least, sum / nr_cells);
		wrong += least < 93;
	}
	assert_int_equal(wrong, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(stopping_invents_nothing),
		cmocka_unit_test(stopping_keeps_coverage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stopping", tests, noise_setup, noise_teardown);
}
