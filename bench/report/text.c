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

#include "message.h"
#include "report/analysis.h"
#include "report/group.h"
#include "report/number.h"
#include "report/provenance.h"
#include "report/report.h"
#include "report/text-table.h"
#include "report/traffic-table.h"
#include "report/words.h"
#include "report/wrap.h"

struct page {
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
	struct page *page = arg;

	if (page->heading) {
		fprintf(page->out, "\n%s\n", page->heading);
		page->heading = NULL;
	}
	wrap_print(page->out, page->style.width, "  ", 4, sentence);
}

static void print_caveat(void *arg, const char *sentence)
{
	struct page *page = arg;

	wrap_print(page->out, page->style.width, "", 2, sentence);
}

/* Prints and frees; nothing for an empty sentence. */
static int print_owned(struct page *page, char *sentence)
{
	if (!sentence)
		return -ENOMEM;
	if (*sentence)
		wrap_print(page->out, page->style.width, "", 2, sentence);
	free(sentence);
	return 0;
}

static int print_verdicts(struct page *page, const struct summary *summary)
{
	const char *origin = words_origin(summary);

	if (origin) {
		fputs(page->style.colour ? "\033[31m" : "", page->out);
		wrap_print(page->out, page->style.width, "", 2, origin);
		fputs(page->style.colour ? "\033[0m" : "", page->out);
	}
	for (size_t g = 0; g < summary->nr_groups; g++) {
		if (group_is_thin(summary, &summary->groups[g]))
			continue;
		if (print_owned(page, words_group(summary, &summary->groups[g])))
			return -ENOMEM;
	}
	if (print_owned(page, words_thin(summary)))
		return -ENOMEM;
	words_caveats(summary, print_caveat, page);
	page->heading = "Undecided";
	words_wanting(summary, print_sentence, page);
	page->heading = NULL;
	return 0;
}

static void print_harness(struct page *page, const struct summary *summary,
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
		wrap_print(page->out, page->style.width, "", 2, text);
	}
}

static void print_model(struct page *page, const struct summary *summary,
			const struct summary_group *group)
{
	char *sentence = words_model(summary, group);

	if (sentence)
		wrap_print(page->out, page->style.width, "", 2, sentence);
	free(sentence);
}

static int print_tables(struct page *page, const struct summary *summary)
{
	bool first = true, traffic = false;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		int ret;

		if (group->verdict == GROUP_UNMEASURED || group_is_thin(summary, group))
			continue;
		fputc('\n', page->out);
		if (first && print_owned(page, words_common(summary)))
			return -ENOMEM;
		fputs(first ? "\n" : "", page->out);
		first = false;
		if (print_owned(page, words_group_title(summary, group)))
			return -ENOMEM;
		ret = text_table(page->out, summary, group, &page->style);
		if (ret)
			return ret;
		print_harness(page, summary, group);
		if (traffic_measured(summary, group)) {
			fprintf(page->out,
				"Traffic: DRAM bytes per byte stored, predicted and measured\n");
			traffic_table(page->out, summary, group, page->style.width);
		} else {
			print_model(page, summary, group);
		}
		traffic |= traffic_known(summary, group);
	}
	if (traffic)
		traffic_unmeasured(page->out, summary, page->style.width);
	traffic_not_predicted(page->out, summary, page->style.width);
	return 0;
}

static void print_provenance(struct page *page, const struct summary *summary)
{
	struct provenance fact[PROVENANCE_MAX];
	size_t nr = provenance_list(summary, fact);
	char first[32];

	fprintf(page->out, "\nWhere this comes from\n");
	for (size_t i = 0; i < nr; i++) {
		snprintf(first, sizeof(first), "  %-11s", fact[i].label);
		wrap_print(page->out, page->style.width, first, 13, fact[i].value);
	}
}

static int print_run(struct page *page, const struct summary *summary)
{
	int ret = print_verdicts(page, summary);

	if (!ret)
		ret = print_tables(page, summary);
	if (ret)
		return ret;
	page->heading = "Not measured";
	words_skips(summary, print_sentence, page);
	page->heading = "Notes";
	words_notes(summary, print_sentence, page);
	page->heading = NULL;
	print_provenance(page, summary);
	return 0;
}

static int text_write(struct report_ctx *ctx, FILE *out)
{
	struct page page = {
		.out = out,
		.style = { .width = wrap_width(out, ctx->options->width),
			   .colour = find_colour(out) },
	};

	for (int i = 0; i < ctx->nr_runs; i++) {
		int ret;

		if (ctx->nr_runs > 1)
			fprintf(out, "%srun %s\n\n", i ? "\n\n" : "", ctx->runs[i]->run);
		ret = print_run(&page, ctx->runs[i]);
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
