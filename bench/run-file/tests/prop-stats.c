// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Properties of the statistics, and whether a 95 % interval covers in 95 of
 * 100 runs.
 *
 * PAGESTREAM_SEED gives a seed back; the one used is printed.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <gsl/gsl_sort.h>

#include "run-file/stats.h"

#define NR_TRIES 500
#define NR_SETS 20000
#define NR_TRUTH 300000
#define NR_RUNS 6000
#define NR_REPS 5
#define MAX_SAMPLES 400

static unsigned long seed;
static gsl_rng *rng;

static double draw_normal(void)
{
	return gsl_ran_gaussian_ziggurat(rng, 1);
}

static double draw_exponential(void)
{
	return gsl_ran_exponential(rng, 1);
}

static double draw_lognormal(void)
{
	return exp(gsl_ran_gaussian_ziggurat(rng, 1));
}

static double draw_uniform(void)
{
	return gsl_rng_uniform(rng);
}

static double draw_t2(void)
{
	return gsl_ran_tdist(rng, 2);
}

static double draw_laplace(void)
{
	return gsl_ran_laplace(rng, 1);
}

/* A quiet machine with a neighbour: one pass in five is slow and scattered. */
static double draw_mixture(void)
{
	if (gsl_rng_uniform(rng) < 0.2)
		return 3 + 5 * gsl_rng_uniform(rng);
	return gsl_ran_gaussian_ziggurat(rng, 1);
}

/* clang-format off */
static const struct noise {
	const char *name;
	double (*draw)(void);
	double median;
} noises[] = {
	{ "normal",	 draw_normal,	   0 },
	{ "exponential", draw_exponential, M_LN2 },
	{ "lognormal",	 draw_lognormal,   1 },
	{ "uniform",	 draw_uniform,	   0.5 },
	{ "t2",		 draw_t2,	   0 },
	/* median of the mixture: 0.8 * Phi(m) = 0.5 */
	{ "mixture",	 draw_mixture,	   0.3186393639643752 },
};
/* clang-format on */

#define NR_NOISES (sizeof(noises) / sizeof(noises[0]))

/*
 * Ratios between rounds: noise in deviations, by quantiles, so that heavy tails
 * have one too.  Rounds of two kinds are what few of them cannot show.
 */
static double draw_two_modes(void)
{
	return draw_normal() + (gsl_rng_uniform(rng) < 0.3 ? 4 : 0);
}

static double draw_uneven_heaps(void)
{
	return draw_normal() + (gsl_rng_uniform(rng) < 0.4 ? 4 : 0);
}

static struct ratio_noise {
	const char *name;
	double (*draw)(void);
	bool heaps;
	double median; /* found by drawing */
	double deviation;
} ratio_noises[] = {
	{ .name = "normal", .draw = draw_normal },
	{ .name = "exponential", .draw = draw_exponential },
	{ .name = "lognormal", .draw = draw_lognormal },
	{ .name = "uniform", .draw = draw_uniform },
	{ .name = "t2", .draw = draw_t2 },
	{ .name = "laplace", .draw = draw_laplace },
	{ .name = "mixture", .draw = draw_mixture },
	{ .name = "heaps 70:30", .draw = draw_two_modes },
	{ .name = "heaps 60:40", .draw = draw_uneven_heaps, .heaps = true },
};

#define NR_RATIO_NOISES (sizeof(ratio_noises) / sizeof(ratio_noises[0]))
#define MARGIN 0.02
#define MAX_ROUNDS 12

static int measure_noises(void)
{
	double *values = malloc(NR_TRUTH * sizeof(*values));

	if (!values)
		return -1;
	for (size_t d = 0; d < NR_RATIO_NOISES; d++) {
		struct ratio_noise *noise = &ratio_noises[d];

		for (size_t i = 0; i < NR_TRUTH; i++)
			values[i] = noise->draw();
		gsl_sort(values, 1, NR_TRUTH);
		noise->median = values[NR_TRUTH / 2];
		noise->deviation = (values[(size_t)(0.8413 * NR_TRUTH)] -
				    values[(size_t)(0.1587 * NR_TRUTH)]) /
				   2;
	}
	free(values);
	return 0;
}

