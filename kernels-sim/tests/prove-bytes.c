// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Byte proofs, exhaustively: every copy x walk x revision x start offset x page
 * count at the layout given as argument.  The first page frame number varies
 * too, so that pageblock borders fall everywhere.
 *
 * Counts are those around the borders of pageblocks, of compounds and of what
 * map=mem leaves of them; the compound walks with all kernels.  A walk of single
 * pages is proven for each of the first 131 as well: it repeats after one.  More
 * would prove nothing else, and take minutes where MOVDIRI takes 200 times as
 * long as MOV.
 */
#include <stdlib.h>
#include <string.h>

#include "guarded.h"
#include "replay.h"
#include "tap.h"

/* A compound of 1 GiB, and the beginning of a second. */
#define MOST_PAGES (262144 + 130)

/* Pageblocks, whole and broken compounds of 512 pages, and 128 of each with map=mem. */
static const u64 border_counts[] = {
	0, 1, 2, 3, 4, 5, 8, 9, 64, 127, 128, 129, 130, 511, 512, 513, 514, 515, 516, 639, 640,
	641, 1023, 1024, 1025, 1026, 1027, 1153, 1536, 1540,
};
#define NR_BORDER_COUNTS (sizeof(border_counts) / sizeof(border_counts[0]))

#define SINGLE_COUNTS 131

static u64 nr_counts(enum replay_walk walk)
{
	return NR_BORDER_COUNTS + (replay_walk_shift(walk) ? 0 : SINGLE_COUNTS);
}

static bool prove_one(struct replay_proof *proof, const char *name, void *area, size_t bytes)
{
	struct replay_fault fault;

	if (!replay_prove(proof, area, bytes, &fault))
		return true;
	tap(false, "%s: offset %zu, pfn %lu, %lu pages, pattern %s, kernel %s%s%s: byte %ld is "
	    "%02x, not %02x", name, proof->offset, proof->start_pfn, proof->nr_pages,
	    replay_patterns[proof->pattern].name, replay_kernels[proof->kernel].name,
	    proof->map_mem ? ", map=mem" : "", proof->pageblocks ? ", pageblocks" : "",
	    fault.offset, fault.found, fault.wanted);
	return false;
}

static void prove_case(const struct copy_backend *copy, enum replay_walk walk,
		       enum replay_revision revision, enum replay_layout layout, void *area,
		       size_t bytes)
{
	static const enum replay_pattern patterns[] = { PATTERN_PAGE, PATTERN_DENSE };
	const bool page_only = copy->page_only || replay_walk_is_ordinary(walk);
	const bool compound = replay_walk_shift(walk);
	struct replay_proof proof = { copy, walk, revision, layout };
	char name[128];
	u64 i, turn = 0;

	snprintf(name, sizeof(name), "%s %s %s %d", copy->name, replay_walks[walk].name,
		 replay_revisions[revision].name, replay_layout_bytes[layout]);

	switch (sigsetjmp(guarded_jump, 1)) {
	case 0:
		break;
	case SIGILL:
		tap_skip(name, "this CPU raises SIGILL");
		return;
	default:
		tap(false, "%s: left its range and hit a guard page", name);
		return;
	}

	/* The ordinary memmap begins with a line. */
	for (proof.offset = 0; proof.offset < (replay_walk_is_ordinary(walk) ? 8 : 64);
	     proof.offset += 8) {
		for (i = 0; i < nr_counts(walk); i++) {
			proof.nr_pages = i < NR_BORDER_COUNTS ? border_counts[i] :
								  i - NR_BORDER_COUNTS;
			/* Alternate: all combinations of what alternates occur. */
			proof.pattern = patterns[page_only ? 0 : (i + proof.offset / 8) % 2];
			proof.start_pfn = i * 7 + proof.offset * 61;
			proof.pageblocks = turn / 3 % 2;
			proof.kernel = turn / 5 % KERNEL_NR;
			if (compound) {
				/* Aligned, as in a kernel, and not; for each with map=mem. */
				proof.start_pfn = i % 3 ? 512 * i : proof.start_pfn;
				for (proof.kernel = 0; proof.kernel < KERNEL_NR; proof.kernel++) {
					proof.map_mem = turn++ % 2;
					if (!prove_one(&proof, name, area, bytes))
						return;
				}
			} else {
				turn++;
				if (!prove_one(&proof, name, area, bytes))
					return;
			}
		}
	}
	if (walk == WALK_ORDER18) {
		proof = (struct replay_proof){ copy, walk, revision, layout, PATTERN_PAGE,
					       .map_mem = true, .pageblocks = true, .offset = 8,
					       .start_pfn = 262144, .nr_pages = MOST_PAGES };
		if (!prove_one(&proof, name, area, bytes))
			return;
	}
	tap(true, "%s", name);
}

/* Many revisions share a walk. */
static bool proven_before(const struct copy_backend *copy, enum replay_walk walk, int revision,
			  enum replay_layout layout)
{
	int before;

	for (before = 0; before < revision; before++)
		if (copy->fn[walk][before][layout] == copy->fn[walk][revision][layout] &&
		    replay_rules_in_loop(before) == replay_rules_in_loop(revision))
			return true;
	return false;
}

int main(int argc, char **argv)
{
	const struct copy_backend *const *copies;
	size_t bytes = REPLAY_PROVE_BYTES(MOST_PAGES);
	void *area = guarded_area(&bytes);
	int layout, walk, revision;
	size_t nr, i;

	copies = replay_copies(&nr);
	for (layout = 0; layout < LAYOUT_NR; layout++) {
		if (argc > 1 && atoi(argv[1]) != replay_layout_bytes[layout])
			continue;
		for (i = 0; i < nr; i++)
			for (walk = 0; walk < WALK_NR; walk++)
				for (revision = 0; revision < REVISION_NR; revision++)
					if (copies[i]->fn[walk][revision][layout] &&
					    !proven_before(copies[i], walk, revision, layout))
						prove_case(copies[i], walk, revision, layout, area,
							   bytes);
	}
	return tap_done();
}
