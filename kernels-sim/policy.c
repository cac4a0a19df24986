// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy.h"

#include <string.h>

enum policy_path policy_path(const struct policy_config *config, enum replay_revision revision,
			     u64 nr_pages)
{
	if (!nr_pages)
		return POLICY_NOTHING;
	if (revision == REVISION_V11)
		return POLICY_TEMPLATE;
	if (config->kasan || config->kmsan)
		return POLICY_SLOW_PATH;
	if (config->debug_page_ref && config->page_ref_set)
		return POLICY_SLOW_PATH;
	return POLICY_TEMPLATE;
}

enum policy_copy policy_flushcache(u64 dst, size_t n)
{
	switch (n) {
	case 0:
		return POLICY_COPY_NONE;
	case 4:
	case 8:
	case 16:
		return POLICY_COPY_INLINE;
	case 32:
	case 48:
	case 64:
	case 80:
	case 96:
		return dst % 8 ? POLICY_COPY_CALL : POLICY_COPY_INLINE;
	default:
		return POLICY_COPY_CALL;
	}
}

/* What v2 and v3 do in place: 4 bytes, and 8 to 96 in steps of 8. */
static bool is_early_size(size_t n)
{
	return n == 4 || (n <= 96 && !(n % 8));
}

enum policy_copy policy_streaming(enum replay_revision revision, u64 dst, size_t n)
{
	if (!n)
		return POLICY_COPY_NONE;
	switch (revision) {
	case REVISION_V1:
		return n >= 56 && is_early_size(n) ? POLICY_COPY_DOWN : POLICY_COPY_MEMCPY;
	case REVISION_V2:
		return is_early_size(n) ? POLICY_COPY_DOWN : POLICY_COPY_CALL;
	case REVISION_V3:
		if (dst % 8 || (n % 8 && n != 4))
			return POLICY_COPY_MEMCPY;
		return is_early_size(n) ? POLICY_COPY_INLINE : POLICY_COPY_CALL;
	case REVISION_V4:
		if (dst % 8 || n % 4)
			return POLICY_COPY_MEMCPY;
		return policy_flushcache(dst, n);
	case REVISION_V11:
		/* As at an aligned destination, whatever this one is. */
		return policy_flushcache(0, n);
	default:
		return policy_flushcache(dst, n);
	}
}

enum policy_copy policy_record(enum replay_revision revision, u64 pfn, u64 dst, size_t n)
{
	if (replay_rules_in_loop(revision) && !(pfn % PAGEBLOCK_PAGES))
		return POLICY_COPY_MEMCPY;
	return policy_streaming(revision, dst, n);
}

const struct copy_backend *policy_backend(const struct policy_call *call)
{
	if (policy_path(&call->config, call->revision, 1) == POLICY_SLOW_PATH)
		return replay_copy_find("base");
	if (!call->copy->by_policy || !replay_walk_has_revision(call->walk))
		return call->copy;
	switch (policy_streaming(call->revision, call->dst, call->record_bytes)) {
	case POLICY_COPY_MEMCPY:
		return replay_copy_find("mov");
	case POLICY_COPY_DOWN:
		return call->dst % 8 ? NULL : replay_copy_find("movnti-desc");
	case POLICY_COPY_CALL:
		return call->dst % 8 ? NULL : replay_copy_find("flushcache");
	default:
		return call->copy;
	}
}

bool policy_unaligned(const struct copy_backend *runs, enum replay_revision revision)
{
	return !strcmp(runs->name, "mov") || (runs->by_policy && revision == REVISION_V11);
}
