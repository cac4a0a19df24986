// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * boot-images: is the ordinary memmap of this kernel what the replay leaves?
 *
 * usage: boot-images deferred|hotplug KERNEL
 *
 * deferred: of the memory that was there at boot.  hotplug: of that which the
 * driver kmem has plugged since.  A page that lies inside a free block of the
 * page allocator and still holds its own address twice has been on no list since
 * it was initialised and freed: what it holds is what that walk of the generation
 * leaves.  All such pages are compared, word by word; the zone follows from the
 * frame, the node is the one that the page names.  Prints TAP without numbers.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "kernel-memory.h"
#include "replay.h"
#include "slow-path.h"

#define RECORD_WORDS 8
#define RECORDS_PER_PAGE 64
#define BLOCK_PAGES 512		/* free blocks of at least so many pages are looked into */
#define SHOWN 8
#define FIRST_OF_DMA32 4096
#define FIRST_OF_NORMAL (1UL << 20)

struct comparison {
	enum replay_walk walk;
	enum replay_kernel kernel;
	struct kernel_memory *memory;
	uint64_t nr_pages;	/* that were compared */
	uint64_t nr_listed;	/* in free blocks, and on a list since */
	uint64_t nr_differences;
	uint64_t block[BLOCK_PAGES * RECORD_WORDS];
};

/* enum pagetype: a byte at the top from 6.11 on, before that a bit that is clear. */
static bool is_buddy(const struct comparison *c, const uint64_t *page)
{
	const uint32_t type = (uint32_t)page[6];

	return c->kernel == KERNEL_6_1 ? type == 0xffffff7fU : type >> 24 == 0xf0;
}

static unsigned int zone_of(uint64_t pfn)
{
	return pfn < FIRST_OF_DMA32 ? 0 : pfn < FIRST_OF_NORMAL ? 1 : 2;
}

/* The second of two pages, so that a copy has made it. */
static const uint64_t *replay(struct comparison *c, const char *copy, uint64_t pfn,
			      unsigned int node, uint64_t *at)
{
	static _Alignas(64) uint64_t pages[2 * RECORD_WORDS];
	struct replay_args args;

	replay_pass(&args, c->walk, PATTERN_PAGE, LAYOUT_64, 0);
	args.memmap = pages;
	args.start_pfn = pfn & ~1UL;
	args.nr_pages = 2;
	args.zone = zone_of(pfn);
	args.nid = node;
	args.kernel = c->kernel;
	memset(pages, 0xa5, sizeof(pages));
	replay_copy_find(copy)->fn[c->walk][REVISION_V11][LAYOUT_64](&args);
	*at = (uint64_t)&pages[RECORD_WORDS];
	return &pages[RECORD_WORDS];
}

static void compare_page(struct comparison *c, const char *copy, uint64_t pfn, uint64_t address,
			 const uint64_t *found)
{
	const uint64_t *wanted;
	uint64_t at, word;
	int i;

	wanted = replay(c, copy, pfn, (unsigned int)(found[0] >> PAGE_FLAGS_NODE_SHIFT), &at);
	c->nr_pages++;
	for (i = 0; i < RECORD_WORDS; i++) {
		word = wanted[i];
		if (word >= at && word < at + 64)
			word += address - at;
		if (found[i] == word)
			continue;
		if (c->nr_differences++ < SHOWN)
			printf("# frame %" PRIu64 " word %d: kernel %016" PRIx64 ", replay %016"
			       PRIx64 "\n", pfn, i, found[i], word);
	}
}

/* 512 pages from an aligned frame; false when the kernel has no struct pages there. */
static bool read_block(struct comparison *c, uint64_t pfn)
{
	const uint64_t vmemmap = kernel_memory_vmemmap(c->memory);
	uint64_t i;

	for (i = 0; i < BLOCK_PAGES; i += RECORDS_PER_PAGE)
		if (kernel_memory_read(c->memory, vmemmap + (pfn + i) * 64,
				       c->block + i * RECORD_WORDS, RECORDS_PER_PAGE * 64, NULL))
			return false;
	return true;
}

