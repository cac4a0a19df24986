/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One sample: what happens between the two clock reads, and around them.
 */
#ifndef BENCH_ROUND_MEASURE_H
#define BENCH_ROUND_MEASURE_H

#include <stdint.h>

#include "counter/counters.h"
#include "replay.h"

/**
 * struct sample - one timed call
 * @faults, @switches: of this thread around the call (getrusage)
 * @away_ns: of @took_ns in which this thread had no CPU; of several the one that was away longest
 * @counted: by the counters around the call
 * @cpu, @found_cpu: where a thread was to run and where it was behind the call; of several one
 *	that was elsewhere, if any was
 * @steal_ms: /proc/stat of @cpu around the call, -1 when it cannot be read
 */
struct sample {
	int64_t took_ns;
	int64_t faults;
	int64_t switches;
	int64_t away_ns;
	int64_t steal_ms;
	int cpu;
	int found_cpu;
	struct counted counted;
};

/**
 * measure_call() - time one call of a walk on the CPU that the thread is pinned to
 * @counters: started before and stopped behind the clock reads; NULL: nothing is counted
 */
void measure_call(replay_walk_fn *walk, const struct replay_args *args, int cpu,
		  struct counters *counters, struct sample *sample);

/**
 * measure_away_ns() - a clock that goes while this thread has no CPU
 *
 * Whoever throttles, stops or preempts it: CLOCK_THREAD_CPUTIME_ID stands still meanwhile.
 */
int64_t measure_away_ns(void);

/** measure_steal_ms() - steal from a CPU since boot, -1 when it cannot be read */
int64_t measure_steal_ms(int cpu);

/** measure_steal_in() - the same from another file than /proc/stat (proc_stat(5), field "steal") */
int64_t measure_steal_in(const char *path, int cpu);

/** measure_clock_cost_ns() - what two neighbouring clock reads differ by (median of many) */
int64_t measure_clock_cost_ns(void);

#endif
