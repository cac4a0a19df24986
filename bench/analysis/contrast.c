// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/contrast.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/samples.h"

/* clang-format off */
const char *const contrast_verdict_name[CONTRAST_VERDICT_NR] = {
	[CONTRAST_NOT_MEASURED]	= "not measured",
	[CONTRAST_NOT_TESTABLE]	= "not testable here",
	[CONTRAST_UNDECIDED]	= "undecided",
	[CONTRAST_REJECTED]	= "rejected",
	[CONTRAST_SUPPORTED]	= "supported",
};
/* clang-format on */

struct evaluation {
	const struct summary *summary;
	struct samples samples;
	struct contrast_results *results;
	bool is_before;	/* measured before there was NEWEST_REVISION */
};

static const struct stats_estimate no_estimate = { .median = NAN, .lo = NAN, .hi = NAN };

enum contrast_verdict contrast_judge(const struct stats_estimate *effect, double margin)
{
	const double times = effect->interval == STATS_RANGE ? STATS_FEW_MARGINS : 1;

	if (!effect->has_interval)
		return CONTRAST_UNDECIDED;
	if (stats_side(effect, margin) == STATS_ABOVE)
		return CONTRAST_SUPPORTED;
	return effect->hi <= 1 + margin / times ? CONTRAST_REJECTED : CONTRAST_UNDECIDED;
}

bool contrast_may_stop(const struct stats_estimate *effect, double margin)
{
	const struct stats_estimate reach = stats_stopping_reach(effect);

	return effect->interval == STATS_ORDER &&
	       contrast_judge(&reach, margin) != CONTRAST_UNDECIDED;
}

/* Of a target that takes a path, the word alone stands for any path. */
static bool is_target(const char *target, const char *word)
{
	size_t len = strlen(word);

	return !strncmp(target, word, len) &&
	       (!target[len] || (target[len] == ':' && target[len + 1] == '/'));
}

bool contrast_has_words(const struct contrast_side *side, const struct run_case *c)
{
	for (int axis = 0; axis < AXIS_NR; axis++) {
		const char *word = hypothesis_word(side, axis);

		if (!word)
			continue;
		if (axis == AXIS_TARGET ? !is_target(c->target, word) : !case_has(c, axis, word))
			return false;
	}
	return true;
}

/* The plan has always taken the newest revision that there was. */
static bool belongs(const struct evaluation *e, const struct contrast_side *side,
		    const struct run_case *c)
{
	struct run_case now = *c;

	if (e->is_before && !side->word[AXIS_REVISION] &&
	    !strcmp(c->revision, HYPOTHESIS_REVISION_BEFORE))
		now.revision = NEWEST_REVISION;
	return contrast_has_words(side, &now);
}

static bool is_before(const struct run_file *file)
{
	for (size_t i = 0; i < file->nr_cases; i++)
		if (!strcmp(file->cases[i].revision, NEWEST_REVISION))
			return false;
	return true;
}

static size_t nr_samples(const struct evaluation *e, int case_nr)
{
	return case_nr < 0 ? 0 :
			     e->samples.start[2 * case_nr + 2] - e->samples.start[2 * case_nr];
}

/* A case that was skipped may be of any size, as nothing was mapped. */
static int find_case(const struct evaluation *e, const struct contrast_side *side,
		     bool under, int64_t pages)
{
	const char *copy = under ? hypothesis_under(side) : hypothesis_over(side);
	const struct run_file *file = e->summary->file;
	int skipped = -1;

	for (size_t i = 0; i < file->nr_cases; i++) {
		const struct run_case *c = &file->cases[i];

		if (strcmp(c->copy, copy) ||
		    !case_has(c, AXIS_AHEAD, hypothesis_ahead(side, under)) ||
		    !belongs(e, side, c))
			continue;
		if (nr_samples(e, (int)i) && c->pages == pages)
			return (int)i;
		if (e->samples.skip_reason[i])
			skipped = (int)i;
	}
	return skipped;
}

/* What a side that names no size has; 0 when nothing was measured. */
static int64_t longest_pages(const struct evaluation *e)
{
	const struct run_file *file = e->summary->file;
	int64_t longest = 0;

	for (size_t i = 0; i < file->nr_cases; i++)
		if (nr_samples(e, (int)i) && file->cases[i].pages > longest)
			longest = file->cases[i].pages;
	return longest;
}

static struct side_cases find_cases(const struct evaluation *e, const struct contrast_side *side)
{
	int64_t pages = side->device_bytes ? (int64_t)(side->device_bytes / PAGE_DEVICE_BYTES) :
					     longest_pages(e);

