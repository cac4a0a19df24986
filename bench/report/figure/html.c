// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/figure/html.h"

#include <errno.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/figure/folder.h"
#include "analysis/group.h"
#include "report/table/html-table.h"
#include "report/prose/number.h"
#include "report/prose/provenance.h"
#include "report/prose/context.h"
#include "report/prose/words.h"

#define PAGE "index.html"

static const char head[] =
	"<!DOCTYPE html>\n"
	"<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
	"<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
	"<style>\n"
	"body { font: 15px/1.5 'DejaVu Sans', Arial, sans-serif; color: #111; background: #fff;\n"
	"  max-width: 62em; margin: 2em auto; padding: 0 1em; }\n"
	"pre { font-size: 0.85em; } summary { font-weight: bold; margin-top: 0.6em; cursor: pointer; }\n"
	"h1 { font-size: 1.5em; } h2 { font-size: 1.2em; margin-top: 2em; } h3 { font-size: 1em; }\n"
	/* Not narrower than can be read; what is beyond the window can be scrolled to. */
	"img { box-sizing: border-box; width: 100%; min-width: 46em; border: 1px solid #ccc; }\n"
	"table { border-collapse: collapse; font-variant-numeric: tabular-nums; font-size: 0.9em; }\n"
	"th, td { padding: 0.15em 0.8em 0.15em 0; text-align: right; white-space: nowrap; }\n"
	"th { border-bottom: 1px solid #111; } th:first-child, td:first-child, .word { text-align: left; }\n"
	"tr.prefer { font-weight: bold; } tr.fpu-only, tr.null { color: #555; }\n"
	".facts td { text-align: left; white-space: normal; vertical-align: top; }\n"
	".verdicts { font-size: 1em; } .verdicts td { text-align: left; white-space: normal; }\n"
	"caption { text-align: left; font-weight: bold; padding-bottom: 0.3em; }\n"
	".origin { color: #555; } .scroll { overflow-x: auto; } .shout { font-weight: bold; color: #b00; }\n"
	"@media (max-width: 42em) { table { font-size: 0.72em; }\n"
	"  th, td { padding-right: 0.5em; } .facts { font-size: 0.9em; }\n"
	"  .verdicts { font-size: 0.85em; }\n"
	"  .scroll:has(img)::before { content: 'wider than this window: scroll'; color: #888; } }\n"
	/* Pictures are drawn on white, and stay so. */
	"@media (prefers-color-scheme: dark) { body { color: #ddd; background: #181818; }\n"
	"  th { border-color: #ddd; } img { background: #fff; } .shout { color: #f77; }\n"
	"  tr.fpu-only, tr.null, .origin { color: #999; } a { color: #8bf; } }\n"
	"@media print { body { max-width: none; margin: 0; color: #000; background: #fff; }\n"
	"  img { min-width: 0; } h2 { break-after: avoid; } table { break-inside: avoid; }\n"
	"  nav, .files { display: none; } .scroll { overflow: visible; } }\n"
	".picture { margin-top: 2em; break-inside: avoid; }\n"
	"nav a, .files a { margin-right: 0.8em; } .files { font-size: 0.85em; margin-top: 0.2em; }\n"
	".sortable th { cursor: pointer; }\n"
	"</style>\n";

/* A click on a column's head sorts by it, another one the other way round. */
static const char script[] =
	"<script>\n"
	"'use strict';\n"
	"document.querySelectorAll('.sortable').forEach(table => {\n"
	"  const rows = () => Array.from(table.tBodies[0].rows);\n"
	"  const key = (row, column) => {\n"
	"    const text = row.cells[column].textContent, number = parseFloat(text);\n"
	"    return isNaN(number) ? text : number;\n"
	"  };\n"
	"  Array.from(table.tHead.rows[0].cells).forEach((head, column) => {\n"
	"    let sign = -1;\n"
	"    head.addEventListener('click', () => {\n"
	"      sign = -sign;\n"
	"      rows().sort((a, b) => {\n"
	"        const x = key(a, column), y = key(b, column);\n"
	"        if (typeof x !== typeof y)\n"
	"          return typeof x === 'number' ? -1 : 1;\n"
	"        return sign * (x < y ? -1 : x > y ? 1 : 0);\n"
	"      }).forEach(row => table.tBodies[0].appendChild(row));\n"
	"    });\n"
	"  });\n"
	"});\n"
	"</script>\n";

