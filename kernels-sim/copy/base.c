// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * base: the slow path for every page, as before the series.
 *
 * The per-page function stays out of line, because gcc builds it that way and
 * the call is part of what a template saves.
 */
#include "ordinary.h"
#include "slow-path.h"
#include "walk-table.h"

static __always_inline void base_flat(const struct replay_args *args, size_t size)
{
	char *page = args->memmap;
	char *const end = page + args->nr_pages * size;

	for (; page != end; page += size)
		init_zone_device_page(page, size, args, SLOW_7_X);
}

/* @pageblocks: the work inside the loop, as 7.1-rc and earlier do it */
static __always_inline void base_order0(const struct replay_args *args, size_t size,
					enum slow_path path, bool pageblocks)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	u64 pfn;

	for (pfn = args->start_pfn; pfn < end_pfn; pfn++) {
		char *page = (char *)vmemmap_base + pfn * size;

		init_zone_device_page(page, size, args, path);
		if (pageblocks && !(pfn % PAGEBLOCK_PAGES))
			SYMBOL(pageblock_set_movable)(args, pfn);
	}
}

/*
 * memmap_init_compound() before the series: every tail by the slow path, and
 * the metadata after the tail that the kernel chooses.
 */
static __always_inline void base_compounds(const struct replay_args *args, size_t size,
					   enum slow_path path, enum replay_revision revision,
					   bool clears_private)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	const unsigned int order = args->pgmap->vmemmap_shift;
	const u64 written = replay_compound_pages(order, size, args->map_mem);
	const bool pageblocks = revision == REVISION_V4 && args->pageblocks;
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	u64 head_pfn, pfn, last_pfn, meta_pfn;

	for (head_pfn = args->start_pfn; head_pfn < end_pfn; head_pfn += 1UL << order) {
		char *head = (char *)vmemmap_base + head_pfn * size;
		const u64 nr = written < end_pfn - head_pfn ? written : end_pfn - head_pfn;
		const u64 info = tail_info(head, size, order, args);

		init_zone_device_page(head, size, args, path);
		if (pageblocks && !(head_pfn % PAGEBLOCK_PAGES))
			SYMBOL(pageblock_set_movable)(args, head_pfn);
		set_head_flag(head, path);

		last_pfn = head_pfn + nr - 1;
		meta_pfn = last_pfn;
		if (path != SLOW_7_X)
			meta_pfn = head_pfn + (path == SLOW_6_1 ? 2 : 1);
		if (meta_pfn > last_pfn)
			meta_pfn = last_pfn;
		for (pfn = head_pfn + 1; pfn <= last_pfn; pfn++) {
			char *page = (char *)vmemmap_base + pfn * size;

			init_zone_device_page(page, size, args, path);
			if (pageblocks && !(pfn % PAGEBLOCK_PAGES))
				SYMBOL(pageblock_set_movable)(args, pfn);
			prep_compound_tail(page, info, clears_private);
			if (path != SLOW_7_X && pfn == meta_pfn)
				SYMBOL(prep_compound_head)(head, size, order, args->kernel, nr);
		}
		if (path == SLOW_7_X)
			SYMBOL(prep_compound_head)(head, size, order, args->kernel, nr);
	}
	if (revision == REVISION_V5 && args->pageblocks)
		SYMBOL(pageblocks_set_movable)(args);
}

/*
 * The kernels' slow paths and the work inside the loop are compiled apart, so that
 * each loop has no trace of what it does not do.
 */
#define DEFINE_BASE_WALKS_OF(name, path, bytes)                                                  \
	static noinline void base_order0_##name##_##bytes(const struct replay_args *args)        \
	{                                                                                        \
		base_order0(args, bytes, path, false);                                           \
	}                                                                                        \
	static noinline void base_order0_##name##_blocks_##bytes(const struct replay_args *args) \
	{                                                                                        \
		base_order0(args, bytes, path, true);                                            \
	}                                                                                        \
	static noinline void base_compound_##name##_v4_##bytes(const struct replay_args *args)   \
	{                                                                                        \
		base_compounds(args, bytes, path, REVISION_V4, true);                            \
	}                                                                                        \
	static noinline void base_compound_##name##_v5_##bytes(const struct replay_args *args)   \
	{                                                                                        \
		base_compounds(args, bytes, path, REVISION_V5, true);                            \
	}

