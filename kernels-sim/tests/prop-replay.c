// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Properties of the replay at random points: prop-replay [SEED [POINTS]].
 *
 * - a walk with any copy leaves what a byte loop leaves (replay_prove());
 * - two neighbouring passes differ in every cache line, whatever the layout,
 *   and leave no line zero, but for the zero pattern;
 * - the checker itself is told from a copy that is wrong on purpose.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "guarded.h"
#include "replay.h"
#include "tap.h"

#define MOST_PAGES 5000

static u64 state;

static u64 draw(u64 below)
{
	/* xorshift64: a test needs any reproducible sequence */
	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % below;
}

static bool random_point(void *area, size_t bytes, char *what, size_t what_bytes)
{
	const struct copy_backend *const *copies;
	size_t nr;
	struct replay_fault fault;
	struct replay_proof proof;

	copies = replay_copies(&nr);
	proof.copy = copies[draw(nr)];
	proof.walk = draw(WALK_BOOT);
	proof.revision = draw(REVISION_NR);
	proof.layout = draw(LAYOUT_NR);
	proof.pattern = proof.copy->page_only ? PATTERN_PAGE : draw(PATTERN_NR);
	proof.kernel = draw(KERNEL_NR);
	proof.map_mem = draw(2);
	proof.pageblocks = draw(2);
	proof.drain_every = 0;
	if (proof.walk == WALK_ORDER0 && replay_revision_takes_drains(proof.revision) &&
	    !proof.pageblocks)
		proof.drain_every = draw(2) ? draw(MOST_PAGES) : draw(8);
	proof.offset = draw(8) * 8;
	proof.start_pfn = draw(1UL << 40);
	proof.nr_pages = draw(2) ? draw(MOST_PAGES) : draw(8);
	snprintf(what, what_bytes, "%s %s %s %d %s %s%s%s drain %lu offset %zu pfn %lu pages %lu",
		 proof.copy->name, replay_walks[proof.walk].name,
		 replay_revisions[proof.revision].name, replay_layout_bytes[proof.layout],
		 replay_patterns[proof.pattern].name, replay_kernels[proof.kernel].name,
		 proof.map_mem ? " map=mem" : "", proof.pageblocks ? " pageblocks" : "",
		 proof.drain_every, proof.offset, proof.start_pfn, proof.nr_pages);

	if (sigsetjmp(guarded_jump, 1) == SIGILL)
		return true;
	return !replay_prove(&proof, area, bytes, &fault);
}

static void lines_differ(enum replay_layout layout, enum replay_pattern pattern)
{
	static u64 buf[2][8 * REPLAY_WORDS_MAX];
	const size_t size = replay_layout_bytes[layout];
	bool ok = true;
	u64 pass, line;
	int i, r;

	for (pass = 0; pass < 200; pass++) {
		for (i = 0; i < 2; i++) {
			struct replay_args args;

			replay_pass(&args, WALK_ORDER0, pattern, layout, pass + i);
			for (r = 0; r < 8; r++)
				memcpy((char *)buf[i] + r * size, args.record, size);
		}
		/* eight records are whole lines at every layout */
		for (line = 0; line < 8 * size / 64; line++) {
			const char *a = (char *)buf[0] + line * 64, *b = (char *)buf[1] + line * 64;
			static const char zero[64];

			ok &= memcmp(a, b, 64) && memcmp(a, zero, 64);
		}
	}
	tap(ok, "%d %s: neighbouring passes differ in every line, no line is zero",
	    replay_layout_bytes[layout], replay_patterns[pattern].name);
}

static void skips_a_word(const struct replay_args *args)
{
	u64 *words = args->memmap;
	u64 i;

	for (i = 0; i < args->nr_pages * 8; i++)
		if (i != 13)
			words[i] = args->record[i % 8];
}

static void writes_too_far(const struct replay_args *args)
{
	u64 *words = args->memmap;
	u64 i;

	for (i = 0; i <= args->nr_pages * 8; i++)
		words[i] = args->record[i % 8];
}

static void checker_sees(replay_walk_fn *fn, long where, const char *what, void *area, size_t bytes)
{
	struct copy_backend wrong = { .name = "wrong" };
	struct replay_fault fault = { 0 };
	const struct replay_proof proof = { &wrong,    WALK_FLAT,     REVISION_V5,
					    LAYOUT_64, PATTERN_DENSE, .nr_pages = 4 };
	int ret;

	wrong.fn[WALK_FLAT][REVISION_V5][LAYOUT_64] = fn;
	ret = replay_prove(&proof, area, bytes, &fault);
	tap(ret == -EBADMSG && fault.offset == where, "the checker sees %s at byte %ld", what,
	    where);
}

int main(int argc, char **argv)
{
	const u64 seed = argc > 1 ? strtoull(argv[1], NULL, 0) : (u64)time(NULL);
	const int points = argc > 2 ? atoi(argv[2]) : 4000;
	size_t bytes = REPLAY_PROVE_BYTES(MOST_PAGES);
	void *area = guarded_area(&bytes);
	char what[256] = "";
	int i, layout, pattern;

	printf("# seed %lu\n", seed);
	state = seed * 2 + 1;
	for (i = 0; i < points; i++)
		if (!random_point(area, bytes, what, sizeof(what)))
			break;
	tap(i == points, "%d random points, seed %lu%s%s", i, seed, i == points ? "" : ": ",
	    i == points ? "" : what);

	for (layout = 0; layout < LAYOUT_NR; layout++)
		for (pattern = 0; pattern < PATTERN_NR; pattern++)
			if (pattern != PATTERN_ZERO && pattern != PATTERN_HALF_ZERO)
				lines_differ(layout, pattern);

	checker_sees(skips_a_word, 13 * 8, "a skipped word", area, bytes);
	checker_sees(writes_too_far, 4 * 64, "a word too many", area, bytes);
	return tap_done();
}
