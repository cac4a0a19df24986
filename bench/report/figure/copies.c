// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * copies: every sample of every copy, with medians and intervals, a line per
 * copy and a heading per group.
 */
#include <errno.h>
#include <math.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/figure/figure.h"
#include "report/figure/gnuplot.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "analysis/samples.h"
#include "report/prose/words.h"

struct chart {
	const struct summary *summary;
	FILE *out;
	size_t list[FIGURE_GROUPS_MAX];
	size_t nr;
	size_t *line_of; /* per summary row: where it is drawn, from 1; 0: not at all */
	size_t nr_lines;
	size_t nr_dots;
	size_t *far_of; /* per case: line of its row in MODE_FAR, or in any other mode */
	size_t *near_of;
	size_t every;
};

static int put_heads(struct chart *chart)
{
	figure_block(chart->out, "heads");
	for (size_t i = 0, line = 1; i < chart->nr; i++) {
		const struct summary_group *group = &chart->summary->groups[chart->list[i]];
		const struct summary_row **rows = group_sorted(chart->summary, group);
		char *title = words_group_title(chart->summary, group);

		if (!rows || !title) {
			free(rows);
			free(title);
			return -ENOMEM;
		}
		fprintf(chart->out, "%zu\t", line++);
		gnuplot_field(chart->out, title);
		fputc('\n', chart->out);
		for (size_t r = 0; r < group->nr_rows; r++) {
			if (rows[r]->ns.nr_samples)
				chart->line_of[rows[r] - chart->summary->rows] = line++;
		}
		/* A free line before the next heading. */
		chart->nr_lines = line - 1;
		line++;
		free(rows);
		free(title);
	}
	figure_block_end(chart->out);
	return 0;
}

/* kind 0: usable in a kernel, 1: fpu-only, 2: the harness */
static void put_medians(struct chart *chart, const char *name, int kind)
{
	size_t nr = 0;

	figure_block(chart->out, name);
	for (size_t r = 0; r < chart->summary->nr_rows; r++) {
		const struct summary_row *row = &chart->summary->rows[r];

		if (!chart->line_of[r] || (row->is_null ? 2 : row->is_fpu_only) != kind)
			continue;
		fprintf(chart->out, "%zu\t", chart->line_of[r]);
		gnuplot_field(chart->out, row->case_->copy);
		figure_estimate(chart->out, number_ns(row->ns.median), number_ns(row->ns.lo),
				number_ns(row->ns.hi), row->ns.has_interval);
		fputc('\n', chart->out);
		nr++;
	}
	figure_block_end(chart->out);
	/* gnuplot takes no empty block, so the picture asks for those that are listed. */
	if (nr)
		fprintf(chart->out, "blocks = blocks.' %s'\n", name);
}

static void put_dot(void *arg, const struct run_row *row, enum sample_fate fate)
{
	struct chart *chart = arg;
	const size_t *lines = fate == SAMPLE_FAR ? chart->far_of : chart->near_of;
	size_t line = fate == SAMPLE_NEAR || fate == SAMPLE_FAR ? lines[row->case_nr] : 0;

	if (!line || chart->nr_dots++ % chart->every)
		return;
	fprintf(chart->out, "%zu\t%s\n", line,
		number_ns(samples_row_ns(chart->summary->file, row)).text);
}

static void put_dots(struct chart *chart)
{
	const struct summary *summary = chart->summary;
	size_t nr = 0;

	for (size_t r = 0; r < summary->nr_rows; r++) {
		size_t c = (size_t)(summary->rows[r].case_ - summary->file->cases);

		if (!chart->line_of[r])
			continue;
		(summary->rows[r].mode == MODE_FAR ? chart->far_of : chart->near_of)[c] =
			chart->line_of[r];
		nr += summary->rows[r].ns.nr_samples;
	}
	chart->every = (nr + FIGURE_DOTS_MAX - 1) / FIGURE_DOTS_MAX;
	figure_block(chart->out, "samples");
	samples_visit(summary, put_dot, chart);
	figure_block_end(chart->out);
}

static void put_caption(const struct chart *chart, size_t nr_more, struct figure_frame *frame)
{
	snprintf(frame->caption, sizeof(frame->caption), "Median over rounds");
	if (nr_more)
		message_add(frame->caption, sizeof(frame->caption),
			    "; %zu more groups are in the tables", nr_more);
	snprintf(frame->marks, sizeof(frame->marks), "bar: 95 %% interval; dot: a sample");
	if (chart->every > 1)
		message_add(frame->marks, sizeof(frame->marks), " (one of %zu is drawn)",
			    chart->every);
}

/* How many times as long as mov is still drawn. */
#define BEYOND 3

/* From where on a time is not drawn: 0 where all are. */
static double find_beyond(const struct chart *chart)
{
	double mov = 0, most = 0;

	for (size_t r = 0; r < chart->summary->nr_rows; r++) {
		const struct summary_row *row = &chart->summary->rows[r];

		if (!chart->line_of[r])
			continue;
		most = fmax(most, row->ns.median);
		if (row->is_reference)
			mov = fmax(mov, row->ns.median);
	}
	return most > BEYOND * mov ? BEYOND * mov : 0;
}

static int write_chart(struct chart *chart)
{
	int ret = put_heads(chart);

	if (ret)
		return ret;
	fprintf(chart->out, "lines = %zu\nbeyond = %s\nblocks = ''\n", chart->nr_lines,
		number_ns(find_beyond(chart)).text);
	put_medians(chart, "usable", 0);
	put_medians(chart, "fpu_only", 1);
	put_medians(chart, "null", 2);
	put_dots(chart);
	return 0;
}

static int copies_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	struct chart chart = { .summary = summary, .out = out };
	size_t nr_more;
	int ret = -ENOMEM;

	chart.nr = figure_groups(summary, frame, chart.list, &nr_more);
	if (!chart.nr) {
		snprintf(frame->nothing, sizeof(frame->nothing), "No picture: no sample counts.");
		return -ENODATA;
	}
	chart.line_of = calloc(summary->nr_rows + 1, sizeof(*chart.line_of));
	chart.near_of = calloc(summary->file->nr_cases + 1, sizeof(*chart.near_of));
	chart.far_of = calloc(summary->file->nr_cases + 1, sizeof(*chart.far_of));
	if (chart.line_of && chart.near_of && chart.far_of)
		ret = write_chart(&chart);
	if (!ret)
		put_caption(&chart, nr_more, frame);
	free(chart.line_of);
	free(chart.near_of);
	free(chart.far_of);
	return ret;
}

const struct figure figure_copies = {
	.name = "copies",
	.title = "Time per struct page, by copy",
	.write = copies_write,
};
