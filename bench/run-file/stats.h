/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Medians and what they are worth, without any assumption on the noise.
 *
 * Knows nothing of files, cases or printing.  There is no mean, no deviation
 * and no best-of: timings have a floor, a long tail and neighbours.
 *
 * Samples are nested: repetitions of one round share a process, a mapping and
 * a placement, so that they agree far better than two runs do.  A round
 * therefore counts once, as the median of its repetitions, and intervals are
 * taken over rounds.
 */
#ifndef BENCH_RUN_FILE_STATS_H
#define BENCH_RUN_FILE_STATS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * STATS_MIN_N - fewest values that have a 95 % interval without any assumption
 *
 * The widest distribution-free interval of n values reaches from the least to
 * the greatest and misses the median with probability 2/2^n: 6.25 % for five
 * values, 3.1 % for six.
 */
#define STATS_MIN_N 6

/** STATS_FEW_N - fewest values that have an interval at all: their range, extended */
#define STATS_FEW_N 3

/** STATS_SOLID_N - what fewer values than these decide is marked, and no threshold rests on it */
#define STATS_SOLID_N 5

/** enum stats_interval - what an interval was made of */
enum stats_interval {
	STATS_NO_INTERVAL,
	STATS_ORDER, /* order statistics: STATS_MIN_N values and more */
	STATS_RANGE, /* the range, extended on either side: STATS_FEW_N values and more */
};

/**
 * struct stats_estimate - a median and its 95 % interval
 * @median:	NAN when there is no value
 * @lo:		NAN without interval
 * @hi:		NAN without interval
 * @interval:	which one it is
 * @n:		values the interval is over: rounds, where samples are nested
 * @heaps:	the values fall into two heaps, with an empty gap in most of their range
 *		and two or more on either side of it
 * @nr_samples:	samples that went in (pairs, for a ratio: one per repetition)
 * @has_interval: false when @n < STATS_FEW_N
 */
struct stats_estimate {
	double median;
	double lo;
	double hi;
	size_t n;
	size_t nr_samples;
	enum stats_interval interval;
	bool has_interval;
	bool heaps;
};

/** struct stats_sample - one value and where it was taken */
struct stats_sample {
	int32_t round;
	int32_t rep;
	double value;
};

/** stats_median() - puts @values in another order; NAN when there is none */
double stats_median(double *values, size_t n);

/**
 * stats_median_interval() - median and 95 % interval of independent values
 * @values: sorted in place
 *
 * From STATS_MIN_N values on order statistics, interpolated after Hettmansperger
 * and Sheather (Statistics and Probability Letters 4, 1986) so that coverage is
 * near 95 % rather than anywhere above it.  An end is not interpolated across a gap that makes up
 * most of the interval: two heaps far apart get the full, wider interval.
 *
 * Of fewer values their range, made longer at either end by 1.1, 0.26 and 0.05
 * times its length for 3, 4 and 5 of them; of positive values in logarithms, so
 * that a ratio and its inverse have the same interval.  Simulated coverage in %, for
 * noise from uniform to heavy-tailed: 94.2 to 97.9, 93.8 to 97.0, 94.8 to 96.4; for
 * two heaps 60:40 far apart 91, 94, 96; for two equal ones, which no three values
 * can show, 75, 87, 94.
 *
 * Return: 0, or -ENODATA for fewer than STATS_FEW_N values, with @est->median
 * set all the same.
 */
int stats_median_interval(double *values, size_t n, struct stats_estimate *est);

/**
 * stats_nested() - median over rounds of the medians over repetitions
 * @samples: in any order, left as they are
 *
 * Return: 0, -ENODATA (see above) or -ENOMEM.
 */
int stats_nested(const struct stats_sample *samples, size_t n, struct stats_estimate *est);

/**
 * stats_paired_ratio() - a/b within the same round and repetition, nested
 * @a: in any order; what has no partner in @b is left out
 * @b: greater than zero
 *
 * Several samples of one side in the same repetition count once, by their
 * median.
 *
 * Return: 0, -ENODATA (see above) or -ENOMEM.
 */
int stats_paired_ratio(const struct stats_sample *a, size_t nr_a, const struct stats_sample *b,
		       size_t nr_b, struct stats_estimate *est);

/**
 * STATS_FEW_MARGINS - times the margin that an interval of few values must clear
 *
 * Two heaps of rounds are what few rounds cannot show: three of one heap look
 * certain.  With this distance three rounds that differ by 1 to 5 % tell equal things
 * apart in at most 0.25 % of cases on either side, heaps of 60:40 included.  Of all
 * sets of three rounds in the measured run files 0.009 % then decide the opposite of
 * what all rounds say, and with the margin alone 0.027 %.
 */
