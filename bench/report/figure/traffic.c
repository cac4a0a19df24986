// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * traffic: DRAM bytes read and written per byte stored, stacked, measured
 * beside what the model predicts.
 *
 * The figures are taken from tsv by the names of its columns, so that whatever
 * measures traffic shows here as soon as tsv has it.
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
#include "report/table/tsv-table.h"
#include "report/prose/words.h"

enum { COL_R_MODEL, COL_W_MODEL, COL_R, COL_W, COL_SOURCE, COL_NR };

static const char *const column_name[COL_NR] = { "r_model", "w_model", "r", "w", "traffic_source" };

struct chart {
	const struct summary *summary;
	struct tsv_table table;
	int column[COL_NR];
	size_t line;
	FILE *heads;
	FILE *model;
	FILE *measured;
	size_t nr_model;
	size_t nr_measured;
	size_t nr_more;
	size_t nr_repeats;
	char sources[64];
};

static const char *field(const struct chart *chart, const struct summary_row *row, int column)
{
	return tsv_field(&chart->table, (size_t)(row - chart->summary->rows),
			 chart->column[column]);
}

/* A source may count one direction alone. */
static bool has_any(const struct chart *chart, const struct summary_row *row, int column)
{
	return strcmp(field(chart, row, column), "-") || strcmp(field(chart, row, column + 1), "-");
}

static double bytes(const struct chart *chart, const struct summary_row *row, int column)
{
	const char *text = field(chart, row, column);

	return strcmp(text, "-") ? strtod(text, NULL) : 0;
}

/* "uncore, core": each once, in the order of the rows. */
static void add_source(struct chart *chart, const char *source)
{
	if (!strstr(chart->sources, source))
		message_add(chart->sources, sizeof(chart->sources), "%s%.16s",
			    *chart->sources ? ", " : "", source);
}

/* Line, name, r, w, their sum, and what is printed beside the bar. */
static void put_pair(const struct chart *chart, FILE *out, const struct summary_row *row,
		     const char *name, int column)
{
	const char *r = field(chart, row, column), *w = field(chart, row, column + 1);

	fprintf(out, "%zu\t", chart->line);
	gnuplot_field(out, name);
	fprintf(out, "\t%s\t%s\t%.3f\t%s + %s\n", r, w,
		bytes(chart, row, column) + bytes(chart, row, column + 1), r, w);
}

static int put_group(struct chart *chart, const struct summary_group *group)
{
	const struct summary_row **rows = group_sorted(chart->summary, group);
	char *title = words_group_title(chart->summary, group);
	bool any = false;

	if (!rows || !title) {
		free(rows);
		free(title);
		return -ENOMEM;
	}
	for (size_t r = 0; r < group->nr_rows; r++) {
		if (rows[r]->is_null || !rows[r]->ns.nr_samples)
			continue;
		if (!any &&
		    (has_any(chart, rows[r], COL_R) || has_any(chart, rows[r], COL_R_MODEL))) {
			fprintf(chart->heads, "%zu\t", chart->line++);
			gnuplot_field(chart->heads, title);
			fputc('\n', chart->heads);
			any = true;
		}
		if (has_any(chart, rows[r], COL_R)) {
			put_pair(chart, chart->measured, rows[r], rows[r]->case_->copy, COL_R);
			add_source(chart, field(chart, rows[r], COL_SOURCE));
			chart->nr_measured++;
			chart->line++;
		}
		if (has_any(chart, rows[r], COL_R_MODEL)) {
			put_pair(chart, chart->model, rows[r],
				 has_any(chart, rows[r], COL_R) ? "model" : rows[r]->case_->copy,
				 COL_R_MODEL);
			chart->nr_model++;
			chart->line++;
		}
	}
	chart->line += any;
	free(rows);
	free(title);
	return 0;
}

static const struct summary_row *find_copy(const struct chart *chart,
					   const struct summary_group *group, const char *copy)
{
	for (size_t r = group->first; r < group->first + group->nr_rows; r++)
		if (!strcmp(chart->summary->rows[r].case_->copy, copy))
			return &chart->summary->rows[r];
	return NULL;
}

