// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * cachegrind-walk COPY WALK RULES LAYOUT PAGES PASSES: walks for cachegrind to count.
 *
 * Two calls that differ in PASSES differ in the write misses of the walks and
 * in nothing else.  So everything of the program itself is thrown out of the
 * caches before and after, by loads, and the stack is brought in before a
 * walk, by loads too: cachegrind counts those apart.  All is mapped and set up
 * alike whatever PASSES is.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "replay.h"

#define PASSES_MOST 8
#define THROW_OUT_BYTES (4UL << 20)
#define STACK_BYTES 8192
#define LINE_BYTES 64

static __always_inline void load(const char *at, size_t bytes)
{
	const char *const end = at + bytes;

	for (; at < end; at += LINE_BYTES)
		asm volatile("movb %0, %%al" : : "m"(*at) : "al");
}

/* Make sure that there is memory below the frame of main(). */
static noinline void grow_stack(void)
{
	char below[2 * STACK_BYTES];

	memset(below, 0, sizeof(below));
	asm volatile("" : : "m"(below));
}

/*
 * The frame of main() and what the walk's frames will lie in.  Inline, because
 * a call is a store.
 */
static __always_inline void load_stack(void)
{
	load((const char *)__builtin_frame_address(0) - STACK_BYTES, STACK_BYTES + LINE_BYTES);
}

static int word(const struct replay_word *words, int nr, const char *name)
{
	int i;

	for (i = 0; i < nr; i++)
		if (!strcmp(words[i].name, name))
			return i;
	fprintf(stderr, "%s: not a word\n", name);
	exit(2);
}

static int layout(const char *bytes)
{
	int i;

	for (i = 0; i < LAYOUT_NR; i++)
		if (replay_layout_bytes[i] == atoi(bytes))
			return i;
	fprintf(stderr, "%s: not a layout\n", bytes);
	exit(2);
}

int main(int argc, char **argv)
{
	struct replay_args args[PASSES_MOST];
	replay_walk_fn *fn;
	size_t bytes;
	char *memmap, *other;
	int walk, revision, size, passes, i;

	if (argc != 7 || !replay_copy_find(argv[1]))
		return 2;
	walk = word(replay_walks, WALK_NR, argv[2]);
	revision = word(replay_revisions, REVISION_NR, argv[3]);
	size = layout(argv[4]);
	passes = atoi(argv[6]);
	if (passes < 0 || passes > PASSES_MOST)
		return 2;
	bytes = strtoul(argv[5], NULL, 0) * replay_layout_bytes[size];
	memmap = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	other = mmap(NULL, THROW_OUT_BYTES, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memmap == MAP_FAILED || other == MAP_FAILED)
		return 1;
	fn = replay_copy_find(argv[1])->fn[walk][revision][size];
	for (i = 0; i < PASSES_MOST; i++) {
		replay_pass(&args[i], walk, PATTERN_PAGE, size, i);
		args[i].memmap = memmap;
		args[i].start_pfn = 0;
		args[i].nr_pages = strtoul(argv[5], NULL, 0);
	}

	grow_stack();
	load(other, THROW_OUT_BYTES);
	load_stack();
	for (i = 0; i < passes; i++) {
		fn(&args[i]);
		load_stack();
	}
	load(other, THROW_OUT_BYTES);
	return 0;
}
