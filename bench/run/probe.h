/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Probes: latencies and rates of the memory that a round writes.
 */
#ifndef BENCH_RUN_PROBE_H
#define BENCH_RUN_PROBE_H

#include "run/sampler.h"

/** PROBE_BYTES - what probes go through, where there is as much */
#define PROBE_BYTES (16UL << 20)

/** PROBE_SLOT_BYTES - of which the loops of single lines visit one line each */
#define PROBE_SLOT_BYTES 2048

/**
 * probes_run() - take each probe once, alone, and those of single lines and of ascending
 *		  streams once more with a background thread where there is a CPU for it
 * @rep: of their rows
 *
 * A probe is tried again when it was disturbed.  Its window lies somewhere else in
 * each round, and is flushed before.  Nothing is measured where the mapping is
 * smaller than PROBE_BYTES.
 *
 * Return: 0, -EINTR or -errno after one line of pr_err().
 */
int probes_run(struct sampler *s, int rep);

#endif
