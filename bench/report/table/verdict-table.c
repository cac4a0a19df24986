// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/verdict-table.h"

#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/group.h"
#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

/* Where the last column is folded. */
#define VERDICT_COLUMNS 24
#define INDENT 2

static size_t max_size(size_t a, size_t b)
{
	return a > b ? a : b;
}

static const struct run_case *case_of(const struct summary *summary,
				      const struct summary_group *group)
{
	return summary->rows[group->first].case_;
}

static bool is_told(const struct summary *summary, const struct summary_group *group, bool all)
{
	if (group_is_thin(summary, group))
		return false;
	return all || group_is_deciding(summary, group);
}

/* One line for both: the same memory, revision and loop. */
static bool is_kind(const struct summary *summary, const struct summary_group *a,
		    const struct summary_group *b)
{
	const unsigned int same = AXIS_BIT(AXIS_TARGET) | AXIS_BIT(AXIS_REVISION) |
				  AXIS_BIT(AXIS_WALK) | AXIS_BIT(AXIS_KERNEL) |
				  AXIS_BIT(AXIS_MAP);

	return a->mode == b->mode &&
	       !case_compare(case_of(summary, a), case_of(summary, b), ~same);
}

/* Which of two cases of a kind stands for it? */
static bool is_plainer(const struct summary *summary, const struct summary_group *a,
		       const struct summary_group *b, const struct words_usual *usual)
{
	const int unusual_a = words_nr_unusual(case_of(summary, a), usual);
	const int unusual_b = words_nr_unusual(case_of(summary, b), usual);

	if (group_has_samples(summary, a) != group_has_samples(summary, b))
		return group_has_samples(summary, a);
	if (unusual_a != unusual_b)
		return unusual_a < unusual_b;
	return case_of(summary, a)->pages > case_of(summary, b)->pages;
}

/* VERDICT_COPY where it has a ratio, else what did best. */
static const struct summary_row *row_of(const struct summary *summary,
					const struct summary_group *group)
{
	const struct summary_row *best = &summary->rows[group->best];

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!strcmp(row->case_->copy, VERDICT_COPY) && !isnan(row->ratio.median))
			return row;
	}
	return group_has_samples(summary, group) ? best : NULL;
}

/* Why a pair is undecided, in brackets. */
static void put_undecided(FILE *out, const struct summary *summary, const struct summary_row *row)
{
	const struct stats_estimate *ratio = &row->ratio;
	const enum undecided_why why = summary_undecided(row, summary->margin).why;

	fputs("undecided", out);
	if (why == UNDECIDED_WITHIN_MARGIN)
		fprintf(out, " (within %s)", number_percent(100 * summary->margin).text);
	else if (!ratio->has_interval)
		fprintf(out, " (%zu round%s)", ratio->n, ratio->n == 1 ? "" : "s");
	else
		fprintf(out, " (spread %.0f %%)", 100 * (ratio->hi - ratio->lo) / ratio->median);
}

static void put_verdict(FILE *out, const struct summary *summary, const struct summary_group *group,
			const struct summary_row *row)
{
	const struct summary_row *best = &summary->rows[group->best];

	if (group->verdict == GROUP_UNMEASURED || !row) {
		fputs("unmeasured", out);
		return;
	}
	if (group->verdict != GROUP_PREFER_COPY && group->verdict != GROUP_PREFER_REFERENCE &&
	    group->verdict != GROUP_UNDECIDED) {
		fputs(words_group_verdict(group), out);
		return;
	}
	/* What wins, where that is something else and can be told apart. */
	if (group->verdict == GROUP_PREFER_COPY && row != best && !row->ties_best) {
		fprintf(out, "prefer %s %s", best->case_->copy,
			number_ratio(best->ratio.median).text);
		return;
	}
	if (row->verdict == VERDICT_PREFER_COPY)
		fprintf(out, "prefer %s, %zu rounds", row->case_->copy, row->ratio.n);
	else if (row->verdict == VERDICT_PREFER_REFERENCE)
		fprintf(out, "prefer " SUMMARY_REFERENCE ", %zu rounds", row->ratio.n);
	else
		put_undecided(out, summary, row);
}

