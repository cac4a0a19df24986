// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dram: anonymous memory.
 *
 * page=thp (default) and page=4k are private anonymous memory with huge pages
 * asked for or refused; page=2m and page=1g come from the hugetlb pools.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>

#include "target.h"

#ifndef MAP_HUGE_SHIFT
#define MAP_HUGE_SHIFT 26
#endif

static int dram_set(struct target_spec *spec, const char *key, const char *value)
{
	if (strcmp(key, "page"))
		return -EINVAL;
	if (!strcmp(value, "4k"))
		spec->page = PAGE_4K;
	else if (!strcmp(value, "thp"))
		spec->page = PAGE_THP;
	else if (!strcmp(value, "2m"))
		spec->page = PAGE_2M;
	else if (!strcmp(value, "1g"))
		spec->page = PAGE_1G;
	else
		return -EINVAL;
	return 0;
}

static int map_hugetlb(size_t bytes, int shift, struct mapping *map, struct why *why)
{
	const size_t page = 1UL << shift;
	const size_t rounded = (bytes + page - 1) & ~(page - 1);
	void *addr;

	addr = mmap(NULL, rounded, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | shift << MAP_HUGE_SHIFT, -1, 0);
	if (addr == MAP_FAILED)
		return why_set(why, -errno,
			       "needs %zu free pages in the %zu kB hugetlb pool: %s; "
			       "/sys/kernel/mm/hugepages/hugepages-%zukB/nr_hugepages sets it",
			       rounded / page, page / 1024, strerror(errno), page / 1024);
	*map = (struct mapping){
		.addr = addr, .bytes = bytes, .base = addr, .base_bytes = rounded, .fd = -1,
	};
	return 0;
}

static int map_anonymous(size_t bytes, bool huge, struct mapping *map, struct why *why)
{
	const size_t align = 2UL << 20;
	const size_t rounded = (bytes + align - 1) & ~(align - 1);
	char *base;

	base = mmap(NULL, rounded + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	if (base == MAP_FAILED)
		return why_set(why, -errno, "cannot map %zu bytes: %s", bytes, strerror(errno));
	*map = (struct mapping){
		.addr = (void *)(((uintptr_t)base + align - 1) & ~(align - 1)),
		.bytes = bytes, .base = base, .base_bytes = rounded + align, .fd = -1,
	};
	if (madvise(base, rounded + align, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) && huge) {
		target_unmap(map);
		return why_set(why, -ENODEV, "this kernel has no transparent huge pages");
	}
	return 0;
}

static int dram_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
		    struct why *why)
{
	switch (spec->page) {
	case PAGE_2M:
		return map_hugetlb(bytes, 21, map, why);
	case PAGE_1G:
		return map_hugetlb(bytes, 30, map, why);
	case PAGE_4K:
		return map_anonymous(bytes, false, map, why);
	default:
		return map_anonymous(bytes, true, map, why);
	}
}

static int dram_forget(const struct mapping *map)
{
	/* The whole mapping: part of a huge page would stay. */
	return madvise(map->base, map->base_bytes, MADV_DONTNEED) ? -errno : 0;
}

extern const struct target target_dram;
const struct target target_dram = {
	.name = "dram",
	.desc = "anonymous memory; transparent huge pages unless page= says otherwise",
	.keys = "page=4k|thp|2m|1g",
	.page = PAGE_THP,
	.set = dram_set,
	.map = dram_map,
	.forget = dram_forget,
};
