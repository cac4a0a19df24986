// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * ratio: the time of each copy over that of the reference, by target.  A block
 * of lines per copy, and in it a line per group.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/figure/figure.h"
#include "report/figure/gnuplot.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/words.h"

/* As many as there are colours: a block of lines names its copy alone. */
#define GROUPS_MAX 6

struct chart {
	const struct summary *summary;
	FILE *out;
	size_t list[FIGURE_GROUPS_MAX];
	size_t nr;
	const char **copy; /* from top to bottom */
	size_t nr_copies;
};

static bool has_place(const struct summary_row *row)
{
	return !row->is_reference && !row->is_null && !isnan(row->ratio.median);
}

static bool is_listed(const struct chart *chart, const char *copy)
{
	for (size_t i = 0; i < chart->nr_copies; i++) {
		if (chart->copy[i] == copy)
			return true;
	}
	return false;
}

static bool is_fpu_only(const struct chart *chart, const char *copy)
{
	for (size_t r = 0; r < chart->summary->nr_rows; r++) {
		if (chart->summary->rows[r].case_->copy == copy)
			return chart->summary->rows[r].is_fpu_only;
	}
	return false;
}

/* In the order of the first group, then what only later ones have. */
static int list_copies(struct chart *chart)
{
	for (size_t i = 0; i < chart->nr; i++) {
		const struct summary_group *group = &chart->summary->groups[chart->list[i]];
		const struct summary_row **rows = group_sorted(chart->summary, group);

		if (!rows)
			return -ENOMEM;
		for (size_t r = 0; r < group->nr_rows; r++) {
			if (has_place(rows[r]) && !is_listed(chart, rows[r]->case_->copy))
				chart->copy[chart->nr_copies++] = rows[r]->case_->copy;
		}
		free(rows);
	}
	return 0;
}

/* The copy's row in a group of the list; NULL when it has no ratio there. */
static const struct summary_row *row_of(const struct chart *chart, size_t nr, const char *copy)
{
	const struct summary_group *group = &chart->summary->groups[chart->list[nr]];

	for (size_t r = group->first; r < group->first + group->nr_rows; r++) {
		const struct summary_row *row = &chart->summary->rows[r];

		if (row->case_->copy == copy && has_place(row))
			return row;
	}
	return NULL;
}

/* Lines above that of a copy in a group; @nr == chart->nr: above the end of its block. */
static size_t lines_above(const struct chart *chart, size_t nr_copy, size_t nr)
{
	size_t lines = 0;

	for (size_t c = 0; c <= nr_copy; c++) {
		/* Blocks are a line apart when they have several lines. */
		lines += c && chart->nr > 1;
		for (size_t i = 0; i < (c < nr_copy ? chart->nr : nr); i++)
			lines += row_of(chart, i, chart->copy[c]) != NULL;
	}
	return lines;
}

static void put_copies(const struct chart *chart)
{
	figure_block(chart->out, "copies");
	for (size_t c = 0; c < chart->nr_copies; c++) {
		const size_t first = lines_above(chart, c, 0) + 1;

		/* In the middle of its lines. */
		fprintf(chart->out, "%g\t", (double)(first + lines_above(chart, c, chart->nr)) / 2);
		fputs(is_fpu_only(chart, chart->copy[c]) ? "(" : "", chart->out);
		gnuplot_field(chart->out, chart->copy[c]);
		fputs(is_fpu_only(chart, chart->copy[c]) ? ")\n" : "\n", chart->out);
	}
	figure_block_end(chart->out);
}

static void put_ratio(const struct chart *chart, size_t nr_copy, size_t nr)
{
	const struct summary_row *row = row_of(chart, nr, chart->copy[nr_copy]);

	if (!row)
		return;
	fprintf(chart->out, "%zu\t", lines_above(chart, nr_copy, nr) + 1);
	gnuplot_field(chart->out, row->case_->copy);
	figure_estimate(chart->out, number_ratio(row->ratio.median), number_ratio(row->ratio.lo),
			number_ratio(row->ratio.hi), row->ratio.has_interval);
	fputc('\n', chart->out);
}

/* Two blank lines part the groups, as gnuplot's "index" wants it. */
static void put_ratios(const struct chart *chart)
{
	figure_block(chart->out, "ratios");
	for (size_t i = 0; i < chart->nr; i++) {
		fputs(i ? "\n\n" : "", chart->out);
		for (size_t c = 0; c < chart->nr_copies; c++)
			put_ratio(chart, c, i);
	}
	figure_block_end(chart->out);
}

static int put_groups(const struct chart *chart)
{
	fprintf(chart->out, "nr_groups = %zu\narray group[%zu]\n", chart->nr, chart->nr);
	for (size_t i = 0; i < chart->nr; i++) {
		char *title =
			words_group_title(chart->summary, &chart->summary->groups[chart->list[i]]);

		if (!title)
			return -ENOMEM;
		fprintf(chart->out, "group[%zu] = ", i + 1);
		gnuplot_word(chart->out, title);
		fputc('\n', chart->out);
		free(title);
	}
	return 0;
}

/* Without the groups that have no ratio: an empty series has no place in the legend. */
static size_t keep_compared(struct chart *chart)
{
	size_t kept = 0;

	for (size_t i = 0; i < chart->nr; i++) {
		const struct summary_group *group = &chart->summary->groups[chart->list[i]];
		bool any = false;

		for (size_t r = group->first; r < group->first + group->nr_rows; r++)
			any |= has_place(&chart->summary->rows[r]);
		if (any)
			chart->list[kept++] = chart->list[i];
	}
	return kept;
}

static int ratio_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	struct chart chart = { .summary = summary, .out = out };
	size_t nr_more;
	int ret;

	if (frame->max_groups > GROUPS_MAX)
		frame->max_groups = GROUPS_MAX;
	chart.nr = figure_groups(summary, frame, chart.list, &nr_more);
	chart.nr = keep_compared(&chart);
	if (!chart.nr) {
		snprintf(frame->nothing, sizeof(frame->nothing),
			 "No picture: nothing was measured beside " SUMMARY_REFERENCE
			 " in the same repetitions.");
		return -ENODATA;
	}
	chart.copy = calloc(summary->nr_rows, sizeof(*chart.copy));
	if (!chart.copy)
		return -ENOMEM;
	ret = list_copies(&chart);
	if (!ret) {
		fprintf(out, "lines = %zu\nmargin = %g\n",
			lines_above(&chart, chart.nr_copies - 1, chart.nr), summary->margin);
		put_copies(&chart);
		put_ratios(&chart);
		ret = put_groups(&chart);
	}
	snprintf(frame->caption, sizeof(frame->caption), "Below 1 is faster than " SUMMARY_REFERENCE);
	if (nr_more)
		message_add(frame->caption, sizeof(frame->caption),
			    "; %zu more groups are in the tables", nr_more);
	snprintf(frame->marks, sizeof(frame->marks),
		 "bar: 95 %% interval over rounds; band: the margin of %s",
		 number_percent(100 * summary->margin).text);
	for (size_t c = 0; c < chart.nr_copies; c++) {
		if (!is_fpu_only(&chart, chart.copy[c]))
			continue;
		message_add(frame->marks, sizeof(frame->marks), "; (copy): fpu-only");
		break;
	}
	free(chart.copy);
	return ret;
}

const struct figure figure_ratio = {
	.name = "ratio",
	.title = "Time of each copy / time of " SUMMARY_REFERENCE ", by target",
	.write = ratio_write,
};
