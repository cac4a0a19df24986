/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the probes of a run say of its memory.
 */
#ifndef BENCH_ANALYSIS_PROBES_H
#define BENCH_ANALYSIS_PROBES_H

#include "analysis/summary.h"
#include "run-file/probe.h"

/**
 * probe_value_fn - one figure from the probes of one repetition
 * @ns: by enum probe: ns per unit; NAN where there is none
 *
 * Return: NAN where something is missing.
 */
typedef double probe_value_fn(const double ns[PROBE_NR]);

/**
 * probes_estimate() - a figure with its interval over rounds
 * @target: the memory, as in its column
 * @load:   threads that kept it busy
 *
 * What was disturbed is left out, and with it what is derived from it.
 *
 * Return: 0, -ENODATA as stats_nested(), or -ENOMEM.
 */
int probes_estimate(const struct summary *summary, const char *target, int load,
		    probe_value_fn *value, struct stats_estimate *est);

/** probes_are_there() - has the run a probe of that memory? */
bool probes_are_there(const struct run_file *file, const char *target);

/* Latencies, in ns: of a load, of a store that misses, of a streamed line to its drain. */
probe_value_fn probe_load_latency, probe_store_latency, probe_drain_latency;

/* ns per line: of reading, ascending, by one and by eight loads; of storing; of streaming. */
probe_value_fn probe_read, probe_read_all, probe_store, probe_stream;

/*
 * How many times as fast ascending lines are as shuffled ones: by one load, by eight loads, by
 * stores; and as pages at random.  Above 1 something fetches ahead.
 */
probe_value_fn probe_loads_gain, probe_store_gain, probe_page_gain;

/*
 * Lines in flight by Little's law: of reading in a shuffled and in ascending order, of
 * stores, of streaming.
 */
probe_value_fn probe_reads_in_flight, probe_streamed_reads_in_flight, probe_stores_in_flight,
	probe_streams_in_flight;

#endif
