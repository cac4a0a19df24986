// SPDX-License-Identifier: GPL-2.0-or-later
#include "run-file/stats.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sort.h>
#include <gsl/gsl_statistics_double.h>

#define COVERAGE 0.95

/*
 * Without it coverage falls to 88 % for two equal heaps far apart (n = 7);
 * with it it is at least 93 %.  Half would widen ordinary intervals, 0.75 is too
 * late for the heaps.
 */
#define GAP_SHARE 0.65

/*
 * How far the interval of so few values reaches beyond them on either side, in
 * parts of their range.
 */
static const double few_reach[STATS_MIN_N] = { [3] = 1.1, [4] = 0.26, [5] = 0.05 };

/* So much longer an interval must be at either end and still decide, for a run to stop there. */
#define STOP_REACH 0.5

/* So much longer it is made at either end in a run that looked at it after every round. */
#define LOOKS_REACH 0.05
#define EARLY_LOOKS_REACH 0.1

/* Range of so many normal values in deviations, as it is expected to be. */
static const double few_range[STATS_MIN_N] = { [3] = 1.693, [4] = 2.059, [5] = 2.326 };

/* Width of the interval of many normal values in deviations, times the root of their number. */
#define ORDER_WIDTH 5.2

static const struct stats_estimate no_estimate = { .median = NAN, .lo = NAN, .hi = NAN };

double stats_median(double *values, size_t n)
{
	if (!n)
		return NAN;
	/* It selects; to sort a million values takes longer than all else here. */
	return gsl_stats_median(values, 1, n);
}

/* Probability that the k-th least and the k-th greatest of n values enclose the median. */
static double enclosing(size_t k, size_t n)
{
	return 1 - 2 * gsl_cdf_binomial_P((unsigned int)k - 1, 0.5, (unsigned int)n);
}

/* Largest k whose pair of order statistics still covers enough; 1 always does. */
static size_t innermost_pair(size_t n)
{
	size_t good = 1, wrong = n / 2 + 1;

	while (wrong - good > 1) {
		size_t k = good + (wrong - good) / 2;

		if (enclosing(k, n) >= COVERAGE)
			good = k;
		else
			wrong = k;
	}
	return good;
}

/*
 * From @outer towards @inner, unless most of the interval is one empty gap:
 * then there are two heaps, and the median of so few values may lie anywhere
 * between them.
 */
static double towards(double outer, double inner, double weight, double whole)
{
	if (fabs(inner - outer) > GAP_SHARE * whole)
		return outer;
	return (1 - weight) * outer + weight * inner;
}

/* Is most of the range of sorted values one gap, with more than a single value on either side? */
static bool has_heaps(const double *sorted, size_t n)
{
	for (size_t i = 2; i + 2 <= n; i++)
		if (sorted[i] - sorted[i - 1] > GAP_SHARE * (sorted[n - 1] - sorted[0]))
			return true;
	return false;
}

/* The ends of a range that is extended by so much of it; of positive values, by factors. */
static void extend(double lo, double hi, double reach, struct stats_estimate *est)
{
	if (lo > 0) {
		/* A ratio and its inverse have the same interval, and neither reaches 0. */
		est->lo = lo / pow(hi / lo, reach);
		est->hi = hi * pow(hi / lo, reach);
	} else {
		est->lo = lo - reach * (hi - lo);
		est->hi = hi + reach * (hi - lo);
	}
}

int stats_median_interval(double *values, size_t n, struct stats_estimate *est)
{
	double outer, inner, share, weight, whole;
	size_t k;

	*est = no_estimate;
	est->n = est->nr_samples = n;
	if (n)
		gsl_sort(values, 1, n);
	est->median = n ? gsl_stats_median_from_sorted_data(values, 1, n) : NAN;
	if (n < STATS_FEW_N)
		return -ENODATA;
	est->has_interval = true;
	est->heaps = has_heaps(values, n);
	if (n < STATS_MIN_N) {
		est->interval = STATS_RANGE;
		extend(values[0], values[n - 1], few_reach[n], est);
		return 0;
	}

	est->interval = STATS_ORDER;
	k = innermost_pair(n);
	outer = enclosing(k, n);
	inner = enclosing(k + 1, n);
	share = (outer - COVERAGE) / (outer - inner);
	/*
	 * Linear interpolation in coverage would be wrong: the median moves
	 * through the gap between two order statistics faster near its ends.
	 */
	weight = (double)(n - k) * share / ((double)k + (double)(n - 2 * k) * share);
	whole = values[n - k] - values[k - 1];
	est->lo = towards(values[k - 1], values[k], weight, whole);
	est->hi = towards(values[n - k], values[n - k - 1], weight, whole);
	return 0;
}