/* Ratios of so many rounds, around @truth, that differ by so many per cent. */
static void draw_ratios(const struct ratio_noise *noise, double truth, double spread_pct,
			double *values, size_t n)
{
	for (size_t i = 0; i < n; i++)
		values[i] = truth * exp(spread_pct / 100 * (noise->draw() - noise->median) /
					noise->deviation);
}

static struct stats_estimate estimate_of(const double *values, size_t n)
{
	double sorted[STATS_ROUNDS_MOST];
	struct stats_estimate est;

	memcpy(sorted, values, n * sizeof(*sorted));
	stats_median_interval(sorted, n, &est);
	return est;
}

static const size_t round_counts[] = { 6, 7, 8, 10, 12, 20 };

#define NR_ROUND_COUNTS (sizeof(round_counts) / sizeof(round_counts[0]))

static int seed_rng(void **state)
{
	const char *given = getenv("PAGESTREAM_SEED");

	seed = given ? strtoul(given, NULL, 0) : 20240607;
	rng = gsl_rng_alloc(gsl_rng_mt19937);
	gsl_rng_set(rng, seed);
	printf("# seed %lu (PAGESTREAM_SEED gives another)\n", seed);
	return rng ? measure_noises() : -1;
}

static int free_rng(void **state)
{
	gsl_rng_free(rng);
	return 0;
}

static void covers_independent(void **state)
{
	double values[20];
	int wrong = 0;

	printf("# coverage in %% of %d sets, independent values; rounds:", NR_SETS);
	for (size_t c = 0; c < NR_ROUND_COUNTS; c++)
		printf(" %zu", round_counts[c]);
	printf("\n");
	for (size_t d = 0; d < NR_NOISES; d++) {
		printf("# %-12s", noises[d].name);
		for (size_t c = 0; c < NR_ROUND_COUNTS; c++) {
			int covered = 0;

			for (int set = 0; set < NR_SETS; set++) {
				struct stats_estimate est;

				for (size_t i = 0; i < round_counts[c]; i++)
					values[i] = noises[d].draw();
				stats_median_interval(values, round_counts[c], &est);
				covered += est.lo <= noises[d].median && noises[d].median <= est.hi;
			}
			printf(" %5.2f", 100.0 * covered / NR_SETS);
			wrong += covered < 0.93 * NR_SETS || covered > 0.97 * NR_SETS;
		}
		printf("\n");
	}
	assert_int_equal(wrong, 0);
}

/*
 * Two heaps, as when the host moves the vCPUs between rounds and no stamp tells:
 * no interval of so few values covers 95 % of such sets, so it must be too wide
 * rather than too narrow.
 */
static void two_heaps_are_not_oversold(void **state)
{
	static const double shares[] = { 0.5, 0.55, 0.6 }, gaps[] = { 4, 8, 20 };
	double values[20], least = 100, most = 0;

	for (size_t i = 0; i < 3 * 3 * NR_ROUND_COUNTS; i++) {
		double share = shares[i % 3], gap = gaps[i / 3 % 3];
		size_t n = round_counts[i / 9];
		/* Uniform heaps from 0 to 1 and from gap to gap + 1. */
		double truth = share > 0.5 ? 0.5 / share : (1 + gap) / 2;
		int covered = 0;

		for (int set = 0; set < NR_SETS; set++) {
			struct stats_estimate est;

			for (size_t v = 0; v < n; v++) {
				bool second = gsl_rng_uniform(rng) >= share;

				values[v] = gsl_rng_uniform(rng) + (second ? gap : 0);
			}
			stats_median_interval(values, n, &est);
			covered += est.lo <= truth && truth <= est.hi;
		}
		least = fmin(least, 100.0 * covered / NR_SETS);
		most = fmax(most, 100.0 * covered / NR_SETS);
	}
	printf("# coverage in %% of %d sets, two heaps: %.2f to %.2f\n", NR_SETS, least, most);
	assert_true(least > 93);
}

