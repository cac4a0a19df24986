// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text: for a person at a terminal.  The verdicts come first, then the figures
 * behind them, then what limits them and where they come from.  A screen of it,
 * unless all is asked for.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/provenance.h"
#include "report/report.h"
#include "report/table/text-table.h"
#include "report/table/traffic-table.h"
#include "report/table/verdict-table.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

/* What a terminal shows without scrolling, with a line for the prompt. */
#define TEXT_LINES 60

struct sheet {
	FILE *out;
	struct text_style style;
	const char *heading; /* printed before the first sentence of a section */
};

static bool find_colour(FILE *out)
{
	const char *term = getenv("TERM"), *no_color = getenv("NO_COLOR");

	return fileno(out) >= 0 && isatty(fileno(out)) && term && strcmp(term, "dumb") &&
	       (!no_color || !*no_color);
}

static void print_sentence(void *arg, const char *sentence)
{
	struct sheet *sheet = arg;

	if (sheet->heading) {
		fprintf(sheet->out, "\n%s\n", sheet->heading);
		sheet->heading = NULL;
	}
	wrap_print(sheet->out, sheet->style.width, "  ", 4, sentence);
}

static void print_caveat(void *arg, const char *sentence)
{
	struct sheet *sheet = arg;

	wrap_print(sheet->out, sheet->style.width, "", 2, sentence);
}

/* Prints and frees; nothing for an empty sentence. */
static int print_owned(struct sheet *sheet, char *sentence)
{
	if (!sentence)
		return -ENOMEM;
	if (*sentence)
		wrap_print(sheet->out, sheet->style.width, "", 2, sentence);
	free(sentence);
	return 0;
}

static int print_answer(struct sheet *sheet, const struct summary *summary)
{
	const char *origin = words_origin(summary);

	if (origin) {
		fputs(sheet->style.colour ? "\033[31m" : "", sheet->out);
		wrap_print(sheet->out, sheet->style.width, "", 2, origin);
		fputs(sheet->style.colour ? "\033[0m" : "", sheet->out);
	}
	if (verdict_table_write(sheet->out, summary, sheet->style.width) ||
	    print_owned(sheet, words_thin(summary)))
		return -ENOMEM;
	words_ordinary(summary, print_caveat, sheet);
	words_caveats(summary, print_caveat, sheet);
	sheet->heading = "Undecided";
	words_wanting(summary, print_sentence, sheet);
	sheet->heading = NULL;
	return 0;
}

static void print_harness(struct sheet *sheet, const struct summary *summary,
			  const struct summary_group *group)
{
	char text[256];

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!row->is_null || !row->ns.nr_samples)
			continue;
		snprintf(
			text, sizeof(text),
			"%s stores nothing: %s ns/page of every figure above are the harness itself.",
			row->case_->copy, number_ns(row->ns.median).text);
		wrap_print(sheet->out, sheet->style.width, "", 2, text);
	}
}

static void print_model(struct sheet *sheet, const struct summary *summary,
			const struct summary_group *group)
{
	char *sentence = words_model(summary, group);

	if (sentence)
		wrap_print(sheet->out, sheet->style.width, "", 2, sentence);
	free(sentence);
}

/* What is told of one group: its verdict, its figures, and what limits them. */
static int print_group(struct sheet *sheet, const struct summary *summary,
		       const struct summary_group *group)
{
	int ret;

	fputc('\n', sheet->out);
	if (print_owned(sheet, words_group(summary, group)))
		return -ENOMEM;
	if (group->verdict == GROUP_UNMEASURED)
		return 0;
	ret = text_table(sheet->out, summary, group, &sheet->style);
	if (ret)
		return ret;
	print_harness(sheet, summary, group);
	if (traffic_measured(summary, group)) {
		fprintf(sheet->out, "Traffic: DRAM bytes per byte stored, predicted and measured\n");
		traffic_table(sheet->out, summary, group, sheet->style.width);
	} else {
		print_model(sheet, summary, group);
	}
	return 0;
}

static int print_groups(struct sheet *sheet, const struct summary *summary)
{
	bool traffic = false;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		int ret;

		if (group_is_thin(summary, group))
			continue;
		ret = print_group(sheet, summary, group);
		if (ret)
			return ret;
		traffic |= traffic_known(summary, group);
	}
	if (traffic)
		traffic_unmeasured(sheet->out, summary, sheet->style.width);
	traffic_not_predicted(sheet->out, summary, sheet->style.width);
	return 0;
}

static int print_common(struct sheet *sheet, const struct summary *summary)
{
	fputc('\n', sheet->out);
	return print_owned(sheet, words_common(summary));
}

static int print_provenance(struct sheet *sheet, const struct summary *summary)
{
	struct provenance fact[PROVENANCE_MAX];
	size_t nr = provenance_list(summary, fact);
	char first[32];

	fprintf(sheet->out, "\nWhere this comes from\n");
	for (size_t i = 0; i < nr; i++) {
		snprintf(first, sizeof(first), "  %-11s", fact[i].label);
		wrap_print(sheet->out, sheet->style.width, first, 13, fact[i].value);
	}
	return 0;
}

