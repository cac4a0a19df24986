/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a walk does to lines, without what makes no difference to the model.
 *
 * Regular accesses that follow each other in one line are one use of it,
 * streamed stores that follow each other in one line are one part of it, and
 * a drain is nothing where no line is open.  So eight stores, a string move
 * and a vector store of a record are the same, and what the rules of traffic.h
 * make of one of them they make of all.
 */
#ifndef KERNELS_SIM_LINE_TRACE_H
#define KERNELS_SIM_LINE_TRACE_H

#include <stdbool.h>
#include <stddef.h>

#include "events.h"

/** LINE_OPS_MOST - longer ones are given up: some 3 GiB of device */
#define LINE_OPS_MOST (1UL << 21)

/**
 * struct line_op - @what is done to a line
 * @mask: of a part, the bits stored, as in struct traffic_buffer; of a use, 1 when it
 *	  modifies the line
 */
struct line_op {
	u64 line;
	u32 what;
	u32 unused;
	u64 mask;
};

/**
 * struct line_trace - @nr operations
 * @line_bytes, @bit_shift, @full_mask: as in struct traffic
 * @torn:   a part may be open
 * @failed: out of memory, or too long
 */
struct line_trace {
	u64 line_bytes;
	unsigned int bit_shift;
	u64 full_mask;
	struct line_op *ops;
	size_t nr;
	size_t room;
	bool torn;
	bool failed;
};

/** line_trace_take() - one access, as for traffic_event() */
void line_trace_take(struct line_trace *trace, enum replay_event event, u64 at, size_t width);

/** line_trace_same() - the same operations? */
bool line_trace_same(const struct line_trace *a, const struct line_trace *b);
void line_trace_free(struct line_trace *trace);

#endif
