// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mov-rmw: mov, then read, modify and write the flags, as __SetPageReserved()
 * does in the slow path.
 *
 * The bit that is set there is set in the template already, so that an or with
 * nothing leaves every pattern what it is.
 */
#include "walk.h"

static __always_inline void mov_rmw_copy(void *dst, const u64 *tmpl, size_t size)
{
	ordinary_copy(dst, tmpl, size);
	ISSUE(replay_event(ACCESS_RMW, dst, 8),
	      asm volatile("orq $0, %0" : "+m"(*(u64 *)dst) : : "memory"));
}

static const struct copy_ops mov_rmw_ops = { .copy = mov_rmw_copy };

DEFINE_COPY_BACKEND(mov_rmw,
		    .name = "mov-rmw",
		    .desc = "mov, then a read-modify-write of the flags",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
