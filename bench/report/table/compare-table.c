// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/compare-table.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "report/prose/number.h"
#include "report/prose/context.h"
#include "analysis/thread.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

enum column { COL_SERIES, COL_KERNEL, COL_RATIO, COL_MS, COL_SOURCE, COL_NR };

/* A row of the table, or a line of text above some rows. */
struct line {
	char *text;
	char cell[COL_NR][128];
};

struct table {
	const struct report_ctx *ctx;
	const struct published *published;
	const struct thread_scenario *scenario;
	struct compare_sources *sources;
	bool first_bind;
	struct line *lines;
	size_t nr;
	size_t nr_room;
};

static struct line *add_line(struct table *table)
{
	if (table->nr == table->nr_room) {
		size_t nr_room = 2 * table->nr_room + 16;
		struct line *lines = realloc(table->lines, nr_room * sizeof(*lines));

		if (!lines)
			return NULL;
		table->lines = lines;
		table->nr_room = nr_room;
	}
	table->lines[table->nr] = (struct line){ 0 };
	return &table->lines[table->nr++];
}

static int add_text(struct table *table, const char *text)
{
	struct line *line = add_line(table);

	if (line)
		line->text = strdup(text);
	return line && line->text ? 0 : -ENOMEM;
}

static int add_head(struct table *table)
{
	struct line *line = add_line(table);

	if (!line)
		return -ENOMEM;
	snprintf(line->cell[COL_SERIES], sizeof(line->cell[0]), "%s",
		 table->first_bind ? "first bind" : "rebind");
	strcpy(line->cell[COL_KERNEL], "kernel");
	strcpy(line->cell[COL_RATIO], "base/this [95 %]");
	strcpy(line->cell[COL_MS], "ms [95 %]");
	strcpy(line->cell[COL_SOURCE], "source");
	return 0;
}

static int add_here(struct table *table, const struct summary_row *row, const char *series,
		    const char *kernel)
{
	const struct stats_estimate *ns = &row->ns, *ratio = &row->base_ratio;
	struct line *line = add_line(table);

	if (!line)
		return -ENOMEM;
	snprintf(line->cell[COL_SERIES], sizeof(line->cell[0]), "%s", series);
	snprintf(line->cell[COL_KERNEL], sizeof(line->cell[0]), "%s", kernel);
	number_interval(line->cell[COL_MS], sizeof(line->cell[0]),
			number_ns(ns->median * THREAD_MS_PER_NS),
			number_ns(ns->lo * THREAD_MS_PER_NS), number_ns(ns->hi * THREAD_MS_PER_NS),
			ns->has_interval);
	/* The base's ratio to itself is 1 by definition, there and here. */
	if (!strcmp(row->case_->copy, SUMMARY_BASE))
		strcpy(line->cell[COL_RATIO], "1");
	else
		number_interval(line->cell[COL_RATIO], sizeof(line->cell[0]),
				number_ratio(ratio->median), number_ratio(ratio->lo),
				number_ratio(ratio->hi), ratio->has_interval);
	return 0;
}

static int add_title(struct table *table, const struct summary *summary,
		     const struct summary_group *group)
{
	struct line *line = add_line(table);
	size_t size;
	FILE *out;

	if (!line)
		return -ENOMEM;
	out = open_memstream(&line->text, &size);
	if (!out)
		return -ENOMEM;
	fputs(summary->emulated ? "here, emulated" : "here", out);
	if (table->ctx->nr_runs > 1)
		fprintf(out, ", run %s", summary->run);
	fputs(": ", out);
	words_memory(out, summary, group);
	fclose(out);
	return line->text ? 0 : -ENOMEM;
}

/* The kernel's own rows of a group: it has patches or not, so they are no series. */
static int add_kernel(struct table *table, const struct summary *summary,
		      const struct summary_group *group)
{
	const char *release = run_file_fact(summary->file, "kernel");
	int ret = 0;

	for (size_t i = 0; i < group->nr_rows && !ret; i++) {
		const struct summary_row *row = &summary->rows[group->first + i];

		if (!strcmp(row->case_->copy, THREAD_KERNEL) && row->ns.nr_samples)
			ret = add_here(table, row, "kernel's own", release ? release : "here");
	}
	return ret;
}

