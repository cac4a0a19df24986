// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * movdir64b: one 64-byte direct store per cache line.
 *
 * The destination must be 64-byte aligned (SDM vol. 2, MOVDIR64B), so other
 * record sizes are written line by line: five lines for four 80-byte records.
 */
#include "lines.h"

static __always_inline void movdir64b_line(void *line, const void *src)
{
	ISSUE(replay_event(ACCESS_STREAM, line, LINE_BYTES),
	      asm volatile("movdir64b (%1), %0" : : "r"(line), "r"(src) : "memory"));
}

static __always_inline void movdir64b_end(void)
{
}

DEFINE_LINE_OPS(movdir64b, sfence);

DEFINE_COPY_BACKEND(movdir64b,
		    .name = "movdir64b",
		    .desc = "one 64-byte direct store per cache line",
		    .mirrors = "movdir64b(), arch/x86/include/asm/special_insns.h, 6.12",
		    .needs = "movdir64b",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_WEAK);
