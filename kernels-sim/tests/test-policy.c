// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The policy of the fast path against the tables it was written from:
 * docs/kernel-facts.md 2.2 (enable test), 2.1 and 2.5 (streaming semantics).
 */
#include <string.h>

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

/* docs/kernel-facts.md 2.1 (v1 to v3) and 2.5 (v4, v5, v11) */
static const struct {
	int line;
	u64 dst;
	size_t n;
	enum policy_copy wanted[REVISION_NR];
} copy_cases[] = {
#define M POLICY_COPY_MEMCPY
#define I POLICY_COPY_INLINE
#define D POLICY_COPY_DOWN
#define C POLICY_COPY_CALL
#define NONE POLICY_COPY_NONE
	{ __LINE__, 0, 0, { NONE, NONE, NONE, NONE, NONE, NONE } },
	{ __LINE__, 4, 0, { NONE, NONE, NONE, NONE, NONE, NONE } },
	{ __LINE__, 0, 4, { M, D, I, I, I, I } },
	{ __LINE__, 0, 8, { M, D, I, I, I, I } },
	{ __LINE__, 0, 16, { M, D, I, I, I, I } },
	{ __LINE__, 4, 8, { M, D, M, M, I, I } },
	{ __LINE__, 0, 24, { M, D, I, C, C, C } },
	{ __LINE__, 0, 32, { M, D, I, I, I, I } },
	{ __LINE__, 0, 48, { M, D, I, I, I, I } },
	{ __LINE__, 0, 56, { D, D, I, C, C, C } },
	{ __LINE__, 0, 64, { D, D, I, I, I, I } },
	{ __LINE__, 8, 64, { D, D, I, I, I, I } },
	{ __LINE__, 4, 64, { D, D, M, M, C, I } },
	{ __LINE__, 1, 64, { D, D, M, M, C, I } },
	{ __LINE__, 0, 72, { D, D, I, C, C, C } },
	{ __LINE__, 0, 80, { D, D, I, I, I, I } },
	{ __LINE__, 0, 88, { D, D, I, C, C, C } },
	{ __LINE__, 0, 96, { D, D, I, I, I, I } },
	{ __LINE__, 0, 60, { M, C, M, C, C, C } },
	{ __LINE__, 0, 62, { M, C, M, M, C, C } },
	{ __LINE__, 0, 4096, { M, C, C, C, C, C } },
#undef M
#undef I
#undef D
#undef C
#undef NONE
};

/* The copy that a call really runs; "" where the replay has none. */
static const struct {
	int line;
	const char *copy;
	enum replay_walk walk;
	u64 dst;
	size_t bytes;
	const char *wanted[REVISION_NR];
} backend_cases[] = {
	{ __LINE__, "movnti", WALK_ORDER0, 0, 64,
	  { "movnti-desc", "movnti-desc", "movnti", "movnti", "movnti", "movnti" } },
	{ __LINE__, "movnti", WALK_ORDER9, 0, 56,
	  { "movnti-desc", "movnti-desc", "movnti", "flushcache", "flushcache", "flushcache" } },
	{ __LINE__, "movnti", WALK_ORDER18, 0, 88,
	  { "movnti-desc", "movnti-desc", "movnti", "flushcache", "flushcache", "flushcache" } },
	{ __LINE__, "movnti", WALK_ORDER0, 4, 64, { "", "", "mov", "mov", "", "movnti" } },
	{ __LINE__, "movnti", WALK_ORDER0, 4, 72, { "", "", "mov", "mov", "", "" } },
	{ __LINE__, "movnti", WALK_FLAT, 0, 56,
	  { "movnti", "movnti", "movnti", "movnti", "movnti", "movnti" } },
	{ __LINE__, "mov", WALK_ORDER0, 0, 56, { "mov", "mov", "mov", "mov", "mov", "mov" } },
	{ __LINE__, "movdiri", WALK_ORDER0, 0, 72,
	  { "movdiri", "movdiri", "movdiri", "movdiri", "movdiri", "movdiri" } },
};

static bool backend_is(const struct policy_call *call, const char *wanted)
{
	const struct copy_backend *found = policy_backend(call);

	return found ? !strcmp(found->name, wanted) : !*wanted;
}

static void backends(void)
{
	const struct policy_config slow[] = {
		{ .kasan = true }, { .kmsan = true },
		{ .debug_page_ref = true, .page_ref_set = true },
	};
	int revision, right;
	size_t i;

	for (i = 0; i < sizeof(backend_cases) / sizeof(backend_cases[0]); i++) {
		struct policy_call call = {
			.copy = replay_copy_find(backend_cases[i].copy),
			.walk = backend_cases[i].walk,
			.dst = backend_cases[i].dst,
			.record_bytes = backend_cases[i].bytes,
		};
		size_t c;

		for (revision = right = 0; revision < REVISION_NR; revision++) {
			call.revision = revision;
			call.config = (struct policy_config){ 0 };
			right += backend_is(&call, backend_cases[i].wanted[revision]);
			for (c = 0; c < 3; c++) {
				call.config = slow[c];
				/* v11 has no gate that would keep the slow path. */
				right += backend_is(&call, revision == REVISION_V11 ?
							   backend_cases[i].wanted[revision] :
							   "base");
			}
		}
		tap(right == 4 * REVISION_NR, "copy that line %d really runs, base without a template",
		    backend_cases[i].line);
	}
}

int main(void)
{
	int revision, right;
	size_t i;

	for (i = 0; i < sizeof(path_cases) / sizeof(path_cases[0]); i++)
		tap(policy_path(&path_cases[i].config, REVISION_V5, path_cases[i].nr_pages) ==
			    path_cases[i].wanted &&
		    policy_path(&path_cases[i].config, REVISION_V11, path_cases[i].nr_pages) ==
			    (path_cases[i].nr_pages ? POLICY_TEMPLATE : POLICY_NOTHING),
		    "path of line %d", path_cases[i].line);
	for (i = 0; i < sizeof(copy_cases) / sizeof(copy_cases[0]); i++) {
		for (revision = right = 0; revision < REVISION_NR; revision++)
			right += policy_streaming(revision, copy_cases[i].dst, copy_cases[i].n) ==
				 copy_cases[i].wanted[revision];
		tap(right == REVISION_NR, "copy of line %d", copy_cases[i].line);
	}
	for (revision = right = 0; revision < REVISION_NR; revision++) {
		const bool ordinary = revision >= REVISION_V2 && revision <= REVISION_V4;

		right += policy_record(revision, 511, 0, 64) == policy_streaming(revision, 0, 64) &&
			 (policy_record(revision, 512, 0, 64) == POLICY_COPY_MEMCPY) == ordinary;
	}
	tap(right == REVISION_NR, "pageblock-aligned pages are memcpy() in v2 to v4");
	tap(replay_revision_is_unread("v6") && replay_revision_is_unread("v10") &&
	    !replay_revision_is_unread("v5") && !replay_revision_is_unread("v11"),
	    "v6 to v10 were not read");
	tap(policy_unaligned(replay_copy_find("mov"), REVISION_V4) &&
	    policy_unaligned(replay_copy_find("movnti"), REVISION_V11) &&
	    !policy_unaligned(replay_copy_find("movnti"), REVISION_V5) &&
	    !policy_unaligned(replay_copy_find("flushcache"), REVISION_V11),
	    "what runs at an unaligned destination");
	backends();
	return tap_done();
}
