// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * latency: the rate of each copy against the latency of the memory, idle and under
 * load, with what so many lines in flight make of a latency (Little's law): the fill
 * buffers of the platform, and the lines that were seen in flight when streaming.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/mechanism.h"
#include "platform.h"
#include "report/figure/figure.h"
#include "report/figure/gnuplot.h"
#include "report/prose/number.h"

#define LINE_BYTES 64

static const char *const copies[] = { "base", "mov", "movnti" };
#define NR_COPIES (sizeof(copies) / sizeof(copies[0]))

/* A row whose rate belongs to a latency that was measured. */
static const struct summary_row *row_of(const struct summary *summary, size_t group,
					const char *copy)
{
	const struct summary_group *g = &summary->groups[group];

	for (size_t r = g->first; r < g->first + g->nr_rows; r++)
		if (!strcmp(summary->rows[r].case_->copy, copy) && summary->rows[r].ns.nr_samples)
			return &summary->rows[r];
	return NULL;
}

/* The thread's kind of case, on any memory, idle or not, over the longest range. */
static bool is_drawn(const struct summary *summary, size_t group, int64_t longest)
{
	const struct run_case *c = summary->rows[summary->groups[group].first].case_;

	return !strcmp(c->walk, "order0") && !strcmp(c->state, "reused") &&
	       !strcmp(c->revision, NEWEST_REVISION) && c->pages == longest &&
	       case_is_usual(c, AXIS_BIT(AXIS_LOAD));
}

static int64_t longest_range(const struct summary *summary)
{
	int64_t longest = 0;

	for (size_t i = 0; i < summary->nr_rows; i++)
		if (summary->rows[i].ns.nr_samples && summary->rows[i].case_->pages > longest)
			longest = summary->rows[i].case_->pages;
	return longest;
}

/* One copy's points: latency, rate with its ends, memory. */
static int put_copy(const struct summary *summary, FILE *out, const char *copy, size_t *nr)
{
	const int64_t longest = longest_range(summary);

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_row *row;
		struct stats_estimate latency;
		int ret;

		if (!is_drawn(summary, g, longest))
			continue;
		row = row_of(summary, g, copy);
		if (!row)
			continue;
		ret = probes_estimate(summary, row->case_->target, row->case_->load,
				      probe_load_latency, &latency);
		if (ret == -ENOMEM)
			return ret;
		if (isnan(latency.median))
			continue;
		fprintf(out, "%s\t%s\t%s%s\n", number_ns(latency.median).text,
			number_gb(row->gb_per_s).text, row->case_->target,
			row->case_->load ? ", load" : "");
		(*nr)++;
	}
	fputs("\n\n", out);
	return 0;
}

static double buffers_of(const struct summary *summary)
{
	const char *name = run_file_fact(summary->file, "platform");
	const struct platform *p = name ? platform_find(name) : NULL;
	struct stats_estimate reads;

	if (p && p->geometry.fill_buffers)
		return p->geometry.fill_buffers;
	probes_estimate(summary, "dram", 0, probe_reads_in_flight, &reads);
	return reads.median;
}

/* Lines that were in flight when streaming; NAN where a probe was disturbed. */
static int streamed_of(const struct summary *summary, double *streamed)
{
	struct stats_estimate latency, stream;
	int ret = probes_estimate(summary, "dram", 0, probe_load_latency, &latency);

	*streamed = NAN;
	if (ret != -ENOMEM)
		ret = probes_estimate(summary, "dram", 0, probe_stream, &stream);
	if (ret == -ENOMEM)
		return ret;
	*streamed = latency.median / stream.median;
	return 0;
}

/* The runs that have points, each with its two lines. */
struct drawn {
	const struct summary *run[FIGURE_GROUPS_MAX];
	double buffers[FIGURE_GROUPS_MAX];
	double streamed[FIGURE_GROUPS_MAX];
	size_t nr;
};

