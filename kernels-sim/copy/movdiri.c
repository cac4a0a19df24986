// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * movdiri: 8-byte direct stores, which use write-combining whatever the
 * memory type (SDM vol. 2, MOVDIRI).
 */
#include "walk.h"

static __always_inline void movdiri(u64 *dst, u64 value)
{
	ISSUE(replay_event(ACCESS_STREAM, dst, sizeof(*dst)),
	      asm volatile("movdiri %1, %0" : "=m"(*dst) : "r"(value) : "memory"));
}

static __always_inline void movdiri_copy(void *dst, const u64 *tmpl, size_t size)
{
	u64 *words = dst;

#define STREAM(i) movdiri(&words[i], READ_ONCE(tmpl[i]))
	EACH_WORD(size, STREAM);
#undef STREAM
}

static const struct copy_ops movdiri_ops = { .copy = movdiri_copy, .drain = sfence };

DEFINE_COPY_BACKEND(movdiri,
		    .name = "movdiri",
		    .desc = "template reloaded, ascending 8-byte direct stores",
		    .needs = "movdiri",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_WEAK);
