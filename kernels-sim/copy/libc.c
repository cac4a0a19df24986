// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * libc: a call of the C library's memcpy() per record, fpu-only: what a
 * userspace benchmark that just calls memcpy() measures.
 */
#include <string.h>

#include "walk.h"

static __always_inline void libc_copy(void *dst, const u64 *tmpl, size_t size)
{
	/* Hide the size, or the compiler expands the call. */
	asm("" : "+r"(size));
	ISSUE(replay_event(ACCESS_STRING, dst, size), memcpy(dst, tmpl, size));
}

static const struct copy_ops libc_ops = { .copy = libc_copy };

DEFINE_COPY_BACKEND(libc,
		    .name = "libc",
		    .desc = "the C library's memcpy(), called per record",
		    .kind = COPY_FPU_ONLY,
		    .ordering = COPY_ORDERED);
