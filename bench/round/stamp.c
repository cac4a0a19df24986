// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/stamp.h"

#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/clock.h"
#include "base/cpu-mask.h"
#include "round/patience.h"

/*
 * The least of several: a stamp tells where the CPUs are and how fast they run,
 * not what else ran on them for a moment.
 */
#define SPIN_ADDS 500000
#define SPINS 4
#define SAMPLE_SPINS 2
#define BATCHES 15
#define TRIPS 50

/* A peer that gets no CPU, as beside real-time work, must not stop the run. */
#define PATIENCE_NS 200000000

struct court {
	_Alignas(128) atomic_int ball;
	atomic_bool over;
	atomic_bool ended;
};

/* Wait for the ball; false when the game is over, or nobody plays. */
static bool await_ball(struct court *court, int wanted, int64_t until)
{
	unsigned int looks = 0;

	while (atomic_load_explicit(&court->ball, memory_order_acquire) != wanted)
		if (!(++looks % 1024) && (atomic_load(&court->over) || clock_ns() > until))
			return false;
	return true;
}

static void *return_balls(void *arg)
{
	struct court *court = arg;
	const int64_t until = clock_ns() + PATIENCE_NS;
	int next = 1;

	/* Odd balls are served to this side and go back even. */
	while (next < 2 * (BATCHES + 1) * TRIPS && await_ball(court, next, until)) {
		atomic_store_explicit(&court->ball, next + 1, memory_order_release);
		next += 2;
	}
	atomic_store(&court->ended, true);
	return NULL;
}

static int64_t round_trip_ns(int peer)
{
	const int64_t until = clock_ns() + PATIENCE_NS;
	struct patience patience = { 0 };
	struct court court = { 0 };
	int64_t least = INT64_MAX, start, took;
	int ball = 1, batch, trip;
	bool plays = true;
	pthread_t thread;

	if (peer < 0 || cpu_thread(&thread, peer, return_balls, &court))
		return -1;
	for (batch = 0; plays && batch <= BATCHES; batch++) {
		start = clock_ns();
		for (trip = 0; plays && trip < TRIPS; trip++, ball += 2) {
			atomic_store_explicit(&court.ball, ball, memory_order_release);
			plays = await_ball(&court, ball + 1, until);
		}
		took = (clock_ns() - start) / TRIPS;
		if (plays && took < least)
			least = took;
	}
	atomic_store(&court.over, true);
	while (!atomic_load(&court.ended))
		patience_look(&patience);
	pthread_join(thread, NULL);
	return least == INT64_MAX ? -1 : least;
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
