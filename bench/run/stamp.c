// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/stamp.h"

#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>

#include "base/clock.h"

/*
 * The least of several: a stamp tells where the CPUs are and how fast they run,
 * not what else ran on them for a moment.
 */
#define SPIN_ADDS 500000
#define SPINS 4
#define SAMPLE_SPINS 2
#define BATCHES 15
#define TRIPS 50

struct court {
	_Alignas(128) atomic_int ball;
	int peer;
};

static void *return_balls(void *arg)
{
	struct court *court = arg;
	cpu_set_t set;
	int next = 1;

	CPU_ZERO(&set);
	CPU_SET(court->peer, &set);
	sched_setaffinity(0, sizeof(set), &set);

	/* Odd balls are served to this side and go back even. */
	while (next < 2 * (BATCHES + 1) * TRIPS) {
		while (atomic_load_explicit(&court->ball, memory_order_acquire) != next)
			;
		atomic_store_explicit(&court->ball, next + 1, memory_order_release);
		next += 2;
	}
	return NULL;
}

static int64_t round_trip_ns(int peer)
{
	struct court court = { .peer = peer };
	int64_t least = INT64_MAX, start, took;
	int ball = 1, batch, trip;
	pthread_t thread;

	if (peer < 0 || pthread_create(&thread, NULL, return_balls, &court))
		return -1;
	for (batch = 0; batch <= BATCHES; batch++) {
		start = clock_ns();
		for (trip = 0; trip < TRIPS; trip++, ball += 2) {
			atomic_store_explicit(&court.ball, ball, memory_order_release);
			while (atomic_load_explicit(&court.ball, memory_order_acquire) != ball + 1)
				;
		}
		took = (clock_ns() - start) / TRIPS;
		if (took < least)
			least = took;
	}
	pthread_join(thread, NULL);
	return least;
}

static int64_t least_spin_ns(int spins)
{
	int64_t least = INT64_MAX, start, took;
	int batch;

	for (batch = 0; batch < spins; batch++) {
		long left = SPIN_ADDS;

		start = clock_ns();
		asm volatile("1: dec %0\n\tjnz 1b" : "+r"(left));
		took = clock_ns() - start;
		if (took < least)
			least = took;
	}
	return least;
}

int64_t stamp_spin_ns(void)
{
	return least_spin_ns(SAMPLE_SPINS);
}

void stamp_take(int peer, struct stamp *stamp)
{
	stamp->rtt_ns = round_trip_ns(peer);
	stamp->spin_ns = least_spin_ns(SPINS);
}
