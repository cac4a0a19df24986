/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The order0 walk with a drain after every so many records, included by
 * walk.h.  How many records a drain may follow is what decides whether
 * streaming pays where something reads the memmap soon after.
 *
 * It is compiled apart and counts nothing per record: the loop over the records
 * between two drains is the loop of walk_order0() under revision v5 and v11.
 */
#ifndef KERNELS_SIM_DRAINED_H
#define KERNELS_SIM_DRAINED_H

#include "copy-ops.h"

/*
 * A drain after records N, 2N, 3N ... of the range, the first page counted, and
 * after the last one.
 */
static __always_inline void walk_order0_drained(const struct replay_args *args, size_t size,
						const struct copy_ops *ops)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	u64 pfn = args->start_pfn, stop;
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

	stop = pfn++;
	do {
		stop = end_pfn - stop > args->drain_every ? stop + args->drain_every : end_pfn;
		for (; pfn < stop; pfn++) {
			page = (char *)vmemmap_base + pfn * size;
			ops->copy(page, tmpl, size);
		}
		if (ops->finish)
			ops->finish(page + size, tmpl, size);
		ops->drain();
	} while (stop < end_pfn);
}

#endif
