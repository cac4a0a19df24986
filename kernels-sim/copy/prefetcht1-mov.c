// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prefetcht1-mov: read a line some records ahead into the caches from L2 on, then mov.
 *
 * A line that nobody else holds comes in the exclusive state, in which it may be
 * written without asking again.
 */
#include "ahead.h"
#include "walk.h"

static __always_inline void prefetcht1_mov_copy(void *dst, const u64 *tmpl, size_t size)
{
	AHEAD_HINT("prefetcht1", dst, size);
	ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops prefetcht1_mov_ops = { .copy = prefetcht1_mov_copy };

DEFINE_COPY_BACKEND(prefetcht1_mov,
		    .name = "prefetcht1-mov",
		    .desc = "mov, with PREFETCHT1 ahead (1 KiB; --ahead)",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED,
		    .looks_ahead = true);