static int print_main_group(struct sheet *sheet, const struct summary *summary)
{
	struct verdict_table table;
	int ret = verdict_table_fill(summary, &table);

	if (!ret && table.nr && table.line[0].row)
		ret = print_group(sheet, summary, table.line[0].group);
	verdict_table_free(&table);
	return ret;
}

static int print_skips(struct sheet *sheet, const struct summary *summary)
{
	sheet->heading = "Not measured";
	words_skips(summary, print_sentence, sheet);
	sheet->heading = NULL;
	return 0;
}

static int print_notes(struct sheet *sheet, const struct summary *summary)
{
	sheet->heading = "Notes";
	words_notes(summary, print_sentence, sheet);
	sheet->heading = NULL;
	return 0;
}

static int print_more(struct sheet *sheet, const struct summary *summary)
{
	fputs("\nAll tables and notes: pagestream report text --all FILE\n", sheet->out);
	return 0;
}

/*
 * @must: belongs into the screen; else it does where there is room, those above first
 * @all:  is in the whole report, and @brief in the screen
 */
static const struct section {
	int (*print)(struct sheet *sheet, const struct summary *summary);
	bool must;
	bool all;
	bool brief;
} sections[] = {
	{ print_answer, .must = true, .all = true, .brief = true },
	{ print_common, .must = true, .all = true, .brief = true },
	{ print_main_group, .brief = true },
	{ print_groups, .all = true },
	{ print_skips, .all = true, .brief = true },
	{ print_notes, .all = true, .brief = true },
	{ print_provenance, .must = true, .all = true, .brief = true },
	{ print_more, .must = true, .brief = true },
};

#define NR_SECTIONS (sizeof(sections) / sizeof(sections[0]))

/* Each section to a text of its own, so that what fits a screen can be chosen. */
static int write_sections(struct sheet *sheet, const struct summary *summary, bool all,
			  char *text[NR_SECTIONS])
{
	FILE *out = sheet->out;
	int ret = 0;

	for (size_t i = 0; i < NR_SECTIONS && !ret; i++) {
		size_t size;

		if (!(all ? sections[i].all : sections[i].brief))
			continue;
		sheet->out = open_memstream(&text[i], &size);
		if (!sheet->out) {
			ret = -ENOMEM;
			break;
		}
		ret = sections[i].print(sheet, summary);
		if (fclose(sheet->out) && !ret)
			ret = -ENOMEM;
	}
	sheet->out = out;
	return ret;
}

static int print_run(struct sheet *sheet, const struct summary *summary, bool all)
{
	char *text[NR_SECTIONS] = { NULL };
	size_t room = TEXT_LINES;
	int ret = write_sections(sheet, summary, all, text);

	for (size_t i = 0; i < NR_SECTIONS && !ret; i++)
		if (text[i] && sections[i].must)
			room -= wrap_lines(text[i]) < room ? wrap_lines(text[i]) : room;
	for (size_t i = 0; i < NR_SECTIONS && !ret; i++) {
		const size_t nr = text[i] ? wrap_lines(text[i]) : 0;

		if (!nr || (!all && !sections[i].must && nr > room))
			continue;
		fputs(text[i], sheet->out);
		if (!all && !sections[i].must)
			room -= nr;
	}
	for (size_t i = 0; i < NR_SECTIONS; i++)
		free(text[i]);
	return ret;
}

/* One number per line, in the order of the verdict table; "-" where there is none. */
static int print_simple(FILE *out, const struct summary *summary)
{
	struct verdict_table table;
	int ret = verdict_table_fill(summary, &table);

	for (size_t i = 0; i < table.nr && !ret; i++)
		fprintf(out, "%s\n", table.line[i].row ?
				      number_ratio(table.line[i].row->ratio.median).text : "-");
	verdict_table_free(&table);
	return ret;
}

static int text_write(struct report_ctx *ctx, FILE *out)
{
	struct sheet sheet = {
		.out = out,
		.style = { .width = wrap_width(out, ctx->options->width),
			   .colour = find_colour(out) },
	};

	for (int i = 0; i < ctx->nr_runs; i++) {
		int ret;

		if (ctx->nr_runs > 1 && !ctx->options->simple)
			fprintf(out, "%srun %s\n\n", i ? "\n\n" : "", ctx->runs[i]->run);
		ret = ctx->options->simple ? print_simple(out, ctx->runs[i]) :
		      print_run(&sheet, ctx->runs[i], ctx->options->all);
		if (ret) {
			pr_err("report text: out of memory");
			return ret;
		}
	}
	return 0;
}

const struct report report_text = {
	.name = "text",
	.desc = "verdicts, tables and provenance for a person",
	.write = text_write,
};