static int put_runs(const struct summary *const *runs, int nr_runs, FILE *out, struct drawn *drawn)
{
	int ret = 0;

	figure_block(out, "points");
	for (int i = 0; i < nr_runs && drawn->nr < FIGURE_GROUPS_MAX; i++) {
		double *const buffers = &drawn->buffers[drawn->nr];
		double *const streamed = &drawn->streamed[drawn->nr];
		size_t nr = 0;

		if (!probes_are_there(runs[i]->file, "dram"))
			continue;
		*buffers = buffers_of(runs[i]);
		ret = streamed_of(runs[i], streamed);
		if (ret)
			return ret;
		if (isnan(*buffers) || isnan(*streamed))
			continue;
		for (size_t c = 0; c < NR_COPIES && !ret; c++)
			ret = put_copy(runs[i], out, copies[c], &nr);
		if (ret)
			return ret;
		drawn->run[drawn->nr++] = runs[i];
	}
	figure_block_end(out);
	return 0;
}

static void put_numbers(FILE *out, const char *name, const double *values, size_t nr)
{
	fprintf(out, "array %s[%zu] = [", name, nr);
	for (size_t i = 0; i < nr; i++)
		fprintf(out, "%s%.1f", i ? ", " : "", values[i]);
	fputs("]\n", out);
}

/* "intel-emr, run 0006b0c39d38616a": two runs of one machine are two. */
static void put_machines(FILE *out, const struct drawn *drawn)
{
	fprintf(out, "array machine[%zu] = [", drawn->nr);
	for (size_t i = 0; i < drawn->nr; i++) {
		const char *platform = run_file_fact(drawn->run[i]->file, "platform");
		char name[96];

		snprintf(name, sizeof(name), "%.40s, run %.40s", platform ? platform : "a machine",
			 drawn->run[i]->run);
		fputs(i ? ", " : "", out);
		gnuplot_word(out, name);
	}
	fputs("]\n", out);
}

static int latency_write_all(const struct summary *const *runs, int nr_runs, FILE *out,
			     struct figure_frame *frame)
{
	struct drawn drawn = { 0 };
	bool probed = false;
	int ret;

	for (int i = 0; i < nr_runs; i++)
		probed |= probes_are_there(runs[i]->file, "dram");
	if (!probed) {
		snprintf(frame->nothing, sizeof(frame->nothing),
			 "No picture: %s; run --plan why takes them.",
			 nr_runs == 1 ? "the run has no probes" : "no run has probes");
		return -ENODATA;
	}
	ret = put_runs(runs, nr_runs, out, &drawn);
	if (ret)
		return ret;
	if (!drawn.nr) {
		snprintf(frame->nothing, sizeof(frame->nothing),
			 "No picture: every probe was disturbed.");
		return -ENODATA;
	}
	fprintf(out, "array copy[%zu] = [", NR_COPIES);
	for (size_t i = 0; i < NR_COPIES; i++)
		fprintf(out, "%s'%s'", i ? ", " : "", copies[i]);
	fputs("]\n", out);
	put_machines(out, &drawn);
	put_numbers(out, "buffers", drawn.buffers, drawn.nr);
	put_numbers(out, "streamed", drawn.streamed, drawn.nr);
	fprintf(out, "line_bytes = %d\n", LINE_BYTES);
	snprintf(frame->caption, sizeof(frame->caption),
		 "A point is a memory, idle or under the load of one thread; lines: so many cache lines in "
		 "flight");
	if (drawn.nr == 1)
		snprintf(frame->marks, sizeof(frame->marks), "%.0f lines: buffers; %.0f: streamed here",
			 drawn.buffers[0], drawn.streamed[0]);
	else
		snprintf(frame->marks, sizeof(frame->marks),
			 "dashed or dotted: fill buffers; else: streamed there");
	return 0;
}

static int latency_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	return latency_write_all(&summary, 1, out, frame);
}

extern const struct figure figure_latency;
const struct figure figure_latency = {
	.name = "latency",
	.title = "Rate of each copy against the latency of the memory",
	.write = latency_write,
	.write_all = latency_write_all,
};
