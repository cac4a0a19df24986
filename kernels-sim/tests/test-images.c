// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The final image: base, mov and movnti leave the same memory for every
 * layout, walk, revision, kernel and map mode, and at 64 bytes it is what
 * docs/kernel-facts.md 1.3 documents, word by word, with the metadata of 1.2.
 */
#include <stdlib.h>
#include <string.h>

#include "replay.h"
#include "tap.h"

#define PAGES 1030
#define BYTES (PAGES * REPLAY_WORDS_MAX * 8)
#define ANY 0xa5a5a5a5a5a5a5a5UL	/* left alone */

static char *memory;	/* the same addresses for all, because pages hold addresses */

static void run(const char *copy, enum replay_walk walk, enum replay_revision revision,
		enum replay_layout layout, struct replay_args *args)
{
	memset(memory, 0xa5, BYTES);
	args->memmap = memory;
	args->start_pfn = 0;
	args->nr_pages = PAGES;
	replay_copy_find(copy)->fn[walk][revision][layout](args);
}

static void same_image(enum replay_walk walk, enum replay_layout layout)
{
	static const char *const copies[] = { "mov", "movnti" };
	char *first = malloc(BYTES);
	struct replay_args args;
	int revision, kernel, map_mem, i, points = 0;
	bool same = first;

	for (revision = 0; same && revision < REVISION_NR; revision++) {
		for (kernel = 0; kernel < KERNEL_NR; kernel++) {
			for (map_mem = 0; map_mem < 2; map_mem++) {
				replay_pass(&args, walk, PATTERN_PAGE, layout, 3);
				args.kernel = kernel;
				args.map_mem = map_mem;
				run("base", walk, revision, layout, &args);
				memcpy(first, memory, BYTES);
				for (i = 0; i < 2; i++, points++) {
					run(copies[i], walk, revision, layout, &args);
					same &= !memcmp(first, memory, BYTES);
				}
			}
		}
	}
	tap(same, "%s %d: base, mov and movnti leave one image (%d times)",
	    replay_walks[walk].name, replay_layout_bytes[layout], points);
	free(first);
}

static void image(const char *what, u64 index, const u64 *words)
{
	const bool right = !memcmp(memory + index * 64, words, 64);
	const u64 *found = (const u64 *)(memory + index * 64);
	int i;

	tap(right, "%s", what);
	for (i = 0; !right && i < 8; i++)
		printf("# word %d: %016lx, not %016lx\n", i, found[i], words[i]);
}

static void images_of_pages(const char *copy)
{
	struct sim_pgmap pgmap = { .type = MEMORY_DEVICE_FS_DAX };
	u64 words[8] = { 0x0027ffffc0002000UL, (u64)&pgmap, 0, 0, 0, 0, 0x00000000ffffffffUL, 0 };
	struct replay_args args;

	replay_pass(&args, WALK_ORDER0, PATTERN_PAGE, LAYOUT_64, 0);
	args.pgmap = &pgmap;
	run(copy, WALK_ORDER0, REVISION_V5, LAYOUT_64, &args);
	image("fsdax page, 7.2-rc1", 512, words);
	run(copy, WALK_ORDER0, REVISION_V11, LAYOUT_64, &args);
	image("fsdax page, 7.3-rc1", 511, words);
	pgmap.type = MEMORY_DEVICE_PRIVATE;
	run(copy, WALK_ORDER0, REVISION_V4, LAYOUT_64, &args);
	image("device private page", PAGES - 1, words);
	args.kernel = KERNEL_6_12;
	run(copy, WALK_ORDER0, REVISION_V4, LAYOUT_64, &args);
	image("device private page, 6.12", 1, words);
	pgmap.type = MEMORY_DEVICE_FS_DAX;
	words[6] = 0x00000001ffffffffUL;
	run(copy, WALK_ORDER0, REVISION_V4, LAYOUT_64, &args);
	image("fsdax page that keeps its reference, 6.12", 1, words);
	args.kernel = KERNEL_6_1;
	words[0] = 0x0027ffffc0001000UL;
	run(copy, WALK_ORDER0, REVISION_V4, LAYOUT_64, &args);
	image("fsdax page with the flags of 6.1", 1, words);
}

