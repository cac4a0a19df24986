// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rep-movsq: one REP MOVSQ per record.
 *
 * What clang 14 inlines for 80 and 96 bytes, and memcpy() with REP_GOOD up to
 * 6.3.
 */
#include "walk.h"

static __always_inline void rep_movsq_copy(void *dst, const u64 *tmpl, size_t size)
{
	ISSUE(replay_event(ACCESS_STRING, dst, size),
	      size /= 8;
	      asm volatile("rep movsq" : "+D"(dst), "+S"(tmpl), "+c"(size) : : "memory"));
}

static const struct copy_ops rep_movsq_ops = { .copy = rep_movsq_copy };

DEFINE_COPY_BACKEND(rep_movsq,
		    .name = "rep-movsq",
		    .desc = "one REP MOVSQ per record",
		    .mirrors = "memcpy() with REP_GOOD, arch/x86/lib/memcpy_64.S, 6.1",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
