/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_COMPARE_VERDICT_H
#define BENCH_REPORT_TABLE_COMPARE_VERDICT_H

#include <stdio.h>

struct published;
struct summary;
struct thread_scenario;

/**
 * compare_verdict() - does a run agree with what was published of a scenario?
 *
 * One sentence, which says against which revision and where that was measured,
 * and a line for each state of the series that it follows from.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_verdict(FILE *out, int width, const struct published *published,
		    const struct summary *summary, const struct thread_scenario *scenario);

#endif