	return (struct side_cases){ find_case(e, side, false, pages),
				    find_case(e, side, true, pages) };
}

static struct stats_pair pair_of(const struct evaluation *e, const struct side_cases *cases,
				 enum c2c_mode mode)
{
	struct stats_pair pair = { 0 };

	if (cases->over >= 0)
		pair.over = samples_of(&e->samples, (size_t)cases->over, mode, &pair.nr_over);
	if (cases->under >= 0)
		pair.under = samples_of(&e->samples, (size_t)cases->under, mode, &pair.nr_under);
	return pair;
}

static const char *why_skipped(const struct evaluation *e, const struct side_cases *cases)
{
	const int nr[] = { cases->over, cases->under };

	for (size_t i = 0; i < 2; i++)
		if (nr[i] >= 0 && !nr_samples(e, nr[i]) && e->samples.skip_reason[nr[i]])
			return e->samples.skip_reason[nr[i]];
	return NULL;
}

static int estimate(const struct summary *summary, struct contrast_result *result,
		    const struct stats_pair *a, const struct stats_pair *b)
{
	int ret = stats_paired_ratio(a->over, a->nr_over, a->under, a->nr_under, &result->a);

	if (ret != -ENOMEM)
		ret = stats_paired_ratio(b->over, b->nr_over, b->under, b->nr_under, &result->b);
	if (ret != -ENOMEM)
		ret = stats_ratio_of_ratios(a, b, &result->effect);
	summary_correct(summary, &result->a);
	summary_correct(summary, &result->b);
	summary_correct(summary, &result->effect);
	return ret == -ENOMEM ? ret : 0;
}

static void judge(const struct evaluation *e, struct contrast_result *result,
		  const struct side_cases *a, const struct side_cases *b)
{
	const char *skipped = why_skipped(e, a) ?: why_skipped(e, b);

	if (e->summary->emulated) {
		result->verdict = CONTRAST_NOT_TESTABLE;
		snprintf(result->reason, sizeof(result->reason), "the CPU was emulated");
		result->a = result->b = result->effect = no_estimate;
	} else if (result->effect.nr_samples) {
		result->verdict = contrast_judge(&result->effect, e->summary->margin);
	} else if (skipped) {
		result->verdict = CONTRAST_NOT_TESTABLE;
		snprintf(result->reason, sizeof(result->reason), "%s", skipped);
	}
}

static struct contrast_result *add_result(struct evaluation *e, const struct hypothesis *h,
					  const struct contrast *c, const struct side_cases *a,
					  const struct side_cases *b, enum c2c_mode mode)
{
	struct contrast_result *result = &e->results->all[e->results->nr++];

	*result = (struct contrast_result){
		.hypothesis = h,
		.contrast = c,
		.mode = mode,
		.mode_word = e->summary->mode_word[mode],
		.a_cases = *a,
		.b_cases = *b,
		.a = no_estimate,
		.b = no_estimate,
		.effect = no_estimate,
	};
	return result;
}

static int evaluate(struct evaluation *e, const struct hypothesis *h, const struct contrast *c)
{
	const struct side_cases a = find_cases(e, &c->loses), b = find_cases(e, &c->wins);
	const int nr_modes = e->summary->two_modes ? 2 : 1;
	int ret = 0;

	/* Where little memory was to be had, two sizes may have become one. */
	if (a.over >= 0 && a.over == b.over && a.under == b.under) {
		add_result(e, h, c, &a, &b, MODE_ONE);
		return 0;
	}
	for (int far = 0; far < nr_modes && !ret; far++) {
		enum c2c_mode mode = nr_modes == 1 ? MODE_ONE :
					   far			  ? MODE_FAR :
								    MODE_NEAR;
		struct contrast_result *result = add_result(e, h, c, &a, &b, mode);
		struct stats_pair pair_a = pair_of(e, &a, mode), pair_b = pair_of(e, &b, mode);

		ret = estimate(e->summary, result, &pair_a, &pair_b);
		judge(e, result, &a, &b);
		/* To say once that it was not measured is enough. */
		if (far && result->verdict < CONTRAST_UNDECIDED)
			e->results->nr--;
	}
	return ret;
}

/* The samples of a run anew: the summary has kept what follows from them. */
static int collect(const struct summary *summary, struct samples *samples)
{
	struct summary again = *summary;
	int ret;

	again.nr_pilots = 0;
	ret = samples_collect(samples, &again);
	/* Its own are those of @summary once more. */
	free(again.fates);
	return ret;
}

