// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * why: which of the proposed reasons holds on this machine.  The answer comes
 * first, then each hypothesis with its experiments and their figures, then how
 * they are judged.
 */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/contrast.h"
#include "report/prose/number.h"
#include "report/report.h"
#include "report/why-mechanism.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

/* Columns of a line of figures: label, A, B, effect, verdict. */
#define LABEL_WIDTH (HYPOTHESIS_LABEL_MOST + 8) /* and ", 353 ns" */
#define RATIO_WIDTH 6
#define EFFECT_WIDTH 21
#define LINE_WIDTH (4 + LABEL_WIDTH + 2 * (1 + RATIO_WIDTH) + 1 + EFFECT_WIDTH + 1 + 9)

struct sheet {
	FILE *out;
	int width;
	const struct report_ctx *ctx;
	const char *heading; /* printed before the first sentence of a section */
};

static void print_sentence(void *arg, const char *sentence)
{
	struct sheet *sheet = arg;

	if (sheet->heading) {
		fprintf(sheet->out, "\n%s\n", sheet->heading);
		sheet->heading = NULL;
	}
	wrap_print(sheet->out, sheet->width, "  ", 4, sentence);
}

static void print_caveat(void *arg, const char *sentence)
{
	struct sheet *sheet = arg;

	wrap_print(sheet->out, sheet->width, "", 2, sentence);
}

/* What is supported is named with the contrast that shows most. */
static void put_strongest(FILE *out, const struct contrast_results *results,
			  const struct hypothesis *h)
{
	const struct contrast_result *most = NULL;

	for (size_t i = 0; i < results->nr; i++) {
		const struct contrast_result *result = &results->all[i];

		if (result->hypothesis == h && result->verdict == CONTRAST_SUPPORTED &&
		    (!most || result->effect.median > most->effect.median))
			most = result;
	}
	if (most)
		fprintf(out, " (%s: %s)", most->contrast->label,
			number_ratio(most->effect.median).text);
	else
		fprintf(out, " (%s)", h->axis);
}

static int print_verdict_list(struct sheet *sheet, const struct contrast_results *results,
			      enum contrast_verdict verdict, bool split, const char *intro)
{
	char *text = NULL;
	size_t size, nr = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	fprintf(out, "%s:", intro);
	for (size_t h = 0; h < hypotheses_nr; h++) {
		bool is_split;

		if (hypotheses[h].of_cpus ||
		    contrast_verdict_of(results, &hypotheses[h], &is_split) != verdict ||
		    is_split != split)
			continue;
		fprintf(out, "%s %s", nr++ ? ";" : "", hypotheses[h].id);
		put_strongest(out, results, &hypotheses[h]);
	}
	fclose(out);
	if (nr)
		wrap_print(sheet->out, sheet->width, "", 2, text);
	free(text);
	return 0;
}

/* A side on which streaming really loses, not only wins less. */
static int print_losses(struct sheet *sheet, const struct summary *summary,
			const struct contrast_results *results)
{
	char *text = NULL;
	size_t size, nr = 0, nr_measured = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < results->nr; i++) {
		const struct contrast_result *result = &results->all[i];
		const struct contrast_side *side = &result->contrast->loses;

		if (!result->a.has_interval || side->over || side->under)
			continue;
		nr_measured++;
		if (result->a.lo <= 1 + summary->margin)
			continue;
		fprintf(out, "%s %s (%s: %s)",
			nr++ ? ";" : "Streaming is slower than mov on the A side of",
			result->hypothesis->id, result->contrast->label,
			number_ratio(result->a.median).text);
	}
	fclose(out);
	if (nr)
		wrap_print(sheet->out, sheet->width, "", 2, text);
	else if (nr_measured)
		wrap_print(sheet->out, sheet->width, "", 2,
			   "On no side of any contrast is streaming slower than mov: what is "
			   "supported makes it win less, not lose.");
	free(text);
	return 0;
}

static int print_answer(struct sheet *sheet, const struct summary *summary,
			const struct contrast_results *results)
{
	/* clang-format off */
	static const struct {
		enum contrast_verdict verdict;
		bool split;
		const char *intro;
	} part[] = {
		{ CONTRAST_SUPPORTED,	 false, "Supported" },
		{ CONTRAST_UNDECIDED,	 true,	"Contrasts contradict each other" },
		{ CONTRAST_REJECTED,	 false, "Rejected" },
		{ CONTRAST_UNDECIDED,	 false, "Undecided" },
		{ CONTRAST_NOT_TESTABLE, false, "Not testable here" },
		{ CONTRAST_NOT_MEASURED, false, "Not measured" },
	};
	/* clang-format on */
	int ret = 0;

	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]) && !ret; i++)
		ret = print_verdict_list(sheet, results, part[i].verdict, part[i].split,
					 part[i].intro);
	return ret ? ret : print_losses(sheet, summary, results);
}

