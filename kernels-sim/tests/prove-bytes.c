// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Byte proofs, exhaustively: every copy x walk x rules x start offset x page
 * count 0 ... 1025 at the layout given as argument.  The first page frame
 * number varies too, so that pageblock borders fall everywhere.
 */
#include <stdlib.h>
#include <string.h>

#include "guarded.h"
#include "replay.h"
#include "tap.h"

#define MOST_PAGES 1025

static void prove_case(const struct copy_backend *copy, enum replay_walk walk,
		       enum replay_rules rules, enum replay_layout layout, void *area, size_t bytes)
{
	static const enum replay_pattern patterns[] = { PATTERN_PAGE, PATTERN_DENSE };
	char name[128];
	size_t offset;
	u64 pages;

	snprintf(name, sizeof(name), "%s %s %s %d", copy->name, replay_walks[walk].name,
		 replay_rules[rules].name, replay_layout_bytes[layout]);

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

	for (offset = 0; offset < 64; offset += 8) {
		for (pages = 0; pages <= MOST_PAGES; pages++) {
			/* Alternate: all four combinations of parity and pattern occur. */
			enum replay_pattern pattern =
				patterns[copy->page_only ? 0 : (pages + offset / 8) % 2];
			u64 start_pfn = pages * 7 + offset * 61;
			struct replay_fault fault;

			if (!replay_prove(copy, walk, rules, layout, pattern, area, bytes, offset,
					  start_pfn, pages, &fault))
				continue;
			tap(false, "%s: offset %zu, %lu pages, pattern %s: byte %ld is %02x, not %02x",
			    name, offset, pages, replay_patterns[pattern].name, fault.offset,
			    fault.found, fault.wanted);
			return;
		}
	}
	tap(true, "%s", name);
}

int main(int argc, char **argv)
{
	const struct copy_backend *const *copies;
	size_t bytes = REPLAY_PROVE_BYTES(MOST_PAGES);
	void *area = guarded_area(&bytes);
	int layout, walk, rules;
	size_t nr, i;

	copies = replay_copies(&nr);
	for (layout = 0; layout < LAYOUT_NR; layout++) {
		if (argc > 1 && atoi(argv[1]) != replay_layout_bytes[layout])
			continue;
		for (i = 0; i < nr; i++)
			for (walk = 0; walk < WALK_NR; walk++)
				for (rules = 0; rules < RULES_NR; rules++)
					if (!rules || replay_walk_has_rules(walk))
						prove_case(copies[i], walk, rules, layout, area,
							   bytes);
	}
	return tap_done();
}
