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
#include "report/number.h"
#include "report/report.h"
#include "report/text-table.h"
#include "report/words.h"
#include "report/wrap.h"

struct page {
	FILE *out;
	int width;
	bool colour;
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
	wrap_print(page->out, page->width, "  ", 4, sentence);
}

static void print_caveat(void *arg, const char *sentence)
{
	struct page *page = arg;

	wrap_print(page->out, page->width, "", 2, sentence);
}

static int print_verdicts(struct page *page, const struct summary *summary)
{
	const char *origin = words_origin(summary);

	if (origin) {
		fputs(page->colour ? "\033[31m" : "", page->out);
		wrap_print(page->out, page->width, "", 2, origin);
		fputs(page->colour ? "\033[0m" : "", page->out);
	}
	for (size_t g = 0; g < summary->nr_groups; g++) {
		char *sentence = words_group(summary, &summary->groups[g]);

		if (!sentence)
			return -ENOMEM;
		wrap_print(page->out, page->width, "", 2, sentence);
		free(sentence);
	}
	words_caveats(summary, print_caveat, page);
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
		wrap_print(page->out, page->width, "", 2, text);
	}
}

static int print_tables(struct page *page, const struct summary *summary)
{
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		char *title;
		int ret;

		if (group->verdict == GROUP_UNMEASURED)
			continue;
		title = words_group_title(summary, group);
		if (!title)
			return -ENOMEM;
		fputc('\n', page->out);
		wrap_print(page->out, page->width, "", 2, title);
		free(title);
		ret = text_table(page->out, summary, group, page->width, page->colour);
		if (ret)
			return ret;
		print_harness(page, summary, group);
	}
	return 0;
}

/* clang-format off */
static const struct {
	const char *label;
	const char *key;
} provenance[] = {
	{ "CPU",	"cpu" },
	{ "platform",	"platform" },
	{ "microcode",	"microcode" },
	{ "hypervisor",	"hypervisor" },
	{ "kernel",	"kernel" },
	{ "command",	"command" },
	{ "version",	"version" },
	{ "run",	"run" },
	{ "date",	"date" },
};
/* clang-format on */

static void print_provenance(struct page *page, const struct summary *summary)
{
	const struct run_file *file = summary->file;
	const char *slash = strrchr(file->name, '/');
	char first[32], text[160];

	fprintf(page->out, "\nWhere this comes from\n");
	for (size_t i = 0; i < sizeof(provenance) / sizeof(provenance[0]); i++) {
		const char *value = run_file_fact(file, provenance[i].key);

		snprintf(first, sizeof(first), "  %-11s", provenance[i].label);
		wrap_print(page->out, page->width, first, 13,
			   value && *value ? value : "absent: not in the file");
	}
	/* The folder may name a user, and people mail this. */
	snprintf(text, sizeof(text), "%.80s, %zu row%s, %zu case%s",
		 !strcmp(file->name, "-") ? "standard input" :
		 slash			  ? slash + 1 :
					    file->name,
		 file->nr_rows, file->nr_rows == 1 ? "" : "s", file->nr_cases,
		 file->nr_cases == 1 ? "" : "s");
	snprintf(first, sizeof(first), "  %-11s", "file");
	wrap_print(page->out, page->width, first, 13, text);
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
		.width = wrap_width(out, ctx->options->width),
		.colour = find_colour(out),
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
