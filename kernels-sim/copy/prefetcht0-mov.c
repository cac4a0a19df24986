// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prefetcht0-mov: read a line some records ahead into all caches, then mov.
 *
 * A line that nobody else holds comes in the exclusive state, in which it may be
 * written without asking again.
 */
#include "ahead.h"
#include "walk.h"

static __always_inline void prefetcht0_mov_copy(void *dst, const u64 *tmpl, size_t size)
{
	AHEAD_HINT("prefetcht0", dst, size);
	ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops prefetcht0_mov_ops = { .copy = prefetcht0_mov_copy };

DEFINE_COPY_BACKEND(prefetcht0_mov,
		    .name = "prefetcht0-mov",
		    .desc = "mov, with PREFETCHT0 ahead (1 KiB; --ahead)",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED,
		    .looks_ahead = true);