/* What a line has that others have not; an axis whose words speak for themselves unnamed. */
static void put_axis(FILE *out, const struct run_case *c, enum axis axis)
{
	char option[32];

	if (axis_table[axis].kind == AXIS_IS_WORD && !strcmp(case_word(c, axis), "-"))
		return;
	if (axis == AXIS_WALK || axis == AXIS_REVISION)
		fprintf(out, ", %s", case_word(c, axis));
	else if (axis == AXIS_PAGES && case_is_known(c, axis))
		fprintf(out, ", %s", number_bytes(PAGE_DEVICE_BYTES * c->pages).text);
	else if (axis_table[axis].kind == AXIS_IS_WORD)
		fprintf(out, ", %s %s", axis_option(axis, option, sizeof(option)),
			case_word(c, axis));
	else if (axis_table[axis].kind != AXIS_IS_WORD && case_number(c, axis))
		fprintf(out, ", %s %" PRId64, axis_option(axis, option, sizeof(option)),
			case_number(c, axis));
}

/* "dram, 4 KiB pages": the keys of a target say what the page size says again. */
static void put_memory(FILE *out, const struct summary *summary, const struct summary_group *group,
		       unsigned int common, bool keys)
{
	const struct run_case *c = case_of(summary, group);
	const char *target = c->target;
	const bool pages = group->page_bytes != RUN_ABSENT;

	fprintf(out, "%.*s", pages && !keys ? (int)strcspn(target, ":") : (int)strlen(target),
		target);
	if (pages)
		fprintf(out, ", %s pages", number_bytes(group->page_bytes).text);
	for (int a = 0; a < AXIS_NR; a++)
		if (!(common & AXIS_BIT(a)))
			put_axis(out, c, a);
	if (group->mode != MODE_ONE)
		fprintf(out, ", %s", summary->mode_word[group->mode]);
}

/* Two targets whose names differ in their keys, or in a path, alone. */
static bool needs_keys(const struct summary *summary, const struct summary_group *list[],
		       size_t nr, const struct summary_group *group)
{
	const char *mine = case_of(summary, group)->target;
	const size_t len = strcspn(mine, ":");

	for (size_t i = 0; i < nr; i++) {
		const char *other = case_of(summary, list[i])->target;

		if (list[i]->page_bytes == group->page_bytes && strcmp(mine, other) &&
		    strcspn(other, ":") == len && !memcmp(mine, other, len))
			return true;
	}
	return false;
}

static int fill_line(const struct summary *summary, const struct summary_group *group,
		     unsigned int common, bool keys, struct verdict_line *line)
{
	const struct summary_row *row = row_of(summary, group);
	size_t size;
	FILE *out;

	*line = (struct verdict_line){ .group = group, .row = row, .ratio = "-" };
	if (row)
		number_interval(line->ratio, sizeof(line->ratio), number_ratio(row->ratio.median),
				number_ratio(row->ratio.lo), number_ratio(row->ratio.hi),
				row->ratio.has_interval);
	out = open_memstream(&line->memory, &size);
	if (!out)
		return -ENOMEM;
	put_memory(out, summary, group, common, keys);
	if (fclose(out))
		return -ENOMEM;
	out = open_memstream(&line->verdict, &size);
	if (!out)
		return -ENOMEM;
	put_verdict(out, summary, group, row);
	return fclose(out) ? -ENOMEM : 0;
}

/* One group for each kind; how many kinds there are, of which so many as there is room for. */
static size_t find_kinds(const struct summary *summary, bool all, const struct words_usual *usual,
			 const struct summary_group *list[VERDICT_LINES_MOST])
{
	size_t nr = 0;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		size_t i;

		if (!is_told(summary, group, all))
			continue;
		for (i = 0; i < nr && !is_kind(summary, list[i], group); i++)
			;
		if (i == nr && nr == VERDICT_LINES_MOST)
			continue;
		if (i == nr)
			list[nr++] = group;
		else if (is_plainer(summary, group, list[i], usual))
			list[i] = group;
	}
	return nr;
}

