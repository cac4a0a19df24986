// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mov-clwb: mov, then CLWB of each line as it is completed.
 *
 * What a pmem write path does that wants the data out of the cache without
 * streaming stores.
 */
#include "lines.h"

static __always_inline void clwb(void *line, const void *src)
{
	ISSUE(replay_event(ACCESS_WRITE_BACK, line, LINE_BYTES),
	      asm volatile("clwb %0" : "+m"(*(char *)line)));
}

static __always_inline void mov_clwb_copy(void *dst, const u64 *tmpl, size_t size)
{
	ordinary_copy(dst, tmpl, size);
	each_line_ending(dst, tmpl, size, clwb);
}

static __always_inline void mov_clwb_finish(void *end, const u64 *tmpl, size_t size)
{
	if ((u64)end % LINE_BYTES)
		clwb((char *)end - 1, tmpl);
}

static const struct copy_ops mov_clwb_ops = {
	.copy = mov_clwb_copy,
	.finish = mov_clwb_finish,
	.drain = sfence,
};

DEFINE_COPY_BACKEND(mov_clwb,
		    .name = "mov-clwb",
		    .desc = "mov, then CLWB of each completed line",
		    .mirrors = "arch_wb_cache_pmem(), arch/x86/lib/usercopy_64.c, 6.12",
		    .needs = "clwb",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_WEAK);
