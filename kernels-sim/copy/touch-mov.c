// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * touch-mov: load a word of the record, then mov.
 *
 * What prefetchers do for loads they do here too, while the stores are those of
 * mov.
 */
#include "touch.h"
#include "walk.h"

static __always_inline void touch_mov_copy(void *dst, const u64 *tmpl, size_t size)
{
	touch(dst);
	if (size > 64)
		touch((char *)dst + 64);
	ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops touch_mov_ops = { .copy = touch_mov_copy };

DEFINE_COPY_BACKEND(touch_mov,
		    .name = "touch-mov",
		    .desc = "a load of the record, then mov",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
