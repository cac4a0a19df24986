/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_TSV_TABLE_H
#define BENCH_REPORT_TABLE_TSV_TABLE_H

#include <stddef.h>
#include <stdio.h>

struct report_ctx;
struct summary;

/** tsv_print() - the row of names, then one row per case of each run */
void tsv_print(const struct report_ctx *ctx, FILE *out);

/**
 * struct tsv_table - what tsv prints of one run, cell by cell
 * @nr_rows: summary->nr_rows, in the same order
 */
struct tsv_table {
	char *text;
	const char **cell; /* the column names, then the rows */
	size_t nr_columns;
	size_t nr_rows;
};

/** tsv_table_new() - 0 or -ENOMEM; tsv_table_free() in both cases */
int tsv_table_new(const struct summary *summary, struct tsv_table *table);
void tsv_table_free(struct tsv_table *table);

/** tsv_column() - number of a column, or -1 */
int tsv_column(const struct tsv_table *table, const char *name);

/** tsv_field() - a cell's text; "-" for column -1 */
const char *tsv_field(const struct tsv_table *table, size_t row, int column);

#endif
