// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * plot: every picture in three forms and a page that shows them, in a folder
 * of their own.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/figure/figure.h"
#include "report/figure/folder.h"
#include "report/figure/gnuplot.h"
#include "report/figure/html.h"
#include "report/report.h"

#define SCRIPT "all.gp"

/* The list of reports, which has this one, would close a circle. */
extern const struct report report_compare, report_machines, report_overview, report_tuning,
	report_why;

static int draw_figure(const struct figure *figure, const struct summary *const *runs,
		       int nr_runs, const char *folder, struct html_figure *shown, FILE *script)
{
	int ret;

	shown->frame.max_groups = FIGURE_GROUPS_MAX;
	ret = figure_data(figure, runs, nr_runs, folder, shown->stem, &shown->frame);
	if (ret)
		return ret == -ENODATA ? 0 : ret;
	shown->drawn = true;
	figure_script(figure, script, shown->stem, FIGURE_SVG | FIGURE_PNG | FIGURE_DUMB);
	return 0;
}

static int draw_run(const struct html_page *page, struct html_run *run, const char *folder,
		    FILE *script)
{
	int ret = 0;

	for (size_t f = 0; figure_table[f] && !ret; f++) {
		struct html_figure *shown = &run->figure[f];

		if (html_is_of_all(page, figure_table[f]))
			continue;
		html_stem(run, figure_table[f], shown->stem, sizeof(shown->stem));
		ret = draw_figure(figure_table[f], &run->summary, 1, folder, shown, script);
	}
	return ret;
}

static int draw_of_all(const struct report_ctx *ctx, struct html_page *page, const char *folder,
		       FILE *script)
{
	int ret = 0;

	for (size_t f = 0; figure_table[f] && !ret; f++) {
		struct html_figure *shown = &page->all[f];

		if (!html_is_of_all(page, figure_table[f]))
			continue;
		snprintf(shown->stem, sizeof(shown->stem), "%s", figure_table[f]->name);
		ret = draw_figure(figure_table[f], (const struct summary *const *)ctx->runs,
				  ctx->nr_runs, folder, shown, script);
	}
	return ret;
}

static int tidy(const struct html_figure *figures, const char *folder)
{
	int ret = 0;

	for (size_t f = 0; figure_table[f] && !ret; f++) {
		if (figures[f].drawn)
			ret = figure_tidy(folder, figures[f].stem, &figures[f].frame);
	}
	return ret;
}

static int draw_all(const struct report_ctx *ctx, struct html_page *page, const char *folder)
{
	FILE *script = folder_open(folder, SCRIPT, "w");
	int ret = script ? figure_files(folder) : -EIO, closed;

	if (!script)
		return ret;
	fputs("# All pictures once more: gnuplot " SCRIPT "\n", script);
	if (!ret)
		ret = draw_of_all(ctx, page, folder, script);
	for (int i = 0; i < page->nr_runs && !ret; i++)
		ret = draw_run(page, &page->runs[i], folder, script);
	closed = folder_close(script, SCRIPT);
	if (!ret && !closed)
		ret = gnuplot_run(folder, SCRIPT) ?: tidy(page->all, folder);
	for (int i = 0; i < page->nr_runs && !ret && !closed; i++)
		ret = tidy(page->runs[i].figure, folder);
	if (ret == -ENOENT)
		pr_err("report plot: gnuplot is not here; install it (Debian: gnuplot-nox, else: gnuplot)");
	return ret ? ret : closed;
}

/* Without -o: after the first run file, in the current folder. */
static char *folder_name(const struct report_ctx *ctx)
{
	const char *name = ctx->runs[0]->file->name, *slash = strrchr(name, '/'), *dot;
	char *folder = NULL;

	if (ctx->options->output && !strcmp(ctx->options->output, "-")) {
		pr_err("report plot: a folder does not go to standard output; name a new one with -o");
		return NULL;
	}
	if (ctx->options->output)
		return strdup(ctx->options->output);
	if (!strcmp(name, "-")) {
		pr_err("report plot: standard input has no name; name a new folder with -o");
		return NULL;
	}
	name = slash ? slash + 1 : name;
	dot = strrchr(name, '.');
	if (asprintf(&folder, "%.*s-plots",
		     (int)(dot && dot > name ? dot - name : (long)strlen(name)), name) < 0)
		return NULL;
	return folder;
}

