/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The answer of a run: a line for each kind of memory and revision.  Text, mail,
 * HTML and commit message begin with it.
 */
#ifndef BENCH_REPORT_TABLE_VERDICT_TABLE_H
#define BENCH_REPORT_TABLE_VERDICT_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct summary;
struct summary_group;
struct summary_row;

/** VERDICT_COPY - the copy that the series is about; lines are of it where it was measured */
#define VERDICT_COPY "movnti"

/** VERDICT_LINES_MOST - more memories than this fill a screen */
#define VERDICT_LINES_MOST 12

/**
 * struct verdict_line - one kind of memory
 * @group:   the least unusual of its cases, of several sizes the largest
 * @row:     VERDICT_COPY there, else the best copy; NULL: nothing was measured
 * @memory:  "dram, 2 MiB pages", and what is not as in the title
 * @ratio:   "0.920 [0.899..0.978]"
 * @verdict: "prefer movnti, 13 rounds", "undecided (spread 8 %)", ...
 */
struct verdict_line {
	const struct summary_group *group;
	const struct summary_row *row;
	char *memory;
	char ratio[96];
	char *verdict;
};

/**
 * struct verdict_table - all lines, and the words above and below them
 * @title: "movnti / mov, 100 GiB of device, revision v11, amd-zen4 (KVM guest)"
 * @rest:  what the cases say that have no line; "" where there are none
 */
struct verdict_table {
	char *title;
	struct verdict_line line[VERDICT_LINES_MOST];
	size_t nr;
	char *rest;
};

/**
 * verdict_table_fill() - the lines of a run, in the order of the axes
 *
 * Return: 0 or -ENOMEM; verdict_table_free() in both cases.
 */
int verdict_table_fill(const struct summary *summary, struct verdict_table *table);
void verdict_table_free(struct verdict_table *table);

/** verdict_table_print() - in at most @width columns, 72 or more of them */
void verdict_table_print(FILE *out, const struct verdict_table *table, int width);

/** verdict_table_write() - fill and print; 0 or -ENOMEM */
int verdict_table_write(FILE *out, const struct summary *summary, int width);

#endif
