// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/traffic-sum.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"

enum { FIGURE_R, FIGURE_W, FIGURE_R_IDLE, FIGURE_W_IDLE, FIGURES };

/* Those of every sample that counts, the samples of a case beside each other. */
struct figures {
	size_t *start; /* per case */
	double *per_byte[FIGURES];
};

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

static bool is_counted(const struct run_row *row)
{
	return row->status == ROW_OK && strcmp(row->traffic_source, "-") &&
	       row->done_pages != RUN_ABSENT;
}

static bool is_idle(const struct run_row *row)
{
	return idle_part(row) * 100 > TRAFFIC_IDLE_PCT;
}

/* Everything but the medians.  Leaves in @start the size of each slot. */
static void count_rows(const struct run_file *file, struct traffic *of_case, size_t *start)
{
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];
		struct traffic *traffic;

		if (!is_counted(row))
			continue;
		traffic = &of_case[row->case_nr];
		if (is_idle(row)) {
			traffic->nr_idle++;
			continue;
		}
		if (!traffic->nr || row->counted_pct < traffic->counted_pct)
			traffic->counted_pct = row->counted_pct;
		traffic->source = row->traffic_source;
		traffic->nr++;
		start[row->case_nr]++;
	}
}

static int gather(const struct run_file *file, struct figures *figures)
{
	size_t sum = 0;

	for (size_t c = 0; c <= file->nr_cases; c++) {
		size_t size = figures->start[c];

		figures->start[c] = sum;
		sum += size;
	}
	for (int f = 0; f < FIGURES; f++) {
		figures->per_byte[f] = malloc((sum + 1) * sizeof(*figures->per_byte[f]));
		if (!figures->per_byte[f])
			return -ENOMEM;
	}
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];
		double stored;
		size_t at;

		if (!is_counted(row) || is_idle(row))
			continue;
		stored = (double)row->done_pages * file->cases[row->case_nr].layout;
		at = figures->start[row->case_nr]++;
		figures->per_byte[FIGURE_R][at] = per_byte(row->read_bytes, stored);
		figures->per_byte[FIGURE_W][at] = per_byte(row->write_bytes, stored);
		figures->per_byte[FIGURE_R_IDLE][at] = per_byte(row->idle_read_bytes, stored);
		figures->per_byte[FIGURE_W_IDLE][at] = per_byte(row->idle_write_bytes, stored);
	}
	return 0;
}

/* Of those that are known; in place. */
static double median_of(double *values, size_t nr)
{
	size_t n = 0;

	for (size_t i = 0; i < nr; i++) {
		if (!isnan(values[i]))
			values[n++] = values[i];
	}
	return n ? stats_median(values, n) : NAN;
}

static void take_medians(struct traffic *traffic, const struct figures *figures, size_t first)
{
	double *const *values = figures->per_byte;

	traffic->r = median_of(values[FIGURE_R] + first, traffic->nr);
	traffic->w = median_of(values[FIGURE_W] + first, traffic->nr);
	traffic->r_idle = median_of(values[FIGURE_R_IDLE] + first, traffic->nr);
	traffic->w_idle = median_of(values[FIGURE_W_IDLE] + first, traffic->nr);
}

int traffic_collect(struct summary *summary)
{
	const struct run_file *file = summary->file;
	struct traffic *of_case = calloc(file->nr_cases + 1, sizeof(*of_case));
	struct figures figures = { .start = calloc(file->nr_cases + 1, sizeof(*figures.start)) };
	int ret = -ENOMEM;

	if (!of_case || !figures.start)
		goto out_free;
	for (size_t c = 0; c < file->nr_cases; c++)
		of_case[c] = TRAFFIC_NONE;
	count_rows(file, of_case, figures.start);
	ret = gather(file, &figures);
	/* Each start has moved to its end. */
	for (size_t c = 0; c < file->nr_cases && !ret; c++)
		take_medians(&of_case[c], &figures, figures.start[c] - of_case[c].nr);
	for (size_t r = 0; r < summary->nr_rows && !ret; r++) {
		struct summary_row *row = &summary->rows[r];

		row->traffic = of_case[row->case_ - file->cases];
		/* What stores nothing has no bytes per byte stored. */
		if (row->is_null)
			row->traffic = TRAFFIC_NONE;
	}

out_free:
	for (int f = 0; f < FIGURES; f++)
		free(figures.per_byte[f]);
	free(figures.start);
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
		snprintf(buf, size, "this run counted none");
	return buf;
}

const char *traffic_missing(const struct summary *summary, char *buf, size_t size)
{
	for (size_t i = 0; i < summary->nr_rows; i++)
		if (summary->rows[i].traffic.source)
			return NULL;
	for (size_t i = 0; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!row->is_null && !row->skip_reason)
			return traffic_reason(summary, row, buf, size);
	}
	return NULL;
}

static bool far_apart(double measured, double model)
{
	return !isnan(measured) && !isnan(model) && fabs(measured - model) > TRAFFIC_DIFFERS;
}

bool traffic_differs(const struct summary_row *row)
{
	return far_apart(row->traffic.r, row->r_model) || far_apart(row->traffic.w, row->w_model);
}
