// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The slow path: what every struct page costs without a template.
 *
 * The steps and their order are those of the object code, not of the C
 * source: of mm_zero_struct_page()'s stores only those survive that no later
 * assignment covers, while words 1 and 2 and the reference count are stored
 * twice because INIT_LIST_HEAD() and set_page_count() use volatile stores.
 */
#include "slow-path.h"

/*
 * page_folio(): 7.1-rc and later find the folio of a page without a branch when
 * word 1 of a tail holds a mask, which is where the size of struct page is a
 * power of two.  A page that was just made is its own folio, but a compiler
 * cannot know: the address of the next store waits for this load.
 */
static __always_inline u64 folio_of(void *page, size_t size)
{
	const u64 info = PAGE_LOAD(*(volatile u64 *)((char *)page + 8));

	if (!(size & (size - 1)))
		return (u64)page & (((info & 1) - 1) | info);
	return info & 1 ? info - 1 : (u64)page;
}

static __always_inline void init_page(void *page, size_t size, unsigned int zone, unsigned int nid,
				      const struct sim_pgmap *pgmap, u64 word8, enum slow_path path)
{
	const u64 list = (u64)page + 8;

	MARK(MARK_SLOW_PAGE, page, size);
	STORE32(page, 52, 1);			/* init_page_count() */
	if (size > 88)
		STORE64(page, 88, 0);		/* mm_zero_struct_page(), highest word first */
	if (size > 80)
		STORE64(page, 80, 0);
	if (size > 72)
		STORE64(page, 72, 0);
	if (size > 64)
		STORE64(page, 64, word8);	/* a zero in the kernel; see struct replay_args */
	if (size > 56)
		STORE64(page, 56, 0);
	STORE64(page, 40, 0);
	STORE64(page, 32, 0);
	STORE64(page, 24, 0);
	STORE32(page, 48, -1);			/* _mapcount */
	STORE64(page, 8, list);			/* INIT_LIST_HEAD(&page->lru) */
	STORE64(page, 0, (u64)zone << PAGE_FLAGS_ZONE_SHIFT | (u64)nid << PAGE_FLAGS_NODE_SHIFT |
				 PAGE_FLAGS_CPUPID);
	STORE64(page, 16, list);
	if (path == SLOW_6_1)
		SET_FLAG(page, PG_RESERVED_6_1);
	else
		SET_FLAG(page, PG_RESERVED);	/* __SetPageReserved() */
	if (path == SLOW_7_X)
		STORE64(folio_of(page, size), 8, pgmap);	/* page_folio(page)->pgmap */
	else
		STORE64(page, 8, pgmap);
	STORE64(page, 16, 0);			/* zone_device_data */

	/* set_page_count(page, 0) */
	if (path != SLOW_7_X) {
		switch (READ_ONCE(pgmap->type)) {
		case MEMORY_DEVICE_PRIVATE:
		case MEMORY_DEVICE_COHERENT:
			STORE32(page, 52, 0);
		}
		return;
	}
	switch (READ_ONCE(pgmap->type)) {
	case MEMORY_DEVICE_PRIVATE:
	case MEMORY_DEVICE_COHERENT:
	case MEMORY_DEVICE_FS_DAX:
	case MEMORY_DEVICE_PCI_P2PDMA:
		STORE32(page, 52, 0);
	}
}

#define DEFINE_SLOW_PATH(name, bytes, path)                                                        \
	noinline void SYMBOL(name##bytes)(void *page, unsigned int zone, unsigned int nid,         \
					  const struct sim_pgmap *pgmap, u64 word8)                \
	{                                                                                          \
		init_page(page, bytes, zone, nid, pgmap, word8, path);                             \
	}

