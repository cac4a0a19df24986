/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a machine was busy with while a run was taken, in figures that runs can be
 * compared by.
 */
#ifndef BENCH_REPORT_PROSE_CONDITIONS_H
#define BENCH_REPORT_PROSE_CONDITIONS_H

#include <stdio.h>

struct summary;

/**
 * struct conditions - NAN: not known
 * @load:      load average of one minute, before the run
 * @steal_pct: of the time of all samples, what the host took away
 * @c2c_ns:    core-to-core round trip, median of all stamps
 * @spin_ns:   the fixed loop, median of all stamps
 * @busy_pct:  of the samples that the run itself did not mark, those beside a busy sibling
 * @out_pct:   of all samples, those left out
 */
struct conditions {
	double load;
	double steal_pct;
	double c2c_ns;
	double spin_ns;
	double busy_pct;
	double out_pct;
};

/** conditions_take() - of one run; 0 or -ENOMEM */
int conditions_take(const struct summary *summary, struct conditions *out);

/** CONDITIONS_HEAD - the names of the columns of conditions_put(); c2c is in nanoseconds */
#define CONDITIONS_HEAD " load steal%   c2c spin us busy% out%"

/** conditions_put() - a line's columns, below CONDITIONS_HEAD */
void conditions_put(FILE *out, const struct conditions *c);

#endif
