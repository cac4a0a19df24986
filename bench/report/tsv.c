// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tsv: one row per case.  Every other report can be checked against it.
 */
#include <inttypes.h>

#include "report/analysis.h"
#include "report/number.h"
#include "report/report.h"

/* 0 stands for "-" in the integers that cannot be 0; only skipped cases have it. */
static void write_known(FILE *out, int64_t value)
{
	if (value > 0)
		fprintf(out, "\t%" PRId64, value);
	else
		fputs("\t-", out);
}

static void write_count(FILE *out, int value)
{
	if (value >= 0)
		fprintf(out, "\t%d", value);
	else
		fputs("\t-", out);
}

static void write_case(FILE *out, const struct run_case *c)
{
	fputs(c->copy, out);
	write_known(out, c->layout);
	fprintf(out, "\t%s\t%s\t%s\t%s\t%s\t%s", c->walk, c->rules, c->target, c->state, c->pattern,
		c->order);
	write_count(out, c->drain_every);
	write_count(out, c->load);
	write_known(out, c->threads);
	write_known(out, c->pages);
	fprintf(out, "\t%s\t%s\t%s", c->kernel, c->map, c->pageblocks);
	write_count(out, c->align);
}

static void write_row(FILE *out, const struct summary_row *row)
{
	char word[128];

	write_case(out, row->case_);
	fprintf(out, "\t%s\t%zu", placement_mode_name[row->mode], row->ns.nr_samples);
	fprintf(out, "\t%s\t%s\t%s", number_ns(row->ns.median).text, number_ns(row->ns.lo).text,
		number_ns(row->ns.hi).text);
	fprintf(out, "\t%s", number_gb(row->gb_per_s).text);
	fprintf(out, "\t%s\t%s\t%s", number_ratio(row->ratio.median).text,
		number_ratio(row->ratio.lo).text, number_ratio(row->ratio.hi).text);
	fprintf(out, "\t%s\t%s\t%s", verdict_word(row, word, sizeof(word)),
		number_traffic(row->r_model).text, number_traffic(row->w_model).text);
	fprintf(out, "\t%s\t%s\t%s\n", number_traffic(row->traffic.r).text,
		number_traffic(row->traffic.w).text,
		row->traffic.source ? row->traffic.source : "-");
}

static int tsv_write(struct report_ctx *ctx, FILE *out)
{
	fprintf(out,
		"%scopy\tlayout\twalk\trules\ttarget\tstate\tpattern\torder\tdrain_every\tload"
		"\tthreads\tpages\tkernel\tmap\tpageblocks\talign\tmode\tn\tns_per_page\tns_lo\tns_hi"
		"\tgb_per_s\tratio\tratio_lo\tratio_hi\tverdict\tr_model\tw_model\tr\tw\ttraffic_source\n",
		ctx->nr_runs > 1 ? "run\t" : "");
	for (int i = 0; i < ctx->nr_runs; i++) {
		const struct summary *summary = ctx->runs[i];

		for (size_t r = 0; r < summary->nr_rows; r++) {
			if (ctx->nr_runs > 1)
				fprintf(out, "%s\t", summary->run);
			write_row(out, &summary->rows[r]);
		}
	}
	return 0;
}

const struct report report_tsv = {
	.name = "tsv",
	.desc = "one row per case, tab-separated, for other programs",
	.write = tsv_write,
};