static int pass_order(const struct stats_sample *a, const struct stats_sample *b)
{
	if (a->round != b->round)
		return a->round < b->round ? -1 : 1;
	return (a->rep > b->rep) - (a->rep < b->rep);
}

static int sample_order(const void *left, const void *right)
{
	const struct stats_sample *a = left, *b = right;

	int order = pass_order(a, b);

	return order ? order : (a->value > b->value) - (a->value < b->value);
}

/* A sorted copy; mostly the samples already come in order. */
static struct stats_sample *sorted_copy(const struct stats_sample *samples, size_t n)
{
	struct stats_sample *copy = malloc((n + 1) * sizeof(*copy));

	if (!copy)
		return NULL;
	if (n)
		memcpy(copy, samples, n * sizeof(*copy));
	for (size_t i = 1; i < n; i++) {
		if (sample_order(&copy[i - 1], &copy[i]) > 0) {
			qsort(copy, n, sizeof(*copy), sample_order);
			break;
		}
	}
	return copy;
}

/* The median of each round takes the place of its samples; returns how many rounds. */
static size_t reduce_to_rounds(struct stats_sample *sorted, size_t n, double *scratch)
{
	size_t nr_rounds = 0;

	for (size_t i = 0, end; i < n; i = end) {
		for (end = i; end < n && sorted[end].round == sorted[i].round; end++)
			scratch[end - i] = sorted[end].value;
		sorted[nr_rounds++] = (struct stats_sample){
			.round = sorted[i].round,
			.value = stats_median(scratch, end - i),
		};
	}
	return nr_rounds;
}

/* @sorted is grouped by round and reduced to it; @scratch has room for @n. */
static int nested_sorted(struct stats_sample *sorted, size_t n, double *scratch,
			 struct stats_estimate *est)
{
	size_t nr_rounds = reduce_to_rounds(sorted, n, scratch);
	int ret;

	for (size_t i = 0; i < nr_rounds; i++)
		scratch[i] = sorted[i].value;
	ret = stats_median_interval(scratch, nr_rounds, est);
	est->nr_samples = n;
	return ret;
}

int stats_nested(const struct stats_sample *samples, size_t n, struct stats_estimate *est)
{
	struct stats_sample *sorted = sorted_copy(samples, n);
	double *scratch = malloc((n + 1) * sizeof(*scratch));
	int ret = -ENOMEM;

	*est = no_estimate;
	if (sorted && scratch)
		ret = nested_sorted(sorted, n, scratch, est);
	free(scratch);
	free(sorted);
	return ret;
}

/*
 * Where a case was sampled several times in one pass, as when two parts of a
 * plan name it, the median of these samples takes their place; returns how many
 * are left.  They stand anywhere in the pass, in no order that the samples of
 * another case share, so none of them is nearer to those than the others are.
 */
static size_t reduce_to_passes(struct stats_sample *sorted, size_t n)
{
	size_t nr_passes = 0;

	for (size_t i = 0, end; i < n; i = end) {
		double median;

		for (end = i + 1; end < n && !pass_order(&sorted[i], &sorted[end]); end++)
			;
		/* Within a pass they are sorted by value. */
		median = (sorted[(i + end - 1) / 2].value + sorted[(i + end) / 2].value) / 2;
		sorted[nr_passes] = sorted[i];
		sorted[nr_passes++].value = median;
	}
	return nr_passes;
}

/*
 * Ratios of the passes that both have, in @pairs: a sorted array of at most
 * @pair->nr_over, to be freed by the caller.
 */
static int pair_up(const struct stats_pair *pair, struct stats_sample **pairs, size_t *nr)
{
	struct stats_sample *left = sorted_copy(pair->over, pair->nr_over);
	struct stats_sample *right = sorted_copy(pair->under, pair->nr_under);
	size_t nr_pairs = 0, nr_left, nr_right;

	*pairs = left;
	*nr = 0;
	if (!left || !right) {
		free(right);
		return -ENOMEM;
	}
	nr_left = reduce_to_passes(left, pair->nr_over);
	nr_right = reduce_to_passes(right, pair->nr_under);
	for (size_t i = 0, j = 0; i < nr_left; i++) {
		while (j < nr_right && pass_order(&right[j], &left[i]) < 0)
			j++;
		if (j == nr_right)
			break;
		if (pass_order(&left[i], &right[j]))
			continue;
		left[nr_pairs] = left[i];
		left[nr_pairs++].value /= right[j].value;
	}
	free(right);
	*nr = nr_pairs;
	return 0;
}

int stats_paired_ratio(const struct stats_sample *a, size_t nr_a, const struct stats_sample *b,
		       size_t nr_b, struct stats_estimate *est)
{
	const struct stats_pair pair = { a, b, nr_a, nr_b };
	struct stats_sample *pairs;
	double *scratch = malloc((nr_a + 1) * sizeof(*scratch));
	size_t nr_pairs;
	int ret = pair_up(&pair, &pairs, &nr_pairs);

	*est = no_estimate;
	if (!scratch)
		ret = -ENOMEM;
	if (!ret)
		ret = nested_sorted(pairs, nr_pairs, scratch, est);
	free(scratch);
	free(pairs);
	return ret;
}

