/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walks as templates: a copy's source file includes this, names its
 * functions, and DEFINE_COPY_BACKEND() compiles them into every walk at every
 * layout.  The functions are always inlined at a constant record size, which
 * is how the kernel's compiler sees them.
 */
#ifndef KERNELS_SIM_WALK_H
#define KERNELS_SIM_WALK_H

#include "compound.h"
#include "copy-ops.h"
#include "drained.h"
#include "ordinary.h"
#include "slow-path.h"
#include "walk-table.h"

/* n records, one after the other: the copy itself, without the kernel around it. */
static __always_inline void walk_flat(const struct replay_args *args, size_t size,
				      const struct copy_ops *ops)
{
	char *page = args->memmap;
	char *const end = page + args->nr_pages * size;
	struct walk_template t;
	const u64 *tmpl;

	if (page == end)
		return;
	tmpl = template_fill(&t, args->record, size, args, ops);

	if (ops->first) {
		ops->first(page, tmpl, size);
		page += size;
	}
	for (; page != end; page += size)
		ops->copy(page, tmpl, size);
	if (ops->finish)
		ops->finish(end, tmpl, size);
	if (ops->drain)
		ops->drain();
}

/*
 * memmap_init_zone_device() for pages that are not compound (fsdax, device
 * private).  The refresh of PFN-dependent fields is empty on x86-64 (flags
 * hold no section bits with vmemmap, and there is no page->virtual), so the
 * template is not written inside the loop.
 *
 * @pageblocks: do the pageblock work inside the loop, as 7.1-rc does.  It is
 * compiled apart, so that the loop without it has no trace of it.
 */
static __always_inline void walk_order0(const struct replay_args *args, size_t size,
					const struct copy_ops *ops, enum replay_revision revision,
					bool pageblocks)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	/* pfn_to_page() reads vmemmap_base from memory for every page. */
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	u64 pfn = args->start_pfn;
	struct walk_template t;
	const u64 *tmpl;
	char *page = args->memmap;

	if (!args->nr_pages)
		return;

	if (args->slow_seed) {
		init_zone_device_page(page, size, args, slow_path_of(args));
		tmpl = template_seed(&t, args->memmap, size, args, ops);
	} else {
		tmpl = template_fill(&t, args->record, size, args, ops);
		ordinary_copy(page, tmpl, size);
	}
	if (pageblocks && !(pfn % PAGEBLOCK_PAGES))
		SYMBOL(pageblock_set_movable)(args, pfn);

	for (pfn++; pfn < end_pfn; pfn++) {
		page = (char *)vmemmap_base + pfn * size;
		/*
		 * v4 leaves pageblock-aligned pages to memcpy(), because code
		 * that runs right after may read them back.  A copy that needs
		 * no drain stands for memcpy() itself.
		 */
		if (revision == REVISION_V4 && ops->drain && !(pfn % PAGEBLOCK_PAGES)) {
			if (ops->finish)
				ops->finish(page, tmpl, size);
			pageblock_copy(page, tmpl, size);
			if (pageblocks)
				SYMBOL(pageblock_set_movable)(args, pfn);
			continue;
		}
		ops->copy(page, tmpl, size);
		if (pageblocks && !(pfn % PAGEBLOCK_PAGES))
			SYMBOL(pageblock_set_movable)(args, pfn);
	}
	if (ops->finish)
		ops->finish(page + size, tmpl, size);
	if (ops->drain && revision != REVISION_V11)
		ops->drain();
}

/*
 * The walks of one copy at one layout.  Those with pageblock work are entered
 * through those without, whose record loops must stay what they are.
 */
