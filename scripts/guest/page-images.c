// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * page-images: are the struct pages of a range what the replay leaves?
 *
 * usage: page-images layout
 *        page-images KERNEL MODE MAP START BYTES NODE
 *
 * The first prints the size and the members of the running kernel's struct
 * page.  KERNEL is a generation of the replay, MODE fsdax or devdax (align
 * 2 MiB), MAP dev or mem; START and BYTES are the range's physical addresses.
 *
 * Both sides hold addresses.  Those of records are translated from the
 * replay's memory to the vmemmap; the pgmap pointer is masked, and has to be
 * one kernel address throughout.  With map=mem a kernel maps the vmemmap pages
 * of a compound behind the second to the second.  Prints TAP without numbers.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "btf.h"
#include "kernel-memory.h"
#include "replay.h"

#define PAGE_BYTES 4096
#define RECORD_BYTES 64
#define RECORD_WORDS (RECORD_BYTES / 8)
#define RECORDS_PER_PAGE (PAGE_BYTES / RECORD_BYTES)
#define KERNEL_HALF 0xff00000000000000UL
#define SHOWN 8	/* differences that are printed */

struct images {
	enum replay_kernel kernel;
	enum replay_walk walk;
	bool map_mem;
	unsigned int node;
	uint64_t start_pfn;
	uint64_t nr_pages;
	struct kernel_memory *memory;
	uint64_t *replayed;
	struct replay_args args;

	uint64_t pgmap;		/* as the kernel has it; 0 until seen */
	uint64_t nr_pgmaps;
	uint64_t nr_addresses;
	uint64_t nr_differences;
};

static void print_member(void *arg, const char *name, uint32_t offset_bits)
{
	printf("#   %-24s %u\n", name, offset_bits / 8);
}

/* What the kernel says of its own structure. */
static int print_layout(void)
{
	static char data[64 << 20];
	FILE *file = fopen("/sys/kernel/btf/vmlinux", "rb");
	uint32_t bytes;
	size_t len;
	int ret;

	if (!file) {
		fprintf(stderr, "page-images: /sys/kernel/btf/vmlinux: %s\n", strerror(errno));
		return -errno;
	}
	len = fread(data, 1, sizeof(data), file);
	fclose(file);
	ret = btf_struct_bytes(data, len, "page", &bytes);
	if (!ret) {
		printf("# sizeof(struct page): %u; offsets of its members, from BTF:\n", bytes);
		ret = btf_struct_members(data, len, "page", print_member, NULL);
	}
	if (ret)
		fprintf(stderr, "page-images: cannot follow the kernel's BTF\n");
	return ret;
}

static void replay(struct images *im, const char *copy)
{
	const size_t bytes = im->nr_pages * RECORD_BYTES;

	replay_pass(&im->args, im->walk, PATTERN_PAGE, LAYOUT_64, 0);
	im->args.memmap = im->replayed;
	im->args.start_pfn = im->start_pfn;
	im->args.nr_pages = im->nr_pages;
	im->args.nid = im->node;
	im->args.kernel = im->kernel;
	im->args.map_mem = im->map_mem;
	memset(im->replayed, 0xa5, bytes);
	replay_copy_find(copy)->fn[im->walk][REVISION_V11][LAYOUT_64](&im->args);
}

/* The record that a kernel's mapping shows at this place. */
static uint64_t shown_record(const struct images *im, uint64_t index)
{
	const unsigned int shift = replay_walk_shift(im->walk);
	const uint64_t in = shift ? index & ((1UL << shift) - 1) : 0;

	if (in < replay_compound_pages(shift, RECORD_BYTES, im->map_mem) || !shift)
		return index;
	return index - in + RECORDS_PER_PAGE + in % RECORDS_PER_PAGE;
}

/* Does the kernel's word say what the replay's says? */
static bool same_word(struct images *im, uint64_t found, uint64_t wanted)
{
	const uint64_t replayed = (uint64_t)im->replayed;
	const uint64_t vmemmap = kernel_memory_vmemmap(im->memory) + im->start_pfn * RECORD_BYTES;

	if (wanted == (uint64_t)im->args.pgmap) {
		im->nr_pgmaps++;
		if (!im->pgmap)
			im->pgmap = found;
		return found == im->pgmap && found >= KERNEL_HALF;
	}
	if (wanted >= replayed && wanted < replayed + im->nr_pages * RECORD_BYTES) {
		im->nr_addresses++;
		wanted += vmemmap - replayed;
	}
	return found == wanted;
}

