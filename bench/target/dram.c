// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dram: anonymous memory.
 *
 * page=thp (default) and page=4k are private anonymous memory with huge pages
 * asked for or refused; page=2m and page=1g come from the hugetlb pools.  node=
 * says on which nodes; the default is the one of the CPU that measures.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/message.h"
#include "target/hugetlb.h"
#include "target/node-policy.h"
#include "base/parse.h"
#include "target/target.h"

#ifndef MAP_HUGE_SHIFT
#define MAP_HUGE_SHIFT 26
#endif

static const char *const page_names[] = {
	[PAGE_4K] = "4k", [PAGE_THP] = "thp", [PAGE_2M] = "2m", [PAGE_1G] = "1g",
};

static const char *const place_names[] = {
	[PLACE_LOCAL] = "local", [PLACE_REMOTE] = "remote", [PLACE_INTERLEAVE] = "interleave",
};

static int find_name(const char *const *names, size_t nr, const char *name)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (names[i] && !strcmp(names[i], name))
			return (int)i;
	return -EINVAL;
}

static int dram_set(struct target_spec *spec, const char *key, const char *value)
{
	int64_t number;
	int found;

	if (!strcmp(key, "page")) {
		found = find_name(page_names, sizeof(page_names) / sizeof(page_names[0]), value);
		if (found >= 0)
			spec->page = found;
		return found < 0 ? found : 0;
	}
	if (strcmp(key, "node"))
		return -EINVAL;
	found = find_name(place_names, sizeof(place_names) / sizeof(place_names[0]), value);
	if (found >= 0) {
		spec->place = found;
		return 0;
	}
	if (parse_number(value, 0, NODE_NUMBER_MOST, &number))
		return -EINVAL;
	spec->place = PLACE_NODE;
	spec->place_node = (int)number;
	return 0;
}

static void dram_text(const struct target_spec *spec, char *text, size_t size)
{
	if (spec->page != PAGE_THP)
		message_add(text, size, "page=%s", page_names[spec->page]);
	if (spec->place != PLACE_LOCAL && *text)
		message_add(text, size, ",");
	if (spec->place == PLACE_NODE)
		message_add(text, size, "node=%d", spec->place_node);
	else if (spec->place != PLACE_LOCAL)
		message_add(text, size, "node=%s", place_names[spec->place]);
}

/* Free pages of a node, and those it can take from the page cache. */
static uint64_t node_room(int node)
{
	static const char *const keys[] = { "MemFree:", "Active(file):", "Inactive(file):" };
	char path[64], line[128];
	uint64_t bytes = 0;
	const char *at;
	FILE *file;
	size_t i;

	snprintf(path, sizeof(path), "/sys/devices/system/node/node%d/meminfo", node);
	file = fopen(path, "re");
	if (!file)
		return 0;
	while (fgets(line, sizeof(line), file)) {
		for (i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
			at = strstr(line, keys[i]);
			if (at && at > line && at[-1] == ' ')
				bytes += strtoull(at + strlen(keys[i]), NULL, 10) * 1024;
		}
	}
	fclose(file);
	return bytes;
}

static uint64_t dram_room(const struct target_spec *spec, uint64_t memory)
{
	uint64_t room = 0;
	size_t i;

	for (i = 0; i < spec->nr_nodes; i++)
		room += node_room(spec->nodes[i]) / 10 * 9;
	return room && room < memory ? room : memory;
}

/*
 * The kernel puts pages on the local node by itself, so that one needs no
 * libnuma: where they really are is read back.
 */
static int bind_to_nodes(const struct target_spec *spec, struct mapping *map, struct reason *reason)
{
	int ret;

	if (!spec->nr_nodes)
		return 0;
	ret = node_policy_set(map->base, map->base_bytes, spec->nodes, spec->nr_nodes, reason);
	if (!ret || (ret == -EOPNOTSUPP && spec->place == PLACE_LOCAL))
		return 0;
	target_unmap(map);
	return ret;
}

static int map_hugetlb(size_t bytes, int shift, struct mapping *map, struct reason *reason)
{
	const size_t page = 1UL << shift;
	const size_t rounded = (bytes + page - 1) & ~(page - 1);
	void *addr;
	int ret;

	ret = hugetlb_check(bytes, shift, reason);
	if (ret)
		return ret;
	addr = mmap(NULL, rounded, PROT_READ | PROT_WRITE,
		    MAP_PRIVATE | MAP_ANONYMOUS | MAP_HUGETLB | shift << MAP_HUGE_SHIFT, -1, 0);
	if (addr == MAP_FAILED)
		return hugetlb_lacks(bytes, shift, -errno, reason);
	*map = (struct mapping){
		.addr = addr, .bytes = bytes, .base = addr, .base_bytes = rounded, .fd = -1,
	};
	return 0;
}

static int map_anonymous(size_t bytes, bool huge, struct mapping *map, struct reason *reason)
{
	const size_t align = 2UL << 20;
	const size_t rounded = (bytes + align - 1) & ~(align - 1);
	char *base;

	base = mmap(NULL, rounded + align, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1,
		    0);
	if (base == MAP_FAILED)
		return reason_set(reason, -errno, "cannot map %zu bytes: %s", bytes,
				  strerror(errno));
	*map = (struct mapping){
		.addr = (void *)(((uintptr_t)base + align - 1) & ~(align - 1)),
		.bytes = bytes, .base = base, .base_bytes = rounded + align, .fd = -1,
	};
	if (madvise(base, rounded + align, huge ? MADV_HUGEPAGE : MADV_NOHUGEPAGE) && huge) {
		target_unmap(map);
		return reason_set(reason, -ENODEV, "this kernel has no transparent huge pages");
	}
	return 0;
}

static int dram_map(const struct target_spec *spec, size_t bytes, struct mapping *map,
		    struct reason *reason)
{
	int ret;

	switch (spec->page) {
	case PAGE_2M:
		ret = map_hugetlb(bytes, 21, map, reason);
		break;
	case PAGE_1G:
		ret = map_hugetlb(bytes, 30, map, reason);
		break;
	default:
		ret = map_anonymous(bytes, spec->page == PAGE_THP, map, reason);
		break;
	}
	return ret ? ret : bind_to_nodes(spec, map, reason);
}

static int dram_forget(const struct mapping *map)
{
	/* The whole mapping: part of a huge page would stay. */
	return madvise(map->base, map->base_bytes, MADV_DONTNEED) ? -errno : 0;
}

extern const struct target target_dram;
const struct target target_dram = {
	.name = "dram",
	.desc = "anonymous memory; transparent huge pages on the local node by default",
	.keys = "page=4k|thp|2m|1g,node=N|local|remote|interleave",
	.page = PAGE_THP,
	.place = PLACE_LOCAL,
	.set = dram_set,
	.text = dram_text,
	.room = dram_room,
	.map = dram_map,
	.forget = dram_forget,
};
