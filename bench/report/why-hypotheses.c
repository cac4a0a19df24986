// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/why-hypotheses.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/prose/number.h"
#include "report/prose/wrap.h"

/* Columns of a line of figures: label, A, B, effect, verdict. */
#define LABEL_WIDTH (HYPOTHESIS_LABEL_MOST + 8) /* and ", 353 ns" */
#define RATIO_WIDTH 6
#define EFFECT_WIDTH 21
#define LINE_WIDTH (4 + LABEL_WIDTH + 2 * (1 + RATIO_WIDTH) + 1 + EFFECT_WIDTH + 1 + 9)

static void format_effect(char *buf, size_t size, const struct stats_estimate *effect)
{
	if (!effect->has_interval)
		snprintf(buf, size, "%s (%zu of %d rounds)", number_ratio(effect->median).text,
			 effect->n, STATS_FEW_N);
	else
		number_interval(buf, size, number_ratio(effect->median),
				number_ratio(effect->lo), number_ratio(effect->hi), true);
}

static void print_figures(FILE *out, int width, const struct contrast_result *result)
{
	const char *verdict = contrast_verdict_name[result->verdict];
	char label[96], effect[96], text[320];

	snprintf(label, sizeof(label), "%s%s%s", result->contrast->label,
		 result->mode == MODE_ONE ? "" : ", ",
		 result->mode == MODE_ONE ? "" : result->mode_word + strlen("c2c "));
	format_effect(effect, sizeof(effect), &result->effect);
	if (width >= LINE_WIDTH) {
		fprintf(out, "    %-*s %*s %*s %-*s %s\n", LABEL_WIDTH, label, RATIO_WIDTH,
			number_ratio(result->a.median).text, RATIO_WIDTH,
			number_ratio(result->b.median).text, EFFECT_WIDTH, effect, verdict);
		return;
	}
	snprintf(text, sizeof(text), "%s: A %s, B %s, A/B %s: %s", label,
		 number_ratio(result->a.median).text, number_ratio(result->b.median).text, effect,
		 verdict);
	wrap_print(out, width, "    ", 6, text);
}

static void print_source(FILE *out, int width, const struct hypothesis *h)
{
	char text[256];

	snprintf(text, sizeof(text), "Varied: %s. From: %s.", h->axis, h->source);
	wrap_print(out, width, "    ", 6, text);
}

static bool is_left_to_the_plan(const struct contrast_result *result)
{
	return result->verdict == CONTRAST_NOT_MEASURED && !result->contrast->needs;
}

static void print_result(FILE *out, int width, const struct contrast_result *result)
{
	char text[640];

	if (result->verdict >= CONTRAST_UNDECIDED) {
		print_figures(out, width, result);
		return;
	}
	snprintf(text, sizeof(text), "%s: %s%s%s%s%s", result->contrast->label,
		 contrast_verdict_name[result->verdict], *result->reason ? ": " : "",
		 result->reason, result->contrast->needs ? "; it takes " : "",
		 result->contrast->needs ? result->contrast->needs : "");
	wrap_print(out, width, "    ", 6, text);
}

/* In one line, as there is one thing to do about all of them. */
static int print_not_measured(FILE *out, int width, const struct hypothesis *h,
			      const struct contrast_results *results)
{
	char *text = NULL;
	size_t size, nr = 0;
	FILE *list = open_memstream(&text, &size);

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < results->nr; i++) {
		const struct contrast_result *result = &results->all[i];

		if (result->hypothesis == h && is_left_to_the_plan(result))
			fprintf(list, "%s%s", nr++ ? "; " : "not measured: ",
				result->contrast->label);
	}
	fclose(list);
	if (nr)
		wrap_print(out, width, "    ", 6, text);
	free(text);
	return 0;
}

static int print_hypothesis(FILE *out, int width, const struct hypothesis *h,
			     const struct contrast_results *results)
{
	char first[16], text[512];
	int ret;

	fputc('\n', out);
	snprintf(first, sizeof(first), "%-4s", h->id);
	wrap_print(out, width, first, 4, h->sentence);
	for (size_t i = 0; i < results->nr; i++)
		if (results->all[i].hypothesis == h && !is_left_to_the_plan(&results->all[i]))
			print_result(out, width, &results->all[i]);
	ret = print_not_measured(out, width, h, results);
	if (h->elsewhere) {
		snprintf(text, sizeof(text), "Not testable here: %s", h->elsewhere);
		wrap_print(out, width, "    ", 6, text);
	}
	print_source(out, width, h);
	return ret;
}