static void compare_record(struct images *im, uint64_t index, const uint64_t *found)
{
	const uint64_t *wanted = im->replayed + shown_record(im, index) * RECORD_WORDS;
	int i;

	for (i = 0; i < RECORD_WORDS; i++) {
		if (same_word(im, found[i], wanted[i]))
			continue;
		if (im->nr_differences++ < SHOWN)
			printf("# page %" PRIu64 " word %d: kernel %016" PRIx64 ", replay %016" PRIx64
			       "\n", index, i, found[i], wanted[i]);
	}
}

static int compare(struct images *im)
{
	const uint64_t vmemmap = kernel_memory_vmemmap(im->memory);
	uint64_t page[PAGE_BYTES / 8], i, record, frame = 0;
	int ret;

	im->pgmap = im->nr_pgmaps = im->nr_addresses = im->nr_differences = 0;
	for (i = 0; i < im->nr_pages; i += RECORDS_PER_PAGE) {
		ret = kernel_memory_read(im->memory, vmemmap + (im->start_pfn + i) * RECORD_BYTES,
					 page, sizeof(page), &frame);
		if (ret) {
			fprintf(stderr, "page-images: struct page of frame %" PRIu64 ": %s\n",
				im->start_pfn + i, strerror(-ret));
			return ret;
		}
		if (!i)
			printf("# first struct page at %016" PRIx64 ", in frame %" PRIx64 "\n",
			       vmemmap + im->start_pfn * RECORD_BYTES, frame / PAGE_BYTES);
		for (record = 0; record < RECORDS_PER_PAGE; record++)
			compare_record(im, i + record, page + record * RECORD_WORDS);
	}
	return 0;
}

static int compare_all(struct images *im, const char *mode, const char *map)
{
	static const char *const copies[] = { "base", "mov", "movnti" };
	bool same = true;
	size_t i;
	int ret;

	for (i = 0; i < sizeof(copies) / sizeof(copies[0]); i++) {
		replay(im, copies[i]);
		ret = compare(im);
		if (ret)
			return ret;
		same &= !im->nr_differences;
		printf("%sok - %s map=%s is what %s of %s leaves: %" PRIu64 " of %" PRIu64
		       " words differ\n", im->nr_differences ? "not " : "", mode, map, copies[i],
		       replay_kernels[im->kernel].name, im->nr_differences,
		       im->nr_pages * RECORD_WORDS);
		printf("# %" PRIu64 " addresses translated, %" PRIu64 " times pgmap %016" PRIx64
		       "\n", im->nr_addresses, im->nr_pgmaps, im->pgmap);
	}
	return same ? 0 : -EBADMSG;
}

static int parse(struct images *im, char **words)
{
	int kernel;

	for (kernel = 0; kernel < KERNEL_NR; kernel++)
		if (!strcmp(replay_kernels[kernel].name, words[1]))
			im->kernel = kernel;
	im->walk = strcmp(words[2], "devdax") ? WALK_ORDER0 : WALK_ORDER9;
	im->map_mem = !strcmp(words[3], "mem");
	im->start_pfn = strtoull(words[4], NULL, 0) / PAGE_BYTES;
	im->nr_pages = strtoull(words[5], NULL, 0) / PAGE_BYTES;
	im->node = strtoul(words[6], NULL, 0);
	if (im->kernel && im->nr_pages && im->start_pfn % RECORDS_PER_PAGE == 0 &&
	    im->nr_pages % RECORDS_PER_PAGE == 0)
		return 0;
	fprintf(stderr, "page-images: KERNEL must be a generation of the replay, START and BYTES "
			"multiples of 256 KiB\n");
	return -EINVAL;
}

int main(int argc, char **argv)
{
	struct images im = { 0 };
	int ret;

	if (argc == 2 && !strcmp(argv[1], "layout"))
		return print_layout() ? 1 : 0;
	if (argc != 7 || parse(&im, argv)) {
		fprintf(stderr, "usage: page-images layout | KERNEL MODE MAP START BYTES NODE\n");
		return 2;
	}
	ret = kernel_memory_open(&im.memory);
	if (ret)
		return 1;
	im.replayed = aligned_alloc(PAGE_BYTES, im.nr_pages * RECORD_BYTES);
	ret = im.replayed ? compare_all(&im, argv[2], argv[3]) : -ENOMEM;
	free(im.replayed);
	kernel_memory_close(im.memory);
	return ret ? 1 : 0;
}
