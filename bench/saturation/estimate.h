/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The saturation estimator: which part of the stored lines was fetched, from
 * times alone, on a machine that counts nothing.
 *
 * Four kernels go over the same memory with the same threads.  `update` loads
 * and stores each line, so it reads and writes once; `nt` streams full lines and
 * reads nothing; `read` only reads; `store` is the copy in question.  Where
 * memory is saturated a time is a x r + b x w, and `store` lies between `nt`
 * and `update` by the part of lines it fetched.  Away from saturation a time
 * says nothing about traffic, so most of this file is reasons to refuse.
 */
#ifndef BENCH_SATURATION_ESTIMATE_H
#define BENCH_SATURATION_ESTIMATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum saturated_kernel {
	SATURATED_STORE,
	SATURATED_UPDATE,
	SATURATED_NT,
	SATURATED_READ,
	SATURATED_NR
};

extern const char *const saturated_kernel_name[SATURATED_NR];

/* The rules. */
#define SATURATED_PLATEAU 0.03	/* most that twice the threads may change a rate */
#define SATURATED_APART 1.15	/* least of the time of update / nt */
#define SATURATED_LLC_TIMES 8	/* least of the working set / the last-level cache */
#define SATURATED_NODE_BYTES (1ULL << 30) /* least of it per node where the cache is a claim */
#define SATURATED_SPREAD 0.05	/* most of (longest - shortest) / median of repetitions */
#define SATURATED_SPIN 0.03	/* most that a fixed loop may change its time */
#define SATURATED_SWITCHES 8	/* most involuntary switches of all threads in a pass */
#define SATURATED_AWAY_PCT 5	/* most of its time that a thread may have no CPU */

/**
 * struct saturated_input - what was measured
 * @took_ns:	per kernel: @nr_reps passes with @threads threads
 * @half_ns:	per kernel: @nr_reps passes with half of them
 * @bytes:	working set
 * @llc_bytes:	last-level cache, 0: not known or a hypervisor's claim
 * @nodes:	NUMA nodes with memory
 * @placed:	pages are populated and of the size asked for, as read back
 * @faults, @steal_ms, @switches: of the worst pass; @steal_ms -1: unknown
 * @away_pct:	of its time, the most that a thread had no CPU in a pass
 * @strayed:	a thread was found on another CPU than its own
 * @spin_least_ns, @spin_most_ns: of a fixed loop before and after each repetition
 */
struct saturated_input {
	const double *took_ns[SATURATED_NR];
	const double *half_ns[SATURATED_NR];
	size_t nr_reps;
	int threads;
	uint64_t bytes;
	uint64_t llc_bytes;
	int nodes;
	bool placed;
	int64_t faults;
	int64_t steal_ms;
	int64_t switches;
	double away_pct;
	bool strayed;
	double spin_least_ns;
	double spin_most_ns;
};

#define SATURATED_REASONS 16

/**
 * struct saturated - what can be said
 * @refused:	@nr_refused reasons; with any of them @lo and @hi are NAN
 * @lo, @hi:	the part of stored lines that the times are consistent with having
 *		been fetched, so r; below 0 or above 1 the model of the estimate is off
 */
struct saturated {
	double lo;
	double hi;
	char refused[SATURATED_REASONS][160];
	size_t nr_refused;
};

/**
 * saturated_estimate() - apply the rules, then bound the fetched part
 * @seed: of the bootstrap over repetitions
 *
 * The write cost is bounded below by update - read and above by nt, and the
 * interval covers 95 % of the resampled medians under both.
 *
 * Return: 0, also when refused, or -ENOMEM.
 */
int saturated_estimate(const struct saturated_input *in, uint64_t seed, struct saturated *out);

#endif