static int add_group(struct table *table, const struct summary *summary,
		     const struct summary_group *group)
{
	int ret = add_title(table, summary, group);

	for (int s = 0; s < SERIES_NR && !ret; s++) {
		const struct summary_row *row = thread_row(summary, group, (enum thread_series)s);

		if (row && row->ns.nr_samples)
			ret = add_here(table, row, thread_series_word[s].name, "here");
	}
	return ret ? ret : add_kernel(table, summary, group);
}

static int add_measured(struct table *table, size_t *nr)
{
	int ret = 0;

	for (int r = 0; r < table->ctx->nr_runs; r++) {
		const struct summary *summary = table->ctx->runs[r];

		for (size_t g = 0; g < summary->nr_groups && !ret; g++) {
			const struct summary_group *group = &summary->groups[g];
			const struct run_case *c = summary->rows[group->first].case_;

			if (group->verdict == GROUP_UNMEASURED || !thread_has(table->scenario, c) ||
			    thread_is_first_bind(c) != table->first_bind ||
			    thread_is_outvoted(summary, group))
				continue;
			ret = add_group(table, summary, group);
			(*nr)++;
		}
	}
	return ret;
}

/* Notes that begin so belong to their row alone. */
const char *compare_note(const struct published_row *row)
{
	const char *note = row->field[PUBLISHED_NOTE];

	return strncmp(note, "derived:", strlen("derived:")) ? note : "-";
}

static bool same_source(const struct published_row *a, const struct published_row *b)
{
	return !strcmp(a->field[PUBLISHED_SOURCE], b->field[PUBLISHED_SOURCE]) &&
	       !strcmp(a->field[PUBLISHED_MACHINE], b->field[PUBLISHED_MACHINE]) &&
	       !strcmp(a->field[PUBLISHED_HOW], b->field[PUBLISHED_HOW]) &&
	       !strcmp(compare_note(a), compare_note(b));
}

static size_t source_number(struct compare_sources *sources, const struct published_row *row)
{
	for (size_t i = 0; i < sources->nr; i++) {
		if (same_source(sources->row[i], row))
			return i + 1;
	}
	sources->row[sources->nr++] = row;
	return sources->nr;
}

/* No posting gives a ratio of first binds: that of their times. */
static void put_first_bind_ratio(char *cell, size_t size, const struct published *published,
				 const struct published_row *row)
{
	static const enum published_column same[] = { PUBLISHED_SCENARIO, PUBLISHED_KERNEL,
						      PUBLISHED_MACHINE };

	snprintf(cell, size, "-");
	for (size_t i = 0; i < published->nr_rows; i++) {
		const struct published_row *base = &published->rows[i];
		bool differs = thread_series_of(base) != SERIES_BASE || isnan(base->first_bind);

		for (size_t k = 0; k < sizeof(same) / sizeof(same[0]); k++)
			differs |= strcmp(base->field[same[k]], row->field[same[k]]) != 0;
		if (differs)
			continue;
		if (base == row)
			snprintf(cell, size, "1");
		else
			snprintf(cell, size, "%.2f", base->first_bind / row->first_bind);
		return;
	}
}

static int add_published_row(struct table *table, const struct published_row *row)
{
	struct line *line = add_line(table);

	if (!line)
		return -ENOMEM;
	snprintf(line->cell[COL_SERIES], sizeof(line->cell[0]), "%s", row->field[PUBLISHED_SERIES]);
	snprintf(line->cell[COL_KERNEL], sizeof(line->cell[0]), "%s", row->field[PUBLISHED_KERNEL]);
	snprintf(line->cell[COL_MS], sizeof(line->cell[0]), "%s",
		 row->field[table->first_bind ? PUBLISHED_FIRST_BIND : PUBLISHED_REBIND]);
	snprintf(line->cell[COL_SOURCE], sizeof(line->cell[0]), "[%zu]",
		 source_number(table->sources, row));
	if (table->first_bind)
		put_first_bind_ratio(line->cell[COL_RATIO], sizeof(line->cell[0]), table->published,
				     row);
	else
		snprintf(line->cell[COL_RATIO], sizeof(line->cell[0]), "%s",
			 row->field[PUBLISHED_RATIO]);
	return 0;
}