#define STATS_FEW_MARGINS 3

/** enum stats_side - where a ratio lies, by its whole interval */
enum stats_side {
	STATS_OPEN,   /* none of the others */
	STATS_BELOW,  /* below 1 - margin */
	STATS_ABOVE,  /* above 1 + margin */
	STATS_WITHIN, /* between the two: no difference that matters */
};

/**
 * stats_side() - what the interval of a ratio decides
 * @margin: difference that matters, as a fraction
 *
 * A STATS_RANGE interval must be below 1 - STATS_FEW_MARGINS * margin, above 1 +
 * STATS_FEW_MARGINS * margin, or within margin / STATS_FEW_MARGINS.
 */
enum stats_side stats_side(const struct stats_estimate *ratio, double margin);

/** stats_is_marked() - is its interval of so few values that nothing may rest on it? */
bool stats_is_marked(const struct stats_estimate *est);

/** stats_stopping_reach() - an interval, longer at either end by half its length */
struct stats_estimate stats_stopping_reach(const struct stats_estimate *est);

/**
 * stats_may_stop() - is a ratio decided well enough that no further round is needed?
 *
 * @ratio: as the rounds give it, not corrected
 *
 * It may when there are STATS_SOLID_N values and stats_stopping_reach() would
 * decide the same, or that there is no difference that matters.  For a run that looks
 * after 5, 6, 7, 8, 10 and 12 rounds, with a margin of 2 % and rounds that differ by 1 to
 * 5 %: equal things get a verdict in at most 0.5 % of runs with one rival and 3.0 % of
 * those with five (1.7 % where rounds are in no heaps; 2.2 and 1.6 % when nothing is
 * stopped).
 *
 * A run that uses it says so in its header, SUMMARY_STOPS, and reports then call
 * stats_correct_for_looks().
 */
bool stats_may_stop(const struct stats_estimate *ratio, double margin);

/**
 * stats_correct_for_looks() - make an interval of a run that stops when it is decided honest
 *
 * @first: rounds after which the run looked first
 *
 * Longer at either end by a twentieth.  Without it a run that uses stats_may_stop()
 * covers 92.5 % at the worst effect, which is where about half of the runs stop, with
 * it 94.1 %, for the noises and looks above.  Runs of 0.2.0 looked after three rounds
 * already: 90.7 %, and with a tenth at either end 93.8.
 */
void stats_correct_for_looks(struct stats_estimate *est, size_t first);

/**
 * stats_rounds_needed() - rounds after which a ratio will probably be decided
 *
 * From the width of its interval and the distance of its median from the margin:
 * widths shrink with the square root of the rounds, from STATS_FEW_N to
 * STATS_MIN_N faster.  Of simulated ratios 70 to 84 % are decided by then.
 *
 * Return: @ratio->n when it is decided; SIZE_MAX when it has no interval, or when
 * STATS_ROUNDS_MOST would not do.
 */
size_t stats_rounds_needed(const struct stats_estimate *ratio, double margin);
#define STATS_ROUNDS_MOST 64

/** struct stats_pair - samples of two cases; the ratio is @over / @under */
struct stats_pair {
	const struct stats_sample *over;
	const struct stats_sample *under;
	size_t nr_over;
	size_t nr_under;
};

/**
 * stats_ratio_of_ratios() - how far a ratio is from another one
 * @a, @b: each paired within the same round and repetition, then the median of
 *	   the round; rounds that only one of them has are left out
 * @est:   of a's ratio / b's ratio within the same round, over rounds; @est->nr_samples
 *	   is that of the side with fewer pairs
 *
 * Sides need not share repetitions: those of two targets never do.
 *
 * Return: 0, -ENODATA (see above) or -ENOMEM.
 */
int stats_ratio_of_ratios(const struct stats_pair *a, const struct stats_pair *b,
			  struct stats_estimate *est);

/**
 * stats_two_modes() - do the values fall into two heaps?
 * @values:   positive, sorted in place
 * @min_side: values that a heap needs at least
 * @cut:      largest value of the lower heap, when there are two
 *
 * Two heaps are there when two neighbours in sorted order differ by
 * STATS_MODE_RATIO or more and both sides are large enough; the widest such
 * gap is taken.  Multiplying all values by a constant changes nothing.
 */
bool stats_two_modes(double *values, size_t n, size_t min_side, double *cut);
#define STATS_MODE_RATIO 1.8

#endif
