// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * null: the walk without a store.  Its time is what the harness, the loop and
 * the reload of vmemmap_base cost; every other copy contains it.
 */
#include "walk.h"

static __always_inline void null_copy(void *dst, const u64 *tmpl, size_t size)
{
	/* The address must be computed, or the compiler drops the loop. */
	asm volatile("" : : "r"(dst));
}

static const struct copy_ops null_ops = { .copy = null_copy };

DEFINE_COPY_BACKEND(null,
		    .name = "null",
		    .desc = "no store: what a pass costs without the copy",
		    .kind = COPY_NULL,
		    .ordering = COPY_ORDERED);
