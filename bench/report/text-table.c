// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/text-table.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis.h"
#include "report/number.h"
#include "report/wrap.h"

enum column { COL_COPY, COL_NS, COL_GB, COL_RATIO, COL_N, COL_VERDICT, COL_NR };

static const struct {
	const char *head;
	bool right;
} heads[COL_NR] = {
	[COL_COPY] = { "copy", false },
	[COL_NS] = { "ns/page [95 %]", false },
	[COL_GB] = { "GB/s", true },
	[COL_RATIO] = { "time/" SUMMARY_REFERENCE " [95 %]", false },
	[COL_N] = { "n", true },
	[COL_VERDICT] = { "verdict", false },
};

struct line {
	const struct summary_row *row;
	char cell[COL_NR][128];
};

/* 0: usable in a kernel, 1: bound, 2: the harness */
static int row_kind(const struct summary_row *row)
{
	return row->is_null ? 2 : row->is_bound;
}

static int line_order(const void *left, const void *right)
{
	const struct summary_row *a = ((const struct line *)left)->row;
	const struct summary_row *b = ((const struct line *)right)->row;

	if (row_kind(a) != row_kind(b))
		return row_kind(a) - row_kind(b);
	if (isnan(a->ns.median) != isnan(b->ns.median))
		return isnan(a->ns.median) - isnan(b->ns.median);
	if (a->ns.median != b->ns.median && !isnan(a->ns.median))
		return a->ns.median < b->ns.median ? -1 : 1;
	return (a > b) - (a < b);
}

/* The row names its copy, so that "prefer" alone is clear and the table stays narrow. */
static const char *short_verdict(const struct summary_row *row, char *buf, size_t size)
{
	return row->verdict == VERDICT_PREFER_COPY ? "prefer" : verdict_word(row, buf, size);
}

static void fill_line(struct line *line, const struct summary_row *row)
{
	const struct stats_estimate *ns = &row->ns, *ratio = &row->ratio;
	char word[128];

	line->row = row;
	snprintf(line->cell[COL_COPY], sizeof(line->cell[0]), "%s", row->case_->copy);
	number_interval(line->cell[COL_NS], sizeof(line->cell[0]), number_ns(ns->median),
		     number_ns(ns->lo), number_ns(ns->hi), ns->has_interval);
	snprintf(line->cell[COL_GB], sizeof(line->cell[0]), "%s", number_gb(row->gb_per_s).text);
	/* The reference's ratio to itself has an interval only in name. */
	number_interval(line->cell[COL_RATIO], sizeof(line->cell[0]), number_ratio(ratio->median),
		     number_ratio(ratio->lo), number_ratio(ratio->hi),
		     ratio->has_interval && !row->is_reference);
	snprintf(line->cell[COL_N], sizeof(line->cell[0]), "%s", number_count(ns->nr_samples).text);
	snprintf(line->cell[COL_VERDICT], sizeof(line->cell[0]), "%s",
		 short_verdict(row, word, sizeof(word)));
}

static void print_verdict(FILE *out, const struct line *line, bool colour)
{
	bool green = colour && line->row && line->row->verdict == VERDICT_PREFER_COPY;

	fprintf(out, "%s%s%s\n", green ? "\033[32m" : "", line->cell[COL_VERDICT],
		green ? "\033[0m" : "");
}

static void print_line(FILE *out, const struct line *line, const size_t *widths, bool colour)
{
	for (int c = 0; c < COL_VERDICT; c++) {
		const char *cell = line->cell[c];
		int pad = (int)(widths[c] - wrap_columns(cell, strlen(cell)));

		if (heads[c].right)
			fprintf(out, "%*s%s ", pad, "", cell);
		else
			fprintf(out, "%s%*s ", cell, pad, "");
	}
	print_verdict(out, line, colour);
}

static void print_stacked(FILE *out, const struct line *line, int width)
{
	char text[6 * 128 + 64];

	fprintf(out, "%s\n", line->cell[COL_COPY]);
	snprintf(text, sizeof(text), "%s ns/page, %s GB/s, time/" SUMMARY_REFERENCE " %s, n %s, %s",
		 line->cell[COL_NS], line->cell[COL_GB], line->cell[COL_RATIO], line->cell[COL_N],
		 line->cell[COL_VERDICT]);
	wrap_print(out, width, "  ", 2, text);
}

int text_table(FILE *out, const struct summary *summary, const struct summary_group *group,
	       int width, bool colour)
{
	struct line *lines = calloc(group->nr_rows + 1, sizeof(*lines)), *head = lines;
	size_t widths[COL_NR] = { 0 }, total = COL_NR - 1;

	if (!lines)
		return -ENOMEM;
	for (size_t i = 0; i < group->nr_rows; i++)
		fill_line(&lines[i + 1], &summary->rows[group->first + i]);
	qsort(lines + 1, group->nr_rows, sizeof(*lines), line_order);
	for (int c = 0; c < COL_NR; c++) {
		snprintf(head->cell[c], sizeof(head->cell[c]), "%s", heads[c].head);
		for (size_t i = 0; i <= group->nr_rows; i++) {
			size_t columns = wrap_columns(lines[i].cell[c], strlen(lines[i].cell[c]));

			if (columns > widths[c])
				widths[c] = columns;
		}
		total += widths[c];
	}

	for (size_t i = 0; i <= group->nr_rows; i++) {
		if (total <= (size_t)width)
			print_line(out, &lines[i], widths, colour);
		else if (i)
			print_stacked(out, &lines[i], width);
	}
	free(lines);
	return 0;
}
