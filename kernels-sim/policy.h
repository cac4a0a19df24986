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
 * made once per call; v11 has no such test and takes the template always.
 */
enum policy_path policy_path(const struct policy_config *config, enum replay_revision revision,
			     u64 nr_pages);

enum policy_copy {
	POLICY_COPY_NONE,	/* n = 0 */
	POLICY_COPY_MEMCPY,	/* ordinary stores */
	POLICY_COPY_INLINE,	/* MOVNTI in place, ascending */
	POLICY_COPY_DOWN,	/* MOVNTI in place, descending */
	POLICY_COPY_CALL,	/* __memcpy_flushcache() */
};

/**
 * policy_flushcache() - what memcpy_flushcache() of a constant size is, v4 and v5
 * @dst: destination
 * @n:   bytes
 *
 * 4, 8 and 16 bytes go in place whatever the alignment; 32, 48, 64, 80 and 96
 * at 8-byte-aligned destinations; everything else is a call.  Under v11 the
 * same sizes go in place whatever the alignment.
 */
enum policy_copy policy_flushcache(u64 dst, size_t n);

/**
 * policy_streaming() - what the series' streaming copy is
 *
 * v1: arch_optimize_store_u64(), 56 to 96 bytes.  v2: memcpy_flushcache() in
 * place at 4 bytes and up to 96 in steps of 8, without a test of the alignment.
 * v3: memcpy_streaming(), which falls back to memcpy() when @dst is not 8-byte
 * aligned or @n neither 4 nor a multiple of 8; in place at the sizes of v2.
 * v4: the same for @n that is no multiple of 4; in place at fewer sizes, see
 * policy_flushcache().  v5: memcpy_nt(), an alias of memcpy_flushcache()
 * without a gate of its own.  v11: memcpy_nontemporal(), the same alias, and
 * memcpy_flushcache() no longer looks at the alignment.
 */
enum policy_copy policy_streaming(enum replay_revision revision, u64 dst, size_t n);

/** policy_record() - the same for page @pfn, which v2 to v4 leave to memcpy() when it is aligned */
enum policy_copy policy_record(enum replay_revision revision, u64 pfn, u64 dst, size_t n);

/**
 * struct policy_call - one call of memmap_init_zone_device(), as the policy sees it
 * @copy:	 how records are to be written
 * @dst:	 first record
 * @record_bytes: size of one
 */
struct policy_call {
	struct policy_config config;
	const struct copy_backend *copy;
	enum replay_walk walk;
	enum replay_revision revision;
	u64 dst;
	size_t record_bytes;
};

/**
 * policy_backend() - the copy that this call really runs
 *
 * Without a template that is base.  The series' own streaming copy (by_policy)
 * is what policy_streaming() makes of it, but in the flat walk, which has no
 * kernel around it.  All other copies are themselves: no kernel has a policy
 * for them.
 *
 * Return: NULL when the replay has no such copy: an out-of-line or descending
 * one to a destination that is not 8-byte aligned.
 */
const struct copy_backend *policy_backend(const struct policy_call *call);

/**
 * policy_unaligned() - does a kernel run this copy where a record is not 8-byte aligned?
 * @runs: what policy_backend() says
 *
 * Under v3 and v4 the series falls back to mov there; under v11 it streams in
 * place, as memcpy_flushcache() has no alignment test.
 */
bool policy_unaligned(const struct copy_backend *runs, enum replay_revision revision);

#endif
