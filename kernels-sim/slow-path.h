/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the slow path calls for a page, out of line as gcc builds it: one
 * function per layout, called once per page; and what compound pages get
 * besides.
 */
#ifndef KERNELS_SIM_SLOW_PATH_H
#define KERNELS_SIM_SLOW_PATH_H

#include "events.h"
#include "replay.h"

/* Constants of Debian's amd64 6.12 build (include/linux/page-flags-layout.h). */
#define PAGE_FLAGS_NODE_SHIFT 54
#define PAGE_FLAGS_ZONE_SHIFT 51
#define PAGE_FLAGS_CPUPID (0x1fffffUL << 30) /* no last cpupid: 21 bits, all ones */
#define PG_HEAD 6
#define PG_RESERVED 13

/*
 * enum pageflags of 6.1, whose words Debian's 6.1.192 shows in a guest
 * (scripts/vm images); zone, node and last cpupid lie where 6.12 has them.
 */
#define PG_HEAD_6_1 16
#define PG_RESERVED_6_1 12

/* What page->mapping of a tail holds: an address that faults (poison.h, x86-64). */
#define TAIL_MAPPING 0xdead000000000400UL

#define STORE32(base, offset, value) WRITE_ONCE(*(u32 *)((char *)(base) + (offset)), (u32)(value))
#define STORE64(base, offset, value) WRITE_ONCE(*(u64 *)((char *)(base) + (offset)), (u64)(value))

/* __set_bit(): a read-modify-write of memory, without LOCK */
#define SET_FLAG(page, bit)                                                                        \
	ISSUE(replay_event(ACCESS_RMW, page, 8),                                                   \
	      asm volatile("btsq %1, %0" : "+m"(*(u64 *)(page)) : "i"(bit) : "memory"))

/* __clear_bit(): likewise */
#define CLEAR_FLAG(page, bit)                                                                      \
	ISSUE(replay_event(ACCESS_RMW, page, 8),                                                   \
	      asm volatile("btrq %1, %0" : "+m"(*(u64 *)(page)) : "i"(bit) : "memory"))

/**
 * init_zone_device_page_64() - the slow path for one page
 *
 * Mirrors __init_zone_device_page() in mm/mm_init.c, 6.12, with what 7.1-rc and
 * later do otherwise: only MEMORY_DEVICE_GENERIC pages keep their reference, and
 * pgmap is stored through page_folio(), which loads word 1 just before.
 * Stores the words of the page in the order, in the widths and as often as
 * gcc 12.2 object code of Debian's 6.12.117 does.
 */
#define DECLARE_SLOW_PATH(name, bytes)                                                             \
	void SYMBOL(name##bytes)(void *page, unsigned int zone, unsigned int nid,                  \
				 const struct sim_pgmap *pgmap, u64 word8)
DECLARE_SLOW_PATH(init_zone_device_page_, 56);
DECLARE_SLOW_PATH(init_zone_device_page_, 64);
DECLARE_SLOW_PATH(init_zone_device_page_, 72);
DECLARE_SLOW_PATH(init_zone_device_page_, 80);
DECLARE_SLOW_PATH(init_zone_device_page_, 88);
DECLARE_SLOW_PATH(init_zone_device_page_, 96);

/**
 * init_zone_device_page_6_12_64() - the same as in 6.12: pgmap straight into word 1
 *
 * MEMORY_DEVICE_FS_DAX and PCI_P2PDMA pages keep their reference too.
 */
DECLARE_SLOW_PATH(init_zone_device_page_6_12_, 56);
DECLARE_SLOW_PATH(init_zone_device_page_6_12_, 64);
DECLARE_SLOW_PATH(init_zone_device_page_6_12_, 72);
DECLARE_SLOW_PATH(init_zone_device_page_6_12_, 80);
DECLARE_SLOW_PATH(init_zone_device_page_6_12_, 88);
DECLARE_SLOW_PATH(init_zone_device_page_6_12_, 96);

/** init_zone_device_page_6_1_64() - as for 6.12, with the page flags of 6.1 */
DECLARE_SLOW_PATH(init_zone_device_page_6_1_, 56);
DECLARE_SLOW_PATH(init_zone_device_page_6_1_, 64);
DECLARE_SLOW_PATH(init_zone_device_page_6_1_, 72);
DECLARE_SLOW_PATH(init_zone_device_page_6_1_, 80);
DECLARE_SLOW_PATH(init_zone_device_page_6_1_, 88);
DECLARE_SLOW_PATH(init_zone_device_page_6_1_, 96);
#undef DECLARE_SLOW_PATH

/**
 * init_zone_device_page_norwm_64() - the slow path's stores without its read-modify-write
 * @tmpl: what the page holds in the end
 *
 * In no kernel: it shows what that instruction does to the stores around it.
 */
