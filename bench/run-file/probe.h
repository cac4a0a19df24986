/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a probe is called: the plan "why" takes them, the report "why" derives from
 * them what prefetchers do and how many lines are in flight.
 */
#ifndef BENCH_RUN_FILE_PROBE_H
#define BENCH_RUN_FILE_PROBE_H

/** enum probe - PROBE_CHASE ... */
enum probe {
#define PROBE(NAME, ...) PROBE_##NAME,
#include "run-file/probe-list.h"
#undef PROBE
	PROBE_NR
};

/** struct probe_row - one line of probe-list.h, which explains the fields */
struct probe_row {
	const char *name;
	const char *unit;
	const char *desc;
};

/** probe_table - indexed by enum probe */
extern const struct probe_row probe_table[PROBE_NR];

#endif
