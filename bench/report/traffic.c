// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * traffic: DRAM bytes read and written per byte stored, predicted and measured,
 * with what they were measured by and what that cannot tell.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/report.h"
#include "analysis/traffic-sum.h"
#include "report/table/traffic-table.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

static void print_fact(FILE *out, int width, const struct run_file *file, const char *key,
		       const char *first)
{
	const char *value = run_file_fact(file, key);

	if (value)
		wrap_print(out, width, first, 2, value);
}

struct sheet {
	FILE *out;
	int width;
};

static void print_sentence(void *arg, const char *sentence)
{
	const struct sheet *sheet = arg;

	wrap_print(sheet->out, sheet->width, "", 2, sentence);
}

static int print_groups(FILE *out, int width, const struct summary *summary)
{
	bool any = false;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		char *title;

		if (!traffic_known(summary, group))
			continue;
		title = words_group_title(summary, group);
		if (!title)
			return -ENOMEM;
		any = true;
		wrap_print(out, width, "", 2, title);
		free(title);
		traffic_table(out, summary, group, width);
		fputc('\n', out);
	}
	if (!any)
		wrap_print(out, width, "", 2,
			   "No traffic was measured in this run, and none was predicted for it.\n");
	return 0;
}

/* Which events stood behind the figures, and which were wished for in vain. */
static void print_counters(FILE *out, int width, const struct run_file *file)
{
	bool heading = false;

	for (size_t i = 0; i < file->nr_facts; i++) {
		if (strcmp(file->facts[i].key, "counter"))
			continue;
		if (!heading)
			fprintf(out, "\nEvents\n");
		heading = true;
		wrap_print(out, width, "  ", 4, file->facts[i].value);
	}
}

static int print_run(FILE *out, int width, const struct summary *summary)
{
	const char *origin = words_origin(summary);
	const struct run_file *file = summary->file;
	struct sheet sheet = { out, width };
	char *common;
	int ret;

	if (origin)
		wrap_print(out, width, "", 2, origin);
	words_amount(summary, print_sentence, &sheet);
	wrap_print(out, width, "", 2,
		   "DRAM bytes read (r) and written (w) per byte stored. Regular stores are 1 and 1, "
		   "ideal streaming stores 0 and 1. r_model and w_model are predicted from the "
		   "stores alone; r and w are counted, and a time is never turned into traffic.");
	common = words_common(summary);
	if (!common)
		return -ENOMEM;
	if (*common)
		wrap_print(out, width, "", 2, common);
	free(common);
	fputc('\n', out);
	ret = print_groups(out, width, summary);
	if (ret)
		return ret;
	traffic_unmeasured(out, summary, width);
	traffic_not_predicted(out, summary, width);
	print_fact(out, width, file, "platform", "Platform: ");
	print_fact(out, width, file, "traffic-formula", "Formula: ");
	print_fact(out, width, file, "traffic-caveat", "What it cannot tell: ");
	print_fact(out, width, file, "idle-rule", "Idle: ");
	print_counters(out, width, file);
	return 0;
}

static int traffic_write(struct report_ctx *ctx, FILE *out)
{
	const int width = wrap_width(out, ctx->options->width);

	for (int i = 0; i < ctx->nr_runs; i++) {
		if (ctx->nr_runs > 1)
			fprintf(out, "%srun %s\n\n", i ? "\n\n" : "", ctx->runs[i]->run);
		if (print_run(out, width, ctx->runs[i])) {
			pr_err("report traffic: out of memory");
			return -ENOMEM;
		}
	}
	return 0;
}

const struct report report_traffic = {
	.name = "traffic",
	.desc = "DRAM bytes per byte stored: predicted, measured, and by what",
	.write = traffic_write,
};
