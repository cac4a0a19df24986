// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/probes.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static int number_of(const char *name)
{
	for (int i = 0; i < PROBE_NR; i++)
		if (!strcmp(probe_table[i].name, name))
			return i;
	return -1;
}

static bool is_of(const struct run_row *row, const char *target, int load)
{
	return row->status == ROW_PROBE && row->probe->load == load &&
	       !strcmp(row->probe->target, target);
}

/* Rows of a repetition are neighbours; the next repetition, load or memory ends it. */
static bool same_repetition(const struct run_row *a, const struct run_row *b)
{
	return a->round == b->round && a->rep == b->rep;
}

static void clear(double ns[PROBE_NR])
{
	for (int i = 0; i < PROBE_NR; i++)
		ns[i] = NAN;
}

int probes_estimate(const struct summary *summary, const char *target, int load,
		    probe_value_fn *value, struct stats_estimate *est)
{
	const struct run_file *file = summary->file;
	struct stats_sample *samples = calloc(file->nr_rows + 1, sizeof(*samples));
	const struct run_row *last = NULL;
	double ns[PROBE_NR];
	size_t nr = 0;
	int ret, probe;

	*est = (struct stats_estimate){ .median = NAN, .lo = NAN, .hi = NAN };
	if (!samples)
		return -ENOMEM;
	clear(ns);
	for (size_t i = 0; i <= file->nr_rows; i++) {
		const struct run_row *row = i < file->nr_rows ? &file->rows[i] : NULL;

		if (row && !is_of(row, target, load))
			continue;
		if (last && (!row || !same_repetition(last, row))) {
			samples[nr] = (struct stats_sample){ last->round, last->rep, value(ns) };
			nr += !isnan(samples[nr].value);
			clear(ns);
		}
		last = row;
		probe = row ? number_of(row->probe->name) : -1;
		if (probe >= 0 && !strcmp(row->reason, "-"))
			ns[probe] = (double)row->took_ns / (double)row->done_pages;
	}
	ret = stats_nested(samples, nr, est);
	free(samples);
	return ret;
}

bool probes_are_there(const struct run_file *file, const char *target)
{
	for (size_t i = 0; i < file->nr_rows; i++)
		if (is_of(&file->rows[i], target, 0))
			return true;
	return false;
}

double probe_load_latency(const double ns[PROBE_NR])
{
	return ns[PROBE_CHASE];
}

double probe_store_latency(const double ns[PROBE_NR])
{
	return ns[PROBE_STORE_MISS] - ns[PROBE_STORE_HIT];
}

double probe_drain_latency(const double ns[PROBE_NR])
{
	return ns[PROBE_STREAM_DRAIN];
}

double probe_read(const double ns[PROBE_NR])
{
	return ns[PROBE_READ1];
}

double probe_read_all(const double ns[PROBE_NR])
{
	return ns[PROBE_READ8];
}

double probe_store(const double ns[PROBE_NR])
{
	return ns[PROBE_STORE];
}

double probe_stream(const double ns[PROBE_NR])
{
	return ns[PROBE_STREAM];
}

double probe_loads_gain(const double ns[PROBE_NR])
{
	return ns[PROBE_READ8_SHUFFLED] / ns[PROBE_READ8];
}

double probe_store_gain(const double ns[PROBE_NR])
{
	return ns[PROBE_STORE_SHUFFLED] / ns[PROBE_STORE];
}

double probe_page_gain(const double ns[PROBE_NR])
{
	return ns[PROBE_READ8_PAGES] / ns[PROBE_READ8];
}

double probe_reads_in_flight(const double ns[PROBE_NR])
{
	return ns[PROBE_CHASE] / ns[PROBE_READ1_SHUFFLED];
}

double probe_streamed_reads_in_flight(const double ns[PROBE_NR])
{
	return ns[PROBE_CHASE] / ns[PROBE_READ1];
}

double probe_stores_in_flight(const double ns[PROBE_NR])
{
	return ns[PROBE_CHASE] / ns[PROBE_STORE];
}

double probe_streams_in_flight(const double ns[PROBE_NR])
{
	return ns[PROBE_STREAM_DRAIN] / ns[PROBE_STREAM];
}
