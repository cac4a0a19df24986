// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sse2-mov: 16-byte regular stores, fpu-only: kernel code may not touch XMM.
 */
#include "lines.h"

static __always_inline void sse2_mov_line(void *line, const void *src)
{
	ISSUE(replay_events(ACCESS_STORE, line, 16, LINE_BYTES),
	      asm volatile("movdqu (%1), %%xmm0\n\t"
			   "movdqu 16(%1), %%xmm1\n\t"
			   "movdqu 32(%1), %%xmm2\n\t"
			   "movdqu 48(%1), %%xmm3\n\t"
			   "movdqa %%xmm0, (%0)\n\t"
			   "movdqa %%xmm1, 16(%0)\n\t"
			   "movdqa %%xmm2, 32(%0)\n\t"
			   "movdqa %%xmm3, 48(%0)"
			   : : "r"(line), "r"(src) : "memory", "xmm0", "xmm1", "xmm2", "xmm3"));
}

static __always_inline void sse2_mov_end(void)
{
}

DEFINE_LINE_OPS(sse2_mov, NULL);

DEFINE_COPY_BACKEND(sse2_mov,
		    .name = "sse2-mov",
		    .desc = "16-byte regular stores (MOVDQA)",
		    .needs = "sse2",
		    .kind = COPY_FPU_ONLY,
		    .ordering = COPY_ORDERED);
