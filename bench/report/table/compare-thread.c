// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/compare-thread.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/context.h"
#include "analysis/thread.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

enum column {
	COL_SERIES,
	COL_RATIO,
	COL_RATIO_THERE,
	COL_MS,
	COL_MS_THERE,
	COL_FIRST,
	COL_FIRST_THERE,
	COL_NR
};

struct line {
	char cell[COL_NR][96];
};

static const struct line head = { { "series", "base/this [95 %]", "thread", "ms", "thread", "first",
				    "thread" } };

/* Wide enough for what most rows hold, so that the blocks of a report line up. */
static const size_t least_width[COL_NR] = { 11, 17, 10, 5, 14, 5, 10 };

/* A range of published figures in their own digits; the first is wherever least. */
static void put_published(char *cell, size_t size, const struct published *published,
			  const struct thread_scenario *scenario, enum thread_series series,
			  enum published_column column)
{
	const struct published_row *lo = NULL, *hi = NULL;
	double least = 0, most = 0;

	for (size_t i = 0; i < published->nr_rows; i++) {
		const struct published_row *row = &published->rows[i];
		const double value = column == PUBLISHED_RATIO	? row->ratio :
				     column == PUBLISHED_REBIND ? row->rebind :
								  row->first_bind;

		if (strcmp(row->field[PUBLISHED_SCENARIO], scenario->name) ||
		    thread_series_of(row) != (int)series || isnan(value))
			continue;
		if (!lo || value < least) {
			least = value;
			lo = row;
		}
		if (!hi || value > most) {
			most = value;
			hi = row;
		}
	}
	if (!lo)
		snprintf(cell, size, "-");
	else if (lo == hi || least == most)
		snprintf(cell, size, "%s", lo->field[column]);
	else
		snprintf(cell, size, "%s..%s", lo->field[column], hi->field[column]);
}

/* In the digits that postings have; the tables below have more. */
static void put_ratio(char *cell, size_t size, const struct stats_estimate *ratio)
{
	if (!ratio->nr_samples)
		snprintf(cell, size, "-");
	else if (!ratio->has_interval)
		snprintf(cell, size, "%.2f", ratio->median);
	else
		snprintf(cell, size, "%.2f [%.2f..%.2f]", ratio->median, ratio->lo, ratio->hi);
}

static void put_here(struct line *line, const struct summary_row *rebind,
		     const struct summary_row *first, enum thread_series series)
{
	const size_t size = sizeof(line->cell[0]);

	for (int c = COL_RATIO; c < COL_NR; c++)
		snprintf(line->cell[c], size, "-");
	if (rebind && rebind->ns.nr_samples) {
		const struct stats_estimate *ratio = &rebind->base_ratio;

		snprintf(line->cell[COL_MS], size, "%s",
			 number_ns(rebind->ns.median * THREAD_MS_PER_NS).text);
		if (series == SERIES_BASE)
			snprintf(line->cell[COL_RATIO], size, "1");
		else
			put_ratio(line->cell[COL_RATIO], size, ratio);
	}
	if (first && first->ns.nr_samples)
		snprintf(line->cell[COL_FIRST], size, "%s",
			 number_ns(first->ns.median * THREAD_MS_PER_NS).text);
}

/* The first binds of the same memory; NULL where there are none. */
static const struct summary_group *first_binds(const struct summary *summary,
					       const struct summary_group *rebinds)
{
	const struct run_case *c = summary->rows[rebinds->first].case_;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		struct run_case first = *summary->rows[group->first].case_;

		if (group->verdict == GROUP_UNMEASURED || group->mode != rebinds->mode ||
		    !thread_is_first_bind(&first))
			continue;
		first.state = c->state;
		if (group_same_kind(&first, c))
			return group;
	}
	return NULL;
}

static void print_cells(FILE *out, const struct line *line, const size_t *widths)
{
	size_t pad = 0;

	for (int c = 0; c < COL_NR; c++) {
		fprintf(out, "%*s%s", (int)pad, "", line->cell[c]);
		pad = widths[c] - wrap_columns(line->cell[c], strlen(line->cell[c])) + 1;
	}
	fputc('\n', out);
}

