// SPDX-License-Identifier: GPL-2.0-or-later
#include "policy.h"

enum policy_path policy_path(const struct policy_config *config, u64 nr_pages)
{
	if (!nr_pages)
		return POLICY_NOTHING;
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

enum policy_copy policy_streaming(enum replay_rules rules, u64 dst, size_t n)
{
	if (!n)
		return POLICY_COPY_NONE;
	if (rules == RULES_V4 && (dst % 8 || n % 4))
		return POLICY_COPY_MEMCPY;
	return policy_flushcache(dst, n);
}

enum policy_copy policy_record(enum replay_rules rules, u64 pfn, u64 dst, size_t n)
{
	if (rules == RULES_V4 && !(pfn % PAGEBLOCK_PAGES))
		return POLICY_COPY_MEMCPY;
	return policy_streaming(rules, dst, n);
}
