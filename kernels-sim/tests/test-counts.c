// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the walks store, counted, against docs/kernel-facts.md 1 and 2.
 *
 * The counted walks are the same source as the measured ones.  No memory lies
 * behind the records, so the range is as long as a terabyte if it must be.
 */
#include <stdio.h>
#include <string.h>

#include "count.h"
#include "replay.h"
#include "tap.h"

extern const struct copy_backend counted_copy_base, counted_copy_base_norwm, counted_copy_mov,
	counted_copy_mov_perm, counted_copy_mov_rmw, counted_copy_movl, counted_copy_movnti,
	counted_copy_prefetcht0_mov, counted_copy_prefetcht1_mov, counted_copy_prefetchw_mov,
	counted_copy_touch_ahead, counted_copy_touch_mov;

#define NO_MEMORY ((void *)0x7f0000000000UL)
#define FULL 26214400UL		/* pages of 100 GiB */

struct counts {
	u64 slow, stores4, stores8, rmw, stream, drains, pageblock_copies, atomic;
};

/* With ordinary copies, and with pageblock work in the loop, where that of v1 is not replayed. */
static bool as_v4(enum replay_revision revision)
{
	return revision >= REVISION_V2 && revision <= REVISION_V4;
}

struct point {
	const struct copy_backend *copy;
	enum replay_walk walk;
	enum replay_revision revision;
	bool map_mem;
	u64 pages;
};

static struct counts run(const struct point *point)
{
	static u64 blocks[1];
	struct replay_args args;
	const struct replay_counts *c = &replay_counted;

	memset(&replay_counted, 0, sizeof(replay_counted));
	replay_pass(&args, point->walk, PATTERN_PAGE, LAYOUT_64, 0);
	args.memmap = NO_MEMORY;
	args.start_pfn = 0;
	args.nr_pages = point->pages;
	args.map_mem = point->map_mem;
	args.pageblocks = blocks;	/* nothing is stored */
	point->copy->fn[point->walk][point->revision][LAYOUT_64](&args);
	return (struct counts){
		c->nr[MARK_SLOW_PAGE][64], c->nr[ACCESS_STORE][4],  c->nr[ACCESS_STORE][8],
		c->nr[ACCESS_RMW][8],	   c->nr[ACCESS_STREAM][8], c->nr[ACCESS_DRAIN][0],
		c->nr[MARK_PAGEBLOCK_COPY][64], c->nr[ACCESS_ATOMIC][8],
	};
}

/*
 * From the tables: a page by the slow path is 9 stores of 8 bytes, 2 of 4 and
 * one read-modify-write (1.3), a third one of 4 for FS_DAX (1.5); a tail 3 of
 * 8 (2 under v11) and one of 4 more (1.6); a templated page 8 of 8.  PG_head is a
 * read-modify-write; the metadata of 7.x are one, 7 stores of 4 bytes and one
 * of 8 in tail 1, and 2 of 8 in tail 2 (1.2).
 */
static struct counts wanted(const struct point *point)
{
	const bool base = point->copy == &counted_copy_base;
	const bool nt = point->copy == &counted_copy_movnti;
	const u64 order = replay_walk_shift(point->walk), nr = 1UL << order;
	const u64 most = point->map_mem ? 128 : nr;
	const u64 blocks = (point->pages + 511) / 512;
	u64 heads = 0, tails = 0, first_tails = 0, second_tails = 0, aligned_tails = 0, at, copied;
	struct counts w = { 0 };

	if (!order) {
		w.slow = base ? point->pages : 1;
		copied = point->pages - w.slow;
		w.pageblock_copies = nt && as_v4(point->revision) ? blocks - 1 : 0;
		w.stores4 = 3 * w.slow;
		w.stores8 = 9 * w.slow;
		w.rmw = w.slow;
		w.drains = nt && point->revision != REVISION_V11;
		w.atomic = blocks;
	} else {
		for (at = 0; at < point->pages; at += nr) {
			u64 here = point->pages - at < most ? point->pages - at : most;

			heads++;
			tails += here - 1;
			first_tails += here > 1;
			second_tails += here > 2;
			aligned_tails += (here - 1) / 512;
		}
		w.slow = base ? heads + tails : 1 + first_tails;
		copied = heads + tails - w.slow;
		if (nt && as_v4(point->revision))
			w.pageblock_copies = heads - 1 + aligned_tails;
		w.stores4 = 2 * w.slow + (base ? tails : first_tails) + 7 * first_tails;
		w.stores8 = 9 * w.slow +
			    (point->revision == REVISION_V11 ? 2 : 3) *
				    (base ? tails : first_tails) +
			    first_tails + 2 * second_tails;
		w.rmw = w.slow + heads + first_tails;
		if (nt && point->revision != REVISION_V11)
			w.drains = 2 * heads + (as_v4(point->revision));
		w.atomic = as_v4(point->revision) ? heads + aligned_tails : blocks;
	}
	if (nt)
		w.stream = 8 * (copied - w.pageblock_copies);
	w.stores8 += 8 * (nt ? w.pageblock_copies : copied);
	return w;
}