static int print_stacked(FILE *out, const struct line *line, int width)
{
	char *text;

	if (asprintf(&text,
		     "%s: base/this %s (thread %s), %s ms (%s), first bind %s ms (%s)",
		     line->cell[COL_SERIES], line->cell[COL_RATIO], line->cell[COL_RATIO_THERE],
		     line->cell[COL_MS], line->cell[COL_MS_THERE], line->cell[COL_FIRST],
		     line->cell[COL_FIRST_THERE]) < 0)
		return -ENOMEM;
	wrap_print(out, width, "  ", 4, text);
	free(text);
	return 0;
}

static int print_block(FILE *out, const struct line lines[SERIES_NR], int width)
{
	size_t widths[COL_NR], total = COL_NR - 1;

	for (int c = 0; c < COL_NR; c++) {
		widths[c] = least_width[c];
		for (int s = 0; s < SERIES_NR; s++) {
			const char *cell = lines[s].cell[c];
			const size_t columns = wrap_columns(cell, strlen(cell));

			if (columns > widths[c])
				widths[c] = columns;
		}
		total += widths[c];
	}
	if (total <= (size_t)width)
		print_cells(out, &head, widths);
	for (int s = 0; s < SERIES_NR; s++) {
		if (total <= (size_t)width)
			print_cells(out, &lines[s], widths);
		else if (print_stacked(out, &lines[s], width))
			return -ENOMEM;
	}
	return 0;
}

static int print_title(FILE *out, const struct report_ctx *ctx, const struct summary *summary,
		       const struct summary_group *group, const struct thread_scenario *scenario,
		       int width)
{
	char *text = NULL, first[96];
	size_t size;
	FILE *title = open_memstream(&text, &size);

	if (!title)
		return -ENOMEM;
	if (group)
		words_memory(title, summary, group);
	else
		fputs("not measured", title);
	fclose(title);
	if (ctx->nr_runs > 1)
		snprintf(first, sizeof(first), "%s, run %s: ", scenario->name, summary->run);
	else
		snprintf(first, sizeof(first), "%s: ", scenario->name);
	wrap_print(out, width, first, 2, text);
	free(text);
	return 0;
}

/* @group: rebinds; NULL: there are none, and the block shows what was published */
static int print_group(FILE *out, const struct report_ctx *ctx, const struct published *published,
		       const struct summary *summary, const struct summary_group *group,
		       const struct thread_scenario *scenario, int width)
{
	const struct summary_group *first = group ? first_binds(summary, group) : NULL;
	struct line lines[SERIES_NR] = { 0 };
	const size_t size = sizeof(lines->cell[0]);
	int ret = print_title(out, ctx, summary, group, scenario, width);

	for (int s = 0; s < SERIES_NR; s++) {
		put_here(&lines[s], group ? thread_row(summary, group, s) : NULL,
			 first ? thread_row(summary, first, s) : NULL, s);
		snprintf(lines[s].cell[COL_SERIES], size, "%s", thread_series_word[s].name);
		put_published(lines[s].cell[COL_RATIO_THERE], size, published, scenario, s,
			      PUBLISHED_RATIO);
		put_published(lines[s].cell[COL_MS_THERE], size, published, scenario, s,
			      PUBLISHED_REBIND);
		put_published(lines[s].cell[COL_FIRST_THERE], size, published, scenario, s,
			      PUBLISHED_FIRST_BIND);
	}
	return ret ? ret : print_block(out, lines, width);
}

int compare_thread(FILE *out, const struct report_ctx *ctx, const struct published *published,
		   int width)
{
	int ret = 0;

	wrap_print(out, width, "\n", 0,
		   "The thread's table for 100 GiB of device: rebinds as base/this and in ms, then "
		   "first binds in ms; beside each the least and the greatest that was published.");
	for (int s = 0; s < THREAD_SCENARIO_NR && !ret; s++) {
		const struct thread_scenario *scenario = &thread_scenario[s];

		for (int r = 0; r < ctx->nr_runs && !ret; r++) {
			const struct summary *summary = ctx->runs[r];
			size_t nr = 0;

			for (size_t g = 0; g < summary->nr_groups && !ret; g++) {
				if (!thread_is_judged(summary, &summary->groups[g], scenario))
					continue;
				nr++;
				ret = print_group(out, ctx, published, summary, &summary->groups[g],
						  scenario, width);
			}
			if (!nr && !ret)
				ret = print_group(out, ctx, published, summary, NULL, scenario,
						  width);
		}
	}
	return ret;
}