/*
 * Few rounds.  What is added to the range is a compromise: with less of it uniform
 * noise, with more of it heavy tails would leave 93 to 97 %; three rounds cannot
 * have both, and cover too much rather than too little.
 */
static void few_rounds_cover(void **state)
{
	static const double most[STATS_MIN_N] = { [3] = 98.3, [4] = 97.5, [5] = 97 };
	int wrong = 0;

	printf("# coverage in %% of %d sets, ratios; rounds: 3 4 5, spread 3 %%, then 30 %%\n",
	       NR_SETS);
	for (size_t d = 0; d < NR_RATIO_NOISES; d++) {
		printf("# %-12s", ratio_noises[d].name);
		for (int i = 0; i < 6; i++) {
			size_t n = 3 + (size_t)i % 3;
			double values[STATS_MIN_N], pct;
			int covered = 0;

			for (int set = 0; set < NR_SETS; set++) {
				struct stats_estimate est;

				draw_ratios(&ratio_noises[d], 0.35, i < 3 ? 3 : 30, values, n);
				est = estimate_of(values, n);
				covered += est.lo <= 0.35 && 0.35 <= est.hi;
			}
			pct = 100.0 * covered / NR_SETS;
			printf(" %5.2f", pct);
			wrong += pct > most[n] || (!ratio_noises[d].heaps && pct < 93);
			wrong += pct < 92.5;
		}
		printf("\n");
	}
	assert_int_equal(wrong, 0);
}

/* The stated exception: three rounds may all be of one heap, in one of four sets. */
static void few_rounds_of_two_heaps(void **state)
{
	static const double shares[] = { 0.5, 0.6, 0.7 }, least[] = { 74, 90, 93 };
	int wrong = 0;

	printf("# coverage in %% of %d sets, two heaps far apart; rounds: 3 4 5\n", NR_SETS);
	for (size_t s = 0; s < 3; s++) {
		double truth = shares[s] > 0.5 ? 1 + 0.05 / shares[s] : 1.55;

		printf("# %.0f:%.0f", 100 * shares[s], 100 - 100 * shares[s]);
		for (size_t n = 3; n < STATS_MIN_N; n++) {
			int covered = 0;

			for (int set = 0; set < NR_SETS; set++) {
				struct stats_estimate est;
				double values[STATS_MIN_N];

				for (size_t i = 0; i < n; i++)
					values[i] = 1 + 0.1 * gsl_rng_uniform(rng) +
						    (gsl_rng_uniform(rng) < shares[s] ? 0 : 1);
				est = estimate_of(values, n);
				covered += est.lo <= truth && truth <= est.hi;
			}
			printf(" %5.2f", 100.0 * covered / NR_SETS);
			wrong += 100.0 * covered / NR_SETS < least[s];
		}
		printf("\n");
	}
	assert_int_equal(wrong, 0);
}

/*
 * Equal things must not differ by three to five rounds: the interval alone allows
 * 2.5 % on either side, and three times the margin leave a tenth of that.
 */
