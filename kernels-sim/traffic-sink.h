/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walks and copies once more, compiled to tell the traffic model what
 * they do: a sink for events.h.
 */
#ifndef KERNELS_SIM_TRAFFIC_SINK_H
#define KERNELS_SIM_TRAFFIC_SINK_H

#include "traffic.h"

#define REPLAY_SYMBOL(name) modelled_##name

/* Out of line: spelled out in every walk it would be most of the time of a build. */
#define replay_event(event, addr, width) traffic_take(event, (u64)(addr), width)

#endif
