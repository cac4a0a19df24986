// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Does copy "dispatch" stream where its table says so, and only there?  With
 * tables made up here: that of the CPU at hand may never stream.  Events are counted.
 */
#define REPLAY_SINK "count.h"
#include "../copy/dispatch.c"

#include <string.h>

#include "tap.h"

#define NO_MEMORY ((void *)0x7f0000000000UL)
#define FROM (1UL << 20)

struct question {
	enum replay_walk walk;
	enum replay_layout layout;
	u64 pages;
	u64 of_pages;
	bool altmap;
	bool streams;
};

static bool streams(const struct question *q)
{
	struct replay_args args;

	memset(&replay_counted, 0, sizeof(replay_counted));
	replay_pass(&args, q->walk, PATTERN_PAGE, q->layout, 0);
	args.memmap = NO_MEMORY;
	args.start_pfn = 0;
	args.nr_pages = q->pages;
	args.of_pages = q->of_pages;
	args.altmap = q->altmap;
	counted_copy_dispatch.fn[q->walk][REVISION_V11][q->layout](&args);
	return replay_counted.nr[ACCESS_STREAM][8] > 0;
}

static void ask(const char *what, const struct question *q)
{
	tap(streams(q) == q->streams, "%s: %s", what, q->streams ? "streamed" : "stored");
}

int main(void)
{
	const u64 enough = FROM / 64;

	/* Single pages in DRAM from FROM on, compounds in the device from twice that. */
	this_cpu = (struct memmap_nontemporal){ .from = { { FROM, MEMMAP_NEVER },
							  { MEMMAP_NEVER, 2 * FROM } } };
	ask("pages in DRAM", &(struct question){ WALK_ORDER0, LAYOUT_64, enough, 0, false, true });
	ask("one page fewer",
	    &(struct question){ WALK_ORDER0, LAYOUT_64, enough - 1, 0, false, false });
	ask("the part of a range that is long enough",
	    &(struct question){ WALK_ORDER0, LAYOUT_64, 512, enough, false, true });
	ask("pages in the device",
	    &(struct question){ WALK_ORDER0, LAYOUT_64, 4 * enough, 0, true, false });
	ask("compounds in the device",
	    &(struct question){ WALK_ORDER9, LAYOUT_64, 2 * enough, 0, true, true });
	ask("too few of them",
	    &(struct question){ WALK_ORDER9, LAYOUT_64, enough, 0, true, false });
	ask("compounds in DRAM",
	    &(struct question){ WALK_ORDER9, LAYOUT_64, 4 * enough, 0, false, false });
	ask("records of another size",
	    &(struct question){ WALK_ORDER0, LAYOUT_80, 4 * enough, 0, false, false });
	ask("the memmap of boot",
	    &(struct question){ WALK_BOOT, LAYOUT_64, enough, 0, false, true });
	this_cpu = memmap_nontemporal_default;
	ask("a CPU without an entry",
	    &(struct question){ WALK_ORDER0, LAYOUT_64, 1UL << 24, 0, false, false });
	return tap_done();
}
