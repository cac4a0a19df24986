// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/text-table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/wrap.h"

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

		if (!widths[c])
			continue;
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

/* Columns that a narrow page can do without, the first one first. */
static const enum column expendable[] = { COL_GB, COL_N };

static size_t table_width(const size_t *widths)
{
	size_t total = 0;

	for (int c = 0; c < COL_NR; c++)
		total += widths[c] ? widths[c] + 1 : 0;
	return total - 1;
}

/* Zeroes the width of each column that is left out. */
static void measure(const struct line *lines, size_t nr, size_t width, bool brief, size_t *widths)
{
	memset(widths, 0, COL_NR * sizeof(*widths));
	for (size_t i = 0; i < nr; i++) {
		for (int c = 0; c < COL_NR; c++) {
			size_t columns = wrap_columns(lines[i].cell[c], strlen(lines[i].cell[c]));

			if (columns > widths[c])
				widths[c] = columns;
		}
	}
	for (size_t i = 0; i < sizeof(expendable) / sizeof(expendable[0]); i++) {
		if (table_width(widths) > width || (brief && !i))
			widths[expendable[i]] = 0;
	}
}

int text_table(FILE *out, const struct summary *summary, const struct summary_group *group,
	       const struct text_style *style)
{
	struct line *lines = calloc(group->nr_rows + 1, sizeof(*lines));
	const struct summary_row **rows = group_sorted(summary, group);
	size_t widths[COL_NR];

	if (!lines || !rows) {
		free(lines);
		free(rows);
		return -ENOMEM;
	}
	for (int c = 0; c < COL_NR; c++)
		snprintf(lines->cell[c], sizeof(lines->cell[c]), "%s", heads[c].head);
	for (size_t i = 0; i < group->nr_rows; i++)
		fill_line(&lines[i + 1], rows[i]);
	measure(lines, group->nr_rows + 1, (size_t)style->width, style->brief, widths);

	for (size_t i = 0; i <= group->nr_rows; i++) {
		if (table_width(widths) <= (size_t)style->width)
			print_line(out, &lines[i], widths, style->colour);
		else if (i)
			print_stacked(out, &lines[i], style->width);
	}
	free(rows);
	free(lines);
	return 0;
}