/* Nothing is measured, and predicted is what an earlier group has: memory has no say in it. */
static bool repeats(const struct chart *chart, const struct summary_group *group,
		    const struct summary_group *earlier)
{
	if (group->nr_rows != earlier->nr_rows)
		return false;
	for (size_t r = group->first; r < group->first + group->nr_rows; r++) {
		const struct summary_row *mine = &chart->summary->rows[r];
		const struct summary_row *theirs = find_copy(chart, earlier, mine->case_->copy);

		if (!theirs || has_any(chart, mine, COL_R) ||
		    strcmp(field(chart, mine, COL_R_MODEL), field(chart, theirs, COL_R_MODEL)) ||
		    strcmp(field(chart, mine, COL_W_MODEL), field(chart, theirs, COL_W_MODEL)))
			return false;
	}
	return true;
}

static void put_block(FILE *out, const char *name, const char *text)
{
	figure_block(out, name);
	fputs(text, out);
	figure_block_end(out);
	if (*text)
		fprintf(out, "blocks = blocks.' %s'\n", name);
}

static int write_chart(struct chart *chart, FILE *out, const struct figure_frame *frame)
{
	size_t list[FIGURE_GROUPS_MAX], size[3];
	size_t nr = figure_groups(chart->summary, frame, list, &chart->nr_more);
	char *text[3] = { NULL };
	int ret = 0;

	chart->heads = open_memstream(&text[0], &size[0]);
	chart->model = open_memstream(&text[1], &size[1]);
	chart->measured = open_memstream(&text[2], &size[2]);
	if (!chart->heads || !chart->model || !chart->measured)
		ret = -ENOMEM;
	for (size_t i = 0; i < nr && !ret; i++) {
		const struct summary_group *group = &chart->summary->groups[list[i]];
		size_t j = 0;

		while (j < i && !repeats(chart, group, &chart->summary->groups[list[j]]))
			j++;
		if (j < i)
			chart->nr_repeats++;
		else
			ret = put_group(chart, group);
	}
	if (chart->heads)
		fclose(chart->heads);
	if (chart->model)
		fclose(chart->model);
	if (chart->measured)
		fclose(chart->measured);
	if (!ret && chart->line > 1) {
		fprintf(out, "lines = %zu\nblocks = ''\n", chart->line - 2);
		put_block(out, "heads", text[0]);
		fputs("blocks = ''\n", out);
		put_block(out, "measured", text[2]);
		put_block(out, "model", text[1]);
	}
	for (int i = 0; i < 3; i++)
		free(text[i]);
	return ret;
}

static int traffic_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	struct chart chart = { .summary = summary, .line = 1 };
	int ret = tsv_table_new(summary, &chart.table);

	if (ret)
		return ret;
	for (int c = 0; c < COL_NR; c++)
		chart.column[c] = tsv_column(&chart.table, column_name[c]);
	ret = write_chart(&chart, out, frame);
	if (!ret && chart.line == 1) {
		snprintf(
			frame->nothing, sizeof(frame->nothing),
			"No picture: this run file carries no traffic, neither measured nor modelled.");
		ret = -ENODATA;
	}
	if (!ret)
		snprintf(
			frame->caption, sizeof(frame->caption),
			"Regular stores: read 1, written 1; ideal streaming: read 0, written 1. %s%s",
			chart.nr_measured ? "Measured by " : "Not measured: predicted by the model",
			chart.sources);
	if (!ret && chart.nr_more)
		message_add(frame->caption, sizeof(frame->caption),
			    "; %zu more groups are in the tables", chart.nr_more);
	if (!ret && chart.nr_repeats)
		message_add(frame->caption, sizeof(frame->caption), "; the same for %zu more",
			    chart.nr_repeats);
	tsv_table_free(&chart.table);
	return ret;
}

const struct figure figure_traffic = {
	.name = "traffic",
	.title = "Memory traffic per byte stored",
	.write = traffic_write,
};
