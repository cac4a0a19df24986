// SPDX-License-Identifier: GPL-2.0-or-later
#include "run-file/tests/noise.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_randist.h>
#include <gsl/gsl_sort.h>

gsl_rng *noise_rng;

static double draw_normal(void)
{
	return gsl_ran_gaussian_ziggurat(noise_rng, 1);
}

static double draw_exponential(void)
{
	return gsl_ran_exponential(noise_rng, 1);
}

static double draw_lognormal(void)
{
	return exp(gsl_ran_gaussian_ziggurat(noise_rng, 1));
}

static double draw_uniform(void)
{
	return gsl_rng_uniform(noise_rng);
}

static double draw_t2(void)
{
	return gsl_ran_tdist(noise_rng, 2);
}

static double draw_laplace(void)
{
	return gsl_ran_laplace(noise_rng, 1);
}

/* A quiet machine with a neighbour: one pass in five is slow and scattered. */
static double draw_mixture(void)
{
	if (gsl_rng_uniform(noise_rng) < 0.2)
		return 3 + 5 * gsl_rng_uniform(noise_rng);
	return gsl_ran_gaussian_ziggurat(noise_rng, 1);
}

/* clang-format off */
const struct noise noises[] = {
	{ "normal",	 draw_normal,	   0 },
	{ "exponential", draw_exponential, M_LN2 },
	{ "lognormal",	 draw_lognormal,   1 },
	{ "uniform",	 draw_uniform,	   0.5 },
	{ "t2",		 draw_t2,	   0 },
	/* median of the mixture: 0.8 * Phi(m) = 0.5 */
	{ "mixture",	 draw_mixture,	   0.3186393639643752 },
};
/* clang-format on */

const size_t noises_nr = sizeof(noises) / sizeof(noises[0]);

static double draw_two_modes(void)
{
	return draw_normal() + (gsl_rng_uniform(noise_rng) < 0.3 ? 4 : 0);
}

static double draw_uneven_heaps(void)
{
	return draw_normal() + (gsl_rng_uniform(noise_rng) < 0.4 ? 4 : 0);
}

struct ratio_noise ratio_noises[] = {
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

const size_t ratio_noises_nr = sizeof(ratio_noises) / sizeof(ratio_noises[0]);

static int measure_noises(void)
{
	double *values = malloc(NOISE_NR_TRUTH * sizeof(*values));

	if (!values)
		return -1;
	for (size_t d = 0; d < ratio_noises_nr; d++) {
		struct ratio_noise *noise = &ratio_noises[d];

		for (size_t i = 0; i < NOISE_NR_TRUTH; i++)
			values[i] = noise->draw();
		gsl_sort(values, 1, NOISE_NR_TRUTH);
		noise->median = values[NOISE_NR_TRUTH / 2];
		noise->deviation = (values[(size_t)(0.8413 * NOISE_NR_TRUTH)] -
				    values[(size_t)(0.1587 * NOISE_NR_TRUTH)]) /
				   2;
	}
	free(values);
	return 0;
}

void noise_ratios(const struct ratio_noise *noise, double truth, double spread_pct, double *values,
		  size_t n)
{
	for (size_t i = 0; i < n; i++)
		values[i] = truth * exp(spread_pct / 100 * (noise->draw() - noise->median) /
					noise->deviation);
}

struct stats_estimate noise_estimate(const double *values, size_t n)
{
	double sorted[STATS_ROUNDS_MOST];
	struct stats_estimate est;

	memcpy(sorted, values, n * sizeof(*sorted));
	stats_median_interval(sorted, n, &est);
	return est;
}

int noise_setup(void **state)
{
	const char *given = getenv("PAGESTREAM_SEED");
	const unsigned long seed = given ? strtoul(given, NULL, 0) : 20240607;

	noise_rng = gsl_rng_alloc(gsl_rng_mt19937);
	if (!noise_rng)
		return -1;
	gsl_rng_set(noise_rng, seed);
	printf("# seed %lu (PAGESTREAM_SEED gives another)\n", seed);
	return measure_noises();
}

int noise_teardown(void **state)
{
	gsl_rng_free(noise_rng);
	return 0;
}
