// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * text: for a person at a terminal.  The verdict comes first, then the figures
 * behind it, then what limits them and where they come from.
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
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

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

static int print_verdicts(struct sheet *sheet, const struct summary *summary)
{
	const char *origin = words_origin(summary);

	if (origin) {
		fputs(sheet->style.colour ? "\033[31m" : "", sheet->out);
		wrap_print(sheet->out, sheet->style.width, "", 2, origin);
		fputs(sheet->style.colour ? "\033[0m" : "", sheet->out);
	}
	for (size_t g = 0; g < summary->nr_groups; g++) {
		if (group_is_thin(summary, &summary->groups[g]))
			continue;
		if (print_owned(sheet, words_group(summary, &summary->groups[g])))
			return -ENOMEM;
	}
	if (print_owned(sheet, words_thin(summary)))
		return -ENOMEM;
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

static int print_tables(struct sheet *sheet, const struct summary *summary)
{
	bool first = true, traffic = false;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		int ret;

		if (group->verdict == GROUP_UNMEASURED || group_is_thin(summary, group))
			continue;
		fputc('\n', sheet->out);
		if (first && print_owned(sheet, words_common(summary)))
			return -ENOMEM;
		fputs(first ? "\n" : "", sheet->out);
		first = false;
		if (print_owned(sheet, words_group_title(summary, group)))
			return -ENOMEM;
		ret = text_table(sheet->out, summary, group, &sheet->style);
		if (ret)
			return ret;
		print_harness(sheet, summary, group);
		if (traffic_measured(summary, group)) {
			fprintf(sheet->out,
				"Traffic: DRAM bytes per byte stored, predicted and measured\n");
			traffic_table(sheet->out, summary, group, sheet->style.width);
		} else {
			print_model(sheet, summary, group);
		}
		traffic |= traffic_known(summary, group);
	}
	if (traffic)
		traffic_unmeasured(sheet->out, summary, sheet->style.width);
	traffic_not_predicted(sheet->out, summary, sheet->style.width);
	return 0;
}

static void print_provenance(struct sheet *sheet, const struct summary *summary)
{
	struct provenance fact[PROVENANCE_MAX];
	size_t nr = provenance_list(summary, fact);
	char first[32];

	fprintf(sheet->out, "\nWhere this comes from\n");
	for (size_t i = 0; i < nr; i++) {
		snprintf(first, sizeof(first), "  %-11s", fact[i].label);
		wrap_print(sheet->out, sheet->style.width, first, 13, fact[i].value);
	}
}

static int print_run(struct sheet *sheet, const struct summary *summary)
{
	int ret = print_verdicts(sheet, summary);

	if (!ret)
		ret = print_tables(sheet, summary);
	if (ret)
		return ret;
	sheet->heading = "Not measured";
	words_skips(summary, print_sentence, sheet);
	sheet->heading = "Notes";
	words_notes(summary, print_sentence, sheet);
	sheet->heading = NULL;
	print_provenance(sheet, summary);
	return 0;
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

		if (ctx->nr_runs > 1)
			fprintf(out, "%srun %s\n\n", i ? "\n\n" : "", ctx->runs[i]->run);
		ret = print_run(&sheet, ctx->runs[i]);
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
