// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * movl: the template by ordinary 4-byte loads and stores: twice as many stores for
 * the same lines.
 */
#include "walk.h"

static __always_inline void movl_copy(void *dst, const u64 *tmpl, size_t size)
{
	u32 *halves = dst;
	const u32 *from = (const u32 *)tmpl;

#define HALVES(i)                                                                          \
	do {                                                                               \
		WRITE_ONCE(halves[2 * (i)], READ_ONCE(from[2 * (i)]));                     \
		WRITE_ONCE(halves[2 * (i) + 1], READ_ONCE(from[2 * (i) + 1]));             \
	} while (0)
	EACH_WORD(size, HALVES);
#undef HALVES
}

static const struct copy_ops movl_ops = { .copy = movl_copy };

DEFINE_COPY_BACKEND(movl,
		    .name = "movl",
		    .desc = "template reloaded, ascending 4-byte load and store pairs",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
