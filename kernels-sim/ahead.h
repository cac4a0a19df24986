/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How far ahead of the record that is written a copy asks for lines.
 *
 * A kernel would have the distance as a constant in its code.  Here it is one
 * too: it is written into the instructions before a pass, so that a loop with
 * another distance is the same loop.
 */
#ifndef KERNELS_SIM_AHEAD_H
#define KERNELS_SIM_AHEAD_H

#include <stddef.h>

#include "events.h"

/**
 * AHEAD_BYTES - what is compiled in
 *
 * 1 KiB is 16 lines: as many as the fill buffers of the Intel cores hold, so that
 * requests are always in flight.
 */
#define AHEAD_BYTES 1024

/** AHEAD_MOST - the longest distance: two pages of 4 KiB */
#define AHEAD_MOST 8192

/**
 * replay_ahead_set() - make all copies that look ahead do so by @bytes
 * @bytes: 1 to AHEAD_MOST
 *
 * Not while another thread of the process runs a walk.  Nothing is done when the
 * distance is that already.
 *
 * Return: 0, -EINVAL, or the -errno of a system that lets no program change its code.
 */
int replay_ahead_set(size_t bytes);

/** replay_ahead() - the distance now; for the walks that are compiled to say what they do */
size_t replay_ahead(void);

/* Stands behind an instruction that ends in its 32-bit displacement, which holds @more too. */
#define AHEAD_SITE(more)                              \
	"1:\n"                                        \
	".pushsection replay_ahead_sites, \"a\"\n"    \
	".balign 4\n"                                 \
	".long 1b - 4 - .\n"                          \
	".long " #more "\n"                           \
	".popsection\n"

/* @insn at so many bytes ahead of @dst, and @more. */
#define AHEAD_HINT_AT(insn, more, dst)                                                           \
	ISSUE(replay_event(ACCESS_PREFETCH, (const char *)(dst) + replay_ahead() + (more), 64),  \
	      asm volatile(insn " 1024+" #more "(%0)\n" AHEAD_SITE(more) : : "r"(dst)))

/* A record of more than a line needs two at times. */
#define AHEAD_HINT(insn, dst, size)                          \
	do {                                                 \
		AHEAD_HINT_AT(insn, 0, dst);                 \
		if ((size) > 64)                             \
			AHEAD_HINT_AT(insn, 64, dst);        \
	} while (0)

#endif
