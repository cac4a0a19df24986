// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * avx512-nt: 64-byte streaming stores, fpu-only: kernel code may not touch ZMM.
 */
#include "lines.h"

static __always_inline void avx512_nt_line(void *line, const void *src)
{
	ISSUE(replay_events(ACCESS_STREAM, line, 64, LINE_BYTES),
	      asm volatile("vmovdqu64 (%1), %%zmm0\n\t"
			   "vmovntdq %%zmm0, (%0)"
			   : : "r"(line), "r"(src) : "memory", "xmm0"));
}

static __always_inline void avx512_nt_end(void)
{
	/* Legacy SSE code runs next: leave no dirty upper halves behind. */
	asm volatile("vzeroupper");
}

DEFINE_LINE_OPS(avx512_nt, sfence);

DEFINE_COPY_BACKEND(avx512_nt,
		    .name = "avx512-nt",
		    .desc = "64-byte streaming stores (VMOVNTDQ)",
		    .needs = "avx512f",
		    .kind = COPY_FPU_ONLY,
		    .ordering = COPY_WEAK);
