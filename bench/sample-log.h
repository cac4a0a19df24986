/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the measuring processes leave for the one that plans the rounds: a log
 * in shared memory that only grows.
 */
#ifndef BENCH_SAMPLE_LOG_H
#define BENCH_SAMPLE_LOG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct log_entry - a good sample */
struct log_entry {
	uint32_t case_index;
	int32_t round;
	int32_t rep;
	double took_ns;
};

/**
 * struct sample_log - shared between the planning process and one measuring one
 * @seq:	of the next row
 * @measured_ns: time spent in repetitions
 * @populate_ns: time spent in getting memory
 * @factor:	per case: time of a pilot pass over that of mov's; 0: not known
 * @entries:	good samples
 */
struct sample_log {
	int64_t seq;
	int64_t measured_ns;
	int64_t populate_ns;
	size_t nr_cases;
	size_t nr;
	size_t room;
	double *factor;
	struct log_entry *entries;
};

/** sample_log_new() - for so many cases; NULL without memory; untouched pages cost nothing */
struct sample_log *sample_log_new(size_t nr_cases);
void sample_log_free(struct sample_log *log);

/** sample_log_add() - false when the log is full, which ends the run */
bool sample_log_add(struct sample_log *log, const struct log_entry *entry);

/**
 * sample_log_is_precise() - is the ratio of two cases known well enough?
 * @precision: largest half-width of the interval relative to the median
 */
bool sample_log_is_precise(const struct sample_log *log, size_t case_index, size_t mov_index,
			   double precision);

#endif
