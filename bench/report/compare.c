// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * compare: this machine beside the thread's figures.  The ladder of the patches
 * comes first, then whether they agree; with --all the figures of both, and
 * where the published ones come from.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/table/compare-ladder.h"
#include "report/table/compare-missing.h"
#include "report/table/compare-table.h"
#include "report/table/compare-thread.h"
#include "report/table/compare-verdict.h"
#include "report/prose/number.h"
#include "report/report.h"
#include "analysis/thread.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

struct sheet {
	FILE *out;
	int width;
	const struct report_ctx *ctx;
	struct published published;
	struct compare_sources sources;
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

static int print_run(struct sheet *sheet, const struct summary *summary)
{
	const char *origin = words_origin(summary), *cpu = run_file_fact(summary->file, "cpu");
	char first[96];

	if (sheet->ctx->nr_runs > 1)
		snprintf(first, sizeof(first), "run %s: ", summary->run);
	else
		snprintf(first, sizeof(first), "here: ");
	wrap_print(sheet->out, sheet->width, first, 2, cpu ? cpu : "the file names no CPU");
	if (origin)
		wrap_print(sheet->out, sheet->width, "", 2, origin);
	for (int s = 0; s < THREAD_SCENARIO_NR; s++) {
		int ret = compare_verdict(sheet->out, sheet->width, &sheet->published,
					  summary, &thread_scenario[s]);

		if (ret)
			return ret;
	}
	words_caveats(summary, print_caveat, sheet);
	return 0;
}

static int print_tables(struct sheet *sheet)
{
	for (int s = 0; s < THREAD_SCENARIO_NR; s++) {
		const struct thread_scenario *scenario = &thread_scenario[s];
		int ret;

		fprintf(sheet->out, "\n%s: walk %s on", scenario->name, scenario->walk);
		for (const char *kind = scenario->kinds; *kind; kind += strspn(kind, " ")) {
			int len = (int)strcspn(kind, " ");

			fprintf(sheet->out, "%s %.*s", kind == scenario->kinds ? "" : " or", len,
				kind);
			kind += len;
		}
		fputc('\n', sheet->out);
		ret = compare_table(sheet->out, sheet->ctx, &sheet->published, scenario,
				    &sheet->sources, sheet->width);
		if (ret)
			return ret;
	}
	return 0;
}

static void print_sources(struct sheet *sheet)
{
	fputs("\nWhere the published figures come from\n", sheet->out);
	for (size_t i = 0; i < sheet->sources.nr; i++) {
		static const enum published_column part[] = { PUBLISHED_SOURCE, PUBLISHED_MACHINE,
							      PUBLISHED_HOW, PUBLISHED_NOTE };
		const struct published_row *row = sheet->sources.row[i];
		char *text = NULL, number[32], first[40];
		size_t size, nr = 0;
		FILE *out = open_memstream(&text, &size);

		if (!out)
			return;
		for (size_t p = 0; p < sizeof(part) / sizeof(part[0]); p++) {
			const char *field =
				part[p] == PUBLISHED_NOTE ? compare_note(row) : row->field[part[p]];

			if (strcmp(field, "-"))
				fprintf(out, "%s%s", nr++ ? "; " : "", field);
		}
		fclose(out);
		snprintf(number, sizeof(number), "[%zu]", i + 1);
		snprintf(first, sizeof(first), "  %-5s", number);
		wrap_print(sheet->out, sheet->width, first, 7, text);
		free(text);
	}
}

static void print_left_out(struct sheet *sheet, const struct summary *summary)
{
	size_t nr = 0;
	char text[256];

	for (size_t g = 0; g < summary->nr_groups; g++) {
		bool has = false;

		for (int s = 0; s < THREAD_SCENARIO_NR; s++)
			has |= thread_has(&thread_scenario[s],
					  summary->rows[summary->groups[g].first].case_);
		nr += !has;
	}
	if (!nr)
		return;
	snprintf(
		text, sizeof(text),
		"Not compared: %zu of %zu groups of cases, which are in no scenario of the thread (other walks, targets, layouts, patterns, orders, drains, loads or threads).",
		nr, summary->nr_groups);
	print_sentence(sheet, text);
}

static void print_rules(struct sheet *sheet)
{
	char text[512];

	fputs("\nHow this is judged\n", sheet->out);
	print_sentence(
		sheet,
		"base/this: the time of base over the time of a series state, paired within a repetition, with its 95 % interval over rounds; above 1 is faster than base. Here, template is copy mov, out-of-line is copy flushcache, streaming is copy movnti.");
	snprintf(
		text, sizeof(text),
		"A state is faster or slower when its whole interval clears the margin (%s), as fast as base when the whole interval is within it, and else undecided. It agrees when the ratios published of the same revision all say the same, and disagrees when they say otherwise. Published ratios that contradict each other decide nothing.",
		number_percent(sheet->ctx->options->margin_pct).text);
	print_sentence(sheet, text);
	print_sentence(
		sheet,
		"The size agrees when the published ratios, least to greatest, reach into the interval widened by the margin.");
	print_sentence(
		sheet,
		"A scenario disagrees when one of its states does, agrees when all that were measured do, and is else undecided. First binds are shown and not judged.");
	print_sentence(
		sheet,
		"Times are shown and not compared: other machines, hours and sizes. Here they are ns/page x 26,214,400, what 100 GiB of device would take. A partial state (v1 patches 1-2) counts as template.");
}

static void print_outvoted(struct sheet *sheet, const struct summary *summary)
{
	size_t nr = 0;
	char text[256];

	for (size_t g = 0; g < summary->nr_groups; g++)
		nr += thread_is_outvoted(summary, &summary->groups[g]);
	if (!nr)
		return;
	snprintf(
		text, sizeof(text),
		"Not shown: %zu group%s of cases at a core-to-core latency that has fewer than %d rounds, where another has enough; report tsv has %s.",
		nr, nr == 1 ? "" : "s", STATS_MIN_N, nr == 1 ? "it" : "them");
	print_sentence(sheet, text);
}

static int write_page(struct sheet *sheet)
{
	const struct compare_missing missing = {
		.out = sheet->out, .name_run = sheet->ctx->nr_runs > 1,
		.emit = print_sentence, .arg = sheet,
	};
	int ret = compare_ladder(sheet->out, sheet->ctx, &sheet->published);

	for (int i = 0; i < sheet->ctx->nr_runs && !ret; i++) {
		fputc('\n', sheet->out);
		ret = print_run(sheet, sheet->ctx->runs[i]);
	}
	if (!ret && !sheet->ctx->options->all) {
		fputc('\n', sheet->out);
		wrap_print(sheet->out, sheet->width, "", 2,
			   "report compare --all: times, first binds, every posting, what was not "
			   "measured, the rules and the sources.");
		return 0;
	}
	if (!ret)
		ret = compare_thread(sheet->out, sheet->ctx, &sheet->published, sheet->width);
	if (!ret)
		ret = print_tables(sheet);
	if (ret)
		return ret;
	sheet->heading = sheet->ctx->nr_runs > 1 ? "Not in the runs" : "Not in the run";
	for (int i = 0; i < sheet->ctx->nr_runs; i++) {
		for (int s = 0; s < THREAD_SCENARIO_NR; s++)
			compare_missing(&missing, sheet->ctx->runs[i], &thread_scenario[s]);
	}
	for (int i = 0; i < sheet->ctx->nr_runs; i++) {
		char heading[96];

		snprintf(heading, sizeof(heading), "Notes on run %s", sheet->ctx->runs[i]->run);
		sheet->heading = sheet->ctx->nr_runs > 1 ? heading : "Notes";
		print_left_out(sheet, sheet->ctx->runs[i]);
		print_outvoted(sheet, sheet->ctx->runs[i]);
		words_notes(sheet->ctx->runs[i], print_sentence, sheet);
		sheet->heading = NULL;
	}
	print_rules(sheet);
	print_sources(sheet);
	return 0;
}

static int compare_write(struct report_ctx *ctx, FILE *out)
{
	struct sheet sheet = { .out = out,
			     .width = wrap_width(out, ctx->options->width),
			     .ctx = ctx };
	int ret = published_parse("data/published/thread.tsv", published_thread,
				  published_thread_nr, &sheet.published);

	if (ret)
		return ret;
	sheet.sources.row = calloc(sheet.published.nr_rows + 1, sizeof(*sheet.sources.row));
	ret = sheet.sources.row ? write_page(&sheet) : -ENOMEM;
	if (ret)
		pr_err("report compare: out of memory");
	free(sheet.sources.row);
	published_free(&sheet.published);
	return ret;
}

const struct report report_compare = {
	.name = "compare",
	.desc = "this machine beside the thread's published figures",
	.write = compare_write,
};
