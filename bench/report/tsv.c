// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tsv: one row per case.  Every other report can be checked against it.
 */
#include "base/message.h"
#include "analysis/summary.h"
#include "report/report.h"
#include "report/table/tsv-table.h"
#include "report/prose/words.h"

/* Programs read the rows; who waits for some must be told why there are none. */
static void tell(void *file, const char *sentence)
{
	pr_err("%s: %s", ((const struct run_file *)file)->name, sentence);
}

static int tsv_write(struct report_ctx *ctx, FILE *out)
{
	tsv_print(ctx, out);
	for (int i = 0; i < ctx->nr_runs; i++)
		words_amount(ctx->runs[i], tell, (void *)ctx->runs[i]->file);
	return 0;
}

const struct report report_tsv = {
	.name = "tsv",
	.desc = "one row per case, tab-separated, for other programs",
	.write = tsv_write,
};
