/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What each case did to lines: another case that does the same has the same
 * prediction.
 */
#ifndef KERNELS_SIM_KNOWN_H
#define KERNELS_SIM_KNOWN_H

#include "line-trace.h"
#include "predict.h"

/** KNOWN_BYTES_MOST - of operations that are kept for comparison: 96 MiB */
#define KNOWN_BYTES_MOST ((1UL << 22) * sizeof(struct line_op))

/**
 * struct known_case - a case, what it does to lines, and its prediction when one was @made
 * @period: pages after which its walk repeats
 */
struct known_case {
	u64 nr_pages;
	enum replay_layout layout;
	size_t offset;
	enum predict_before before;
	u64 period;
	struct line_trace trace;
	bool made;
	struct prediction prediction;
};

/**
 * struct known - the cases that differ from each other; all zero: none
 * @bytes: of the operations of all @cases
 */
struct known {
	struct known_case *cases;
	size_t nr;
	size_t bytes;
};

/**
 * known_find() - the case that does to lines what @trace says, a new one if need be
 * @period: pages after which the walk of @c repeats
 * @trace:  is taken, or freed
 *
 * Beyond KNOWN_BYTES_MOST a trace is not kept, and such a case is always a new one.
 *
 * Return: valid until the next call; NULL without memory.
 */
struct known_case *known_find(struct known *known, const struct predict_case *c, u64 period,
			      struct line_trace *trace);

/** known_free() - forget all */
void known_free(struct known *known);

#endif
