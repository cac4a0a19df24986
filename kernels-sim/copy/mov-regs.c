// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mov-regs: the template stays in general registers for the whole walk.
 *
 * No kernel compiler does this by itself, as any store might change the
 * template; it shows what the loads of mov cost.  Twelve words leave no
 * register for the walk at 96 bytes, where a compiler spills some of them.
 */
#include "walk.h"

static __always_inline void mov_regs_copy(void *dst, const u64 *tmpl, size_t size)
{
	u64 *words = dst;

	/* No memory clobber: it would make the compiler read the template again. */
#define STORE(i)                                                                                   \
	ISSUE(replay_event(ACCESS_STORE, &words[i], 8),                                            \
	      asm volatile("movq %1, %0" : "=m"(words[i]) : "r"(tmpl[i])))
	EACH_WORD(size, STORE);
#undef STORE
}

static const struct copy_ops mov_regs_ops = { .copy = mov_regs_copy, .held = true };

DEFINE_COPY_BACKEND(mov_regs,
		    .name = "mov-regs",
		    .desc = "template held in registers, ascending 8-byte stores",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
