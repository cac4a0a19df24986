// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * avx2-mov: 32-byte regular stores, fpu-only: kernel code may not touch YMM.
 */
#include "lines.h"

static __always_inline void avx2_mov_line(void *line, const void *src)
{
	ISSUE(replay_events(ACCESS_STORE, line, 32, LINE_BYTES),
	      asm volatile("vmovdqu (%1), %%ymm0\n\t"
			   "vmovdqu 32(%1), %%ymm1\n\t"
			   "vmovdqa %%ymm0, (%0)\n\t"
			   "vmovdqa %%ymm1, 32(%0)"
			   : : "r"(line), "r"(src) : "memory", "xmm0", "xmm1"));
}

static __always_inline void avx2_mov_end(void)
{
	/* Legacy SSE code runs next: leave no dirty upper halves behind. */
	asm volatile("vzeroupper");
}

DEFINE_LINE_OPS(avx2_mov, NULL);

DEFINE_COPY_BACKEND(avx2_mov,
		    .name = "avx2-mov",
		    .desc = "32-byte regular stores (VMOVDQA)",
		    .needs = "avx2",
		    .kind = COPY_FPU_ONLY,
		    .ordering = COPY_ORDERED);
