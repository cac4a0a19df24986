/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * States: what the destination lines are just before a timed pass.
 *
 * A state is one file in state/ and one line in state-list.h.
 */
#ifndef BENCH_STATE_STATE_H
#define BENCH_STATE_STATE_H

#include "predict.h"
#include "target/target.h"

/**
 * struct state - one state
 * @faults:  fresh pages: the page faults inside a sample belong to it, and the
 *	     sample is a first bind
 * @prepare: bring the first @bytes of the mapping into the state, untimed; NULL
 *	     for nothing to do.  0, -EOPNOTSUPP when this target cannot be
 *	     brought into it, or another -errno
 * @cached:  only what the caches hold of it in the end makes a difference, which is of the
 *	     first bytes: a few last-level caches' worth suffices
 * @caches:  what that leaves in them, for the traffic model
 */
struct state {
	const char *name;
	const char *desc;
	bool faults;
	int (*prepare)(const struct target_spec *spec, const struct mapping *map, size_t bytes);
	bool cached;
	enum predict_before caches;
};

/** STATE_CACHES - last-level caches' worth that such a state takes */
#define STATE_CACHES 2

/** state_list() - all states, sorted by name */
const struct state *const *state_list(size_t *nr);

/** state_find() - by name, NULL when there is none */
const struct state *state_find(const char *name);

#endif