static void print(const char *what, const struct counts *c)
{
	printf("# %s: %lu slow, %lu x 4, %lu x 8, %lu rmw, %lu stream, %lu drains, %lu pageblock "
	       "copies, %lu atomic\n", what, c->slow, c->stores4, c->stores8, c->rmw, c->stream,
	       c->drains, c->pageblock_copies, c->atomic);
}

static void count(const struct point *point)
{
	const struct counts found = run(point), want = wanted(point);
	const bool right = !memcmp(&found, &want, sizeof(found));

	tap(right, "%s %s %s, %lu pages%s", point->copy->name, replay_walks[point->walk].name,
	    replay_revisions[point->revision].name, point->pages, point->map_mem ? ", map=mem" : "");
	if (!right || point->pages == FULL)
		print("found", &found);
	if (!right)
		print("wanted", &want);
}

/* A drain after each @every records and after the last; the rest as without them. */
static void count_drained(u64 pages, u64 every)
{
	const struct point point = { &counted_copy_movnti, WALK_ORDER0, REVISION_V5, false, pages };
	const struct replay_counts *c = &replay_counted;
	const struct counts plain = run(&point);
	struct replay_args args;

	memset(&replay_counted, 0, sizeof(replay_counted));
	replay_pass(&args, WALK_ORDER0, PATTERN_PAGE, LAYOUT_64, 0);
	args.memmap = NO_MEMORY;
	args.start_pfn = 0;
	args.nr_pages = pages;
	args.drain_every = every;
	counted_copy_movnti.drained[LAYOUT_64](&args);
	tap(c->nr[ACCESS_DRAIN][0] == (pages + every - 1) / every &&
	    c->nr[ACCESS_STREAM][8] == plain.stream && c->nr[ACCESS_STORE][8] == plain.stores8 &&
	    c->nr[ACCESS_STORE][4] == plain.stores4 && c->nr[ACCESS_RMW][8] == plain.rmw,
	    "a drain every %lu of %lu records", every, pages);
}

/* The rules of v11 in so many words: no drain, and per compound one tail by the slow path. */
static void count_v11(u64 pages)
{
	struct point p = { &counted_copy_movnti, WALK_ORDER0, REVISION_V11, false, pages };
	const struct counts fsdax = run(&p);
	const u64 compounds = (pages + 511) / 512, first_tails = (pages + 510) / 512;
	struct counts devdax;

	p.walk = WALK_ORDER9;
	devdax = run(&p);
	tap(!fsdax.drains && !devdax.drains, "v11, %lu pages: no drain", pages);
	tap(fsdax.slow == 1 && fsdax.stream == 8 * (pages - 1),
	    "v11, %lu pages, fsdax: the first by the slow path, all others streamed", pages);
	tap(devdax.slow == 1 + first_tails &&
	    devdax.stream == 8 * (pages - 1 - first_tails) && devdax.atomic == compounds,
	    "v11, %lu pages, devdax: %lu slow tails in %lu compounds", pages, first_tails, compounds);
}

/*
 * The ordinary memmap: 6 stores of 8 bytes, 3 of 4 for a page by the slow path (hotplug one
 * more), 8 streamed words for a templated one, and for each two of its own address into the
 * template; the second visit is a store of 4 and one read-modify-write, or two stores.
 */
static void count_ordinary(enum replay_walk walk, u64 pages)
{
	const u64 again = walk == WALK_BOOT ? 0 : pages, hot = walk == WALK_HOTPLUG;
	struct point p = { &counted_copy_base, walk, REVISION_V11, false, pages };
	const struct counts base = run(&p);
	struct counts nt;
	u64 wanted8;

	tap(base.slow == pages && base.stores8 == 7 * pages &&
	    base.stores4 == (2 + hot) * pages + again * (1 + hot) &&
	    base.rmw == (walk == WALK_DEFERRED ? pages : 0) && !base.stream &&
	    base.atomic == (pages + 511) / 512,
	    "base %s, %lu pages", replay_walks[walk].name, pages);
	p.copy = &counted_copy_movnti;
	nt = run(&p);
	wanted8 = 7 + 2 * (pages - 1);
	tap(nt.slow == 1 && nt.stream == 8 * (pages - 1) && nt.stores8 == wanted8 &&
	    nt.stores4 == 2 + hot + again * (1 + hot) && nt.rmw == base.rmw && !nt.drains &&
	    nt.atomic == base.atomic,
	    "movnti %s, %lu pages: no drain", replay_walks[walk].name, pages);
}

