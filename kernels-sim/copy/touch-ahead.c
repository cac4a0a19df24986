// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * touch-ahead: load a word some records ahead, then mov.
 *
 * A load behind the range might fault, where a prefetch would be dropped: it goes
 * to the last word of the range instead.
 */
#include "ahead.h"
#include "touch.h"
#include "walk.h"

#define LOOK(more)                                                                        \
	do {                                                                              \
		ISSUE(at = (const char *)dst + replay_ahead() + (more),                   \
		      asm volatile("leaq 1024+" #more "(%1), %0\n" AHEAD_SITE(more)       \
				   : "=r"(at) : "r"(dst)));                               \
		touch(at < last ? at : last);                                             \
	} while (0)

static __always_inline void touch_ahead_copy(void *dst, const u64 *tmpl, size_t size)
{
	const char *const last = template_last(tmpl, size);
	const char *at;

	LOOK(0);
	if (size > 64)
		LOOK(64);
	ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops touch_ahead_ops = { .copy = touch_ahead_copy, .looks_ahead = true };

DEFINE_COPY_BACKEND(touch_ahead,
		    .name = "touch-ahead",
		    .desc = "a load ahead (1 KiB; --ahead), then mov",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED,
		    .looks_ahead = true);