static void format_effect(char *buf, size_t size, const struct stats_estimate *effect)
{
	if (!effect->has_interval)
		snprintf(buf, size, "%s (%zu of %d rounds)", number_ratio(effect->median).text,
			 effect->n, STATS_FEW_N);
	else
		number_interval(buf, size, number_ratio(effect->median),
				number_ratio(effect->lo), number_ratio(effect->hi), true);
}

static void print_figures(struct sheet *sheet, const struct contrast_result *result)
{
	const char *verdict = contrast_verdict_name[result->verdict];
	char label[96], effect[96], text[320];

	snprintf(label, sizeof(label), "%s%s%s", result->contrast->label,
		 result->mode == MODE_ONE ? "" : ", ",
		 result->mode == MODE_ONE ? "" : result->mode_word + strlen("c2c "));
	format_effect(effect, sizeof(effect), &result->effect);
	if (sheet->width >= LINE_WIDTH) {
		fprintf(sheet->out, "    %-*s %*s %*s %-*s %s\n", LABEL_WIDTH, label, RATIO_WIDTH,
			number_ratio(result->a.median).text, RATIO_WIDTH,
			number_ratio(result->b.median).text, EFFECT_WIDTH, effect, verdict);
		return;
	}
	snprintf(text, sizeof(text), "%s: A %s, B %s, A/B %s: %s", label,
		 number_ratio(result->a.median).text, number_ratio(result->b.median).text, effect,
		 verdict);
	wrap_print(sheet->out, sheet->width, "    ", 6, text);
}

static void print_source(struct sheet *sheet, const struct hypothesis *h)
{
	char text[256];

	snprintf(text, sizeof(text), "Varied: %s. From: %s.", h->axis, h->source);
	wrap_print(sheet->out, sheet->width, "    ", 6, text);
}

static bool is_left_to_the_plan(const struct contrast_result *result)
{
	return result->verdict == CONTRAST_NOT_MEASURED && !result->contrast->needs;
}

static void print_result(struct sheet *sheet, const struct contrast_result *result)
{
	char text[640];

	if (result->verdict >= CONTRAST_UNDECIDED) {
		print_figures(sheet, result);
		return;
	}
	snprintf(text, sizeof(text), "%s: %s%s%s%s%s", result->contrast->label,
		 contrast_verdict_name[result->verdict], *result->reason ? ": " : "",
		 result->reason, result->contrast->needs ? "; it takes " : "",
		 result->contrast->needs ? result->contrast->needs : "");
	wrap_print(sheet->out, sheet->width, "    ", 6, text);
}

/* In one line, as there is one thing to do about all of them. */
static int print_not_measured(struct sheet *sheet, const struct hypothesis *h,
			      const struct contrast_results *results)
{
	char *text = NULL;
	size_t size, nr = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < results->nr; i++) {
		const struct contrast_result *result = &results->all[i];

		if (result->hypothesis == h && is_left_to_the_plan(result))
			fprintf(out, "%s%s", nr++ ? "; " : "not measured: ",
				result->contrast->label);
	}
	fclose(out);
	if (nr)
		wrap_print(sheet->out, sheet->width, "    ", 6, text);
	free(text);
	return 0;
}

static int print_hypothesis(struct sheet *sheet, const struct hypothesis *h,
			     const struct contrast_results *results)
{
	char first[16], text[512];
	int ret;

	fputc('\n', sheet->out);
	snprintf(first, sizeof(first), "%-4s", h->id);
	wrap_print(sheet->out, sheet->width, first, 4, h->sentence);
	for (size_t i = 0; i < results->nr; i++)
		if (results->all[i].hypothesis == h && !is_left_to_the_plan(&results->all[i]))
			print_result(sheet, &results->all[i]);
	ret = print_not_measured(sheet, h, results);
	if (h->elsewhere) {
		snprintf(text, sizeof(text), "Not testable here: %s", h->elsewhere);
		wrap_print(sheet->out, sheet->width, "    ", 6, text);
	}
	print_source(sheet, h);
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
static void print_untested(struct sheet *sheet, const struct hypothesis *h,
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
	wrap_print(sheet->out, sheet->width, first, 4, text);
}

/* Largest effect first; what was not tested last. */
static int print_by_effect(struct sheet *sheet, const struct contrast_results *results)
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
	for (size_t i = 0; i < nr && !ret; i++) {
		if (ranked[i].effect > 0) {
			ret = print_hypothesis(sheet, ranked[i].h, results);
			continue;
		}
		if (!untested)
			fputs("\nNot tested:\n", sheet->out);
		untested = true;
		print_untested(sheet, ranked[i].h, results);
	}
	free(ranked);
	return ret;
}