/* VERDICT_COPY where it is slower than the reference though another copy is preferred, or NULL. */
static const struct summary_row *slow_row_of(const struct summary *summary,
					     const struct summary_group *group)
{
	const struct summary_row *row = row_of(summary, group);

	if (group->verdict != GROUP_PREFER_COPY || !row)
		return NULL;
	return row->verdict == VERDICT_PREFER_REFERENCE ? row : NULL;
}

/*
 * "31 more cases: 27 prefer a copy, 4 undecided; in 2 movnti takes up to 11.023 times as long as
 * mov."
 */
static int fill_rest(const struct summary *summary, struct verdict_table *table)
{
	size_t nr = 0, nr_copy = 0, nr_mov = 0, nr_open = 0, nr_slow = 0;
	const struct summary_row *slow;
	double slowest = 0;
	bool first = true;
	size_t size;
	FILE *out = open_memstream(&table->rest, &size);

	if (!out)
		return -ENOMEM;
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		bool told = !group_has_samples(summary, group) || group_is_thin(summary, group);

		for (size_t i = 0; i < table->nr && !told; i++)
			told = table->line[i].group == group;
		if (told)
			continue;
		nr++;
		nr_copy += group->verdict == GROUP_PREFER_COPY;
		nr_mov += group->verdict == GROUP_PREFER_REFERENCE;
		nr_open += group->verdict == GROUP_UNDECIDED;
		slow = slow_row_of(summary, group);
		if (slow) {
			nr_slow++;
			slowest = fmax(slowest, slow->ratio.median);
		}
	}
	if (nr)
		fprintf(out, "%zu more case%s:", nr, nr == 1 ? "" : "s");
	if (nr_copy) {
		fprintf(out, " %zu prefer%s a copy", nr_copy, nr_copy == 1 ? "s" : "");
		first = false;
	}
	if (nr_mov) {
		fprintf(out, "%s %zu prefer%s " SUMMARY_REFERENCE, first ? "" : ",", nr_mov,
			nr_mov == 1 ? "s" : "");
		first = false;
	}
	if (nr_open) {
		fprintf(out, "%s %zu undecided", first ? "" : ",", nr_open);
		first = false;
	}
	if (nr && first)
		fputs(" no verdict", out);
	if (nr_slow)
		fprintf(out, "; in %zu " VERDICT_COPY " takes up to %s times as long as "
			SUMMARY_REFERENCE, nr_slow, number_ratio(slowest).text);
	fputs(nr ? "." : "", out);
	return fclose(out) ? -ENOMEM : 0;
}

/* Axes in which all lines agree; those of a title, and of the memory's column, alone matter. */
static unsigned int common_axes(const struct summary *summary, const struct summary_group *list[],
				size_t nr)
{
	unsigned int common = AXIS_BIT(AXIS_COPY) | AXIS_BIT(AXIS_TARGET);

	for (int a = 0; a < AXIS_NR; a++) {
		bool same = true;

		for (size_t i = 1; i < nr; i++)
			same &= !case_compare(case_of(summary, list[0]), case_of(summary, list[i]),
					      ~AXIS_BIT(a));
		common |= same ? AXIS_BIT(a) : 0;
	}
	return common;
}

static int fill_title(const struct summary *summary, unsigned int common,
		      struct verdict_table *table)
{
	const struct run_case *c = table->nr ? case_of(summary, table->line[0].group) : NULL;
	const char *platform = run_file_fact(summary->file, "platform");
	const char *hypervisor = run_file_fact(summary->file, "hypervisor");
	const char *copy = NULL;
	bool one = true;
	size_t size;
	FILE *out = open_memstream(&table->title, &size);

