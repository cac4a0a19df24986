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

static double lines_of(const struct summary *summary)
{
	const char *name = run_file_fact(summary->file, "platform");
	const struct platform *p = name ? platform_find(name) : NULL;
	struct stats_estimate reads;

	if (p && p->geometry.fill_buffers)
		return p->geometry.fill_buffers;
	probes_estimate(summary, "dram", 0, probe_reads_in_flight, &reads);
	return reads.median;
}

static int latency_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	struct stats_estimate latency, stream;
	double buffers, streamed;
	size_t nr = 0;
	int ret = 0;

	if (!probes_are_there(summary->file, "dram")) {
		snprintf(frame->nothing, sizeof(frame->nothing),
			 "No picture: the run has no probes; run --plan why takes them.");
		return -ENODATA;
	}
	figure_block(out, "points");
	for (size_t i = 0; i < NR_COPIES && !ret; i++)
		ret = put_copy(summary, out, copies[i], &nr);
	figure_block_end(out);
	if (!ret)
		ret = probes_estimate(summary, "dram", 0, probe_load_latency, &latency);
	if (ret != -ENOMEM)
		ret = probes_estimate(summary, "dram", 0, probe_stream, &stream);
	if (ret == -ENOMEM)
		return ret;
	buffers = lines_of(summary);
	streamed = latency.median / stream.median;
	if (!nr || isnan(buffers) || isnan(streamed)) {
		snprintf(frame->nothing, sizeof(frame->nothing),
			 "No picture: every probe or every copy beside one was disturbed.");
		return -ENODATA;
	}
	fprintf(out, "array copy[%zu] = [", NR_COPIES);
	for (size_t i = 0; i < NR_COPIES; i++)
		fprintf(out, "%s'%s'", i ? ", " : "", copies[i]);
	fprintf(out, "]\nbuffers = %.1f\nstreamed = %.1f\nline_bytes = %d\n", buffers, streamed,
		LINE_BYTES);
	snprintf(frame->caption, sizeof(frame->caption),
		 "A point is a memory, idle or under the load of one thread; lines: so many cache lines in "
		 "flight");
	snprintf(frame->marks, sizeof(frame->marks), "%.0f lines: buffers; %.0f: streamed here",
		 buffers, streamed);
	return 0;
}

extern const struct figure figure_latency;
const struct figure figure_latency = {
	.name = "latency",
	.title = "Rate of each copy against the latency of the memory",
	.write = latency_write,
};
