// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prefetchw-mov: ask for ownership of a line some records ahead, then mov.
 *
 * 1 KiB is 16 lines: more than the 10 to 16 fill buffers of the Intel cores
 * can hold, so ownership requests are always in flight.
 */
#include "walk.h"

#define AHEAD_BYTES 1024

static __always_inline void prefetchw(const void *addr)
{
	ISSUE(replay_event(ACCESS_PREFETCH, addr, 64),
	      asm volatile("prefetchw %0" : : "m"(*(const char *)addr)));
}

static __always_inline void prefetchw_mov_copy(void *dst, const u64 *tmpl, size_t size)
{
	prefetchw((char *)dst + AHEAD_BYTES);
	if (size > 64)
		prefetchw((char *)dst + AHEAD_BYTES + 64);
	ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops prefetchw_mov_ops = { .copy = prefetchw_mov_copy };

DEFINE_COPY_BACKEND(prefetchw_mov,
		    .name = "prefetchw-mov",
		    .desc = "mov, with PREFETCHW 1 KiB ahead",
		    .needs = "3dnowprefetch",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
