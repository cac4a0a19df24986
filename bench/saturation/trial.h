/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measuring for the saturation estimator: four kernels on many threads.
 */
#ifndef BENCH_SATURATION_TRIAL_H
#define BENCH_SATURATION_TRIAL_H

#include "replay.h"
#include "saturation/estimate.h"
#include "target/target.h"

struct machine;

/**
 * struct saturate_options - what to measure
 * @copy:    the copy in question, on 64-byte records
 * @threads: 2 or more; the last doubling starts from half of them
 * @bytes:   working set
 * @reps:    repetitions, each with all kernels in a new order
 */
struct saturate_options {
	const struct copy_backend *copy;
	struct target_spec spec;
	int threads;
	uint64_t bytes;
	int reps;
	uint64_t seed;
};

/**
 * struct saturate_result - times, and what they are consistent with
 * @ns_per_line, @half_ns_per_line: median per kernel
 */
struct saturate_result {
	double ns_per_line[SATURATED_NR];
	double half_ns_per_line[SATURATED_NR];
	struct saturated estimate;
};

/** saturate_bytes() - the least working set that the rules allow on this machine */
uint64_t saturate_bytes(const struct machine *m);

/**
 * saturate_measure() - map, populate, measure, estimate
 *
 * Return: 0, also when the estimate is refused, or -errno after one line of pr_err().
 */
int saturate_measure(const struct saturate_options *opt, const struct machine *m,
		     struct saturate_result *result);

#endif
