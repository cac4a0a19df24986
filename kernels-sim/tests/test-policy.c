// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The policy of the fast path against the tables it was written from:
 * kernel-facts 2.2 (enable test) and 2.5 (streaming semantics).
 */
#include "policy.h"
#include "tap.h"

static const struct {
	int line;
	struct policy_config config;
	u64 nr_pages;
	enum policy_path wanted;
} path_cases[] = {
	{ __LINE__, { 0 }, 1, POLICY_TEMPLATE },
	{ __LINE__, { 0 }, 0, POLICY_NOTHING },
	{ __LINE__, { .kasan = true }, 1, POLICY_SLOW_PATH },
	{ __LINE__, { .kmsan = true }, 1, POLICY_SLOW_PATH },
	{ __LINE__, { .kmsan = true }, 0, POLICY_NOTHING },
	{ __LINE__, { .debug_page_ref = true }, 1, POLICY_TEMPLATE },
	{ __LINE__, { .debug_page_ref = true, .page_ref_set = true }, 1, POLICY_SLOW_PATH },
	/* Without DEBUG_PAGE_REF there is no tracepoint to be active. */
	{ __LINE__, { .page_ref_set = true }, 1, POLICY_TEMPLATE },
};

static const struct {
	int line;
	u64 dst;
	size_t n;
	enum policy_copy v4, v5;
} copy_cases[] = {
	{ __LINE__, 0, 0, POLICY_COPY_NONE, POLICY_COPY_NONE },
	{ __LINE__, 4, 0, POLICY_COPY_NONE, POLICY_COPY_NONE },
	{ __LINE__, 0, 4, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 0, 8, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 0, 16, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 4, 8, POLICY_COPY_MEMCPY, POLICY_COPY_INLINE },
	{ __LINE__, 0, 32, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 0, 48, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 0, 56, POLICY_COPY_CALL, POLICY_COPY_CALL },
	{ __LINE__, 0, 64, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 8, 64, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 4, 64, POLICY_COPY_MEMCPY, POLICY_COPY_CALL },
	{ __LINE__, 1, 64, POLICY_COPY_MEMCPY, POLICY_COPY_CALL },
	{ __LINE__, 0, 72, POLICY_COPY_CALL, POLICY_COPY_CALL },
	{ __LINE__, 0, 80, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 0, 88, POLICY_COPY_CALL, POLICY_COPY_CALL },
	{ __LINE__, 0, 96, POLICY_COPY_INLINE, POLICY_COPY_INLINE },
	{ __LINE__, 0, 60, POLICY_COPY_CALL, POLICY_COPY_CALL },
	{ __LINE__, 0, 62, POLICY_COPY_MEMCPY, POLICY_COPY_CALL },
	{ __LINE__, 0, 4096, POLICY_COPY_CALL, POLICY_COPY_CALL },
};

int main(void)
{
	size_t i;

	for (i = 0; i < sizeof(path_cases) / sizeof(path_cases[0]); i++)
		tap(policy_path(&path_cases[i].config, path_cases[i].nr_pages) ==
		    path_cases[i].wanted, "path of line %d", path_cases[i].line);
	for (i = 0; i < sizeof(copy_cases) / sizeof(copy_cases[0]); i++) {
		const u64 dst = copy_cases[i].dst;
		const size_t n = copy_cases[i].n;

		tap(policy_streaming(RULES_V4, dst, n) == copy_cases[i].v4 &&
		    policy_streaming(RULES_V5, dst, n) == copy_cases[i].v5,
		    "copy of line %d", copy_cases[i].line);
	}
	tap(policy_record(RULES_V4, 512, 0, 64) == POLICY_COPY_MEMCPY &&
	    policy_record(RULES_V4, 511, 0, 64) == POLICY_COPY_INLINE &&
	    policy_record(RULES_V5, 512, 0, 64) == POLICY_COPY_INLINE,
	    "pageblock-aligned pages are memcpy() in v4 only");
	return tap_done();
}
