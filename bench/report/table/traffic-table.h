/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_TRAFFIC_TABLE_H
#define BENCH_REPORT_TABLE_TRAFFIC_TABLE_H

#include <stdbool.h>
#include <stdio.h>

struct summary;
struct summary_group;

/** traffic_known() - is there anything to show for a group, predicted or measured? */
bool traffic_known(const struct summary *summary, const struct summary_group *group);

/** traffic_measured() - was anything counted in a group? */
bool traffic_measured(const struct summary *summary, const struct summary_group *group);

/**
 * traffic_table() - predicted and measured traffic of a group, a line per copy
 *
 * With the idle baseline, where one was taken off. Below it stands what
 * differs, what was scaled and what was left out.
 */
void traffic_table(FILE *out, const struct summary *summary, const struct summary_group *group,
		   int width);

/** traffic_not_predicted() - why the model says nothing of some cases, a line each */
void traffic_not_predicted(FILE *out, const struct summary *summary, int width);

/** traffic_unmeasured() - where a run has no measured traffic at all: why */
void traffic_unmeasured(FILE *out, const struct summary *summary, int width);

#endif
