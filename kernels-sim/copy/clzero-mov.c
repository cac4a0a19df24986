// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * clzero-mov: allocate each whole line with CLZERO, then mov.
 *
 * CLZERO writes a line without reading it (AMD manual vol. 3, CLZERO), so the
 * stores after it should find the line without a fetch.  Lines that a record
 * shares with its neighbour are left to the ordinary stores.
 */
#include "walk.h"

static __always_inline void clzero_mov_copy(void *dst, const u64 *tmpl, size_t size)
{
	const u64 line = ((u64)dst + 63) & ~63UL;

	if (line + 64 <= (u64)dst + size)
		ISSUE(replay_event(ACCESS_ALLOCATE, (void *)line, 64),
		      asm volatile("clzero" : : "a"(line) : "memory"));
	ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops clzero_mov_ops = { .copy = clzero_mov_copy, .drain = sfence };

DEFINE_COPY_BACKEND(clzero_mov,
		    .name = "clzero-mov",
		    .desc = "CLZERO of the line, then mov",
		    .needs = "clzero",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_WEAK);