static void images_of_compounds(const char *copy)
{
	const struct sim_pgmap pgmap = { .type = MEMORY_DEVICE_GENERIC, .vmemmap_shift = 9 };
	const u64 head_at = (u64)memory + 512 * 64, list = head_at + 128 + 16;
	const u64 poison = 0xdead000000000400UL, mask = 0xffffffffffff8001UL;
	const u64 flags = 0x0027ffffc0002000UL, count0 = 0x00000000ffffffffUL;
	const u64 head[8] = { flags | 0x40, (u64)&pgmap, 0, 0, 0, 0, 0x00000001ffffffffUL, 0 };
	const u64 tail_6_12[8] = { flags, head_at + 1, 0, poison, 0, 0, count0, 0 };
	const u64 tail_7[8] = { flags, mask, 0, poison, 0, 0, count0, 0 };
	const u64 flags_6_1 = 0x0027ffffc0001000UL;
	const u64 head_6_1[8] = { flags_6_1 | 0x10000, (u64)&pgmap, 0, 0, 0, 0,
				  0x00000001ffffffffUL, 0 };
	const u64 tail_6_1[8] = { flags_6_1, head_at + 1, 0, poison, 0, 0, count0, 0 };
	const u64 tail1_6_1[8] = { flags_6_1, head_at + 1, 0xffffffff00000901UL,
				   0x0000020000000000UL, 0, 0, count0, 0 };
	const u64 tail1_6_12[8] = { flags | 9, head_at + 1, -1UL, 0, 512, 0, count0, 0 };
	const u64 tail1_7[8] = { flags | 9, mask, 0x00000000ffffffffUL, 0x00000000ffffffffUL, -1UL,
				 0, count0, 512 };
	const u64 tail2_7[8] = { flags, mask, list, list, 0, 0, count0, 0 };
	const u64 untouched[8] = { ANY, ANY, ANY, ANY, ANY, ANY, ANY, ANY };
	struct replay_args args;

	replay_pass(&args, WALK_ORDER9, PATTERN_PAGE, LAYOUT_64, 0);
	args.pgmap = &pgmap;
	run(copy, WALK_ORDER9, REVISION_V5, LAYOUT_64, &args);
	image("devdax head", 512, head);
	image("devdax tail 1, 7.2-rc1", 513, tail1_7);
	image("devdax tail 2, 7.2-rc1", 514, tail2_7);
	image("devdax tail, 7.2-rc1", 1023, tail_7);
	run(copy, WALK_ORDER9, REVISION_V11, LAYOUT_64, &args);
	image("devdax head, 7.3-rc1", 512, head);
	image("devdax tail 1, 7.3-rc1", 513, tail1_7);
	image("devdax tail 2, 7.3-rc1", 514, tail2_7);
	args.kernel = KERNEL_6_12;
	run(copy, WALK_ORDER9, REVISION_V4, LAYOUT_64, &args);
	image("devdax tail 1, 6.12", 513, tail1_6_12);
	image("devdax tail 2, 6.12", 514, tail_6_12);
	args.kernel = KERNEL_6_1;
	args.map_mem = true;
	run(copy, WALK_ORDER9, REVISION_V4, LAYOUT_64, &args);
	image("devdax head, 6.1, map=mem", 512, head_6_1);
	image("devdax tail 1, 6.1, map=mem", 513, tail1_6_1);
	image("devdax tail 127, 6.1, map=mem", 512 + 127, tail_6_1);
	image("behind it nothing is written", 512 + 128, untouched);
}

/* Zone 2 (Normal) of node 0 in a page's flags, and last cpupid. */
#define NORMAL (2UL << 51 | 0x1fffffUL << 30)

/* docs/kernel-facts.md 1.9: what boot, deferred initialisation and hotplug leave of a page. */
static void images_of_ordinary(const char *copy)
{
	static const struct {
		enum replay_walk walk;
		const char *what;
		u64 count;
	} rows[] = {
		{ WALK_BOOT, "ordinary page at boot, counted", 0x00000001ffffffffUL },
		{ WALK_DEFERRED, "ordinary page, deferred and freed", 0x00000000ffffffffUL },
		{ WALK_HOTPLUG, "ordinary page, added and onlined", 0x00000000ffffffffUL },
	};
	struct replay_args args;
	size_t i;
	int kernel;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		for (kernel = 0; kernel < KERNEL_NR; kernel += KERNEL_6_1) {
			const u64 at[] = { 0, 511, 512, PAGES - 1 };
			int p;

			replay_pass(&args, rows[i].walk, PATTERN_PAGE, LAYOUT_64, 0);
			args.kernel = kernel;
			run(copy, rows[i].walk, REVISION_V11, LAYOUT_64, &args);
			for (p = 0; p < 4; p++) {
				const u64 list = (u64)memory + at[p] * 64 + 8;
				const u64 words[8] = { NORMAL, list, list, 0, 0, 0, rows[i].count,
						       0 };

				image(rows[i].what, at[p], words);
			}
			if (kernel == KERNEL_6_1)
				break;
		}
	}
}

/* Tails hold no pgmap pointer, so it takes more than that to tell passes apart. */
static void passes_differ(enum replay_layout layout)
{
	const u64 lines = PAGES * replay_layout_bytes[layout] / 64;
	char *before = malloc(BYTES);
	struct replay_args args;
	bool differ = before;
	u64 pass, i;

	for (pass = 60; differ && pass < 70; pass++) {
		memcpy(before, memory, BYTES);
		replay_pass(&args, WALK_ORDER9, PATTERN_PAGE, layout, pass);
		run("mov", WALK_ORDER9, REVISION_V5, layout, &args);
		for (i = 0; i < lines && pass > 60; i++)
			differ &= !!memcmp(before + 64 * i, memory + 64 * i, 64);
	}
	tap(differ, "order9 %d: neighbouring passes differ in every line",
	    replay_layout_bytes[layout]);
	free(before);
}

int main(void)
{
	static const char *const copies[] = { "base", "mov", "movnti" };
	int walk, layout, i;

	memory = aligned_alloc(4096, (BYTES + 4095) & ~4095UL);
	if (!memory)
		return 1;
	for (walk = WALK_ORDER0; walk < WALK_BOOT; walk++)
		for (layout = 0; layout < LAYOUT_NR; layout++)
			same_image(walk, layout);
	for (layout = 0; layout < LAYOUT_NR; layout++)
		passes_differ(layout);
	for (i = 0; i < 3; i++) {
		printf("# %s\n", copies[i]);
		images_of_pages(copies[i]);
		images_of_compounds(copies[i]);
		images_of_ordinary(copies[i]);
	}
	free(memory);
	return tap_done();
}
