/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which path the kernel takes: whether there is a template at all, and what
 * a copy that is asked to stream really does.
 */
#ifndef KERNELS_SIM_POLICY_H
#define KERNELS_SIM_POLICY_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler.h"
#include "replay.h"

/**
 * struct policy_config - what of a kernel's configuration and state decides
 * @kasan, @kmsan:   built with the sanitizer
 * @debug_page_ref:  built with DEBUG_PAGE_REF; without it the test of the
 *		     tracepoint is constant false
 * @page_ref_set:    that tracepoint is active
 */
struct policy_config {
	bool kasan;
	bool kmsan;
	bool debug_page_ref;
	bool page_ref_set;
};

enum policy_path {
	POLICY_NOTHING,		/* return at once */
	POLICY_SLOW_PATH,	/* every page by __init_zone_device_page() */
	POLICY_TEMPLATE,
};

/**
 * policy_path() - the path of a whole call of memmap_init_zone_device()
 *
 * Mirrors the enable test of the series' template path, v4 and v5, which is
 * made once per call.
 */
enum policy_path policy_path(const struct policy_config *config, u64 nr_pages);

enum policy_copy {
	POLICY_COPY_NONE,	/* n = 0 */
	POLICY_COPY_MEMCPY,	/* ordinary stores */
	POLICY_COPY_INLINE,	/* MOVNTI in place, ascending */
	POLICY_COPY_CALL,	/* __memcpy_flushcache() */
};

/**
 * policy_flushcache() - what memcpy_flushcache() of a constant size is, with the series
 * @dst: destination
 * @n:   bytes
 *
 * 4, 8 and 16 bytes go in place whatever the alignment; 32, 48, 64, 80 and 96
 * at 8-byte-aligned destinations; everything else is a call.
 */
enum policy_copy policy_flushcache(u64 dst, size_t n);

/**
 * policy_streaming() - what the series' streaming copy is
 *
 * v4: memcpy_streaming(), which falls back to memcpy() when @dst is not 8-byte
 * aligned or @n no multiple of 4.  v5: memcpy_nt(), an alias of
 * memcpy_flushcache() without a gate of its own.
 */
enum policy_copy policy_streaming(enum replay_rules rules, u64 dst, size_t n);

/** policy_record() - the same for page @pfn, which v4 leaves to memcpy() when it is aligned */
enum policy_copy policy_record(enum replay_rules rules, u64 pfn, u64 dst, size_t n);

#endif
