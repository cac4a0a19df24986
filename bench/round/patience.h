/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A measuring process waits for its threads by looking, as sleeping would cost
 * the time that it measures.  No such wait is without an end: a thread may get no
 * CPU beside real-time work, and whoever waits may be the one who keeps it off.
 */
#ifndef BENCH_ROUND_PATIENCE_H
#define BENCH_ROUND_PATIENCE_H

#include <stdint.h>

/** PATIENCE_S - the longest wait for a thread; the round ends then, and its case gets the reason */
#define PATIENCE_S 120

/**
 * struct patience - one wait
 * @since: of its first look at the clock; 0: none yet
 */
struct patience {
	int64_t since;
	unsigned int looks;
};

/**
 * patience_look() - one look: a pause, and now and then the CPU for whoever wants it
 *
 * Ends this process when the wait is too long, or when it is to end anyway and
 * the wait does not: its threads still write to memory that it could not release.
 */
void patience_look(struct patience *patience);

#endif