#define DEFINE_WALKS_OF_SIZE(ident, bytes)                                                    \
	static noinline void ident##_flat_##bytes(const struct replay_args *args)             \
	{                                                                                     \
		walk_flat(args, bytes, &ident##_ops);                                         \
	}                                                                                     \
	static noinline void ident##_order0_v4_blocks_##bytes(const struct replay_args *args) \
	{                                                                                     \
		walk_order0(args, bytes, &ident##_ops, REVISION_V4, true);                    \
	}                                                                                     \
	static noinline void ident##_order0_v4_##bytes(const struct replay_args *args)        \
	{                                                                                     \
		if (args->pageblocks)                                                         \
			ident##_order0_v4_blocks_##bytes(args);                               \
		else                                                                          \
			walk_order0(args, bytes, &ident##_ops, REVISION_V4, false);           \
	}                                                                                     \
	static noinline void ident##_order0_v5_##bytes(const struct replay_args *args)        \
	{                                                                                     \
		if (args->pageblocks)                                                         \
			SYMBOL(walk_then_pageblocks)(ident##_order0_v5_##bytes, args);        \
		else                                                                          \
			walk_order0(args, bytes, &ident##_ops, REVISION_V5, false);           \
	}                                                                                     \
	static noinline void ident##_order0_v11_##bytes(const struct replay_args *args)       \
	{                                                                                     \
		if (args->pageblocks)                                                         \
			SYMBOL(walk_then_pageblocks)(ident##_order0_v11_##bytes, args);       \
		else                                                                          \
			walk_order0(args, bytes, &ident##_ops, REVISION_V11, false);          \
	}                                                                                     \
	static noinline void ident##_order0_drained_##bytes(const struct replay_args *args)   \
	{                                                                                     \
		if (ident##_ops.drain)                                                        \
			walk_order0_drained(args, bytes, &ident##_ops);                       \
		else                                                                          \
			walk_order0(args, bytes, &ident##_ops, REVISION_V5, false);           \
	}                                                                                     \
	static noinline void ident##_compound_v4_##bytes(const struct replay_args *args)      \
	{                                                                                     \
		walk_compound(args, bytes, &ident##_ops, REVISION_V4);                        \
	}                                                                                     \
	static noinline void ident##_compound_v5_##bytes(const struct replay_args *args)      \
	{                                                                                     \
		walk_compound(args, bytes, &ident##_ops, REVISION_V5);                        \
	}                                                                                     \
	static noinline void ident##_compound_v11_##bytes(const struct replay_args *args)     \
	{                                                                                     \
		walk_compound(args, bytes, &ident##_ops, REVISION_V11);                       \
	}

#define DEFINE_ORDINARY_WALK(ident, name, where)                                                   \
	static noinline void ident##_##name##_64(const struct replay_args *args)                   \
	{                                                                                          \
		walk_ordinary(args, &ident##_ops, where);                                          \
	}

#define DEFINE_WALKS(ident)                                                                        \
	DEFINE_ORDINARY_WALK(ident, boot, ORDINARY_BOOT)                                           \
	DEFINE_ORDINARY_WALK(ident, deferred, ORDINARY_DEFERRED)                                   \
	DEFINE_ORDINARY_WALK(ident, hotplug, ORDINARY_HOTPLUG)                                     \
	DEFINE_WALKS_OF_SIZE(ident, 56)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 64)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 72)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 80)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 88)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 96)

/**
 * DEFINE_COPY_BACKEND() - compile the walks and define the backend
 * @ident: C name; a "static const struct copy_ops <ident>_ops" precedes it
 * @...:   fields of struct copy_backend
 */
#define DEFINE_COPY_BACKEND(ident, ...)                                                            \
	DEFINE_WALKS(ident)                                                                        \
	extern const struct copy_backend SYMBOL(copy_##ident);                                     \
	const struct copy_backend SYMBOL(copy_##ident) = {                                         \
		.fn = WALK_TABLE(ident##_flat, ident##_order0_v4, ident##_order0_v5,               \
				 ident##_order0_v11, ident##_compound_v4, ident##_compound_v5,     \
				 ident##_compound_v11, ident##_boot, ident##_deferred,             \
				 ident##_hotplug),                                                 \
		.drained = WALK_SIZES(ident##_order0_drained),                                     \
		__VA_ARGS__                                                                        \
	}

#endif
