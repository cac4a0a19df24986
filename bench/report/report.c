// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/report.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/summary.h"

#define REPORT(id) extern const struct report report_##id;
#include "report/report-list.h"
#undef REPORT

const struct report *const report_table[] = {
#define REPORT(id) &report_##id,
#include "report/report-list.h"
#undef REPORT
};

const size_t report_table_nr = sizeof(report_table) / sizeof(report_table[0]);

const struct report *report_find(const char *name)
{
	for (size_t i = 0; i < report_table_nr; i++) {
		if (!strcmp(report_table[i]->name, name))
			return report_table[i];
	}
	return NULL;
}

static int unknown_report(const char *name)
{
	char list[512] = "";
	size_t used = 0;

	for (size_t i = 0; i < report_table_nr && used < sizeof(list); i++)
		used += (size_t)snprintf(list + used, sizeof(list) - used, "%s%s", i ? ", " : "",
					 report_table[i]->name);
	pr_err("report \"%s\" does not exist; accepted: %s", name, list);
	return -EINVAL;
}

static int check_options(const struct report_options *options)
{
	/* Negated, so that NAN is refused as well. */
	if (!(options->margin_pct >= 0 && options->margin_pct < 100)) {
		pr_err("margin is %g %%; accepted: 0 to less than 100", options->margin_pct);
		return -EINVAL;
	}
	return 0;
}

/* Two files of one machine may carry one label, and a row must say which it is from. */
static void make_label_unique(struct report_ctx *ctx, int nr)
{
	char *label = ctx->runs[nr]->run;
	size_t size = sizeof(ctx->runs[nr]->run), len = strlen(label);

	for (int i = 0; i < nr; i++) {
		if (strcmp(ctx->runs[i]->run, label))
			continue;
		if (len > size - 16)
			len = size - 16;
		snprintf(label + len, size - len, "#%d", nr + 1);
		return;
	}
}

/* The runs so far, by name, and the file that each is in. */
struct seen {
	char **run;
	char **file;
	int nr;
};

static void seen_free(struct seen *seen)
{
	for (int i = 0; i < seen->nr; i++) {
		free(seen->run[i]);
		free(seen->file[i]);
	}
	free(seen->run);
	free(seen->file);
}

/* A run that is named twice would count twice. */
static int check_run_new(struct seen *seen, const struct run_file *file)
{
	const char *run = run_file_fact(file, "run");

	if (!run)
		return 0;
	for (int i = 0; i < seen->nr; i++) {
		if (strcmp(seen->run[i], run))
			continue;
		pr_err("%s: run %s again, as in %s; accepted: each run once", file->name, run,
		       seen->file[i]);
		return -EINVAL;
	}
	seen->run[seen->nr] = strdup(run);
	seen->file[seen->nr] = strdup(file->name);
	if (seen->run[seen->nr] && seen->file[seen->nr++])
		return 0;
	pr_err("out of memory");
	return -ENOMEM;
}

/* One file is in memory at a time, where the report takes runs one by one. */
static int load(const struct report *report, struct report_ctx *ctx, struct run_file **files,
		char **names)
{
	struct seen seen = { .run = calloc((size_t)ctx->nr_runs, sizeof(char *)),
			     .file = calloc((size_t)ctx->nr_runs, sizeof(char *)) };
	int ret = 0;

	if (!seen.run || !seen.file) {
		pr_err("out of memory");
		ret = -ENOMEM;
	}
	for (int i = 0; !ret && i < ctx->nr_runs; i++) {
		ret = run_file_read(names[i], &files[i]) ?: check_run_new(&seen, files[i]);
		if (!ret)
			ret = summary_new(files[i], i + 1, ctx->options->margin_pct / 100,
					  &ctx->runs[i]);
		if (ret)
			break;
		if (!report->take) {
			make_label_unique(ctx, i);
			continue;
		}
		ret = report->take(ctx, ctx->runs[i]);
		summary_free(ctx->runs[i]);
		run_file_free(files[i]);
		ctx->runs[i] = NULL;
		files[i] = NULL;
	}
	seen_free(&seen);
	return ret;
}

int report_run(const char *name, char **files, int nr_files, const struct report_options *options,
	       FILE *out)
{
	static const struct report_options defaults = REPORT_OPTIONS_DEFAULT;
	const struct report *report = report_find(name);
	struct report_ctx ctx = { .nr_runs = nr_files ? nr_files : 1,
				  .options = options ? options : &defaults };
	struct run_file **loaded;
	char stdin_name[] = "-", *stdin_only[] = { stdin_name };
	int ret;

	if (!report)
		return unknown_report(name);
	ret = check_options(ctx.options);
	if (ret)
		return ret;

	loaded = calloc((size_t)ctx.nr_runs, sizeof(struct run_file *));
	ctx.runs = calloc((size_t)ctx.nr_runs, sizeof(struct summary *));
	if (!loaded || !ctx.runs) {
		pr_err("out of memory");
		ret = -ENOMEM;
		goto out_free;
	}
	ret = load(report, &ctx, loaded, nr_files ? files : stdin_only);
	if (!ret)
		ret = report->write(&ctx, out);

out_free:
	for (int i = 0; i < ctx.nr_runs && loaded && ctx.runs; i++) {
		summary_free(ctx.runs[i]);
		run_file_free(loaded[i]);
	}
	if (report->drop)
		report->drop(&ctx);
	free(ctx.runs);
	free(loaded);
	return ret;
}
