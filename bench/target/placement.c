// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Page size from /proc/self/smaps, node from move_pages(2) as a query.
 */
#include "target/placement.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#define LOOKED_AT 512	/* pages spread over the range: enough to see a mixture */
#define LOOKED_STRIDE 7919	/* a prime, so that all places within a part have their turn */
#define ENOUGH 0.95	/* of the range in the pages that were asked for */

struct smaps_sum {
	uint64_t rss;
	uint64_t pmd;		/* mapped by 2 MiB entries */
	uint64_t kernel_page;	/* of the last mapping seen */
};

static bool field(const char *line, const char *name, uint64_t *kib)
{
	const size_t len = strlen(name);
	unsigned long long value;

	if (strncmp(line, name, len) || line[len] != ':' ||
	    sscanf(line + len + 1, "%llu", &value) != 1)
		return false;
	*kib = value * 1024;
	return true;
}

static int read_smaps(const struct mapping *map, struct smaps_sum *sum)
{
	static const char *const pmd[] = { "AnonHugePages", "ShmemPmdMapped", "FilePmdMapped" };
	const uintptr_t from = (uintptr_t)map->addr, to = from + map->bytes;
	unsigned long start, end;
	bool ours = false;
	char line[512];
	uint64_t value;
	FILE *file;
	size_t i;

	file = fopen("/proc/self/smaps", "re");
	if (!file)
		return -errno;
	while (fgets(line, sizeof(line), file)) {
		if (sscanf(line, "%lx-%lx ", &start, &end) == 2) {
			ours = start < to && end > from;
			continue;
		}
		if (!ours)
			continue;
		if (field(line, "Rss", &value))
			sum->rss += value;
		if (field(line, "KernelPageSize", &value))
			sum->kernel_page = value;
		for (i = 0; i < sizeof(pmd) / sizeof(pmd[0]); i++)
			if (field(line, pmd[i], &value))
				sum->pmd += value;
	}
	fclose(file);
	return 0;
}

static void read_page_size(const struct mapping *map, struct placement *found)
{
	struct smaps_sum sum = { 0 };
	double huge;

	if (read_smaps(map, &sum))
		return;
	/* All entries of a hugetlb or device DAX mapping are of one size. */
	if (sum.kernel_page > 4096) {
		found->page_bytes = sum.kernel_page;
		found->part = 1;
		return;
	}
	if (!sum.rss)
		return;
	huge = (double)sum.pmd / sum.rss;
	found->page_bytes = huge > 0.5 ? 2 << 20 : 4096;
	found->part = huge > 0.5 ? huge : 1 - huge;
}

static void read_node(const struct mapping *map, struct placement *found)
{
	const size_t all = (map->bytes + 4095) / 4096, step = all / LOOKED_AT;
	const size_t nr = all < LOOKED_AT ? all : LOOKED_AT;
	void *pages[LOOKED_AT];
	int status[LOOKED_AT];
	size_t i, page;

	/* Not the first of each part: nodes take turns, and a step may fall on one of them. */
	for (i = 0; i < nr; i++) {
		page = step ? i * step + i * LOOKED_STRIDE % step : i;
		pages[i] = (char *)map->addr + page * 4096;
	}
	if (syscall(SYS_move_pages, 0, nr, pages, NULL, status, 0)) {
		found->node_error = errno;
		return;
	}
	for (i = 0; i < nr; i++) {
		if (status[i] < 0)
			return;
		if (!i)
			found->node = status[i];
		else if (status[i] != found->node) {
			found->node = -2;
			return;
		}
	}
}

void placement_read(const struct target_spec *spec, const struct mapping *map,
		    struct placement *found)
{
	*found = (struct placement){ .node = -1 };
	read_page_size(map, found);
	read_node(map, found);
	if (spec->target->look)
		spec->target->look(spec, map, found);
}

static int check_nodes(const struct target_spec *spec, const struct placement *found,
		       struct reason *reason)
{
	if (!spec->nr_nodes)
		return 0;
	if (found->node == -1 && spec->place == PLACE_LOCAL)
		return 0;
	if (found->node == -1)
		return reason_set(reason, -ENODEV,
				  "the kernel does not say on which node the pages are%s%s%s",
				  found->node_error ? ": move_pages: " : "",
				  found->node_error ? strerror(found->node_error) : "",
				  found->node_error == EPERM ? "; the seccomp profile of a container "
				  "forbids it, CAP_SYS_NICE mostly lifts that" : "");
	if (spec->nr_nodes > 1 && found->node >= 0)
		return reason_set(reason, -ENODEV,
				  "asked for %zu nodes in turn, found all on node %d",
				  spec->nr_nodes, found->node);
	if (spec->nr_nodes == 1 && found->node == -2)
		return reason_set(reason, -ENODEV, "asked for node %d, found pages on others too",
			       spec->nodes[0]);
	if (spec->nr_nodes == 1 && found->node != spec->nodes[0])
		return reason_set(reason, -ENODEV, "asked for node %d, found node %d",
				  spec->nodes[0], found->node);
	return 0;
}

int placement_check(const struct target_spec *spec, const struct placement *found,
		    struct reason *reason)
{
	static const int64_t asked[] = {
		[PAGE_ANY] = 0, [PAGE_4K] = 4096, [PAGE_THP] = 2 << 20,
		[PAGE_2M] = 2 << 20, [PAGE_1G] = 1 << 30,
	};
	const enum target_page page = spec->page;
	const int ret = check_nodes(spec, found, reason);

	if (ret)
		return ret;
	if (!asked[page] || !found->page_bytes)
		return 0;
	if (found->page_bytes == asked[page] && found->part >= ENOUGH)
		return 0;
	return reason_set(reason, -ENODEV,
		       "asked for pages of %lld kB, found %.0f %% of the range in pages of %lld kB",
		       (long long)asked[page] / 1024, 100 * found->part,
		       (long long)found->page_bytes / 1024);
}
