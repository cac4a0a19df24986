/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Probes: latencies and rates of the memory that a round writes.
 */
#ifndef BENCH_ROUND_PROBE_H
#define BENCH_ROUND_PROBE_H

#include "round/sampler.h"

/** PROBE_BYTES - what probes go through, where there is as much */
#define PROBE_BYTES (16UL << 20)

/** PROBE_REPS - how often in a round: the median of three leaves out one that was slow */
#define PROBE_REPS 3

/** PROBE_SLOT_BYTES - of which the loops of single lines visit one line each */
#define PROBE_SLOT_BYTES 2048

/**
 * probes_run() - take each probe PROBE_REPS times, alone, and those of single lines and of
 *		  ascending streams as often with a background thread, where a CPU is free
 *
 * A probe is tried again when it was disturbed.  Its window lies somewhere else in
 * each round, and is flushed before.  Nothing is measured where the mapping is
 * smaller than PROBE_BYTES.
 *
 * Return: 0, -EINTR or -errno after one line of pr_err().
 */
int probes_run(struct sampler *s);

#endif
