// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * base: the slow path for every page, as before the series.
 *
 * The per-page function stays out of line, because gcc builds it that way and
 * the call is part of what a template saves.
 */
#include "slow-path.h"

static __always_inline void base_flat(const struct replay_args *args, size_t size)
{
	char *page = args->memmap;
	char *const end = page + args->nr_pages * size;

	for (; page != end; page += size)
		init_zone_device_page(page, size, args);
}

static __always_inline void base_order0(const struct replay_args *args, size_t size)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	u64 pfn;

	for (pfn = args->start_pfn; pfn < end_pfn; pfn++)
		init_zone_device_page((char *)vmemmap_base + pfn * size, size, args);
}

#define DEFINE_BASE_WALKS(bytes)                                                                   \
	static noinline void base_flat_##bytes(const struct replay_args *args)                     \
	{                                                                                          \
		base_flat(args, bytes);                                                            \
	}                                                                                          \
	static noinline void base_order0_##bytes(const struct replay_args *args)                   \
	{                                                                                          \
		base_order0(args, bytes);                                                          \
	}

DEFINE_BASE_WALKS(56)
DEFINE_BASE_WALKS(64)
DEFINE_BASE_WALKS(72)
DEFINE_BASE_WALKS(80)
DEFINE_BASE_WALKS(88)
DEFINE_BASE_WALKS(96)

#define BASE_SIZES(prefix)                                                                         \
	{                                                                                          \
		[LAYOUT_56] = prefix##_56, [LAYOUT_64] = prefix##_64, [LAYOUT_72] = prefix##_72,   \
		[LAYOUT_80] = prefix##_80, [LAYOUT_88] = prefix##_88, [LAYOUT_96] = prefix##_96,   \
	}

extern const struct copy_backend copy_base;
const struct copy_backend copy_base = {
	.name = "base",
	.desc = "the slow path's own stores, one call per page",
	.mirrors = "__init_zone_device_page(), mm/mm_init.c, 6.12",
	.kind = COPY_KERNEL,
	.ordering = COPY_ORDERED,
	.page_only = true,
	.fn = {
		[WALK_FLAT] = { [RULES_V4] = BASE_SIZES(base_flat),
				[RULES_V5] = BASE_SIZES(base_flat) },
		[WALK_ORDER0] = { [RULES_V4] = BASE_SIZES(base_order0),
				  [RULES_V5] = BASE_SIZES(base_order0) },
	},
};
