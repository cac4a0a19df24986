/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One round of one group, in a process of its own.
 */
#ifndef BENCH_ROUND_ROUND_H
#define BENCH_ROUND_ROUND_H

#include "plan/plan.h"
#include "round/sample-log.h"
#include "run-file/writer.h"

/**
 * struct round - what a measuring process is told
 * @pilots:	first find out which copies are slow, and sample those less often
 * @machine:	whose counters are opened
 * @probes:	take those of the memory before the cases
 * @resumed:	some of its samples are in the log, and are not taken again
 * @share_ns:	measuring time; no repetition starts after it, but for the first
 * @cpus:	the first one measures; the second one is for the round trip of the
 *		stamp
 */
struct round {
	const struct machine *machine;
	struct bench_group *group;
	const struct run_writer *writer;
	struct sample_log *log;
	int number;
	bool pilots;
	bool probes;
	int64_t share_ns;
	uint64_t seed;
	const struct cpus *cpus;
	bool resumed;
};

/**
 * round_run() - map, populate, verify, sample
 *
 * Cases that cannot run become skip rows.
 *
 * Return: 0, -EINTR, -ENXIO when a CPU was taken away, or another -errno after
 * filling @log->why; a row that could not be written has said so itself.
 */
int round_run(const struct round *round);

/** IDLE_MS - how long the idle machine is counted, once per round, where it is taken off */
#define IDLE_MS 50

/** RETAKES_MOST - further tries of a disturbed sample, each of them a row */
#define RETAKES_MOST 2

#endif
