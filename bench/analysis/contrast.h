/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run says of the contrasts of the hypotheses.
 */
#ifndef BENCH_ANALYSIS_CONTRAST_H
#define BENCH_ANALYSIS_CONTRAST_H

#include "run-file/hypothesis.h"
#include "analysis/summary.h"

/** enum contrast_verdict - words in contrast_verdict_name[] */
enum contrast_verdict {
	CONTRAST_NOT_MEASURED, /* the run has no such cases, or no sample of them that counts */
	CONTRAST_NOT_TESTABLE, /* it tried, and this machine cannot; reason says why */
	CONTRAST_UNDECIDED,
	CONTRAST_REJECTED,
	CONTRAST_SUPPORTED,
	CONTRAST_VERDICT_NR
};

extern const char *const contrast_verdict_name[CONTRAST_VERDICT_NR];

/** struct side_cases - the two cases of a side, as numbers of the file; -1: there is none */
struct side_cases {
	int over;
	int under;
};

/**
 * struct contrast_result - one contrast in one c2c mode
 * @contrast: NULL for the contrast between runs
 * @mode:     MODE_ONE, or one of two; @mode_word: what the run calls it
 * @a_cases, @b_cases: what was measured on either side
 * @a, @b:    over/under on either side, paired within a repetition
 * @effect:   a / b, paired by round
 * @reason:   why it was not testable; "" for other verdicts
 */
struct contrast_result {
	const struct hypothesis *hypothesis;
	const struct contrast *contrast;
	enum c2c_mode mode;
	const char *mode_word;
	struct side_cases a_cases;
	struct side_cases b_cases;
	struct stats_estimate a;
	struct stats_estimate b;
	struct stats_estimate effect;
	enum contrast_verdict verdict;
	char reason[256];
};

/** struct contrast_results - in the order of the hypotheses */
struct contrast_results {
	struct contrast_result *all;
	size_t nr;
};

/**
 * contrast_judge() - the verdict that an interval gives
 *
 * Supported: all of it is above 1 + @margin.  Rejected: none of it is, so that
 * it lies within the margin or goes the other way.  Undecided: it holds
 * both, or there are too few rounds.
 */
enum contrast_verdict contrast_judge(const struct stats_estimate *effect, double margin);

/**
 * contrast_may_stop() - would an interval that is half as long again at either end decide?
 *
 * With an interval by order statistics only; else as stats_may_stop() of a ratio.
 */
bool contrast_may_stop(const struct stats_estimate *effect, double margin);

/**
 * contrast_evaluate() - all contrasts of one run
 * @out: to be released with contrast_results_free(), also after an error
 *
 * Where a run has two c2c modes, each is a result of its own.
 *
 * Return: 0 or -ENOMEM.
 */
int contrast_evaluate(const struct summary *summary, struct contrast_results *out);
void contrast_results_free(struct contrast_results *results);

/**
 * contrast_of_cpus() - between the runs in which streaming does worst and best
 * @result: of the contrast that is like the thread's memory in all runs;
 *	    not testable unless there are runs of two CPUs
 * @worst, @best: which of the runs those are
 *
 * Two runs have no common rounds, so the effect's interval is from the ends of
 * both: lo / hi to hi / lo, which covers at least 90 %.
 *
 * Return: 0 or -ENOMEM.
 */
int contrast_of_cpus(struct summary *const *runs, int nr_runs, struct contrast_result *result,
		     int *worst, int *best);

/** contrast_has_words() - does a case belong to a side, whatever its copy and size? */
bool contrast_has_words(const struct contrast_side *side, const struct run_case *case_);

/**
 * contrast_verdict_of() - of a hypothesis, from its results
 * @split: one of its contrasts is supported and another one rejected
 *
 * Return: supported when a contrast is and none is rejected; rejected when all
 * that were measured are; undecided for other measured ones; else what kept them
 * from being measured.
 */
enum contrast_verdict contrast_verdict_of(const struct contrast_results *results,
					  const struct hypothesis *hypothesis, bool *split);

#endif
