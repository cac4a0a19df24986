// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * base-norwm: the slow path of 7.x without the read-modify-write of the flags, a
 * call per page as in base.
 */
#include "walk.h"

#define CALL_NORWM(bytes)                                               \
	case bytes:                                                     \
		SYMBOL(init_zone_device_page_norwm_##bytes)(dst, tmpl); \
		break

static __always_inline void base_norwm_copy(void *dst, const u64 *tmpl, size_t size)
{
	switch (size) {
		CALL_NORWM(56);
		CALL_NORWM(64);
		CALL_NORWM(72);
		CALL_NORWM(80);
		CALL_NORWM(88);
		CALL_NORWM(96);
	}
}

static const struct copy_ops base_norwm_ops = { .copy = base_norwm_copy };

DEFINE_COPY_BACKEND(base_norwm,
		    .name = "base-norwm",
		    .desc = "the slow path's stores without its read-modify-write",
		    .mirrors = "__init_zone_device_page() without __SetPageReserved()",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
