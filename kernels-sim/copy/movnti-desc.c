// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * movnti-desc: the streaming copy of the first posting, highest word first.
 *
 * v2 goes down by pairs of words; in which order the two of a pair are stored
 * is not known, so this stands for it.
 */
#include "walk.h"

static __always_inline void movnti_desc_copy(void *dst, const u64 *tmpl, size_t size)
{
	const size_t last = size / 8 - 1;
	u64 *words = dst;

#define STREAM(i) movnti(&words[last - (i)], READ_ONCE(tmpl[last - (i)]))
	EACH_WORD(size, STREAM);
#undef STREAM
}

static const struct copy_ops movnti_desc_ops = { .copy = movnti_desc_copy, .drain = sfence };

DEFINE_COPY_BACKEND(movnti_desc,
		    .name = "movnti-desc",
		    .desc = "template reloaded, descending 8-byte streaming stores",
		    .mirrors = "arch_optimize_store_u64(), series v1; near to memcpy_flushcache() of v2",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_WEAK);
