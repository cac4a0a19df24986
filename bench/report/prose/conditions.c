// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/prose/conditions.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"

/* Median of one column of the stamps; NAN without any. */
static double stamp_median(const struct run_file *file, bool spin, double *values)
{
	size_t nr = 0;

	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];
		const int64_t value = spin ? row->spin_ns : row->rtt_ns;

		if (row->status == ROW_STAMP && value != RUN_ABSENT)
			values[nr++] = (double)value;
	}
	return stats_median(values, nr);
}

static double steal_pct(const struct run_file *file)
{
	double stolen_ms = 0, took_ms = 0;

	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if ((row->status != ROW_OK && row->status != ROW_DISTURBED) ||
		    row->steal_ms == RUN_ABSENT || row->took_ns == RUN_ABSENT)
			continue;
		stolen_ms += (double)row->steal_ms;
		took_ms += (double)row->took_ns / 1e6;
	}
	return took_ms > 0 ? 100 * stolen_ms / took_ms : NAN;
}

static double share_pct(size_t part, size_t rest)
{
	return part + rest ? 100 * (double)part / (double)(part + rest) : NAN;
}

int conditions_take(const struct summary *summary, struct conditions *out)
{
	const char *load = run_file_fact(summary->file, "loadavg");
	double *values = calloc(summary->file->nr_rows + 1, sizeof(*values));
	char *end = NULL;

	if (!values)
		return -ENOMEM;
	out->load = load ? strtod(load, &end) : NAN;
	if (load && end == load)
		out->load = NAN;
	out->c2c_ns = stamp_median(summary->file, false, values);
	out->spin_ns = stamp_median(summary->file, true, values);
	out->steal_pct = steal_pct(summary->file);
	out->busy_pct = share_pct(summary->nr_busy, summary->nr_idle);
	out->out_pct = share_pct(summary->nr_marked + summary->nr_moved + summary->nr_spun,
				 summary->nr_samples);
	free(values);
	return 0;
}

static void put_number(FILE *out, int width, int digits, double value)
{
	if (isnan(value))
		fprintf(out, " %*s", width, "-");
	else
		fprintf(out, " %*.*f", width, digits, value);
}

void conditions_put(FILE *out, const struct conditions *c)
{
	put_number(out, 4, 1, c->load);
	put_number(out, 6, 2, c->steal_pct);
	put_number(out, 5, 0, c->c2c_ns);
	put_number(out, 7, 1, c->spin_ns / 1000);
	put_number(out, 5, 0, c->busy_pct);
	put_number(out, 4, 0, c->out_pct);
}