static void few_rounds_of_equals(void **state)
{
	int wrong = 0;

	printf("# false verdicts in %% of %d sets, the worse side, margin 2 %%, worst of spreads 1 to 5 %%; "
	       "rounds: 3 4 5\n",
	       NR_SETS);
	for (size_t d = 0; d < NR_RATIO_NOISES; d++) {
		printf("# %-12s", ratio_noises[d].name);
		for (size_t n = 3; n < STATS_MIN_N; n++) {
			double worst = 0, values[STATS_MIN_N];

			for (int spread = 1; spread <= 5; spread++) {
				int nr[4] = { 0 };

				for (int set = 0; set < NR_SETS; set++) {
					struct stats_estimate est;

					draw_ratios(&ratio_noises[d], 1, spread, values, n);
					est = estimate_of(values, n);
					nr[stats_side(&est, MARGIN)]++;
				}
				worst = fmax(worst, 100.0 * nr[STATS_BELOW] / NR_SETS);
				worst = fmax(worst, 100.0 * nr[STATS_ABOVE] / NR_SETS);
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
	       NR_SETS / 4);
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		printf("# %.2f in %2zu rounds:", rows[i].truth, rows[i].rounds);
		for (int spread = 1; spread <= 5; spread++) {
			double least = 100, normal = 0;

			for (size_t d = 0; d < NR_RATIO_NOISES; d++) {
				double values[MAX_ROUNDS], pct;
				int nr = 0;

				if (ratio_noises[d].heaps)
					continue;
				for (int set = 0; set < NR_SETS / 4; set++) {
					struct stats_estimate est;

					draw_ratios(&ratio_noises[d], rows[i].truth, spread, values,
						    rows[i].rounds);
					est = estimate_of(values, rows[i].rounds);
					nr += stats_side(&est, MARGIN) == STATS_BELOW;
				}
				pct = 100.0 * nr / (NR_SETS / 4);
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

/* A run looks at each ratio after some rounds, and takes no more of one that may stop. */
static struct stats_estimate run_of_looks(const struct ratio_noise *noise, double truth,
					  double spread_pct, bool stops)
{
	static const size_t looks[] = { 3, 4, 5, 6, 7, 8, 10, MAX_ROUNDS };
	struct stats_estimate est;
	double values[MAX_ROUNDS];

	draw_ratios(noise, truth, spread_pct, values, MAX_ROUNDS);
	for (size_t i = stops ? 0 : 7; i < sizeof(looks) / sizeof(looks[0]); i++) {
		est = estimate_of(values, looks[i]);
		if (stats_may_stop(&est, MARGIN))
			break;
	}
	if (stops)
		stats_correct_for_looks(&est);
	return est;
}

static bool is_verdict(const struct stats_estimate *ratio)
{
	enum stats_side side = stats_side(ratio, MARGIN);

	return side == STATS_BELOW || side == STATS_ABOVE;
}

/* A run is wrong when it finds a difference in any of its rivals, and there is none. */
static void stopping_invents_nothing(void **state)
{
	int wrong = 0;

	printf("# runs of 12 rounds with a false verdict, in %% of %d, worst of spreads 1 to 5 %%; "
	       "one rival, five; never stopping: five\n",
	       NR_RUNS);
	for (size_t d = 0; d < NR_RATIO_NOISES; d++) {
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
	for (size_t d = 0; d < NR_RATIO_NOISES; d++) {
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

			draw_ratios(&ratio_noises[0], 0.93, 4, values, STATS_ROUNDS_MOST);
			est = estimate_of(values, rounds[r]);
			n = stats_rounds_needed(&est, MARGIN);
			if (n <= rounds[r] || n > STATS_ROUNDS_MOST)
				continue;
			est = estimate_of(values, n);
			nr_decided += stats_side(&est, MARGIN) == STATS_BELOW;
			needed[nr_needed++] = (double)n;
		}
		printf("# %2zu rounds %3.0f %3.0f\n", rounds[r], 100.0 * nr_decided / nr_needed,
		       stats_median(needed, nr_needed));
		wrong += nr_decided < 0.45 * nr_needed || nr_decided > 0.9 * nr_needed;
	}
	assert_int_equal(wrong, 0);
}

static double draw_round(const struct noise *noise, struct stats_sample *samples, int32_t round)
{
	double shift = 3 * noise->draw(), values[NR_REPS];

	for (int32_t i = 0; i < NR_REPS; i++) {
		values[i] = shift + noise->draw();
		if (samples)
			samples[i] = (struct stats_sample){ round, i, values[i] };
	}
	return stats_median(values, NR_REPS);
}

/* The noise is skewed, so what the interval should cover is itself simulated. */
static double true_median(const struct noise *noise, double *values)
{
	for (size_t i = 0; i < NR_TRUTH; i++)
		values[i] = draw_round(noise, NULL, 0);
	return stats_median(values, NR_TRUTH);
}

static void covers_nested(void **state)
{
	double *values = malloc(NR_TRUTH * sizeof(*values));
	struct stats_sample samples[20 * NR_REPS];
	int wrong = 0;

	assert_non_null(values);
	printf("# coverage in %% of %d sets, %d repetitions nested in rounds:\n", NR_SETS, NR_REPS);
	for (size_t d = 0; d < NR_NOISES; d++) {
		double truth = true_median(&noises[d], values);

		printf("# %-12s", noises[d].name);
		for (size_t c = 0; c < NR_ROUND_COUNTS; c++) {
			int covered = 0;

			for (int set = 0; set < NR_SETS; set++) {
				struct stats_estimate est;
				size_t n = round_counts[c];

				for (size_t r = 0; r < n; r++)
					draw_round(&noises[d], samples + NR_REPS * r, (int32_t)r);
				stats_nested(samples, NR_REPS * n, &est);
				covered += est.lo <= truth && truth <= est.hi;
			}
			printf(" %5.2f", 100.0 * covered / NR_SETS);
			wrong += covered < 0.93 * NR_SETS || covered > 0.97 * NR_SETS;
		}
		printf("\n");
	}
	free(values);
	assert_int_equal(wrong, 0);
}

static size_t random_samples(struct stats_sample *samples)
{
	size_t nr_rounds = 1 + gsl_rng_uniform_int(rng, 20);
	size_t nr_reps = 1 + gsl_rng_uniform_int(rng, 20);
	size_t n = 0;

	for (size_t r = 0; r < nr_rounds; r++) {
		for (size_t i = 0; i < nr_reps; i++) {
			/* Some repetitions are missing, as after a disturbance. */
			if (gsl_rng_uniform(rng) < 0.1)
				continue;
			samples[n++] = (struct stats_sample){ .round = (int32_t)r,
							      .rep = (int32_t)i,
							      .value = 1 + draw_exponential() };
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
		gsl_ran_shuffle(rng, samples, n, sizeof(*samples));
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
		double factor = try % 2 ? ldexp(1, (int)gsl_rng_uniform_int(rng, 9) - 4) :
					  0.1 + 5 * gsl_rng_uniform(rng);
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
		size_t n = 2 + gsl_rng_uniform_int(rng, MAX_SAMPLES - 2);
		double far_share = gsl_rng_uniform(rng), factor = 0.1 + 9 * gsl_rng_uniform(rng);
		double cut = 0, scaled_cut = 0;
		size_t nr_far = 0, below = 0;
		bool two, expected;

		for (size_t i = 0; i < n; i++) {
			bool far = gsl_rng_uniform(rng) < far_share;

			nr_far += far;
			values[i] = (far ? 350 : 55) * (1 + 0.2 * gsl_rng_uniform(rng));
			scaled[i] = values[i] * factor;
		}
		gsl_ran_shuffle(rng, scaled, n, sizeof(scaled[0]));
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
		cmocka_unit_test(covers_independent),
		cmocka_unit_test(covers_nested),
		cmocka_unit_test(two_heaps_are_not_oversold),
		cmocka_unit_test(few_rounds_cover),
		cmocka_unit_test(few_rounds_of_two_heaps),
		cmocka_unit_test(few_rounds_of_equals),
		cmocka_unit_test(power),
		cmocka_unit_test(rounds_needed_are_needed),
		cmocka_unit_test(stopping_invents_nothing),
		cmocka_unit_test(stopping_keeps_coverage),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("stats", tests, seed_rng, free_rng);
}
