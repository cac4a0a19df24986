// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * replay-code: where a walk of the replay lies, and what it is called with.
 *
 * usage: replay-code KERNEL TYPE MAP COPY REVISION PFN PAGES MEMMAP PGMAP
 *
 * KERNEL is a generation of the replay, TYPE fsdax, devdax (align 2 MiB) or
 * private, MAP dev or mem; MEMMAP and PGMAP are addresses at which nothing has
 * to lie.  Prints a line each:
 *
 *	main ADDRESS		where this program has been loaded, against its symbols
 *	walk ADDRESS ARGUMENT	the function and its only argument
 *	memory ADDRESS HEX	what it finds there
 *
 * scripts/vm codegen runs that walk's machine code instruction by instruction.
 */
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "replay.h"

static void print_memory(uint64_t address, const void *data, size_t len)
{
	const unsigned char *bytes = data;
	size_t i;

	printf("memory %" PRIx64 " ", address);
	for (i = 0; i < len; i++)
		printf("%02x", bytes[i]);
	putchar('\n');
}

static int find_word(const struct replay_word *words, int nr, const char *name)
{
	int i;

	for (i = 0; i < nr; i++)
		if (!strcmp(words[i].name, name))
			return i;
	return -1;
}

int main(int argc, char **argv)
{
	struct replay_args args = { 0 };
	struct sim_pgmap pgmap = { .type = MEMORY_DEVICE_FS_DAX };
	const struct copy_backend *copy;
	enum replay_walk walk = WALK_ORDER0;
	int kernel, revision;

	if (argc != 10) {
		fprintf(stderr, "usage: replay-code KERNEL TYPE MAP COPY REVISION PFN PAGES MEMMAP "
				"PGMAP\n");
		return 2;
	}
	kernel = find_word(replay_kernels, KERNEL_NR, argv[1]);
	copy = replay_copy_find(argv[4]);
	revision = find_word(replay_revisions, REVISION_NR, argv[5]);
	if (kernel < 0 || !copy || revision < 0) {
		fprintf(stderr, "replay-code: no such %s: %s\n",
			kernel < 0 ? "kernel" : copy ? "revision" : "copy",
			kernel < 0 ? argv[1] : copy ? argv[5] : argv[4]);
		return 2;
	}
	if (!strcmp(argv[2], "devdax")) {
		walk = WALK_ORDER9;
		pgmap.type = MEMORY_DEVICE_GENERIC;
		pgmap.vmemmap_shift = replay_walk_shift(walk);
	} else if (!strcmp(argv[2], "private")) {
		pgmap.type = MEMORY_DEVICE_PRIVATE;
	}
	replay_pass(&args, walk, PATTERN_PAGE, LAYOUT_64, 0);
	args.kernel = kernel;
	args.map_mem = !strcmp(argv[3], "mem");
	args.start_pfn = strtoull(argv[6], NULL, 0);
	args.nr_pages = strtoull(argv[7], NULL, 0);
	args.memmap = (void *)strtoull(argv[8], NULL, 0);
	args.pgmap = (const struct sim_pgmap *)strtoull(argv[9], NULL, 0);

	printf("main %" PRIx64 "\n", (uint64_t)main);
	printf("walk %" PRIx64 " %" PRIx64 "\n",
	       (uint64_t)replay_walk_of(copy, walk, revision, LAYOUT_64, 0), (uint64_t)&args);
	print_memory((uint64_t)&args, &args, sizeof(args));
	print_memory((uint64_t)args.pgmap, &pgmap, sizeof(pgmap));
	return 0;
}
