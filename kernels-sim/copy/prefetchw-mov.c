// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prefetchw-mov: ask for ownership of a line some records ahead, then mov.
 */
#include "ahead.h"
#include "walk.h"

static __always_inline void prefetchw_mov_copy(void *dst, const u64 *tmpl, size_t size)
{
	AHEAD_HINT("prefetchw", dst, size);
	ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops prefetchw_mov_ops = { .copy = prefetchw_mov_copy };

DEFINE_COPY_BACKEND(prefetchw_mov,
		    .name = "prefetchw-mov",
		    .desc = "mov, with PREFETCHW ahead (1 KiB; --ahead)",
		    .needs = "3dnowprefetch",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED,
		    .looks_ahead = true);