static void print_header(struct sheet *sheet)
{
	if (sheet->width >= LINE_WIDTH)
		fprintf(sheet->out, "\n    %-*s %*s %*s %-*s %s\n", LABEL_WIDTH, "contrast A / B",
			RATIO_WIDTH, "A", RATIO_WIDTH, "B", EFFECT_WIDTH, "A/B [95 %]", "verdict");
}

static int print_run(struct sheet *sheet, const struct summary *summary)
{
	const char *origin = words_origin(summary), *cpu = run_file_fact(summary->file, "cpu");
	struct contrast_results results;
	char first[96];
	int ret = contrast_evaluate(summary, &results);

	if (ret)
		goto out_free;
	if (sheet->ctx->nr_runs > 1)
		snprintf(first, sizeof(first), "run %s: ", summary->run);
	else
		snprintf(first, sizeof(first), "here: ");
	wrap_print(sheet->out, sheet->width, first, 2, cpu ? cpu : "the file names no CPU");
	if (origin)
		wrap_print(sheet->out, sheet->width, "", 2, origin);
	ret = print_answer(sheet, summary, &results);
	if (ret)
		goto out_free;
	words_caveats(summary, print_caveat, sheet);
	print_header(sheet);
	ret = print_by_effect(sheet, &results);
	if (!ret && !summary->emulated)
		ret = why_mechanism_write(sheet->out, sheet->width, summary, &results);
out_free:
	contrast_results_free(&results);
	return ret;
}

/* What one run cannot say: how its CPU differs from others. */
static int print_of_cpus(struct sheet *sheet, const struct hypothesis *h)
{
	struct summary *const *runs = sheet->ctx->runs;
	struct contrast_result result;
	char first[16], effect[96], text[512];
	int worst, best, ret = contrast_of_cpus(runs, sheet->ctx->nr_runs, &result, &worst, &best);

	if (ret)
		return ret;
	fputc('\n', sheet->out);
	snprintf(first, sizeof(first), "%-4s", h->id);
	wrap_print(sheet->out, sheet->width, first, 4, h->sentence);
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
	wrap_print(sheet->out, sheet->width, "    ", 6, text);
	print_source(sheet, h);
	return 0;
}

static void print_notes(struct sheet *sheet, const struct summary *summary)
{
	char heading[96];

	snprintf(heading, sizeof(heading), "Notes on run %s", summary->run);
	sheet->heading = sheet->ctx->nr_runs > 1 ? heading : "Notes";
	words_notes(summary, print_sentence, sheet);
	sheet->heading = NULL;
}

static void print_rules(struct sheet *sheet)
{
	char text[512];

	sheet->heading = "How this is judged";
	print_sentence(sheet,
		       "A and B: the time of movnti over that of mov, or of the copies named, paired "
		       "within a repetition; below 1, streaming wins. In every contrast A is what is "
		       "like the case in which the thread saw streaming lose, B like the one in "
		       "which it won.");
	snprintf(text, sizeof(text),
		 "Each hypothesis says that A/B is above 1. Paired by round, with a 95 %% interval: "
		 "supported when all of it is above 1 by more than the margin (%s), rejected when "
		 "all of it is within the margin or below it, else undecided.",
		 number_percent(sheet->ctx->options->margin_pct).text);
	print_sentence(sheet, text);
	print_sentence(sheet,
		       "Supported means that it moves the ratio on this machine, in replayed memory "
		       "and by so much; not that it is what moved it in the thread.");
}

static int why_write(struct report_ctx *ctx, FILE *out)
{
	struct sheet sheet = { .out = out,
			     .width = wrap_width(out, ctx->options->width),
			     .ctx = ctx };
	int ret = 0;

	for (int i = 0; i < ctx->nr_runs && !ret; i++) {
		fputs(i ? "\n\n" : "", out);
		ret = print_run(&sheet, ctx->runs[i]);
	}
	for (size_t h = 0; h < hypotheses_nr && !ret; h++)
		if (hypotheses[h].of_cpus)
			ret = print_of_cpus(&sheet, &hypotheses[h]);
	if (ret) {
		pr_err("report why: out of memory");
		return ret;
	}
	for (int i = 0; i < ctx->nr_runs; i++)
		print_notes(&sheet, ctx->runs[i]);
	print_rules(&sheet);
	return 0;
}

const struct report report_why = {
	.name = "why",
	.desc = "which explanation of the thread's split holds here: hypothesis, contrast, verdict",
	.write = why_write,
};
