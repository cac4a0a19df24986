// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mov-clflushopt: mov, then CLFLUSHOPT of each line as it is completed.
 *
 * What dm-writecache does from 768 bytes on.
 */
#include "lines.h"

static __always_inline void clflushopt(void *line, const void *src)
{
	ISSUE(replay_event(ACCESS_FLUSH, line, LINE_BYTES),
	      asm volatile("clflushopt %0" : "+m"(*(char *)line)));
}

static __always_inline void mov_clflushopt_copy(void *dst, const u64 *tmpl, size_t size)
{
	ordinary_copy(dst, tmpl, size);
	each_line_ending(dst, tmpl, size, clflushopt);
}

static __always_inline void mov_clflushopt_finish(void *end, const u64 *tmpl, size_t size)
{
	if ((u64)end % LINE_BYTES)
		clflushopt((char *)end - 1, tmpl);
}

static const struct copy_ops mov_clflushopt_ops = {
	.copy = mov_clflushopt_copy,
	.finish = mov_clflushopt_finish,
	.drain = sfence,
};

DEFINE_COPY_BACKEND(mov_clflushopt,
		    .name = "mov-clflushopt",
		    .desc = "mov, then CLFLUSHOPT of each completed line",
		    .mirrors = "memcpy_flushcache_optimized(), drivers/md/dm-writecache.c, 6.12",
		    .needs = "clflushopt",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_WEAK);
