// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * base: the slow path for every page, as before the series.
 *
 * The per-page function stays out of line, because gcc builds it that way and
 * the call is part of what a template saves.
 */
#include "slow-path.h"
#include "walk-table.h"

static __always_inline void base_flat(const struct replay_args *args, size_t size)
{
	char *page = args->memmap;
	char *const end = page + args->nr_pages * size;

	for (; page != end; page += size)
		init_zone_device_page(page, size, args);
}

/* @pageblocks: the work inside the loop, as 7.1-rc and earlier do it */
static __always_inline void base_order0(const struct replay_args *args, size_t size, bool policy_6x,
					bool pageblocks)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	u64 pfn;

	for (pfn = args->start_pfn; pfn < end_pfn; pfn++) {
		char *page = (char *)vmemmap_base + pfn * size;

		if (policy_6x)
			init_zone_device_page_6x(page, size, args);
		else
			init_zone_device_page(page, size, args);
		if (pageblocks && !(pfn % PAGEBLOCK_PAGES))
			SYMBOL(pageblock_set_movable)(args, pfn);
	}
}

/*
 * memmap_init_compound() before the series: every tail by the slow path, and
 * the metadata after the tail that the kernel chooses.
 */
static __always_inline void base_compounds(const struct replay_args *args, size_t size,
					   bool policy_6x, enum replay_rules rules)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	const unsigned int order = args->pgmap->vmemmap_shift;
	const u64 written = replay_compound_pages(order, size, args->map_mem);
	const bool pageblocks = rules == RULES_V4 && args->pageblocks;
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	u64 head_pfn, pfn, last_pfn, meta_pfn;

	for (head_pfn = args->start_pfn; head_pfn < end_pfn; head_pfn += 1UL << order) {
		char *head = (char *)vmemmap_base + head_pfn * size;
		const u64 nr = written < end_pfn - head_pfn ? written : end_pfn - head_pfn;
		const u64 info = tail_info(head, size, order, args);

		if (policy_6x)
			init_zone_device_page_6x(head, size, args);
		else
			init_zone_device_page(head, size, args);
		if (pageblocks && !(head_pfn % PAGEBLOCK_PAGES))
			SYMBOL(pageblock_set_movable)(args, head_pfn);
		SET_FLAG(head, PG_HEAD);

		last_pfn = head_pfn + nr - 1;
		meta_pfn = last_pfn;
		if (policy_6x)
			meta_pfn = head_pfn + (args->kernel == KERNEL_6_1 ? 2 : 1);
		if (meta_pfn > last_pfn)
			meta_pfn = last_pfn;
		for (pfn = head_pfn + 1; pfn <= last_pfn; pfn++) {
			char *page = (char *)vmemmap_base + pfn * size;

			if (policy_6x)
				init_zone_device_page_6x(page, size, args);
			else
				init_zone_device_page(page, size, args);
			if (pageblocks && !(pfn % PAGEBLOCK_PAGES))
				SYMBOL(pageblock_set_movable)(args, pfn);
			prep_compound_tail(page, info);
			if (policy_6x && pfn == meta_pfn)
				SYMBOL(prep_compound_head)(head, size, order, args->kernel, nr);
		}
		if (!policy_6x)
			SYMBOL(prep_compound_head)(head, size, order, args->kernel, nr);
	}
	if (rules == RULES_V5 && args->pageblocks)
		SYMBOL(pageblocks_set_movable)(args);
}

/*
 * The refcount policy and the work inside the loop are compiled apart, so that
 * each loop has no trace of what it does not do.
 */
#define DEFINE_BASE_WALKS(bytes)                                                                   \
	static noinline void base_flat_##bytes(const struct replay_args *args)                     \
	{                                                                                          \
		base_flat(args, bytes);                                                            \
	}                                                                                          \
	static noinline void base_order0_blocks_##bytes(const struct replay_args *args)            \
	{                                                                                          \
		base_order0(args, bytes, false, true);                                             \
	}                                                                                          \
	static noinline void base_order0_6x_##bytes(const struct replay_args *args)                \
	{                                                                                          \
		base_order0(args, bytes, true, false);                                             \
	}                                                                                          \
	static noinline void base_order0_6x_blocks_##bytes(const struct replay_args *args)         \
	{                                                                                          \
		base_order0(args, bytes, true, true);                                              \
	}                                                                                          \
	static noinline void base_order0_##bytes(const struct replay_args *args)                   \
	{                                                                                          \
		if (is_6x(args))                                                                   \
			base_order0_6x_##bytes(args);                                              \
		else                                                                               \
			base_order0(args, bytes, false, false);                                    \
	}                                                                                          \
	static noinline void base_order0_v4_##bytes(const struct replay_args *args)                \
	{                                                                                          \
		if (!args->pageblocks)                                                             \
			base_order0_##bytes(args);                                                 \
		else if (is_6x(args))                                                              \
			base_order0_6x_blocks_##bytes(args);                                       \
		else                                                                               \
			base_order0_blocks_##bytes(args);                                          \
	}                                                                                          \
	static noinline void base_order0_v5_##bytes(const struct replay_args *args)                \
	{                                                                                          \
		base_order0_##bytes(args);                                                         \
		if (args->pageblocks)                                                              \
			SYMBOL(pageblocks_set_movable)(args);                                      \
	}                                                                                          \
	static noinline void base_compound_6x_v4_##bytes(const struct replay_args *args)           \
	{                                                                                          \
		base_compounds(args, bytes, true, RULES_V4);                                       \
	}                                                                                          \
	static noinline void base_compound_6x_v5_##bytes(const struct replay_args *args)           \
	{                                                                                          \
		base_compounds(args, bytes, true, RULES_V5);                                       \
	}                                                                                          \
	static noinline void base_compound_v4_##bytes(const struct replay_args *args)              \
	{                                                                                          \
		if (is_6x(args))                                                                   \
			base_compound_6x_v4_##bytes(args);                                         \
		else                                                                               \
			base_compounds(args, bytes, false, RULES_V4);                              \
	}                                                                                          \
	static noinline void base_compound_v5_##bytes(const struct replay_args *args)              \
	{                                                                                          \
		if (is_6x(args))                                                                   \
			base_compound_6x_v5_##bytes(args);                                         \
		else                                                                               \
			base_compounds(args, bytes, false, RULES_V5);                              \
	}

DEFINE_BASE_WALKS(56)
DEFINE_BASE_WALKS(64)
DEFINE_BASE_WALKS(72)
DEFINE_BASE_WALKS(80)
DEFINE_BASE_WALKS(88)
DEFINE_BASE_WALKS(96)

extern const struct copy_backend SYMBOL(copy_base);
const struct copy_backend SYMBOL(copy_base) = {
	.name = "base",
	.desc = "the slow path's own stores, one call per page",
	.mirrors = "__init_zone_device_page(), mm/mm_init.c, 6.12",
	.kind = COPY_KERNEL,
	.ordering = COPY_ORDERED,
	.page_only = true,
	.fn = WALK_TABLE(base_flat, base_order0_v4, base_order0_v5, base_compound_v4,
			 base_compound_v5),
};
