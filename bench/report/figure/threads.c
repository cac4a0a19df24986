// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * threads: the rate of each copy, all its threads together, against their number, and
 * below it the time over that of mov.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "analysis/scaling.h"
#include "report/figure/figure.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"

#define STREAMED "movnti"

static const char *const copies[] = { SUMMARY_REFERENCE, STREAMED, SUMMARY_BASE };
#define NR_COPIES (sizeof(copies) / sizeof(copies[0]))

struct chart {
	const struct summary *summary;
	const struct scaling *scaling;
	FILE *out;
};

/* A rate and its ends: of the longest time the lowest. */
static void put_rate(FILE *out, const struct summary_row *row)
{
	const double bytes_ns = row->gb_per_s * row->ns.median;

	figure_estimate(out, number_gb(row->gb_per_s), number_gb(bytes_ns / row->ns.hi),
			number_gb(bytes_ns / row->ns.lo), row->ns.has_interval);
}

static void put_ratio(FILE *out, const struct summary_row *row)
{
	figure_estimate(out, number_ratio(row->ratio.median), number_ratio(row->ratio.lo),
			number_ratio(row->ratio.hi),
			row->ratio.has_interval && !row->is_reference);
}

/* A block of lines per copy. */
static void put_curves(const struct chart *chart, const char *name,
		       void (*put)(FILE *out, const struct summary_row *row))
{
	figure_block(chart->out, name);
	for (size_t c = 0; c < NR_COPIES; c++) {
		fputs(c ? "\n\n" : "", chart->out);
		for (size_t i = 0; i < chart->scaling->nr; i++) {
			const struct summary_row *row =
				scaling_row(chart->summary, chart->scaling, i, copies[c]);

			if (!row || isnan(row->gb_per_s))
				continue;
			fprintf(chart->out, "%d", row->case_->threads);
			put(chart->out, row);
			fputc('\n', chart->out);
		}
	}
	figure_block_end(chart->out);
}

static int put_caption(const struct chart *chart, struct figure_frame *frame)
{
	char *kind = words_group_kind(chart->summary, chart->scaling->group[0], WORDS_THREADS);
	char *said = words_scaling(chart->summary, chart->scaling);

	if (kind && said)
		snprintf(frame->caption, sizeof(frame->caption), "%.80s: %.170s", kind, said);
	free(said);
	free(kind);
	return kind && said ? 0 : -ENOMEM;
}

static int threads_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	struct scaling scaling;
	struct chart chart = { summary, &scaling, out };
	int ret = scaling_find(summary, 0, &scaling);

	if (ret == -ENODATA)
		snprintf(frame->nothing, sizeof(frame->nothing),
			 "No picture: the run has one number of threads; pagestream run --plan scale "
			 "measures several.");
	if (ret)
		return ret;
	fprintf(out, "margin = %g\narray copy[%zu] = [", summary->margin, NR_COPIES);
	for (size_t c = 0; c < NR_COPIES; c++)
		fprintf(out, "%s'%s'", c ? ", " : "", copies[c]);
	fputs("]\n", out);
	put_curves(&chart, "rates", put_rate);
	put_curves(&chart, "ratios", put_ratio);
	ret = put_caption(&chart, frame);
	scaling_free(&scaling);
	return ret;
}

extern const struct figure figure_threads;
const struct figure figure_threads = {
	.name = "threads",
	.title = "Rate of all threads together, by their number",
	.write = threads_write,
};