int contrast_evaluate(const struct summary *summary, struct contrast_results *out)
{
	struct evaluation e = { .summary = summary, .results = out,
				.is_before = is_before(summary->file) };
	int ret;

	*out = (struct contrast_results){
		.all = calloc(2 * hypotheses_nr * HYPOTHESIS_CONTRASTS_MOST, sizeof(*out->all)),
	};
	ret = collect(summary, &e.samples);
	if (!out->all)
		ret = -ENOMEM;
	for (size_t h = 0; h < hypotheses_nr && !ret; h++) {
		const struct contrast *c = hypotheses[h].contrasts;

		for (int i = 0; i < HYPOTHESIS_CONTRASTS_MOST && c[i].label && !ret; i++)
			ret = evaluate(&e, &hypotheses[h], &c[i]);
	}
	samples_free(&e.samples);
	return ret;
}

void contrast_results_free(struct contrast_results *results)
{
	free(results->all);
}

/* movnti/mov of the thread's kind of case on the memory that every run has. */
static int plain_ratio(const struct summary *summary, struct stats_estimate *ratio)
{
	const struct contrast_side side = { 0 };
	struct evaluation e = { .summary = summary, .is_before = is_before(summary->file) };
	int ret = collect(summary, &e.samples);

	*ratio = no_estimate;
	if (!ret && !summary->emulated && !summary->two_modes) {
		struct side_cases cases = find_cases(&e, &side);
		struct stats_pair pair = pair_of(&e, &cases, MODE_ONE);

		ret = stats_paired_ratio(pair.over, pair.nr_over, pair.under, pair.nr_under, ratio);
		summary_correct(summary, ratio);
	}
	samples_free(&e.samples);
	return ret == -ENOMEM ? ret : 0;
}

static bool same_cpu(const struct summary *a, const struct summary *b)
{
	const char *left = run_file_fact(a->file, "cpu"), *right = run_file_fact(b->file, "cpu");

	return !left || !right || !strcmp(left, right);
}

int contrast_of_cpus(struct summary *const *runs, int nr_runs, struct contrast_result *result,
		     int *worst, int *best)
{
	*result = (struct contrast_result){ .verdict = CONTRAST_NOT_TESTABLE,
					    .a = no_estimate,
					    .b = no_estimate,
					    .effect = no_estimate };
	*worst = *best = -1;
	for (int i = 0; i < nr_runs; i++) {
		struct stats_estimate ratio;
		int ret = plain_ratio(runs[i], &ratio);

		if (ret)
			return ret;
		/* Two intervals divided cover less than each does. */
		if (ratio.interval != STATS_ORDER)
			continue;
		if (*worst < 0 || ratio.median > result->a.median) {
			result->a = ratio;
			*worst = i;
		}
		if (*best < 0 || ratio.median < result->b.median) {
			result->b = ratio;
			*best = i;
		}
	}
	if (*worst < 0 || same_cpu(runs[*worst], runs[*best])) {
		snprintf(result->reason, sizeof(result->reason),
			 "it takes the run files of two CPUs, each with %s and %s on dram in %d "
			 "rounds and one core-to-core latency",
			 HYPOTHESIS_UNDER, HYPOTHESIS_OVER, STATS_MIN_N);
		return 0;
	}
	result->effect = (struct stats_estimate){
		.median = result->a.median / result->b.median,
		.lo = result->a.lo / result->b.hi,
		.hi = result->a.hi / result->b.lo,
		.has_interval = true,
	};
	result->verdict = contrast_judge(&result->effect, runs[*worst]->margin);
	return 0;
}

enum contrast_verdict contrast_verdict_of(const struct contrast_results *results,
					  const struct hypothesis *hypothesis, bool *split)
{
	size_t nr[CONTRAST_VERDICT_NR] = { 0 };

	for (size_t i = 0; i < results->nr; i++)
		nr[results->all[i].verdict] += results->all[i].hypothesis == hypothesis;
	*split = nr[CONTRAST_SUPPORTED] && nr[CONTRAST_REJECTED];
	if (*split)
		return CONTRAST_UNDECIDED;
	if (nr[CONTRAST_SUPPORTED])
		return CONTRAST_SUPPORTED;
	if (nr[CONTRAST_UNDECIDED])
		return CONTRAST_UNDECIDED;
	if (nr[CONTRAST_REJECTED])
		return CONTRAST_REJECTED;
	return nr[CONTRAST_NOT_TESTABLE] ? CONTRAST_NOT_TESTABLE : CONTRAST_NOT_MEASURED;
}
