/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the measuring processes leave for the one that plans the rounds: their
 * rows, in shared memory.
 */
#ifndef BENCH_ROUND_SAMPLE_LOG_H
#define BENCH_ROUND_SAMPLE_LOG_H

#include "base/reason.h"
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

/** sample_log_has() - is there a sample of this case in that repetition already? */
bool sample_log_has(const struct sample_log *log, int round, int rep, size_t case_index);

#endif
