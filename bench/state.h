/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * States: what the destination lines are just before a timed pass.
 */
#ifndef BENCH_STATE_H
#define BENCH_STATE_H

#include "target.h"

/** enum state_caches - what is in the caches when a sample begins */
enum state_caches {
	STATE_CACHES_UNKNOWN,
	STATE_CACHES_EMPTY,
	STATE_CACHES_SAME_PASS,	/* what a pass of the same case leaves */
};

/**
 * struct state - one state
 * @faults:  page faults inside a sample belong to it
 * @prepare: bring the destination into the state, untimed; NULL for nothing to
 *	     do; 0 or -errno
 * @caches:  what the traffic model takes the caches to hold of the range
 */
struct state {
	const char *name;
	const char *desc;
	bool faults;
	int (*prepare)(const struct target_spec *spec, const struct mapping *map);
	enum state_caches caches;
};

/** state_list() - all states */
const struct state *state_list(size_t *nr);

/** state_find() - by name, NULL when there is none */
const struct state *state_find(const char *name);

#endif
