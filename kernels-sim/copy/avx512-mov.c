// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * avx512-mov: 64-byte regular stores, fpu-only: kernel code may not touch ZMM.
 */
#include "lines.h"

static __always_inline void avx512_mov_line(void *line, const void *src)
{
	ISSUE(replay_event(ACCESS_STORE, line, LINE_BYTES),
	      asm volatile("vmovdqu64 (%1), %%zmm0\n\t"
			   "vmovdqa64 %%zmm0, (%0)"
			   : : "r"(line), "r"(src) : "memory", "xmm0"));
}

static __always_inline void avx512_mov_end(void)
{
	/* Legacy SSE code runs next: leave no dirty upper halves behind. */
	asm volatile("vzeroupper");
}

DEFINE_LINE_OPS(avx512_mov, NULL);

DEFINE_COPY_BACKEND(avx512_mov,
		    .name = "avx512-mov",
		    .desc = "64-byte regular stores (VMOVDQA64)",
		    .needs = "avx512f",
		    .kind = COPY_FPU_ONLY,
		    .ordering = COPY_ORDERED);
