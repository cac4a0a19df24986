/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * __init_zone_device_page(), one function per layout, out of line as gcc
 * builds it: called once per page.
 */
#ifndef KERNELS_SIM_SLOW_PATH_H
#define KERNELS_SIM_SLOW_PATH_H

#include "replay.h"

/* Constants of Debian's amd64 6.12 build (include/linux/page-flags-layout.h). */
#define PAGE_FLAGS_NODE_SHIFT 54
#define PAGE_FLAGS_ZONE_SHIFT 51
#define PAGE_FLAGS_CPUPID (0x1fffffUL << 30) /* no last cpupid: 21 bits, all ones */
#define PG_RESERVED 13

/**
 * init_zone_device_page_64() - the slow path for one page
 *
 * Mirrors __init_zone_device_page() in mm/mm_init.c, 6.12, with the refcount
 * policy of 7.1-rc: only MEMORY_DEVICE_GENERIC pages keep their reference.
 * Stores the words of the page in the order, in the widths and as often as
 * gcc 12.2 object code of Debian's 6.12.117 does.
 */
#define DECLARE_SLOW_PATH(bytes)                                                                   \
	void init_zone_device_page_##bytes(void *page, unsigned int zone, unsigned int nid,        \
					   const struct sim_pgmap *pgmap, u64 word8)
DECLARE_SLOW_PATH(56);
DECLARE_SLOW_PATH(64);
DECLARE_SLOW_PATH(72);
DECLARE_SLOW_PATH(80);
DECLARE_SLOW_PATH(88);
DECLARE_SLOW_PATH(96);
#undef DECLARE_SLOW_PATH

static __always_inline void init_zone_device_page(void *page, size_t size,
						  const struct replay_args *args)
{
#define SLOW_PATH(bytes)                                                                           \
	case bytes:                                                                                \
		init_zone_device_page_##bytes(page, args->zone, args->nid, args->pgmap,            \
					      args->word8);                                        \
		break
	switch (size) {
		SLOW_PATH(56);
		SLOW_PATH(64);
		SLOW_PATH(72);
		SLOW_PATH(80);
		SLOW_PATH(88);
		SLOW_PATH(96);
	}
#undef SLOW_PATH
}

#endif