#define DECLARE_NORWM(bytes) \
	void SYMBOL(init_zone_device_page_norwm_##bytes)(void *page, const u64 *tmpl)
DECLARE_NORWM(56);
DECLARE_NORWM(64);
DECLARE_NORWM(72);
DECLARE_NORWM(80);
DECLARE_NORWM(88);
DECLARE_NORWM(96);
#undef DECLARE_NORWM

/** enum slow_path - kernels whose slow paths differ; 7.x is what the revision is based on */
enum slow_path { SLOW_7_X, SLOW_6_12, SLOW_6_1 };

static __always_inline enum slow_path slow_path_of(const struct replay_args *args)
{
	switch (args->kernel) {
	case KERNEL_6_1:
		return SLOW_6_1;
	case KERNEL_6_12:
		return SLOW_6_12;
	default:
		return SLOW_7_X;
	}
}

#define CALL_SLOW_PATH(name, bytes)                                                                \
	case bytes:                                                                                \
		SYMBOL(name##bytes)(page, args->zone, args->nid, args->pgmap, args->word8);        \
		break
#define CALL_SLOW_PATHS(name)                                                                      \
	switch (size) {                                                                            \
		CALL_SLOW_PATH(name, 56);                                                          \
		CALL_SLOW_PATH(name, 64);                                                          \
		CALL_SLOW_PATH(name, 72);                                                          \
		CALL_SLOW_PATH(name, 80);                                                          \
		CALL_SLOW_PATH(name, 88);                                                          \
		CALL_SLOW_PATH(name, 96);                                                          \
	}

/** init_zone_device_page() - one page by a slow path; @path is best a constant */
static __always_inline void init_zone_device_page(void *page, size_t size,
						  const struct replay_args *args,
						  enum slow_path path)
{
	if (path == SLOW_6_1)
		CALL_SLOW_PATHS(init_zone_device_page_6_1_)
	else if (path == SLOW_6_12)
		CALL_SLOW_PATHS(init_zone_device_page_6_12_)
	else
		CALL_SLOW_PATHS(init_zone_device_page_)
}
#undef CALL_SLOW_PATHS
#undef CALL_SLOW_PATH

/** set_head_flag() - PG_head, where the kernel has it */
static __always_inline void set_head_flag(void *page, enum slow_path path)
{
	if (path == SLOW_6_1)
		SET_FLAG(page, PG_HEAD_6_1);
	else
		SET_FLAG(page, PG_HEAD);
}

/**
 * tail_info() - what word 1 of the tails of a compound holds
 *
 * Up to 7.0 the head's address plus one.  7.1-rc encodes a mask of the
 * address instead when the size of struct page is a power of two: ones from
 * bit (order + 6) up, and bit 0.  Then the tails of all compounds are alike.
 */
static __always_inline u64 tail_info(const void *head, size_t size, unsigned int order,
				     const struct replay_args *args)
{
	if (slow_path_of(args) != SLOW_7_X || args->kernel == KERNEL_7_0 || (size & (size - 1)))
		return (u64)head + 1;
	return -(size << order) | 1;
}

/**
 * tail_clears_private() - does prep_compound_tail() store word 5, page->private?
 *
 * From 7.3 on it does not: Debian's 7.2.12 and 7.3.4 by scripts/vm codegen.
 */
static __always_inline bool tail_clears_private(const struct replay_args *args,
						enum replay_revision revision)
{
	if (args->kernel == KERNEL_OF_REVISION)
		return revision < REVISION_V11;
	return args->kernel < KERNEL_7_3_RC1;
}

/**
 * prep_compound_tail() - the stores that make an ordinary page a tail
 * @clears_private: tail_clears_private(); best a constant
 *
 * Mirrors prep_compound_tail() and the set_page_count() that follows it in
 * memmap_init_compound(), mm/mm_init.c, 6.12.
 */
static __always_inline void prep_compound_tail(void *tail, u64 info, bool clears_private)
{
	STORE64(tail, 24, TAIL_MAPPING);
	STORE64(tail, 8, info);
	if (clears_private)
		STORE64(tail, 40, 0);
	STORE32(tail, 52, 0);
}

/**
 * prep_compound_head() - store a compound's metadata into its first two tails
 * @head:     first record of the compound
 * @size:     bytes of a record
 * @order:    of the compound
 * @kernel:   whose layout of tail 1 and 2
 * @nr_pages: records of this compound that the range holds: what would lie
 *	      behind it is not stored
 *
 * Mirrors prep_compound_head() of 6.1.192, of 6.12 and, for 7.1-rc and
 * 7.2-rc1, of 6.18, whose layout of struct folio is the latest that is known.
 */
void SYMBOL(prep_compound_head)(void *head, size_t size, unsigned int order,
				enum replay_kernel kernel, u64 nr_pages);

/**
 * pageblock_set_movable() - the pageblock work for one pageblock
 *
 * Mirrors set_pageblock_migratetype(MIGRATE_MOVABLE) as 6.12 does it: a
 * compare-exchange loop on the word that holds the pageblock's four bits.
 * cond_resched(), which follows it, is not replayed.
 */
void SYMBOL(pageblock_set_movable)(const struct replay_args *args, u64 pfn);

/** pageblocks_set_movable() - for all pageblocks of the range, in a loop of its own (7.2-rc1) */
void SYMBOL(pageblocks_set_movable)(const struct replay_args *args);

/** walk_then_pageblocks() - a walk without pageblock work, then that work */
void SYMBOL(walk_then_pageblocks)(replay_walk_fn *walk, const struct replay_args *args);

#endif
