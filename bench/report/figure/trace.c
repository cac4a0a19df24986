// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * trace: every sample in the order of measuring, each over the median of its
 * case, so that drift shows whatever the copy; below it the spin of the stamps.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/figure/figure.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "analysis/samples.h"

/* What lies beyond is drawn at the edge: one sample of ten times the median must not hide drift. */
#define LOWEST 0.7
#define HIGHEST 1.5

/* Lines for rounds that can still be told apart. */
#define ROUNDS_MAX 200

/* The samples of one block, which is as long as its fates are many. */
struct block {
	const char *name;
	char *text;
	size_t size;
	FILE *out;
	size_t nr;
	size_t every;
};

enum { BLOCK_USED, BLOCK_MOVED, BLOCK_SPUN, BLOCK_MARKED, BLOCK_NR };

struct trace {
	const struct summary *summary;
	FILE *out;
	double *median; /* per case and mode: as in samples_collect() */
	double now_s;
	size_t nr_edge;
	size_t every_stamp;
	size_t every_round;
	struct block block[BLOCK_NR];
};

static double median_of(const struct trace *trace, const struct run_row *row, enum sample_fate fate)
{
	const double *both = &trace->median[2 * row->case_nr];

	/* What is left out has no mode; the first that is known will do. */
	if (fate == SAMPLE_FAR || isnan(both[0]))
		return both[1];
	return both[0];
}

static struct block *block_of(struct trace *trace, enum sample_fate fate)
{
	switch (fate) {
	case SAMPLE_MOVED:
		return &trace->block[BLOCK_MOVED];
	case SAMPLE_SPUN:
		return &trace->block[BLOCK_SPUN];
	case SAMPLE_MARKED:
		return &trace->block[BLOCK_MARKED];
	default:
		return &trace->block[BLOCK_USED];
	}
}

static void put_sample(void *arg, const struct run_row *row, enum sample_fate fate)
{
	struct trace *trace = arg;
	struct block *block = block_of(trace, fate);
	double relative;

	trace->now_s += (double)row->took_ns / 1e9;
	relative = samples_row_ns(trace->summary->file, row) / median_of(trace, row, fate);
	if (isnan(relative))
		return;
	if (relative < LOWEST || relative > HIGHEST)
		trace->nr_edge++;
	if (block->nr++ % block->every)
		return;
	fprintf(block->out, "%.4f\t%.4f\n", trace->now_s, fmin(fmax(relative, LOWEST), HIGHEST));
}

/* All blocks in one pass over the file; they are told apart before they are written. */
static int put_samples(struct trace *trace)
{
	int ret = 0;

	for (int b = 0; b < BLOCK_NR; b++) {
		struct block *block = &trace->block[b];

		block->out = open_memstream(&block->text, &block->size);
		if (!block->out)
			ret = -ENOMEM;
	}
	if (!ret)
		samples_visit(trace->summary, put_sample, trace);
	for (int b = 0; b < BLOCK_NR; b++) {
		struct block *block = &trace->block[b];

		if (block->out && fclose(block->out))
			ret = -ENOMEM;
		if (!ret) {
			figure_block(trace->out, block->name);
			fputs(block->text, trace->out);
			figure_block_end(trace->out);
		}
		if (!ret && block->nr)
			fprintf(trace->out, "blocks = blocks.' %s'\n", block->name);
		free(block->text);
	}
	return ret;
}

/* More dots than there is room for cannot be told apart: every k-th is drawn. */
static size_t one_of(size_t nr)
{
	return nr / FIGURE_DOTS_MAX + 1;
}

static bool is_sample(const struct run_row *row)
{
	return row->status == ROW_OK || row->status == ROW_DISTURBED;
}

static size_t put_stamps(struct trace *trace)
{
	const struct run_file *file = trace->summary->file;
	size_t nr = 0, nr_stamps = 0, every;
	double now_s = 0;

	for (size_t i = 0; i < file->nr_rows; i++)
		nr_stamps += file->rows[i].status == ROW_STAMP;
	every = one_of(nr_stamps);
	figure_block(trace->out, "spin");
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if (is_sample(row))
			now_s += (double)row->took_ns / 1e9;
		if (row->status != ROW_STAMP || row->spin_ns == RUN_ABSENT || nr++ % every)
			continue;
		fprintf(trace->out, "%.4f\t%.4f\n", now_s,
			fmin((double)row->spin_ns / trace->summary->spin_ns, HIGHEST));
	}
	figure_block_end(trace->out);
	fprintf(trace->out, "nr_spin = %zu\n", nr);
	return every;
}

static size_t count_rounds(const struct run_file *file)
{
	int32_t round = -1;
	size_t nr = 0;

	for (size_t i = 0; i < file->nr_rows; i++) {
		if (!is_sample(&file->rows[i]))
			continue;
		nr += file->rows[i].round != round;
		round = file->rows[i].round;
	}
	return nr;
}

static void put_rounds(struct trace *trace)
{
	const struct run_file *file = trace->summary->file;
	int32_t round = -1;
	double now_s = 0;
	size_t nr = 0;

	trace->every_round = count_rounds(file) / ROUNDS_MAX + 1;
	figure_block(trace->out, "rounds");
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		if (!is_sample(row))
			continue;
		if (row->round != round && !(nr++ % trace->every_round))
			fprintf(trace->out, "%.4f\n", now_s);
		round = row->round;
		now_s += (double)row->took_ns / 1e9;
	}
	figure_block_end(trace->out);
	fprintf(trace->out, "seconds = %.4f\n", now_s);
}

static int write_trace(struct trace *trace)
{
	int ret;

	fprintf(trace->out, "lowest = %g\nhighest = %g\nblocks = ''\n", LOWEST, HIGHEST);
	ret = put_samples(trace);
	trace->every_stamp = put_stamps(trace);
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
	struct trace trace = {
		.summary = summary,
		.out = out,
		.block = {
			[BLOCK_USED] = { "used", .every = one_of(summary->nr_samples) },
			[BLOCK_MOVED] = { "moved", .every = one_of(summary->nr_moved) },
			[BLOCK_SPUN] = { "spun", .every = one_of(summary->nr_spun) },
			[BLOCK_MARKED] = { "marked", .every = one_of(summary->nr_marked) },
		},
	};
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
	ret = write_trace(&trace);
	snprintf(frame->caption, sizeof(frame->caption),
		 "%zu samples used, %zu left out; each over the median of its case",
		 summary->nr_samples, nr_left_out);
	if (trace.nr_edge)
		message_add(frame->caption, sizeof(frame->caption),
			    "; %zu beyond the frame are at its edge", trace.nr_edge);
	if (one_of(summary->nr_samples) > 1)
		message_add(frame->caption, sizeof(frame->caption), "; one of %zu is drawn",
			    one_of(summary->nr_samples));
	if (trace.every_stamp > 1)
		message_add(frame->caption, sizeof(frame->caption), "; of spins one of %zu",
			    trace.every_stamp);
	if (trace.every_round > 1)
		message_add(frame->caption, sizeof(frame->caption), "; of rounds one of %zu",
			    trace.every_round);
	free(trace.median);
	return ret;
}

const struct figure figure_trace = {
	.name = "trace",
	.title = "Samples over the time of measuring",
	.write = trace_write,
};