	if (!out)
		return -ENOMEM;
	for (size_t i = 0; i < table->nr; i++) {
		if (!table->line[i].row)
			continue;
		one &= !copy || !strcmp(copy, table->line[i].row->case_->copy);
		copy = table->line[i].row->case_->copy;
	}
	fprintf(out, "%s / " SUMMARY_REFERENCE, copy && one ? copy : "best copy");
	if (c && common & AXIS_BIT(AXIS_PAGES) && case_is_known(c, AXIS_PAGES))
		fprintf(out, ", %s of device", number_bytes(PAGE_DEVICE_BYTES * c->pages).text);
	if (c && common & AXIS_BIT(AXIS_REVISION) && strcmp(c->revision, "-"))
		fprintf(out, ", revision %s", c->revision);
	fprintf(out, ", %s", platform ? platform : "CPU unknown");
	if (words_is_guest(summary))
		fprintf(out, " (%.3s guest)", strncmp(hypervisor, "KVM", 3) ? "a" : "KVM");
	return fclose(out) ? -ENOMEM : 0;
}

int verdict_table_fill(const struct summary *summary, struct verdict_table *table)
{
	const struct words_usual usual = words_usual(summary);
	const struct summary_group *list[VERDICT_LINES_MOST];
	size_t nr = find_kinds(summary, false, &usual, list);
	unsigned int common;
	int ret = 0;

	*table = (struct verdict_table){ 0 };
	if (!nr)
		nr = find_kinds(summary, true, &usual, list);
	common = common_axes(summary, list, nr);
	while (!ret && table->nr < nr) {
		const struct summary_group *group = list[table->nr];

		ret = fill_line(summary, group, common, needs_keys(summary, list, nr, group),
				&table->line[table->nr]);
		table->nr++;
	}
	return ret ?: fill_title(summary, common, table) ?: fill_rest(summary, table);
}

void verdict_table_free(struct verdict_table *table)
{
	for (size_t i = 0; i < table->nr; i++) {
		free(table->line[i].memory);
		free(table->line[i].verdict);
	}
	free(table->title);
	free(table->rest);
}

/* Columns of each part of a line. */
struct widths {
	size_t memory;
	size_t ratio;
	size_t gap;
};

/* The widest memory that leaves room for the others; a gap more where all of them do. */
static struct widths measure(const struct verdict_table *table, size_t width)
{
	struct widths widths = { .gap = 1 };
	size_t verdict = 0, most = 0, room;

	for (size_t i = 0; i < table->nr; i++) {
		const struct verdict_line *line = &table->line[i];

		widths.ratio = max_size(widths.ratio, strlen(line->ratio));
		verdict = max_size(verdict, strlen(line->verdict));
		most = max_size(most, strlen(line->memory));
	}
	if (verdict > VERDICT_COLUMNS)
		verdict = VERDICT_COLUMNS;
	room = widths.ratio + verdict + 2 < width ? width - widths.ratio - verdict - 2 : 0;
	for (size_t i = 0; i < table->nr; i++)
		if (strlen(table->line[i].memory) <= room)
			widths.memory = max_size(widths.memory, strlen(table->line[i].memory));
	if (most + 2 <= room)
		widths.gap = 2;
	return widths;
}

static void print_line(FILE *out, const struct verdict_line *line, const struct widths *widths,
		       int width)
{
	const bool fits = strlen(line->memory) <= widths->memory;
	char *first;

	/* A long one has a line of its own. */
	if (!fits)
		wrap_print(out, width, "", INDENT, line->memory);
	if (asprintf(&first, "%-*s%*s%-*s%*s", (int)widths->memory, fits ? line->memory : "",
		     (int)widths->gap, "", (int)widths->ratio, line->ratio, (int)widths->gap,
		     "") < 0)
		return;
	wrap_print(out, width, first, (int)strlen(first), line->verdict);
	free(first);
}

void verdict_table_print(FILE *out, const struct verdict_table *table, int width)
{
	const struct widths widths = measure(table, (size_t)width);

	if (!table->nr)
		return;
	wrap_print(out, width, "", INDENT, table->title);
	for (size_t i = 0; i < table->nr; i++)
		print_line(out, &table->line[i], &widths, width);
	if (*table->rest)
		wrap_print(out, width, "", INDENT, table->rest);
}

int verdict_table_write(FILE *out, const struct summary *summary, int width)
{
	struct verdict_table table;
	int ret = verdict_table_fill(summary, &table);

	if (!ret)
		verdict_table_print(out, &table, width);
	verdict_table_free(&table);
	return ret;
}
