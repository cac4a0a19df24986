/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walks over the ordinary memmap, included by walk.h: what every boot and
 * every added memory block pays, which the series leaves alone.
 *
 * base is what gcc 12.2 made of Debian's 6.12.117: __init_single_page() is
 * inlined, and the flags are computed once per range (docs/kernel-facts.md 1.9).
 * 7.3.4 has the same source.  The other copies replay what a template would be
 * there.  Two words of each page hold its own address, INIT_LIST_HEAD(&page->lru),
 * so the template is refreshed before each copy, as the series refreshes what
 * depends on the page.
 *
 * Records have 64 bytes: with other sizes a copy of whole lines would need the
 * end of the page before, which differs from page to page here.
 */
#ifndef KERNELS_SIM_ORDINARY_H
#define KERNELS_SIM_ORDINARY_H

#include "copy-ops.h"

/**
 * enum ordinary - where the ordinary memmap is initialised
 *
 * @ORDINARY_BOOT:     memmap_init_range(MEMINIT_EARLY)
 * @ORDINARY_DEFERRED: deferred_init_memmap_chunk(): 1,024 pages are initialised,
 *		       then freed, which reads and changes them again
 * @ORDINARY_HOTPLUG:  memmap_init_range(MEMINIT_HOTPLUG), then what
 *		       online_pages() does to the pages of a 128 MiB block
 */
enum ordinary { ORDINARY_BOOT, ORDINARY_DEFERRED, ORDINARY_HOTPLUG };

#define ORDINARY_BYTES 64
#define ORDINARY_PAGEBLOCK 512
/* PGTY_offline << 24, page-flags.h, 6.11 and later */
#define PAGE_TYPE_OFFLINE 0xf1000000U

/** ordinary_pages() - pages that are finished before the next ones begin */
static __always_inline u64 ordinary_pages(enum ordinary where)
{
	return where == ORDINARY_BOOT	  ? ~0UL :
	       where == ORDINARY_DEFERRED ? DEFERRED_CHUNK_PAGES :
					    HOTPLUG_BLOCK_PAGES;
}

/* __init_single_page() where it is inlined, and what hotplug marks a page with. */
static __always_inline void init_single_page(char *page, u64 flags, enum ordinary where,
					     bool is_6_1)
{
	const u64 list = (u64)page + 8;

	MARK(MARK_SLOW_PAGE, page, ORDINARY_BYTES);
	STORE32(page, 52, 1);
	STORE64(page, 56, 0);
	STORE32(page, 48, -1);
	STORE64(page, 40, 0);
	STORE64(page, 8, list);
	STORE64(page, 32, 0);
	STORE64(page, 24, 0);
	STORE64(page, 0, flags);
	STORE64(page, 16, list);
	if (where != ORDINARY_HOTPLUG)
		return;
	if (is_6_1)
		SET_FLAG(page, PG_RESERVED_6_1);
	else
		STORE32(page, 48, PAGE_TYPE_OFFLINE);	/* __SetPageOffline() */
}

static __always_inline void prefetch_for_write(char *page)
{
	ISSUE(replay_event(ACCESS_PREFETCH, page, 64),
	      asm volatile("prefetchw %0" : : "m"(*page)));
}

/*
 * __free_pages_core(): the second visit of each page.  Up to 6.10 it clears
 * PG_reserved wherever the page came from, and prefetches the next page.
 */
static __always_inline void free_pages(char *page, u64 nr, enum ordinary where, bool is_6_1)
{
	char *const end = page + nr * ORDINARY_BYTES;

	if (is_6_1)
		prefetch_for_write(page);
	for (; page != end; page += ORDINARY_BYTES) {
		if (is_6_1 && page + ORDINARY_BYTES != end)
			prefetch_for_write(page + ORDINARY_BYTES);
		if (is_6_1)
			CLEAR_FLAG(page, PG_RESERVED_6_1);
		else if (where == ORDINARY_HOTPLUG)
			STORE32(page, 48, -1);		/* __ClearPageOffline() */
		else
			CLEAR_FLAG(page, PG_RESERVED);
		STORE32(page, 52, 0);			/* set_page_count() */
	}
}

/* The pageblock work of a page, which boot and hotplug do in the loop. */
static __always_inline void ordinary_pageblock(const struct replay_args *args, u64 pfn)
{
	if (!(pfn % ORDINARY_PAGEBLOCK) && args->pageblocks)
		SYMBOL(pageblock_set_movable)(args, pfn);
}

