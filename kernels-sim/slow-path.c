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

#define STORE32(offset, value) (*(volatile u32 *)((char *)page + (offset)) = (value))
#define STORE64(offset, value) (*(volatile u64 *)((char *)page + (offset)) = (value))

static __always_inline void init_page(void *page, size_t size, unsigned int zone, unsigned int nid,
				      const struct sim_pgmap *pgmap, u64 word8)
{
	const u64 list = (u64)page + 8;

	STORE32(52, 1);			/* init_page_count() */
	if (size > 88)
		STORE64(88, 0);		/* mm_zero_struct_page(), highest word first */
	if (size > 80)
		STORE64(80, 0);
	if (size > 72)
		STORE64(72, 0);
	if (size > 64)
		STORE64(64, word8);	/* a zero in the kernel; see struct replay_args */
	if (size > 56)
		STORE64(56, 0);
	STORE64(40, 0);
	STORE64(32, 0);
	STORE64(24, 0);
	STORE32(48, (u32)-1);		/* _mapcount */
	STORE64(8, list);		/* INIT_LIST_HEAD(&page->lru) */
	STORE64(0, (u64)zone << PAGE_FLAGS_ZONE_SHIFT | (u64)nid << PAGE_FLAGS_NODE_SHIFT |
			   PAGE_FLAGS_CPUPID);
	STORE64(16, list);
	/* __SetPageReserved(): a read-modify-write of memory, without LOCK */
	asm volatile("btsq %1, %0" : "+m"(*(u64 *)page) : "i"(PG_RESERVED) : "memory");
	STORE64(8, (u64)pgmap);
	STORE64(16, 0);			/* zone_device_data */

	switch (READ_ONCE(pgmap->type)) {
	case MEMORY_DEVICE_PRIVATE:
	case MEMORY_DEVICE_COHERENT:
	case MEMORY_DEVICE_FS_DAX:
	case MEMORY_DEVICE_PCI_P2PDMA:
		STORE32(52, 0);		/* set_page_count(page, 0) */
	}
}

#define DEFINE_SLOW_PATH(bytes)                                                                    \
	noinline void init_zone_device_page_##bytes(void *page, unsigned int zone,                 \
						    unsigned int nid,                              \
						    const struct sim_pgmap *pgmap, u64 word8)      \
	{                                                                                          \
		init_page(page, bytes, zone, nid, pgmap, word8);                                   \
	}

DEFINE_SLOW_PATH(56)
DEFINE_SLOW_PATH(64)
DEFINE_SLOW_PATH(72)
DEFINE_SLOW_PATH(80)
DEFINE_SLOW_PATH(88)
DEFINE_SLOW_PATH(96)