static void put_base64(FILE *out, const char *text, size_t size)
{
	static const char digit[] =
		"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
	const unsigned char *from = (const unsigned char *)text;

	for (size_t i = 0; i < size; i += 3) {
		uint32_t bits = (uint32_t)from[i] << 16;

		bits |= i + 1 < size ? (uint32_t)from[i + 1] << 8 : 0;
		bits |= i + 2 < size ? from[i + 2] : 0;
		fputc(digit[bits >> 18], out);
		fputc(digit[bits >> 12 & 63], out);
		fputc(i + 1 < size ? digit[bits >> 6 & 63] : '=', out);
		fputc(i + 2 < size ? digit[bits & 63] : '=', out);
	}
}

static void put_paragraph(void *arg, const char *sentence)
{
	html_element(arg, "p", NULL, sentence);
}

static void put_item(void *arg, const char *sentence)
{
	html_element(arg, "li", NULL, sentence);
}

void html_stem(const struct html_run *run, const struct figure *figure, char *stem, size_t size)
{
	if (run->number)
		snprintf(stem, size, "%s-%d", figure->name, run->number);
	else
		snprintf(stem, size, "%s", figure->name);
}

/* As an image and not in place: names within two pictures would collide. */
static int put_figure(FILE *out, const struct figure *figure, const struct html_figure *shown,
		      const char *folder)
{
	static const char *const forms[][2] = {
		{ "svg", "SVG" }, { "png", "PNG" }, { "txt", "text" }, { "data", "data" },
		{ "gp", "gnuplot" },
	};
	char name[64], *text;
	size_t size;

	if (!shown->drawn) {
		html_element(out, "h2", NULL, figure->title);
		put_paragraph(out, shown->frame.nothing);
		return 0;
	}
	snprintf(name, sizeof(name), "%s.svg", shown->stem);
	text = folder_text(folder, name, &size);
	if (!text)
		return -EIO;
	/* The picture has its title in it. */
	fprintf(out, "<div class=\"scroll picture\" id=\"%s\"><img alt=\"", shown->stem);
	html_text(out, figure->title);
	fputs(". ", out);
	html_text(out, shown->frame.caption);
	fputs("\" src=\"data:image/svg+xml;base64,", out);
	put_base64(out, text, size);
	fputs("\"></div>\n", out);
	free(text);
	fputs("<p class=\"files\">", out);
	for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++)
		fprintf(out, "<a href=\"%s.%s\">%s</a> ", shown->stem, forms[i][0], forms[i][1]);
	fputs("</p>\n", out);
	return 0;
}

static int put_answer(FILE *out, const struct summary *summary)
{
	const char *origin = words_origin(summary);
	char *series = words_series(summary);

	if (!series)
		return -ENOMEM;
	if (origin)
		html_element(out, "p", "shout", origin);
	if (html_verdicts(out, summary)) {
		free(series);
		return -ENOMEM;
	}
	words_ordinary(summary, put_paragraph, out);
	words_caveats(summary, put_paragraph, out);
	if (*series)
		put_paragraph(out, series);
	free(series);
	return 0;
}

static void put_list(FILE *out, const char *title, const struct summary *summary,
		     void (*words)(const struct summary *summary,
				   void (*emit)(void *arg, const char *sentence), void *arg))
{
	char *items = NULL;
	size_t size;
	FILE *list = open_memstream(&items, &size);

	if (!list)
		return;
	words(summary, put_item, list);
	fclose(list);
	if (size) {
		html_element(out, "h2", NULL, title);
		fprintf(out, "<ul>\n%s</ul>\n", items);
	}
	free(items);
}

static void put_fact(FILE *out, const char *label, const char *value)
{
	fputs("<tr><td>", out);
	html_text(out, label);
	fputs("</td><td>", out);
	html_text(out, value);
	fputs("</td></tr>\n", out);
}

static void put_provenance(FILE *out, const struct summary *summary)
{
	const struct run_file *file = summary->file;
	struct provenance fact[PROVENANCE_MAX];
	size_t nr = provenance_list(summary, fact);

	html_element(out, "h2", NULL, "Where this comes from");
	fputs("<table class=\"facts\">\n", out);
	for (size_t i = 0; i < nr; i++)
		put_fact(out, fact[i].label, fact[i].value);
	if (run_file_fact(file, "cpu-brand"))
		put_fact(out, "sold as", run_file_fact(file, "cpu-brand"));
	fputs("</table>\n<details><summary>Every fact of the run file</summary>\n"
	      "<table class=\"facts\">\n",
	      out);
	for (size_t i = 0; i < file->nr_facts; i++)
		put_fact(out, file->facts[i].key, file->facts[i].value);
	fputs("</table></details>\n", out);
}

