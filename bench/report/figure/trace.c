// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace: every sample in the order of measuring, each over the median of its
 * case, so that drift shows whatever the copy; below it the spin of the stamps.
 */
#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>

#include "message.h"
#include "report/analysis.h"
#include "report/figure.h"
#include "report/group.h"
#include "report/number.h"
#include "report/samples.h"

/* What lies beyond is drawn at the edge: one sample of ten times the median must not hide drift. */
#define LOWEST 0.7
#define HIGHEST 1.5

struct trace {
	const struct summary *summary;
	FILE *out;
	double *median;		      /* per case and mode: as in samples_collect() */
	enum sample_fate first, last; /* those to be written */
	double now_s;
	size_t nr;
	size_t nr_edge;
	size_t every;
};

static double median_of(const struct trace *trace, const struct run_row *row, enum sample_fate fate)
{
	const double *both = &trace->median[2 * row->case_nr];

	/* What is left out has no mode; the first that is known will do. */
	if (fate == SAMPLE_FAR || isnan(both[0]))
		return both[1];
	return both[0];
}

static void put_sample(void *arg, const struct run_row *row, enum sample_fate fate)
{
	struct trace *trace = arg;
	double relative = samples_row_ns(trace->summary->file, row) / median_of(trace, row, fate);

	trace->now_s += (double)row->took_ns / 1e9;
	if (fate < trace->first || fate > trace->last || isnan(relative) ||
	    trace->nr++ % trace->every)
		return;
	if (relative < LOWEST || relative > HIGHEST)
		trace->nr_edge++;
	fprintf(trace->out, "%.4f\t%.4f\n", trace->now_s, fmin(fmax(relative, LOWEST), HIGHEST));
}

static int put_block(struct trace *trace, const char *name, enum sample_fate first,
		     enum sample_fate last, size_t nr_all)
{
	int ret;

	trace->first = first;
	trace->last = last;
	trace->now_s = 0;
	trace->nr = 0;
	trace->every = nr_all / FIGURE_DOTS_MAX + 1;
	figure_block(trace->out, name);
	ret = samples_visit(trace->summary, put_sample, trace);
	figure_block_end(trace->out);
	if (trace->nr)
		fprintf(trace->out, "blocks = blocks.' %s'\n", name);
	return ret;
}

/* Rounds and stamps in one pass: both stand between samples. */
static void put_stamps(struct trace *trace)
{
	const struct run_file *file = trace->summary->file;
	size_t nr = 0, nr_stamps = 0, every;
	double now_s = 0;

	for (size_t i = 0; i < file->nr_rows; i++)
		nr_stamps += file->rows[i].status == ROW_STAMP;
	every = nr_stamps / FIGURE_DOTS_MAX + 1;
	figure_block(trace->out, "spin");
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if (row->status == ROW_OK || row->status == ROW_DISTURBED)
			now_s += (double)row->took_ns / 1e9;
		if (row->status != ROW_STAMP || row->spin_ns == RUN_ABSENT || nr++ % every)
			continue;
		fprintf(trace->out, "%.4f\t%.4f\n", now_s,
			fmin((double)row->spin_ns / trace->summary->spin_ns, HIGHEST));
	}
	figure_block_end(trace->out);
	fprintf(trace->out, "nr_spin = %zu\n", nr);
}

static void put_rounds(struct trace *trace)
{
	const struct run_file *file = trace->summary->file;
	int32_t round = -1;
	double now_s = 0;

	figure_block(trace->out, "rounds");
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if (row->status != ROW_OK && row->status != ROW_DISTURBED)
			continue;
		if (row->round != round)
			fprintf(trace->out, "%.4f\n", now_s);
		round = row->round;
		now_s += (double)row->took_ns / 1e9;
	}
	figure_block_end(trace->out);
	fprintf(trace->out, "seconds = %.4f\n", now_s);
}

static int write_trace(struct trace *trace, size_t nr_left_out)
{
	int ret;

	fprintf(trace->out, "lowest = %g\nhighest = %g\nblocks = ''\n", LOWEST, HIGHEST);
	ret = put_block(trace, "used", SAMPLE_NEAR, SAMPLE_FAR, trace->summary->nr_samples) ?:
		      put_block(trace, "moved", SAMPLE_MOVED, SAMPLE_MOVED, nr_left_out)    ?:
		      put_block(trace, "spun", SAMPLE_SPUN, SAMPLE_SPUN, nr_left_out)	    ?:
		      put_block(trace, "marked", SAMPLE_MARKED, SAMPLE_MARKED, nr_left_out);
	put_stamps(trace);
	put_rounds(trace);
	return ret;
}

static void find_medians(struct trace *trace)
{
	const struct summary *summary = trace->summary;

	for (size_t i = 0; i < 2 * summary->file->nr_cases; i++)
		trace->median[i] = NAN;
	for (size_t r = 0; r < summary->nr_rows; r++) {
		const struct summary_row *row = &summary->rows[r];
		size_t c = (size_t)(row->case_ - summary->file->cases);

		trace->median[2 * c + (row->mode == MODE_FAR)] = row->ns.median;
	}
}

static int trace_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	struct trace trace = { .summary = summary, .out = out };
	size_t nr_left_out = summary->nr_marked + summary->nr_moved + summary->nr_spun;
	int ret;

	if (summary->nr_samples < 2) {
		snprintf(frame->nothing, sizeof(frame->nothing),
			 "No picture: %s, and drift needs several.",
			 summary->nr_samples ? "one sample counts" : "no sample counts");
		return -ENODATA;
	}
	trace.median = malloc(2 * summary->file->nr_cases * sizeof(*trace.median));
	if (!trace.median)
		return -ENOMEM;
	find_medians(&trace);
	ret = write_trace(&trace, nr_left_out);
	snprintf(frame->caption, sizeof(frame->caption),
		 "%zu samples used, %zu left out; each over the median of its case",
		 summary->nr_samples, nr_left_out);
	if (trace.nr_edge)
		message_add(frame->caption, sizeof(frame->caption),
			    "; %zu beyond the frame are at its edge", trace.nr_edge);
	if (summary->nr_samples > FIGURE_DOTS_MAX)
		message_add(frame->caption, sizeof(frame->caption), "; one of %zu is drawn",
			    summary->nr_samples / FIGURE_DOTS_MAX + 1);
	free(trace.median);
	return ret;
}

const struct figure figure_trace = {
	.name = "trace",
	.title = "Samples over the time of measuring",
	.write = trace_write,
};