static bool is_printed(const struct table *table, const struct published_row *row)
{
	return thread_stands_for(table->published, row, table->scenario) &&
	       !(table->first_bind && isnan(row->first_bind));
}

static int add_published(struct table *table)
{
	const struct published *published = table->published;
	size_t nr = 0;
	int ret;

	for (size_t i = 0; i < published->nr_rows; i++)
		nr += is_printed(table, &published->rows[i]);
	ret = add_text(table, nr ? "published" : "published: nothing");
	for (size_t i = 0; i < published->nr_rows && !ret; i++) {
		if (is_printed(table, &published->rows[i]))
			ret = add_published_row(table, &published->rows[i]);
	}
	return ret;
}

static void print_row(FILE *out, const struct line *line, const size_t *widths)
{
	size_t pad = 0;

	fputs("  ", out);
	for (int c = 0; c < COL_NR; c++) {
		const char *cell = line->cell[c];

		if (!*cell) {
			pad += widths[c] + 1;
			continue;
		}
		fprintf(out, "%*s%s", (int)pad, "", cell);
		pad = widths[c] - wrap_columns(cell, strlen(cell)) + 1;
	}
	fputc('\n', out);
}

static void print_stacked(FILE *out, const struct line *line, int width)
{
	char text[COL_NR * 128 + 32];

	snprintf(text, sizeof(text), "%s, %s: base/this %s, %s ms %s", line->cell[COL_SERIES],
		 line->cell[COL_KERNEL], line->cell[COL_RATIO], line->cell[COL_MS],
		 line->cell[COL_SOURCE]);
	wrap_print(out, width, "  ", 4, text);
}

/* Wide enough for the digits that most rows have, so that the tables of a report line up. */
static const size_t least_width[COL_NR] = { 14, 7, 20, 20, 6 };

static void print_table(FILE *out, const struct table *table, int width)
{
	size_t widths[COL_NR], total = COL_NR + 1;

	for (int c = 0; c < COL_NR; c++) {
		widths[c] = least_width[c];
		for (size_t i = 0; i < table->nr; i++) {
			const char *cell = table->lines[i].cell[c];
			size_t columns = wrap_columns(cell, strlen(cell));

			if (columns > widths[c])
				widths[c] = columns;
		}
		total += widths[c];
	}
	for (size_t i = 0; i < table->nr; i++) {
		const struct line *line = &table->lines[i];

		if (line->text)
			wrap_print(out, width, "", 2, line->text);
		else if (total <= (size_t)width)
			print_row(out, line, widths);
		else if (i)
			print_stacked(out, line, width);
		else
			fprintf(out, "%s\n", line->cell[COL_SERIES]);
	}
}

static int table_write(FILE *out, struct table *table, int width)
{
	size_t nr_measured = 0;
	int ret = add_head(table);

	if (!ret)
		ret = add_measured(table, &nr_measured);
	if (!ret && !nr_measured)
		ret = add_text(table, "here: not measured");
	if (!ret)
		ret = add_published(table);
	if (!ret)
		print_table(out, table, width);
	for (size_t i = 0; i < table->nr; i++)
		free(table->lines[i].text);
	free(table->lines);
	return ret;
}

int compare_table(FILE *out, const struct report_ctx *ctx, const struct published *published,
		  const struct thread_scenario *scenario, struct compare_sources *sources,
		  int width)
{
	struct table table = {
		.ctx = ctx, .published = published, .scenario = scenario, .sources = sources
	};
	int ret = table_write(out, &table, width);

	if (ret)
		return ret;
	fputc('\n', out);
	table = (struct table){ .ctx = ctx,
				.published = published,
				.scenario = scenario,
				.sources = sources,
				.first_bind = true };
	return table_write(out, &table, width);
}
