/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the measuring processes leave for the one that plans the rounds: their
 * rows, in shared memory.
 *
 * Whether enough is known is decided by the same analysis that makes the
 * reports, so that a run does not end on samples that a report leaves out.
 */
#ifndef BENCH_RUN_SAMPLE_LOG_H
#define BENCH_RUN_SAMPLE_LOG_H

#include "base/reason.h"
#include "plan/plan.h"
#include "run-file/run-file.h"

/**
 * struct sample_log - shared between the planning process and one measuring one
 * @sampling: case that is being sampled; -1: none
 * @why:	what ended the round in hand, from the process that noticed; "" when it did not say
 * @rep:	of the next repetition; counts through the targets of a round
 * @measured_ns: time spent in repetitions
 * @populate_ns: time spent in getting memory
 * @factor:	per case: time of a pilot pass over that of mov's; 0: not known
 * @rows:	@nr of at most SAMPLE_LOG_ROWS
 */
struct sample_log {
	int32_t sampling;
	struct reason why;
	int32_t rep;
	int64_t measured_ns;
	int64_t populate_ns;
	size_t nr_cases;
	size_t nr;
	double *factor;
	struct run_row *rows;
};

/** sample_log_new() - for so many cases; NULL without memory; untouched pages cost nothing */
struct sample_log *sample_log_new(size_t nr_cases);
void sample_log_free(struct sample_log *log);

/**
 * sample_log_add() - keep a sample or a stamp; its words (reason, counts) are not kept
 * @case_index: -1 for a stamp
 */
void sample_log_add(struct sample_log *log, const struct run_row *row, int case_index);

/** SAMPLE_LOG_ROWS - rows that a run can hold; some 15 MiB */
#define SAMPLE_LOG_ROWS 131072

/** sample_log_has_room() - for so many more rows? */
bool sample_log_has_room(const struct sample_log *log, size_t rows);

/**
 * struct settled - where a group stands
 * @nr_wanting: cases that need further rounds
 * @nr_decided: copies that a kernel could use whose ratio has a verdict
 * @nr_rivals:  all of those
 */
struct settled {
	size_t nr_wanting;
	size_t nr_decided;
	size_t nr_rivals;
};

/**
 * sample_log_settle() - which cases of a group need no further rounds?  Those are done.
 * @precision: largest half-width of an interval relative to its median
 * @margin:    difference that matters
 *
 * A copy that a kernel could use is done when its ratio may be decided for good
 * (stats_may_stop()) or is known to @precision, any other when it has an
 * interval, and mov when all that are compared with it are.  Where the host moved this
 * guest, one of the two c2c modes must do.
 *
 * Return: 0, or -ENOMEM after one line of pr_err().
 */
int sample_log_settle(const struct sample_log *log, struct bench_group *group, double precision,
		      double margin, struct settled *out);

#endif
