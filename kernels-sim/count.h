/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walks and copies once more, compiled to count what they store: a sink
 * for events.h.  No memory lies behind the records.
 */
#ifndef KERNELS_SIM_COUNT_H
#define KERNELS_SIM_COUNT_H

#include "events.h"

#define REPLAY_SYMBOL(name) counted_##name

#define COUNT_WIDTH_MOST 64

/**
 * struct replay_counts - what a walk did since the counts were cleared
 * @nr:    events by enum replay_event and width in bytes; string moves, whose
 *	   length may be greater, and drains are at width 0
 * @bytes: stored or loaded, by event
 */
struct replay_counts {
	u64 nr[REPLAY_EVENT_NR][COUNT_WIDTH_MOST + 1];
	u64 bytes[REPLAY_EVENT_NR];
};

/* What the counted walks of this program did; one thread. */
extern struct replay_counts replay_counted;

static __always_inline void replay_event(enum replay_event event, const volatile void *addr,
					 size_t width)
{
	replay_counted.nr[event][width > COUNT_WIDTH_MOST ? 0 : width]++;
	replay_counted.bytes[event] += width;
}

#endif
