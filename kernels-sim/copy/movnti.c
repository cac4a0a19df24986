// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * movnti: the series' streaming copy, words ascending.
 *
 * Each MOVNTI is a volatile statement with a memory clobber, so loads are
 * neither batched nor kept: load, store, load, store.  Where a revision has
 * something else in its place, policy.h says what.
 */
#include "walk.h"

static __always_inline void movnti_copy(void *dst, const u64 *tmpl, size_t size)
{
	u64 *words = dst;

#define STREAM(i) movnti(&words[i], READ_ONCE(tmpl[i]))
	EACH_WORD(size, STREAM);
#undef STREAM
}

static const struct copy_ops movnti_ops = { .copy = movnti_copy, .drain = sfence };

DEFINE_COPY_BACKEND(movnti,
		    .name = "movnti",
		    .desc = "template reloaded, ascending 8-byte streaming stores",
		    .mirrors = "memcpy_flushcache() inline: v3 24 to 96 bytes, v4 to v11 64, 80, 96",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_WEAK,
		    .by_policy = true);