#define DEFINE_BASE_WALKS(bytes)                                                        \
	DEFINE_BASE_WALKS_OF(6_1, SLOW_6_1, bytes)                                      \
	DEFINE_BASE_WALKS_OF(6_12, SLOW_6_12, bytes)                                    \
	static noinline void base_flat_##bytes(const struct replay_args *args)          \
	{                                                                               \
		base_flat(args, bytes);                                                 \
	}                                                                               \
	static noinline void base_order0_blocks_##bytes(const struct replay_args *args) \
	{                                                                               \
		base_order0(args, bytes, SLOW_7_X, true);                               \
	}                                                                               \
	static noinline void base_order0_##bytes(const struct replay_args *args)        \
	{                                                                               \
		if (slow_path_of(args) == SLOW_6_1)                                     \
			base_order0_6_1_##bytes(args);                                  \
		else if (slow_path_of(args) == SLOW_6_12)                               \
			base_order0_6_12_##bytes(args);                                 \
		else                                                                    \
			base_order0(args, bytes, SLOW_7_X, false);                      \
	}                                                                               \
	static noinline void base_order0_v4_##bytes(const struct replay_args *args)     \
	{                                                                               \
		if (!args->pageblocks)                                                  \
			base_order0_##bytes(args);                                      \
		else if (slow_path_of(args) == SLOW_6_1)                                \
			base_order0_6_1_blocks_##bytes(args);                           \
		else if (slow_path_of(args) == SLOW_6_12)                               \
			base_order0_6_12_blocks_##bytes(args);                          \
		else                                                                    \
			base_order0_blocks_##bytes(args);                               \
	}                                                                               \
	static noinline void base_order0_v5_##bytes(const struct replay_args *args)     \
	{                                                                               \
		base_order0_##bytes(args);                                              \
		if (args->pageblocks)                                                   \
			SYMBOL(pageblocks_set_movable)(args);                           \
	}                                                                               \
	static noinline void base_compound_v4_##bytes(const struct replay_args *args)   \
	{                                                                               \
		if (slow_path_of(args) == SLOW_6_1)                                     \
			base_compound_6_1_v4_##bytes(args);                             \
		else if (slow_path_of(args) == SLOW_6_12)                               \
			base_compound_6_12_v4_##bytes(args);                            \
		else                                                                    \
			base_compounds(args, bytes, SLOW_7_X, REVISION_V4, true);       \
	}                                                                               \
	static noinline void base_compound_v5_##bytes(const struct replay_args *args)   \
	{                                                                               \
		if (slow_path_of(args) == SLOW_6_1)                                     \
			base_compound_6_1_v5_##bytes(args);                             \
		else if (slow_path_of(args) == SLOW_6_12)                               \
			base_compound_6_12_v5_##bytes(args);                            \
		else                                                                    \
			base_compounds(args, bytes, SLOW_7_X, REVISION_V5, true);       \
	}                                                                               \
	/* A kernel of 7.3, whose tails keep word 5. */                                 \
	static noinline void base_compound_7_3_##bytes(const struct replay_args *args)  \
	{                                                                               \
		base_compounds(args, bytes, SLOW_7_X, REVISION_V5, false);              \
	}                                                                               \
	static noinline void base_compound_v11_##bytes(const struct replay_args *args)  \
	{                                                                               \
		if (tail_clears_private(args, REVISION_V11))                            \
			base_compound_v5_##bytes(args);                                 \
		else                                                                    \
			base_compound_7_3_##bytes(args);                                \
	}

DEFINE_BASE_WALKS(56)
DEFINE_BASE_WALKS(64)
DEFINE_BASE_WALKS(72)
DEFINE_BASE_WALKS(80)
DEFINE_BASE_WALKS(88)
DEFINE_BASE_WALKS(96)

#define DEFINE_BASE_ORDINARY(name, where)                                                          \
	static noinline void base_##name##_6_1_64(const struct replay_args *args)                  \
	{                                                                                          \
		walk_ordinary_base(args, where, true);                                             \
	}                                                                                          \
	static noinline void base_##name##_64(const struct replay_args *args)                      \
	{                                                                                          \
		if (slow_path_of(args) == SLOW_6_1)                                                \
			base_##name##_6_1_64(args);                                                \
		else                                                                               \
			walk_ordinary_base(args, where, false);                                    \
	}

DEFINE_BASE_ORDINARY(boot, ORDINARY_BOOT)
DEFINE_BASE_ORDINARY(deferred, ORDINARY_DEFERRED)
DEFINE_BASE_ORDINARY(hotplug, ORDINARY_HOTPLUG)

extern const struct copy_backend SYMBOL(copy_base);
const struct copy_backend SYMBOL(copy_base) = {
	.name = "base",
	.desc = "the slow path's own stores, one call per page",
	.mirrors = "__init_zone_device_page(), mm/mm_init.c, 6.12",
	.kind = COPY_KERNEL,
	.ordering = COPY_ORDERED,
	.page_only = true,
	/* v11 differs from v5 in its drains, of which there are none here, and in its kernel. */
	.fn = WALK_TABLE(base_flat, base_order0_v4, base_order0_v5, base_order0_v5,
			 base_compound_v4, base_compound_v5, base_compound_v11, base_boot,
			 base_deferred, base_hotplug),
};