static void put_pre(FILE *out, const char *text)
{
	fputs("<div class=\"scroll\">", out);
	html_element(out, "pre", NULL, text);
	fputs("</div>\n", out);
}

bool html_is_of_all(const struct html_page *page, const struct figure *figure)
{
	return page->nr_runs > 1 && figure->write_all;
}

/* Where the rest of a run's part is. */
static void put_contents(FILE *out, const struct html_run *run)
{
	fputs("<nav>", out);
	for (size_t f = 0; figure_table[f]; f++)
		if (run->figure[f].drawn)
			fprintf(out, "<a href=\"#%s\">%s</a> ", run->figure[f].stem,
				figure_table[f]->name);
	fprintf(out, "<a href=\"#tables-%d\">all tables</a> <a href=\"#origin-%d\">origin</a></nav>\n",
		run->number, run->number);
}

static int put_run(FILE *out, const struct html_page *page, const struct html_run *run,
		   const char *folder)
{
	const struct summary *summary = run->summary;
	int ret;

	if (run->number) {
		fprintf(out, "<hr>\n<h1 id=\"run-%d\">run ", run->number);
		html_text(out, summary->run);
		fputs("</h1>\n", out);
	}
	/* The caption of any picture. */
	html_element(out, "p", "origin", run->figure[0].frame.origin);
	ret = put_answer(out, summary);
	put_contents(out, run);
	if (run->text) {
		html_element(out, "h2", NULL, run->report);
		put_pre(out, run->text);
	}
	for (size_t f = 0; figure_table[f] && !ret; f++)
		if (!html_is_of_all(page, figure_table[f]))
			ret = put_figure(out, figure_table[f], &run->figure[f], folder);
	fprintf(out, "<div id=\"tables-%d\"></div>\n", run->number);
	if (!ret)
		ret = html_tables(out, summary);
	if (ret)
		return ret;
	put_list(out, "Not measured", summary, words_skips);
	put_list(out, "Notes", summary, words_notes);
	put_list(out, "What this cannot tell", summary, words_limits);
	fprintf(out, "<div id=\"origin-%d\"></div>\n", run->number);
	put_provenance(out, summary);
	return 0;
}

/* What a row of tabs or a list of bookmarks shows. */
static void put_title(FILE *out, const struct html_page *page)
{
	const struct run_file *file = page->runs[0].summary->file;
	const char *platform = run_file_fact(file, "platform"), *plan = run_file_fact(file, "plan");

	fputs("<title>", out);
	html_text(out, platform ? platform : "pagestream");
	if (plan) {
		fputs(", ", out);
		html_text(out, plan);
	}
	if (page->nr_runs > 1)
		fprintf(out, " and %d more", page->nr_runs - 1);
	fputs(": pagestream</title>\n</head>\n<body>\n", out);
}

/* The machines side by side, where each of their runs is, and what is drawn of all. */
static int put_machines(FILE *out, const struct html_page *page, const char *folder)
{
	int ret = 0;

	put_pre(out, page->machines);
	fputs("<ul>\n", out);
	for (int i = 0; i < page->nr_runs; i++) {
		fprintf(out, "<li><a href=\"#run-%d\">run ", page->runs[i].number);
		html_text(out, page->runs[i].summary->run);
		fputs("</a>: ", out);
		html_text(out, page->runs[i].figure[0].frame.origin);
		fputs("</li>\n", out);
	}
	fputs("</ul>\n", out);
	for (size_t f = 0; figure_table[f] && !ret; f++)
		if (html_is_of_all(page, figure_table[f]))
			ret = put_figure(out, figure_table[f], &page->all[f], folder);
	return ret;
}

int html_write(const struct html_page *page, const char *folder)
{
	FILE *out = folder_open(folder, PAGE, "w");
	int ret = 0, closed;

	if (!out)
		return -EIO;
	fputs(head, out);
	put_title(out, page);
	fprintf(out, "<h1>Which copy writes struct page fastest %s</h1>\n",
		page->machines ? "on these machines" : "here");
	if (page->machines)
		ret = put_machines(out, page, folder);
	for (int i = 0; i < page->nr_runs && !ret; i++)
		ret = put_run(out, page, &page->runs[i], folder);
	fputs(script, out);
	fputs("</body>\n</html>\n", out);
	closed = folder_close(out, PAGE);
	if (ret == -ENOMEM)
		pr_err("report plot: out of memory");
	return ret ? ret : closed;
}