static void tell_figures(FILE *out, const struct html_figure *figures)
{
	for (size_t f = 0; figure_table[f]; f++)
		if (*figures[f].stem)
			fprintf(out, "%-10s %s\n", figures[f].stem,
				figures[f].drawn ? figure_table[f]->title :
						   figures[f].frame.nothing);
}

static int write_folder(const struct report_ctx *ctx, struct html_page *page, const char *path,
			FILE *out)
{
	char *temp;
	int ret = folder_begin(path, &temp);

	if (ret)
		return ret;
	ret = draw_all(ctx, page, temp) ?: html_write(page, temp) ?: folder_finish(temp, path);
	if (ret) {
		folder_remove(temp);
	} else {
		tell_figures(out, page->all);
		for (int i = 0; i < page->nr_runs; i++)
			tell_figures(out, page->runs[i].figure);
		fprintf(out, "Pictures and tables: %s/index.html\n", path);
	}
	free(temp);
	return ret;
}

/* The report of a run's plan, where it has one of its own. */
static int answer_plan(const struct report_ctx *ctx, struct html_run *run)
{
	static const struct {
		const char *plan;
		const struct report *report;
	} answers[] = {
		{ "sizes", &report_overview },
		{ "thread", &report_compare },
		{ "verify", &report_tuning },
		{ "why", &report_why },
	};
	const char *plan = run_file_fact(run->summary->file, "plan");
	struct summary *runs[] = { (struct summary *)run->summary };
	struct report_ctx one = { .runs = runs, .nr_runs = 1, .options = ctx->options };
	size_t size;

	for (size_t i = 0; plan && i < sizeof(answers) / sizeof(answers[0]); i++) {
		FILE *out;
		int ret;

		if (strcmp(answers[i].plan, plan))
			continue;
		out = open_memstream(&run->text, &size);
		if (!out)
			return -ENOMEM;
		run->report = answers[i].report->name;
		ret = answers[i].report->write(&one, out);
		return fclose(out) ? -ENOMEM : ret;
	}
	return 0;
}

/* Of several runs the machines side by side, to stand above all of them; @text is to be freed. */
static int answer_machines(const struct report_ctx *ctx, char **text)
{
	struct report_ctx all = { .nr_runs = ctx->nr_runs, .options = ctx->options };
	size_t size;
	FILE *out;
	int ret = 0;

	*text = NULL;
	if (ctx->nr_runs < 2)
		return 0;
	for (int i = 0; i < ctx->nr_runs && !ret; i++)
		ret = report_machines.take(&all, ctx->runs[i]);
	out = ret ? NULL : open_memstream(text, &size);
	if (!ret)
		ret = out ? report_machines.write(&all, out) : -ENOMEM;
	if (out && fclose(out))
		ret = -ENOMEM;
	report_machines.drop(&all);
	return ret;
}

static int answer_plans(const struct report_ctx *ctx, struct html_run *runs)
{
	int ret = 0;

	for (int i = 0; i < ctx->nr_runs && !ret; i++) {
		runs[i].summary = ctx->runs[i];
		runs[i].number = ctx->nr_runs > 1 ? i + 1 : 0;
		ret = answer_plan(ctx, &runs[i]);
	}
	if (ret == -ENOMEM)
		pr_err("out of memory");
	return ret;
}

static int plot_write(struct report_ctx *ctx, FILE *out)
{
	struct html_page *page = calloc(1, sizeof(*page));
	char *path = folder_name(ctx);
	int ret = -EINVAL;

	if (page) {
		page->runs = calloc((size_t)ctx->nr_runs, sizeof(*page->runs));
		page->nr_runs = page->runs ? ctx->nr_runs : 0;
	}
	if (!page || !page->runs) {
		pr_err("out of memory");
		ret = -ENOMEM;
	} else if (path) {
		ret = answer_plans(ctx, page->runs) ?: answer_machines(ctx, &page->machines);
		if (!ret)
			ret = write_folder(ctx, page, path, out);
	}
	for (int i = 0; page && i < page->nr_runs; i++)
		free(page->runs[i].text);
	if (page) {
		free(page->machines);
		free(page->runs);
	}
	free(page);
	free(path);
	return ret;
}

const struct report report_plot = {
	.name = "plot",
	.desc = "pictures (SVG, PNG, characters) and a page of them, in a folder",
	.makes_folder = true,
	.write = plot_write,
};
