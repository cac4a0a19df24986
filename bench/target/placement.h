/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where the pages of a mapping really are.
 */
#ifndef BENCH_TARGET_PLACEMENT_H
#define BENCH_TARGET_PLACEMENT_H

#include "target/target.h"

/**
 * struct placement - what was found
 * @node_error: of move_pages(2), which says the node; 0: none
 * @node:	NUMA node of all looked-at pages; -2 when they differ, -1 when the
 *		kernel does not say
 * @page_bytes:	page size of most of the range; 0 when the kernel does not say
 * @part:	share of the range in pages of that size, 0 ... 1
 */
struct placement {
	int node;
	int node_error;
	int64_t page_bytes;
	double part;
};

/** placement_read() - read back a mapping whose pages are present */
void placement_read(const struct target_spec *spec, const struct mapping *map,
		    struct placement *found);

/**
 * placement_check() - is this what the target asked for?
 *
 * Return: 0, or -ENODEV after filling @reason.
 */
int placement_check(const struct target_spec *spec, const struct placement *found,
		    struct reason *reason);

#endif