DEFINE_SLOW_PATH(init_zone_device_page_, 56, SLOW_7_X)
DEFINE_SLOW_PATH(init_zone_device_page_, 64, SLOW_7_X)
DEFINE_SLOW_PATH(init_zone_device_page_, 72, SLOW_7_X)
DEFINE_SLOW_PATH(init_zone_device_page_, 80, SLOW_7_X)
DEFINE_SLOW_PATH(init_zone_device_page_, 88, SLOW_7_X)
DEFINE_SLOW_PATH(init_zone_device_page_, 96, SLOW_7_X)
DEFINE_SLOW_PATH(init_zone_device_page_6_12_, 56, SLOW_6_12)
DEFINE_SLOW_PATH(init_zone_device_page_6_12_, 64, SLOW_6_12)
DEFINE_SLOW_PATH(init_zone_device_page_6_12_, 72, SLOW_6_12)
DEFINE_SLOW_PATH(init_zone_device_page_6_12_, 80, SLOW_6_12)
DEFINE_SLOW_PATH(init_zone_device_page_6_12_, 88, SLOW_6_12)
DEFINE_SLOW_PATH(init_zone_device_page_6_12_, 96, SLOW_6_12)
DEFINE_SLOW_PATH(init_zone_device_page_6_1_, 56, SLOW_6_1)
DEFINE_SLOW_PATH(init_zone_device_page_6_1_, 64, SLOW_6_1)
DEFINE_SLOW_PATH(init_zone_device_page_6_1_, 72, SLOW_6_1)
DEFINE_SLOW_PATH(init_zone_device_page_6_1_, 80, SLOW_6_1)
DEFINE_SLOW_PATH(init_zone_device_page_6_1_, 88, SLOW_6_1)
DEFINE_SLOW_PATH(init_zone_device_page_6_1_, 96, SLOW_6_1)

/*
 * The same stores in the same order, widths and number, with the load by which
 * page_folio() finds where pgmap goes, but without the read-modify-write: the flags
 * hold PG_reserved from the start.  What the words hold in the end is the template's.
 */
static __always_inline void init_page_norwm(void *page, const u64 *tmpl, size_t size)
{
	const u64 list = (u64)page + 8;

	STORE32(page, 52, 1);
	if (size > 88)
		STORE64(page, 88, READ_ONCE(tmpl[11]));
	if (size > 80)
		STORE64(page, 80, READ_ONCE(tmpl[10]));
	if (size > 72)
		STORE64(page, 72, READ_ONCE(tmpl[9]));
	if (size > 64)
		STORE64(page, 64, READ_ONCE(tmpl[8]));
	if (size > 56)
		STORE64(page, 56, READ_ONCE(tmpl[7]));
	STORE64(page, 40, READ_ONCE(tmpl[5]));
	STORE64(page, 32, READ_ONCE(tmpl[4]));
	STORE64(page, 24, READ_ONCE(tmpl[3]));
	STORE32(page, 48, READ_ONCE(((const u32 *)tmpl)[12]));
	STORE64(page, 8, list);
	STORE64(page, 0, READ_ONCE(tmpl[0]));
	STORE64(page, 16, list);
	STORE64(folio_of(page, 64), 8, READ_ONCE(tmpl[1]));
	STORE64(page, 16, READ_ONCE(tmpl[2]));
	STORE32(page, 52, READ_ONCE(((const u32 *)tmpl)[13]));
}

