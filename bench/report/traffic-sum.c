// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/traffic-sum.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis.h"

/* In the order of struct traffic. */
enum { FIGURE_R, FIGURE_W, FIGURE_R_IDLE, FIGURE_W_IDLE, FIGURES };

struct figure {
	int32_t case_nr;
	double per_byte[FIGURES];
};

static int by_case(const void *left, const void *right)
{
	const struct figure *a = left, *b = right;

	return (a->case_nr > b->case_nr) - (a->case_nr < b->case_nr);
}

static double known(int64_t bytes)
{
	return bytes == RUN_ABSENT ? 0 : (double)bytes;
}

/* Of all that was counted, the part that an idle machine moves; NAN without a baseline. */
static double idle_part(const struct run_row *row)
{
	const double idle = known(row->idle_read_bytes) + known(row->idle_write_bytes);
	const double all = idle + known(row->read_bytes) + known(row->write_bytes);

	if (row->idle_read_bytes == RUN_ABSENT && row->idle_write_bytes == RUN_ABSENT)
		return NAN;
	return all > 0 ? idle / all : 0;
}

static double per_byte(int64_t bytes, double stored)
{
	return bytes == RUN_ABSENT ? NAN : (double)bytes / stored;
}

/* Everything but the medians, and the figures of the samples that count. */
static size_t gather(const struct summary *summary, struct traffic *of_case, struct figure *figures)
{
	const struct run_file *file = summary->file;
	size_t nr = 0;

	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];
		struct traffic *traffic;
		double stored, idle;

		if (row->status != ROW_OK || !strcmp(row->traffic_source, "-") ||
		    row->done_pages == RUN_ABSENT)
			continue;
		traffic = &of_case[row->case_nr];
		stored = (double)row->done_pages * file->cases[row->case_nr].layout;
		idle = idle_part(row);
		if (idle * 100 > TRAFFIC_IDLE_PCT) {
			traffic->nr_idle++;
			continue;
		}
		if (!traffic->nr || row->counted_pct < traffic->counted_pct)
			traffic->counted_pct = row->counted_pct;
		traffic->source = row->traffic_source;
		traffic->nr++;
		figures[nr++] = (struct figure){
			row->case_nr,
			{ per_byte(row->read_bytes, stored), per_byte(row->write_bytes, stored),
			  per_byte(row->idle_read_bytes, stored),
			  per_byte(row->idle_write_bytes, stored) },
		};
	}
	return nr;
}

static double median_of(const struct figure *figures, size_t nr, int which, double *scratch)
{
	size_t n = 0;

	for (size_t i = 0; i < nr; i++)
		if (!isnan(figures[i].per_byte[which]))
			scratch[n++] = figures[i].per_byte[which];
	return n ? stats_median(scratch, n) : NAN;
}

static void take_medians(struct traffic *traffic, const struct figure *figures, size_t nr,
			 double *scratch)
{
	traffic->r = median_of(figures, nr, FIGURE_R, scratch);
	traffic->w = median_of(figures, nr, FIGURE_W, scratch);
	traffic->r_idle = median_of(figures, nr, FIGURE_R_IDLE, scratch);
	traffic->w_idle = median_of(figures, nr, FIGURE_W_IDLE, scratch);
}

int traffic_collect(struct summary *summary)
{
	const struct run_file *file = summary->file;
	struct traffic *of_case = calloc(file->nr_cases + 1, sizeof(*of_case));
	struct figure *figures = calloc(file->nr_rows + 1, sizeof(*figures));
	double *scratch = calloc(file->nr_rows + 1, sizeof(*scratch));
	int ret = -ENOMEM;
	size_t nr;

	if (!of_case || !figures || !scratch)
		goto out_free;
	for (size_t c = 0; c < file->nr_cases; c++)
		of_case[c] = TRAFFIC_NONE;
	nr = gather(summary, of_case, figures);
	qsort(figures, nr, sizeof(*figures), by_case);
	for (size_t i = 0, end; i < nr; i = end) {
		for (end = i; end < nr && figures[end].case_nr == figures[i].case_nr; end++)
			;
		take_medians(&of_case[figures[i].case_nr], figures + i, end - i, scratch);
	}
	for (size_t r = 0; r < summary->nr_rows; r++) {
		struct summary_row *row = &summary->rows[r];

		row->traffic = of_case[row->case_ - file->cases];
		/* What stores nothing has no bytes per byte stored. */
		if (row->is_null)
			row->traffic = TRAFFIC_NONE;
	}
	ret = 0;

out_free:
	free(scratch);
	free(figures);
	free(of_case);
	return ret;
}

const char *traffic_reason(const struct summary *summary, const struct summary_row *row, char *buf,
			   size_t size)
{
	const char *fact = run_file_fact(summary->file, "traffic-source");

	if (row->traffic.source)
		return NULL;
	if (row->is_null)
		snprintf(buf, size, "it stores nothing");
	else if (row->skip_reason)
		snprintf(buf, size, "skipped: %s", row->skip_reason);
	else if (row->traffic.nr_idle)
		snprintf(buf, size, "an idle machine moves more than %d %% of the bytes",
			 TRAFFIC_IDLE_PCT);
	else if (row->case_->load > 0)
		snprintf(buf, size, "background load moves bytes as well");
	else if (fact && !strncmp(fact, "absent: ", strlen("absent: ")))
		snprintf(buf, size, "%s", fact + strlen("absent: "));
	else if (fact)
		snprintf(buf, size, "no sample of it was counted");
	else
		snprintf(buf, size, "this run file carries no measured traffic");
	return buf;
}

static bool far_apart(double measured, double model)
{
	return !isnan(measured) && !isnan(model) && fabs(measured - model) > TRAFFIC_DIFFERS;
}

bool traffic_differs(const struct summary_row *row)
{
	return far_apart(row->traffic.r, row->r_model) || far_apart(row->traffic.w, row->w_model);
}
