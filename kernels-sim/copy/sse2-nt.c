// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sse2-nt: 16-byte streaming stores, fpu-only: kernel code may not touch XMM.
 */
#include "lines.h"

static __always_inline void sse2_nt_line(void *line, const void *src)
{
	ISSUE(replay_events(ACCESS_STREAM, line, 16, LINE_BYTES),
	      asm volatile("movdqu (%1), %%xmm0\n\t"
			   "movdqu 16(%1), %%xmm1\n\t"
			   "movdqu 32(%1), %%xmm2\n\t"
			   "movdqu 48(%1), %%xmm3\n\t"
			   "movntdq %%xmm0, (%0)\n\t"
			   "movntdq %%xmm1, 16(%0)\n\t"
			   "movntdq %%xmm2, 32(%0)\n\t"
			   "movntdq %%xmm3, 48(%0)"
			   : : "r"(line), "r"(src) : "memory", "xmm0", "xmm1", "xmm2", "xmm3"));
}

static __always_inline void sse2_nt_end(void)
{
}

DEFINE_LINE_OPS(sse2_nt, sfence);

DEFINE_COPY_BACKEND(sse2_nt,
		    .name = "sse2-nt",
		    .desc = "16-byte streaming stores (MOVNTDQ)",
		    .needs = "sse2",
		    .kind = COPY_FPU_ONLY,
		    .ordering = COPY_WEAK);