#define DEFINE_NORWM(bytes)                                                                   \
	noinline void SYMBOL(init_zone_device_page_norwm_##bytes)(void *page, const u64 *tmpl) \
	{                                                                                     \
		init_page_norwm(page, tmpl, bytes);                                           \
	}

DEFINE_NORWM(56)
DEFINE_NORWM(64)
DEFINE_NORWM(72)
DEFINE_NORWM(80)
DEFINE_NORWM(88)
DEFINE_NORWM(96)

/* folio_set_order(): the low byte of tail 1's flags; a load, a computation and a store. */
static __always_inline void set_folio_order(void *tail, unsigned int order)
{
	ISSUE(replay_event(ACCESS_RMW, tail, 8),
	      STORE64(tail, 0, (READ_ONCE(*(u64 *)tail) & ~0xffUL) | order));
}

/* INIT_LIST_HEAD(&folio->_deferred_list), which lies in tail 2 */
static __always_inline void init_deferred_list(void *tail)
{
	STORE64(tail, 16, (u64)tail + 16);
	STORE64(tail, 24, (u64)tail + 16);
}

/*
 * Offsets of 6.1: the declaration of struct page's "tail pages of compound
 * page"; there the destructor and the order are bytes.
 */
static __always_inline void prep_head_6_1(char *tail1, unsigned int order)
{
	WRITE_ONCE(tail1[16], 1);		/* compound_dtor: COMPOUND_PAGE_DTOR */
	WRITE_ONCE(tail1[17], order);		/* compound_order */
	STORE32(tail1, 28, 1U << order);	/* compound_nr */
	STORE32(tail1, 20, -1);			/* compound_mapcount */
	STORE32(tail1, 24, 0);			/* compound_pincount */
}

static __always_inline void prep_head_6_12(char *tail1, unsigned int order)
{
	set_folio_order(tail1, order);
	STORE32(tail1, 32, 1U << order);	/* _folio_nr_pages */
	STORE32(tail1, 16, -1);			/* _large_mapcount */
	STORE32(tail1, 20, -1);			/* _entire_mapcount */
	STORE32(tail1, 24, 0);			/* _nr_pages_mapped */
	STORE32(tail1, 28, 0);			/* _pincount */
}

static __always_inline void prep_head_6_18(char *tail1, size_t size, unsigned int order)
{
	set_folio_order(tail1, order);
	/* Without MEMCG (56 bytes) there is no _nr_pages. */
	if (size > 56)
		STORE32(tail1, 56, 1U << order);
	STORE32(tail1, 16, -1);			/* _large_mapcount */
	STORE32(tail1, 20, 0);			/* _nr_pages_mapped */
	STORE64(tail1, 40, 0);			/* _mm_ids */
	STORE32(tail1, 32, -1);			/* _mm_id_mapcount[2] */
	STORE32(tail1, 36, -1);
	STORE32(tail1, 28, 0);			/* _pincount */
	STORE32(tail1, 24, -1);			/* _entire_mapcount */
}

noinline void SYMBOL(prep_compound_head)(void *head, size_t size, unsigned int order,
					 enum replay_kernel kernel, u64 nr_pages)
{
	char *const tail1 = (char *)head + size;

	if (nr_pages < 2)
		return;
	if (kernel == KERNEL_6_1) {
		prep_head_6_1(tail1, order);
		return;
	}
	/* folio_set_order() asks whether the head is one; a load of its flags. */
	(void)PAGE_LOAD(*(const volatile u64 *)head);
	if (kernel == KERNEL_6_12)
		prep_head_6_12(tail1, order);
	else
		prep_head_6_18(tail1, size, order);
	if (nr_pages > 2)
		init_deferred_list(tail1 + size);
}

#define MIGRATE_MOVABLE 1UL
#define MIGRATETYPE_MASK 7UL
#define PAGEBLOCK_BITS 4

noinline void SYMBOL(pageblock_set_movable)(const struct replay_args *args, u64 pfn)
{
	const u64 block = pfn / PAGEBLOCK_PAGES - args->start_pfn / PAGEBLOCK_PAGES;
	const unsigned int shift = block * PAGEBLOCK_BITS % 64;
	u64 *word = &args->pageblocks[block * PAGEBLOCK_BITS / 64];

	ISSUE(replay_event(ACCESS_ATOMIC, word, 8),
	      u64 old = READ_ONCE(*word);
	      while (!__atomic_compare_exchange_n(word, &old,
						  (old & ~(MIGRATETYPE_MASK << shift)) |
						  MIGRATE_MOVABLE << shift, false,
						  __ATOMIC_SEQ_CST, __ATOMIC_SEQ_CST))
		      ;);
	(void)shift;
}

noinline void SYMBOL(pageblocks_set_movable)(const struct replay_args *args)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	u64 pfn = (args->start_pfn + PAGEBLOCK_PAGES - 1) & -(u64)PAGEBLOCK_PAGES;

	for (; pfn < end_pfn; pfn += PAGEBLOCK_PAGES)
		SYMBOL(pageblock_set_movable)(args, pfn);
}

noinline void SYMBOL(walk_then_pageblocks)(replay_walk_fn *walk, const struct replay_args *args)
{
	struct replay_args without = *args;

	without.pageblocks = NULL;
	walk(&without);
	SYMBOL(pageblocks_set_movable)(args);
}