static void compare_range(struct comparison *c, const char *copy, uint64_t pfn, uint64_t end)
{
	const uint64_t vmemmap = kernel_memory_vmemmap(c->memory);
	uint64_t i;

	for (pfn = (pfn + BLOCK_PAGES - 1) & -(uint64_t)BLOCK_PAGES; pfn + BLOCK_PAGES <= end;
	     pfn += BLOCK_PAGES) {
		if (!read_block(c, pfn) || !is_buddy(c, c->block) || c->block[5] < 9)
			continue;
		for (i = 1; i < BLOCK_PAGES; i++) {
			const uint64_t *page = c->block + i * RECORD_WORDS;
			const uint64_t address = vmemmap + (pfn + i) * 64;

			if (page[1] == address + 8 && page[2] == address + 8)
				compare_page(c, copy, pfn + i, address, page);
			else
				c->nr_listed++;
		}
	}
}

/* Does a line of /proc/iomem name what the walk initialised? */
static bool is_walked(const struct comparison *c, const char *line)
{
	return strstr(line, c->walk == WALK_HOTPLUG ? ": System RAM (kmem)" : ": System RAM\n");
}

/* Of all such RAM.  Return: 0, or -errno after one line. */
static int compare_all(struct comparison *c, const char *copy)
{
	FILE *file = fopen("/proc/iomem", "r");
	uint64_t first, last;
	char line[256];

	if (!file) {
		fprintf(stderr, "boot-images: /proc/iomem: %s\n", strerror(errno));
		return -errno;
	}
	c->nr_pages = c->nr_listed = c->nr_differences = 0;
	while (fgets(line, sizeof(line), file))
		if (is_walked(c, line) &&
		    sscanf(line, "%" SCNx64 "-%" SCNx64, &first, &last) == 2)
			compare_range(c, copy, first / 4096, (last + 1) / 4096);
	fclose(file);
	/* Where next to no page was left alone, nothing was compared. */
	printf("%sok - the ordinary memmap, %s, is what %s of %s leaves: %" PRIu64 " of %" PRIu64
	       " words differ\n# %" PRIu64 " pages of free blocks have been on a list\n",
	       c->nr_differences || c->nr_pages < BLOCK_PAGES ? "not " : "",
	       replay_walks[c->walk].name, copy, replay_kernels[c->kernel].name,
	       c->nr_differences, c->nr_pages * RECORD_WORDS,
	       c->nr_listed);
	return c->nr_differences || c->nr_pages < BLOCK_PAGES ? -EBADMSG : 0;
}

int main(int argc, char **argv)
{
	static const enum replay_walk walks[] = { WALK_DEFERRED, WALK_HOTPLUG };
	static const char *const copies[] = { "base", "mov", "movnti" };
	static struct comparison c;
	int kernel, ret = 0;
	size_t i;

	for (i = 0; argc == 3 && i < sizeof(walks) / sizeof(walks[0]); i++)
		if (!strcmp(replay_walks[walks[i]].name, argv[1]))
			c.walk = walks[i];
	for (kernel = 0; argc == 3 && kernel < KERNEL_NR; kernel++)
		if (!strcmp(replay_kernels[kernel].name, argv[2]))
			c.kernel = kernel;
	if (!c.walk || !c.kernel) {
		fprintf(stderr, "usage: boot-images deferred|hotplug KERNEL, a generation of the "
				"replay such as 6.12\n");
		return 2;
	}
	if (kernel_memory_open(&c.memory))
		return 1;
	for (i = 0; i < sizeof(copies) / sizeof(copies[0]) && (!ret || ret == -EBADMSG); i++) {
		const int found = compare_all(&c, copies[i]);

		if (found)
			ret = found;
	}
	kernel_memory_close(c.memory);
	return ret ? 1 : 0;
}