/* The copies that take causes apart: what each does to a record besides reading the template. */
static const struct {
	const struct copy_backend *copy;
	u64 stores4, stores8, rmw, loads8, prefetches;
} causes[] = {
	{ &counted_copy_mov_perm, 0, 8, 0, 8, 0 },
	{ &counted_copy_mov_rmw, 0, 8, 1, 8, 0 },
	{ &counted_copy_movl, 16, 0, 0, 0, 0 },
	{ &counted_copy_touch_mov, 0, 8, 0, 9, 0 },
	{ &counted_copy_touch_ahead, 0, 8, 0, 9, 0 },
	{ &counted_copy_prefetcht0_mov, 0, 8, 0, 8, 1 },
	{ &counted_copy_prefetcht1_mov, 0, 8, 0, 8, 1 },
	{ &counted_copy_prefetchw_mov, 0, 8, 0, 8, 1 },
	/* As base, whose template is not read, and without its read-modify-write. */
	{ &counted_copy_base_norwm, 3, 9, 0, 8, 0 },
};

static void count_causes(u64 pages)
{
	const struct replay_counts *c = &replay_counted;
	size_t i;

	for (i = 0; i < sizeof(causes) / sizeof(causes[0]); i++) {
		const struct point p = { causes[i].copy, WALK_FLAT, REVISION_V11, false, pages };
		const struct counts found = run(&p);

		tap(found.stores4 == causes[i].stores4 * pages &&
		    found.stores8 == causes[i].stores8 * pages &&
		    found.rmw == causes[i].rmw * pages &&
		    c->nr[ACCESS_LOAD][8] == causes[i].loads8 * pages &&
		    c->nr[ACCESS_PREFETCH][64] == causes[i].prefetches * pages && !found.stream,
		    "%s flat, %lu pages", causes[i].copy->name, pages);
		if (c->nr[ACCESS_LOAD][8] != causes[i].loads8 * pages)
			printf("# %lu loads of 8 bytes\n", c->nr[ACCESS_LOAD][8]);
	}
}

int main(void)
{
	static const u64 every[] = { 1, 2, 7, 64, 511, 512, 513, FULL, FULL + 1 };
	static const struct copy_backend *const copies[] = { &counted_copy_base, &counted_copy_mov,
							     &counted_copy_movnti };
	static const u64 pages[] = { 1, 511, 512, 513, FULL };
	struct point p = { 0 };
	static const enum replay_revision counted[] = { REVISION_V1, REVISION_V4, REVISION_V5,
						       REVISION_V11 };
	int copy, i, walk, r, map_mem;

	for (copy = 0; copy < 3; copy++) {
		for (walk = WALK_ORDER0; walk < WALK_BOOT; walk++) {
			replay_walk_fn *const(*fn)[LAYOUT_NR] = copies[copy]->fn[walk];

			tap(fn[REVISION_V2][LAYOUT_64] == fn[REVISION_V4][LAYOUT_64] &&
			    fn[REVISION_V3][LAYOUT_64] == fn[REVISION_V4][LAYOUT_64],
			    "%s %s: v2 and v3 are the walk of v4", copies[copy]->name,
			    replay_walks[walk].name);
			for (r = 0; r < 4; r++)
				for (map_mem = 0; map_mem <= (walk != WALK_ORDER0); map_mem++)
					for (i = 0; i < 5; i++) {
						p = (struct point){ copies[copy], walk, counted[r],
								    map_mem, pages[i] };
						count(&p);
					}
		}
	}

	p = (struct point){ &counted_copy_movnti, WALK_ORDER9, REVISION_V4, false, FULL };
	tap(run(&p).drains == 102401, "100 GiB of 2 MiB pages under v4: 102,401 drains");
	p.revision = REVISION_V5;
	tap(run(&p).drains == 102400, "under v5, whose first head has none: 102,400");
	p.walk = WALK_ORDER0;
	tap(run(&p).drains == 1, "fsdax: 1 drain");
	for (i = 0; i < 5; i++)
		count_v11(pages[i]);
	for (i = 0; i < 4; i++)
		count_causes(pages[i]);
	for (walk = WALK_BOOT; walk < WALK_NR; walk++)
		for (i = 0; i < 4; i++)
			count_ordinary(walk, pages[i]);
	count_ordinary(WALK_DEFERRED, 1025);
	count_ordinary(WALK_HOTPLUG, 32769);
	for (i = 0; i < 9; i++) {
		count_drained(1, every[i]);
		count_drained(513, every[i]);
		count_drained(FULL, every[i]);
	}
	return tap_done();
}