/* How far the contrast that shows most is from 1, whichever way; 0: none was measured. */
static double effect_of(const struct contrast_results *results, const struct hypothesis *h)
{
	double most = 0;

	for (size_t i = 0; i < results->nr; i++) {
		const double median = results->all[i].effect.median;

		if (results->all[i].hypothesis != h ||
		    results->all[i].verdict < CONTRAST_UNDECIDED || !(median > 0))
			continue;
		most = fmax(most, fmax(median, 1 / median));
	}
	return most;
}

struct ranked {
	const struct hypothesis *h;
	double effect;
};

static int by_effect(const void *left, const void *right)
{
	const struct ranked *a = left, *b = right;

	if (a->effect != b->effect)
		return a->effect < b->effect ? 1 : -1;
	return (a->h > b->h) - (a->h < b->h);
}

/* One line for what could not be tested, or was not. */
static void print_untested(FILE *out, int width, const struct hypothesis *h,
			   const struct contrast_results *results)
{
	const char *reason = NULL;
	char first[16], text[640];

	for (size_t i = 0; i < results->nr && !reason; i++)
		if (results->all[i].hypothesis == h && *results->all[i].reason)
			reason = results->all[i].reason;
	snprintf(first, sizeof(first), "%-4s", h->id);
	snprintf(text, sizeof(text), "%s: %s%s%s", h->axis,
		 reason ? contrast_verdict_name[CONTRAST_NOT_TESTABLE] : "not measured",
		 reason ? ": " : "", reason ? reason : "");
	wrap_print(out, width, first, 4, text);
}

static void print_header(FILE *out, int width)
{
	if (width >= LINE_WIDTH)
		fprintf(out, "\n    %-*s %*s %*s %-*s %s\n", LABEL_WIDTH, "contrast A / B",
			RATIO_WIDTH, "A", RATIO_WIDTH, "B", EFFECT_WIDTH, "A/B [95 %]", "verdict");
}

int why_hypotheses_write(FILE *out, int width, const struct contrast_results *results)
{
	struct ranked *ranked = calloc(hypotheses_nr, sizeof(*ranked));
	size_t nr = 0;
	bool untested = false;
	int ret = 0;

	if (!ranked)
		return -ENOMEM;
	for (size_t h = 0; h < hypotheses_nr; h++)
		if (!hypotheses[h].of_cpus)
			ranked[nr++] = (struct ranked){ &hypotheses[h],
							effect_of(results, &hypotheses[h]) };
	qsort(ranked, nr, sizeof(*ranked), by_effect);
	print_header(out, width);
	for (size_t i = 0; i < nr && !ret; i++) {
		if (ranked[i].effect > 0) {
			ret = print_hypothesis(out, width, ranked[i].h, results);
			continue;
		}
		if (!untested)
			fputs("\nNot tested:\n", out);
		untested = true;
		print_untested(out, width, ranked[i].h, results);
	}
	free(ranked);
	return ret;
}

/* What one run cannot say: how its CPU differs from others. */
int why_of_cpus_write(FILE *out, int width, struct summary *const *runs, int nr_runs,
		      const struct hypothesis *h)
{
	struct contrast_result result;
	char first[16], effect[96], text[512];
	int worst, best, ret = contrast_of_cpus(runs, nr_runs, &result, &worst, &best);

	if (ret)
		return ret;
	fputc('\n', out);
	snprintf(first, sizeof(first), "%-4s", h->id);
	wrap_print(out, width, first, 4, h->sentence);
	if (result.verdict == CONTRAST_NOT_TESTABLE) {
		snprintf(text, sizeof(text), "%s: %s", contrast_verdict_name[result.verdict],
			 result.reason);
	} else {
		format_effect(effect, sizeof(effect), &result.effect);
		snprintf(text, sizeof(text), "run %s / run %s on dram: A %s, B %s, effect %s: %s",
			 runs[worst]->run, runs[best]->run, number_ratio(result.a.median).text,
			 number_ratio(result.b.median).text, effect,
			 contrast_verdict_name[result.verdict]);
	}
	wrap_print(out, width, "    ", 6, text);
	print_source(out, width, h);
	return 0;
}
