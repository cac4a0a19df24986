// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * rep-movsb: one REP MOVSB per record.
 *
 * What memcpy() is on CPUs with FSRM (6.4 and later) or ERMS (before), where
 * a compiler calls it.  The start-up of the string move is paid per record.
 */
#include "walk.h"

static __always_inline void rep_movsb_copy(void *dst, const u64 *tmpl, size_t size)
{
	ISSUE(replay_event(ACCESS_STRING, dst, size),
	      asm volatile("rep movsb" : "+D"(dst), "+S"(tmpl), "+c"(size) : : "memory"));
}

static const struct copy_ops rep_movsb_ops = { .copy = rep_movsb_copy };

DEFINE_COPY_BACKEND(rep_movsb,
		    .name = "rep-movsb",
		    .desc = "one REP MOVSB per record",
		    .mirrors = "memcpy() with FSRM, arch/x86/lib/memcpy_64.S, 6.12",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
