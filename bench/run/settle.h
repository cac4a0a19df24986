/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which cases need no further rounds.
 *
 * Whether enough is known is decided by the same analysis that makes the
 * reports, so that a run does not end on samples that a report leaves out.
 */
#ifndef BENCH_RUN_SETTLE_H
#define BENCH_RUN_SETTLE_H

#include "plan/plan.h"
#include "round/sample-log.h"

/**
 * struct settled - where a group stands
 * @nr_decided: copies that a kernel could use whose ratio has a verdict
 * @nr_rivals:  all of those
 */
struct settled {
	size_t nr_decided;
	size_t nr_rivals;
};

/**
 * settle_ratios() - which cases of a group need no further rounds?  Those are done.
 * @precision: largest half-width of an interval relative to its median
 * @margin:    difference that matters
 * @out:       where the group stands, or NULL
 *
 * A copy that a kernel could use is done when its ratio may be decided for good
 * (stats_may_stop()) or is known to @precision, any other when it has an
 * interval, and mov when all that are compared with it are.  Where the host moved this
 * guest, one of the two c2c modes must do.
 *
 * Return: 0, or -ENOMEM after one line of pr_err().
 */
int settle_ratios(const struct sample_log *log, struct bench_group *group, double precision,
		  double margin, struct settled *out);

/**
 * settle_contrasts() - which cases of a run does no open contrast need?  Those are done.
 *
 * A contrast is open until it may be decided for good (contrast_may_stop()).  A case
 * of none is done when it has an interval by order statistics.
 *
 * Return: 0, or -ENOMEM after one line of pr_err().
 */
int settle_contrasts(const struct sample_log *log, struct bench_cases *cases, double margin);

#endif
