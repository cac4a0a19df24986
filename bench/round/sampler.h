/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Taking one sample in a round, and writing what is known of it as a row.
 */
#ifndef BENCH_ROUND_SAMPLER_H
#define BENCH_ROUND_SAMPLER_H

#include "round/measure.h"
#include "round/round.h"
#include "target/placement.h"

struct load;

/**
 * FAULTS_MOST, AWAY_PCT - page faults that a sample may have, and per cent of its time without
 * a CPU
 *
 * A switch to a kernel thread and back takes some microseconds of a sample of many
 * milliseconds.  Who throttled, stopped or preempted the thread does not matter.
 */
#define FAULTS_MOST 8
#define AWAY_PCT 5

/** SPIN_CHANGE_PCT - spins around a sample that differ by more show that the sibling changed */
#define SPIN_CHANGE_PCT 30

/**
 * struct sampler - what the samples of a round have in common
 * @map:	faulted in; @found says where its pages are
 * @pass:	number of the next pass; every pass stores other values
 * @pageblocks:	memory for cases with pageblock work
 * @load:	for the greatest load of any case; NULL: none has any
 * @spin_ns:	just before and behind the last sample; they tell what the sibling did
 * @spun_ns:	when the last spin ended
 */
struct sampler {
	const struct round *round;
	struct mapping map;
	struct placement found;
	struct counters *counters;
	uint64_t pass;
	uint64_t *pageblocks;
	struct load *load;
	int64_t spin_ns[2];
	int64_t spun_ns;
};

/**
 * sampler_take() - bring the destination into the state, then time one pass over @pages
 *
 * Return: 0, -EOPNOTSUPP when the target cannot be brought into the state, or another
 * -errno after filling the log's @why.
 */
int sampler_take(struct sampler *s, const struct bench_case *c, uint64_t pages,
		 struct sample *sample);

/** sample_is_disturbed() - did something else take time?  Then @reason says what. */
bool sample_is_disturbed(const struct bench_case *c, const struct sample *sample, char *reason,
			 size_t size);

/**
 * sampler_write() - a row for a sample, marked when it is disturbed or its pages lie elsewhere
 * @status: ROW_OK or ROW_PILOT
 * @again: set when another try may do better; may be NULL
 *
 * Return: as run_writer_row(), also of the next two; -ENXIO when a thread had left its CPU.
 */
int sampler_write(struct sampler *s, const struct bench_case *c, int rep, enum row_status status,
		  uint64_t pages, const struct sample *sample, bool *again);

/** sampler_write_skip() - a row for a case that is not sampled */
int sampler_write_skip(const struct round *round, const struct bench_case *c,
		       const char *reason);

/** sampler_write_stamp() - a row that says how fast the machine is now; @when: before or after */
int sampler_write_stamp(const struct sampler *s, int rep, const char *when);

#endif
