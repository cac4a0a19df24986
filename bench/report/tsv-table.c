// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/tsv-table.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis.h"
#include "report/report.h"

static int print_tsv(const struct summary *summary, struct tsv_table *table)
{
	static const struct report_options defaults = REPORT_OPTIONS_DEFAULT;
	struct summary *run = (struct summary *)summary; /* tsv only reads it */
	struct report_ctx ctx = { .runs = &run, .nr_runs = 1, .options = &defaults };
	size_t size;
	FILE *out = open_memstream(&table->text, &size);
	int ret;

	if (!out)
		return -ENOMEM;
	ret = report_find("tsv")->write(&ctx, out);
	return fclose(out) ? -ENOMEM : ret;
}

static void cut(struct tsv_table *table)
{
	size_t nr = 0;

	for (char *text = table->text; *text;) {
		size_t len = strcspn(text, "\t\n");

		table->cell[nr++] = text;
		if (text[len])
			text[len++] = '\0';
		text += len;
	}
}

int tsv_table_new(const struct summary *summary, struct tsv_table *table)
{
	int ret;

	memset(table, 0, sizeof(*table));
	ret = print_tsv(summary, table);
	if (ret)
		return ret;
	table->nr_columns = 1;
	for (const char *text = table->text; *text && *text != '\n'; text++)
		table->nr_columns += *text == '\t';
	table->nr_rows = summary->nr_rows;
	table->cell = calloc((table->nr_rows + 1) * table->nr_columns, sizeof(*table->cell));
	if (!table->cell)
		return -ENOMEM;
	cut(table);
	return 0;
}

void tsv_table_free(struct tsv_table *table)
{
	free(table->cell);
	free(table->text);
}

int tsv_column(const struct tsv_table *table, const char *name)
{
	for (size_t c = 0; c < table->nr_columns; c++) {
		if (!strcmp(table->cell[c], name))
			return (int)c;
	}
	return -1;
}

const char *tsv_field(const struct tsv_table *table, size_t row, int column)
{
	return column < 0 ? "-" : table->cell[(row + 1) * table->nr_columns + (size_t)column];
}