static __always_inline u64 ordinary_flags(const struct replay_args *args)
{
	return (u64)args->zone << PAGE_FLAGS_ZONE_SHIFT |
	       (u64)args->nid << PAGE_FLAGS_NODE_SHIFT | PAGE_FLAGS_CPUPID;
}

/* What follows on @nr pages that were initialised. */
static __always_inline void ordinary_finish(const struct replay_args *args, char *page, u64 pfn,
					    u64 nr, enum ordinary where, bool is_6_1)
{
	u64 i;

	if (where == ORDINARY_BOOT)
		return;
	for (i = 0; where == ORDINARY_DEFERRED && args->pageblocks && i < nr; i++)
		ordinary_pageblock(args, pfn + i);
	free_pages(page, nr, where, is_6_1);
}

/* Pages up to the end of the chunk that @pfn lies in. */
static __always_inline u64 ordinary_chunk(u64 pfn, u64 end_pfn, enum ordinary where)
{
	const u64 step = ordinary_pages(where);
	const u64 nr = step - (where == ORDINARY_BOOT ? 0 : pfn % step);

	return nr < end_pfn - pfn ? nr : end_pfn - pfn;
}

/* base: @is_6_1 is a constant, so that each loop has no trace of the other kernel. */
static __always_inline void walk_ordinary_base(const struct replay_args *args, enum ordinary where,
					       bool is_6_1)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	const u64 flags = ordinary_flags(args);
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * ORDINARY_BYTES;
	u64 pfn = args->start_pfn, nr, stop;

	for (; pfn < end_pfn; pfn += nr) {
		char *const chunk = (char *)vmemmap_base + pfn * ORDINARY_BYTES;
		char *page = chunk;
		u64 at = pfn;

		nr = ordinary_chunk(pfn, end_pfn, where);
		for (stop = pfn + nr; at < stop; at++, page += ORDINARY_BYTES) {
			/* deferred_init_pages() goes from page to page without asking. */
			if (where != ORDINARY_DEFERRED)
				page = (char *)vmemmap_base + at * ORDINARY_BYTES;
			init_single_page(page, flags, where, is_6_1);
			if (where != ORDINARY_DEFERRED)
				ordinary_pageblock(args, at);
		}
		ordinary_finish(args, chunk, pfn, nr, where, is_6_1);
	}
}

/* The two words that hold the page's own address. */
static __always_inline void refresh_template(u64 *tmpl, const char *page,
					     const struct copy_ops *ops)
{
	const u64 list = (u64)page + 8;

	if (ops->held) {
		tmpl[1] = list;
		tmpl[2] = list;
		return;
	}
	WRITE_ONCE(tmpl[1], list);
	WRITE_ONCE(tmpl[2], list);
}

static __always_inline void walk_ordinary_template(const struct replay_args *args,
						   const struct copy_ops *ops, enum ordinary where,
						   bool is_6_1)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * ORDINARY_BYTES;
	u64 pfn = args->start_pfn, nr, at, stop;
	struct walk_template t;
	u64 *tmpl;

	init_single_page(args->memmap, ordinary_flags(args), where, is_6_1);
	tmpl = (u64 *)template_seed(&t, args->memmap, ORDINARY_BYTES, args, ops);
	if (where != ORDINARY_DEFERRED)
		ordinary_pageblock(args, pfn);

	for (; pfn < end_pfn; pfn += nr) {
		char *const chunk = (char *)vmemmap_base + pfn * ORDINARY_BYTES;
		char *page = chunk;

		nr = ordinary_chunk(pfn, end_pfn, where);
		stop = pfn + nr;
		at = pfn;
		if (at == args->start_pfn) {
			at++;
			page += ORDINARY_BYTES;
		}
		for (; at < stop; at++, page += ORDINARY_BYTES) {
			if (where != ORDINARY_DEFERRED)
				page = (char *)vmemmap_base + at * ORDINARY_BYTES;
			refresh_template(tmpl, page, ops);
			/* Records are lines, so no copy has to do with what lies before one. */
			ops->copy(page, tmpl, ORDINARY_BYTES);
			if (where != ORDINARY_DEFERRED)
				ordinary_pageblock(args, at);
		}
		if (ops->finish)
			ops->finish(page, tmpl, ORDINARY_BYTES);
		ordinary_finish(args, chunk, pfn, nr, where, is_6_1);
	}
}

static __always_inline void walk_ordinary(const struct replay_args *args,
					  const struct copy_ops *ops, enum ordinary where)
{
	if (!args->nr_pages)
		return;
	if (slow_path_of(args) == SLOW_6_1)
		walk_ordinary_template(args, ops, where, true);
	else
		walk_ordinary_template(args, ops, where, false);
}

#endif
