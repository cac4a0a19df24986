// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/tsv-table.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/prose/context.h"

static void write_case(FILE *out, const struct run_case *c)
{
	for (int axis = 0; axis < AXIS_NR; axis++) {
		if (axis_table[axis].kind == AXIS_IS_WORD)
			fprintf(out, "%s\t", case_word(c, axis));
		else if (case_is_known(c, axis))
			fprintf(out, "%" PRId64 "\t", case_number(c, axis));
		else
			fputs("-\t", out);
	}
}

static void write_row(FILE *out, const struct summary *summary, const struct summary_row *row)
{
	char word[128];

	write_case(out, row->case_);
	fprintf(out, "%s\t%zu", summary->mode_word[row->mode], row->ns.nr_samples);
	fprintf(out, "\t%s\t%s\t%s", number_ns(row->ns.median).text, number_ns(row->ns.lo).text,
		number_ns(row->ns.hi).text);
	fprintf(out, "\t%s", number_gb(row->gb_per_s).text);
	fprintf(out, "\t%s\t%s\t%s", number_ratio(row->ratio.median).text,
		number_ratio(row->ratio.lo).text, number_ratio(row->ratio.hi).text);
	fprintf(out, "\t%s\t%s\t%s", verdict_word(row, word, sizeof(word)),
		number_traffic(row->r_model).text, number_traffic(row->w_model).text);
	fprintf(out, "\t%s\t%s\t%s\n", number_traffic(row->traffic.r).text,
		number_traffic(row->traffic.w).text,
		row->traffic.source ? row->traffic.source : "-");
}

void tsv_print(const struct report_ctx *ctx, FILE *out)
{
	if (ctx->nr_runs > 1)
		fputs("run\t", out);
	for (int axis = 0; axis < AXIS_NR; axis++)
		fprintf(out, "%s\t", axis_table[axis].column);
	fputs("mode\tn\tns_per_page\tns_lo\tns_hi\tgb_per_s\tratio\tratio_lo\tratio_hi\tverdict"
	      "\tr_model\tw_model\tr\tw\ttraffic_source\n", out);
	for (int i = 0; i < ctx->nr_runs; i++) {
		const struct summary *summary = ctx->runs[i];

		for (size_t r = 0; r < summary->nr_rows; r++) {
			if (ctx->nr_runs > 1)
				fprintf(out, "%s\t", summary->run);
			write_row(out, summary, &summary->rows[r]);
		}
	}
}

static int print_tsv(const struct summary *summary, struct tsv_table *table)
{
	static const struct report_options defaults = REPORT_OPTIONS_DEFAULT;
	struct summary *run = (struct summary *)summary; /* tsv only reads it */
	struct report_ctx ctx = { .runs = &run, .nr_runs = 1, .options = &defaults };
	size_t size;
	FILE *out = open_memstream(&table->text, &size);

	if (!out)
		return -ENOMEM;
	tsv_print(&ctx, out);
	return fclose(out) ? -ENOMEM : 0;
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
