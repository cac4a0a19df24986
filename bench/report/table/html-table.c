// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/html-table.h"

#include <errno.h>
#include <stdlib.h>

#include "analysis/summary.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/table/verdict-table.h"

void html_text(FILE *out, const char *text)
{
	for (; *text; text++) {
		switch (*text) {
		case '&':
			fputs("&amp;", out);
			break;
		case '<':
			fputs("&lt;", out);
			break;
		case '>':
			fputs("&gt;", out);
			break;
		case '"':
			fputs("&quot;", out);
			break;
		default:
			fputc(*text, out);
		}
	}
}

void html_element(FILE *out, const char *tag, const char *class_, const char *text)
{
	fprintf(out, "<%s", tag);
	if (class_)
		fprintf(out, " class=\"%s\"", class_);
	fputc('>', out);
	html_text(out, text);
	fprintf(out, "</%s>\n", tag);
}

/* Further ones are folded. */
#define OPEN_TABLES 4

static const char *row_class(const struct summary_row *row)
{
	if (row->is_null)
		return "null";
	if (row->is_fpu_only)
		return "fpu-only";
	return row->verdict == VERDICT_PREFER_COPY ? "prefer" : "";
}

/* Middle, then the interval in a cell of its own. */
static void put_estimate(FILE *out, struct number mid, struct number lo, struct number hi,
			 bool has_interval)
{
	fprintf(out, "<td>%s</td>", mid.text);
	if (has_interval)
		fprintf(out, "<td>%s..%s</td>", lo.text, hi.text);
	else
		fputs("<td>-</td>", out);
}

static void put_row(FILE *out, const struct summary_row *row)
{
	char word[128];

	fprintf(out, "<tr class=\"%s\"><td>", row_class(row));
	html_text(out, row->case_->copy);
	fputs("</td>", out);
	put_estimate(out, number_ns(row->ns.median), number_ns(row->ns.lo), number_ns(row->ns.hi),
		     row->ns.has_interval);
	fprintf(out, "<td>%s</td>", number_gb(row->gb_per_s).text);
	put_estimate(out, number_ratio(row->ratio.median), number_ratio(row->ratio.lo),
		     number_ratio(row->ratio.hi), row->ratio.has_interval && !row->is_reference);
	fprintf(out, "<td>%zu</td><td class=\"word\">", row->ns.nr_samples);
	html_text(out, verdict_word(row, word, sizeof(word)));
	fputs("</td></tr>\n", out);
}

static int put_group(FILE *out, const struct summary *summary, const struct summary_group *group,
		     bool open)
{
	const struct summary_row **rows = group_sorted(summary, group);
	char *title = words_group_title(summary, group);

	if (!rows || !title) {
		free(rows);
		free(title);
		return -ENOMEM;
	}
	fprintf(out, "<details%s>", open ? " open" : "");
	html_element(out, "summary", NULL, title);
	fputs("<div class=\"scroll\"><table class=\"sortable\">\n<thead><tr><th>copy</th><th>ns/page</th><th>95 %</th>"
	      "<th>GB/s</th><th>time/" SUMMARY_REFERENCE "</th><th>95 %</th><th>n</th>"
	      "<th class=\"word\">verdict</th></tr></thead>\n<tbody>\n",
	      out);
	for (size_t r = 0; r < group->nr_rows; r++)
		put_row(out, rows[r]);
	fputs("</tbody></table></div></details>\n", out);
	free(rows);
	free(title);
	return 0;
}

int html_tables(FILE *out, const struct summary *summary)
{
	char *common = words_common(summary), *legend = words_legend(summary);
	int ret = common && legend ? 0 : -ENOMEM;
	size_t nr = 0;

	for (size_t g = 0; g < summary->nr_groups && !ret; g++) {
		const struct summary_group *group = &summary->groups[g];

		if (!group_has_samples(summary, group))
			continue;
		if (!nr) {
			html_element(out, "h2", NULL, "All tables");
			html_element(out, "p", NULL, legend);
			html_element(out, "p", NULL, common);
		}
		ret = put_group(out, summary, group, nr++ < OPEN_TABLES);
	}
	free(legend);
	free(common);
	return ret;
}

int html_verdicts(FILE *out, const struct summary *summary)
{
	struct verdict_table table;
	int ret = verdict_table_fill(summary, &table);

	if (!ret && table.nr) {
		fputs("<div class=\"scroll\"><table class=\"verdicts\"><caption>", out);
		html_text(out, table.title);
		fputs("</caption>\n", out);
		for (size_t i = 0; i < table.nr; i++) {
			fputs("<tr><td>", out);
			html_text(out, table.line[i].memory);
			fprintf(out, "</td><td>%s</td><td>", table.line[i].ratio);
			html_text(out, table.line[i].verdict);
			fputs("</td></tr>\n", out);
		}
		fputs("</table></div>\n", out);
		if (*table.rest)
			html_element(out, "p", NULL, table.rest);
	}
	verdict_table_free(&table);
	return ret;
}
