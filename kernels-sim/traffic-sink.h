/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walks and copies once more, compiled to tell the traffic model what
 * they do: a sink for events.h.
 */
#ifndef KERNELS_SIM_TRAFFIC_SINK_H
#define KERNELS_SIM_TRAFFIC_SINK_H

#include "traffic.h"

#define REPLAY_SYMBOL(name) modelled_##name

static __always_inline void replay_event(enum replay_event event, const volatile void *addr,
					 size_t width)
{
	struct traffic *const t = replay_traffic;
	u64 at = (u64)addr;

	if (event >= MARK_SLOW_PAGE)
		return;
	if (event != EVENT_DRAIN) {
		if (at < TRAFFIC_ORIGIN)
			return;
		if (at + t->bias >= t->next_stop)
			t->stop(t, at + t->bias);
		at += t->bias;
		/* Most stores go on in the line of the store before. */
		if (event == EVENT_STORE && at >> t->line_shift == t->settled &&
		    (at + width - 1) >> t->line_shift == t->settled)
			return;
	}
	traffic_event(t, event, at, width);
}

#endif
