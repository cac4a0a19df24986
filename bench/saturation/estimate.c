// SPDX-License-Identifier: GPL-2.0-or-later
#include "saturation/estimate.h"

#include <errno.h>
#include <gsl/gsl_rng.h>
#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "run-file/stats.h"

#define DRAWS 2000
#define REPS_LEAST 6

const char *const saturated_kernel_name[SATURATED_NR] = {
	[SATURATED_STORE] = "store",
	[SATURATED_UPDATE] = "update",
	[SATURATED_NT] = "nt",
	[SATURATED_READ] = "read",
};

static void refuse(struct saturated *out, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void refuse(struct saturated *out, const char *fmt, ...)
{
	va_list args;

	if (out->nr_refused == SATURATED_REASONS)
		return;
	va_start(args, fmt);
	vsnprintf(out->refused[out->nr_refused++], sizeof(out->refused[0]), fmt, args);
	va_end(args);
}

static double median(const double *values, size_t nr, double *scratch)
{
	memcpy(scratch, values, nr * sizeof(*scratch));
	return stats_median(scratch, nr);
}

static double spread(const double *values, size_t nr, double *scratch)
{
	double least = values[0], most = values[0];
	size_t i;

	for (i = 1; i < nr; i++) {
		least = fmin(least, values[i]);
		most = fmax(most, values[i]);
	}
	return (most - least) / median(values, nr, scratch);
}

static void judge_times(const struct saturated_input *in, double *scratch, struct saturated *out)
{
	double full[SATURATED_NR], wide;
	int k;

	for (k = 0; k < SATURATED_NR; k++) {
		full[k] = median(in->took_ns[k], in->nr_reps, scratch);
		wide = median(in->half_ns[k], in->nr_reps, scratch) / full[k] - 1;
		if (in->threads >= 2 && fabs(wide) >= SATURATED_PLATEAU)
			refuse(out, "%s is not saturated: the last doubling of threads changes its rate by "
			       "%.1f %%, %.0f %% are allowed", saturated_kernel_name[k], wide * 100,
			       SATURATED_PLATEAU * 100);
		wide = spread(in->took_ns[k], in->nr_reps, scratch);
		if (wide >= SATURATED_SPREAD)
			refuse(out, "%s spreads over %.1f %% between repetitions, %.0f %% are allowed",
			       saturated_kernel_name[k], wide * 100, SATURATED_SPREAD * 100);
	}
	if (full[SATURATED_UPDATE] <= SATURATED_APART * full[SATURATED_NT])
		refuse(out, "update takes %.2f times as long as nt, more than %.2f are needed to tell a "
		       "fetch", full[SATURATED_UPDATE] / full[SATURATED_NT], SATURATED_APART);
}

static void judge_setting(const struct saturated_input *in, struct saturated *out)
{
	const uint64_t least = in->llc_bytes ? SATURATED_LLC_TIMES * in->llc_bytes :
					       in->nodes * SATURATED_NODE_BYTES;

	if (in->threads < 2)
		refuse(out, "one thread: its time measures latency and buffers, not traffic");
	if (in->nr_reps < REPS_LEAST)
		refuse(out, "%zu repetitions, %d are needed for an interval", in->nr_reps, REPS_LEAST);
	if (in->bytes < least)
		refuse(out, "a working set of %" PRIu64 " MiB, at least %" PRIu64 " MiB are needed (%s)",
		       in->bytes >> 20, least >> 20,
		       in->llc_bytes ? "8 times the last-level cache" :
				       "1 GiB per node, as the cache is not known");
	if (!in->placed)
		refuse(out, "the pages are not all there in the size asked for");
	if (in->faults > 0)
		refuse(out, "%" PRId64 " page faults inside a pass", in->faults);
	if (in->steal_ms > 0)
		refuse(out, "%" PRId64 " ms of steal by the host inside a pass", in->steal_ms);
	if (in->switches > SATURATED_SWITCHES)
		refuse(out, "%" PRId64 " involuntary context switches inside a pass", in->switches);
	if (in->away_pct > SATURATED_AWAY_PCT)
		refuse(out, "a thread had no CPU for %.0f %% of a pass, %d %% are allowed", in->away_pct,
		       SATURATED_AWAY_PCT);
	if (in->strayed)
		refuse(out, "a thread ran on another CPU than its own, as when a CPU is taken away");
	if (!(in->spin_most_ns <= in->spin_least_ns * (1 + SATURATED_SPIN)))
		refuse(out, "the core's frequency moved: a fixed loop took up to %.1f %% longer, %.0f %% "
		       "are allowed", (in->spin_most_ns / in->spin_least_ns - 1) * 100,
		       SATURATED_SPIN * 100);
}

static double resampled(const double *values, size_t nr, gsl_rng *rng, double *scratch)
{
	size_t i;

	for (i = 0; i < nr; i++)
		scratch[i] = values[gsl_rng_uniform_int(rng, nr)];
	return stats_median(scratch, nr);
}

static double fetched(double store, double update, double write)
{
	return (store - write) / (update - write);
}

static int by_value(const void *a, const void *b)
{
	const double x = *(const double *)a, y = *(const double *)b;

	return (x > y) - (x < y);
}

static void bootstrap(const struct saturated_input *in, gsl_rng *rng, double *scratch,
		      double *draws, struct saturated *out)
{
	double t[SATURATED_NR], low, high;
	int i, k;

	for (i = 0; i < DRAWS; i++) {
		for (k = 0; k < SATURATED_NR; k++)
			t[k] = resampled(in->took_ns[k], in->nr_reps, rng, scratch);
		low = fetched(t[SATURATED_STORE], t[SATURATED_UPDATE], t[SATURATED_NT]);
		high = fetched(t[SATURATED_STORE], t[SATURATED_UPDATE],
			       t[SATURATED_UPDATE] - t[SATURATED_READ]);
		draws[i] = fmin(low, high);
		draws[DRAWS + i] = fmax(low, high);
	}
	qsort(draws, DRAWS, sizeof(*draws), by_value);
	qsort(draws + DRAWS, DRAWS, sizeof(*draws), by_value);
	out->lo = draws[DRAWS * 25 / 1000];
	out->hi = draws[DRAWS + DRAWS * 975 / 1000];
}

int saturated_estimate(const struct saturated_input *in, uint64_t seed, struct saturated *out)
{
	double *scratch = calloc(in->nr_reps + 1, sizeof(*scratch));
	double *draws = calloc(2 * DRAWS, sizeof(*draws));
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
	int ret = -ENOMEM;

	*out = (struct saturated){ .lo = NAN, .hi = NAN };
	if (!scratch || !draws || !rng)
		goto out_free;
	judge_setting(in, out);
	if (in->nr_reps)
		judge_times(in, scratch, out);
	if (!out->nr_refused) {
		gsl_rng_set(rng, seed);
		bootstrap(in, rng, scratch, draws, out);
	}
	ret = 0;

out_free:
	if (rng)
		gsl_rng_free(rng);
	free(draws);
	free(scratch);
	return ret;
}