int stats_ratio_of_ratios(const struct stats_pair *a, const struct stats_pair *b,
			  struct stats_estimate *est)
{
	struct stats_sample *left, *right = NULL;
	double *scratch = malloc((a->nr_over + b->nr_over + 1) * sizeof(*scratch));
	size_t nr_left, nr_right = 0, nr_samples, nr_rounds = 0;
	int ret = pair_up(a, &left, &nr_left);

	*est = no_estimate;
	if (!ret)
		ret = pair_up(b, &right, &nr_right);
	if (!scratch)
		ret = -ENOMEM;
	if (ret)
		goto out_free;

	nr_samples = nr_left < nr_right ? nr_left : nr_right;
	nr_left = reduce_to_rounds(left, nr_left, scratch);
	nr_right = reduce_to_rounds(right, nr_right, scratch);
	for (size_t i = 0, j = 0; i < nr_left; i++) {
		while (j < nr_right && right[j].round < left[i].round)
			j++;
		if (j < nr_right && right[j].round == left[i].round)
			scratch[nr_rounds++] = left[i].value / right[j].value;
	}
	ret = stats_median_interval(scratch, nr_rounds, est);
	est->nr_samples = nr_rounds ? nr_samples : 0;

out_free:
	free(scratch);
	free(right);
	free(left);
	return ret;
}

enum stats_side stats_side(const struct stats_estimate *ratio, double margin)
{
	const double times = ratio->interval == STATS_RANGE ? STATS_FEW_MARGINS : 1;

	if (!ratio->has_interval)
		return STATS_OPEN;
	if (ratio->hi < 1 - times * margin)
		return STATS_BELOW;
	if (ratio->lo > 1 + times * margin)
		return STATS_ABOVE;
	if (ratio->lo >= 1 - margin / times && ratio->hi <= 1 + margin / times)
		return STATS_WITHIN;
	return STATS_OPEN;
}

bool stats_is_marked(const struct stats_estimate *est)
{
	return est->has_interval && est->interval == STATS_RANGE && est->n < STATS_SOLID_N;
}

struct stats_estimate stats_stopping_reach(const struct stats_estimate *est)
{
	struct stats_estimate wide = *est;

	if (est->has_interval)
		extend(est->lo, est->hi, STOP_REACH, &wide);
	return wide;
}

bool stats_may_stop(const struct stats_estimate *ratio, double margin)
{
	const struct stats_estimate reach = stats_stopping_reach(ratio);

	return ratio->has_interval && ratio->n >= STATS_SOLID_N &&
	       stats_side(&reach, margin) != STATS_OPEN;
}

void stats_correct_for_looks(struct stats_estimate *est, size_t first)
{
	if (est->has_interval)
		extend(est->lo, est->hi, first < STATS_SOLID_N ? EARLY_LOOKS_REACH : LOOKS_REACH,
		       est);
}

/* Width of the interval of so many values, in deviations. */
static double width_of(size_t n)
{
	return n < STATS_MIN_N ? few_range[n] * (1 + 2 * few_reach[n]) :
				 ORDER_WIDTH / sqrt((double)n);
}

size_t stats_rounds_needed(const struct stats_estimate *ratio, double margin)
{
	double width;

	if (!ratio->has_interval || !(ratio->lo > 0))
		return SIZE_MAX;
	if (stats_side(ratio, margin) != STATS_OPEN)
		return ratio->n;
	width = log(ratio->hi / ratio->lo) / width_of(ratio->n);
	for (size_t n = ratio->n + 1; n <= STATS_ROUNDS_MOST; n++) {
		const double half = exp(width * width_of(n) / 2);
		const struct stats_estimate then = {
			.lo = ratio->median / half,
			.hi = ratio->median * half,
			.interval = n < STATS_MIN_N ? STATS_RANGE : STATS_ORDER,
			.has_interval = true,
		};

		if (stats_side(&then, margin) != STATS_OPEN)
			return n;
	}
	return SIZE_MAX;
}

bool stats_two_modes(double *values, size_t n, size_t min_side, double *cut)
{
	double widest = 0;

	if (!min_side)
		min_side = 1;
	gsl_sort(values, 1, n);
	for (size_t i = min_side; i + min_side <= n; i++) {
		double ratio = values[i] / values[i - 1];

		if (ratio >= STATS_MODE_RATIO && ratio > widest) {
			widest = ratio;
			*cut = values[i - 1];
		}
	}
	return widest > 0;
}
