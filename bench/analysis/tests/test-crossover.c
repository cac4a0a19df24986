// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sweeps of a report: from which rung on a copy wins, in one run and in several.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/crossover.h"

#define RUNGS_MOST 16

/* Rungs of 1, 2, 3 ...: wins, loses, undecided, thin. */
static void sweeps(void **state)
{
	/* Rungs; wins, loses, hi, lo, open, again, top, nr; what decides the top. */
#define ROW(rungs, ...) { __LINE__, rungs, __VA_ARGS__ }
	static const struct {
		int line;
		const char *rungs;
		struct crossover from;
		enum crossover_top top;
	} rows[] = {
		ROW("", { false, false, 0, 0, false, 0, 0, 0 }),
		ROW("W", { true, false, 1, 0, false, 0, 1, 1 }),
		ROW("WWW", { true, false, 1, 0, false, 0, 3, 3 }),
		ROW("LLL", { false, true, 0, 0, false, 0, 3, 3 }),
		ROW("UUU", { false, false, 0, 0, false, 0, 3, 3 }),
		ROW("LLWW", { true, false, 3, 2, true, 0, 4, 4 }),
		ROW("WLLW", { true, false, 4, 3, true, 1, 4, 4 }),
		ROW("WWL", { false, true, 0, 0, false, 2, 3, 3 }),
		/* What is undecided moves neither end ... */
		ROW("LUWW", { true, false, 3, 1, true, 0, 4, 4 }),
		ROW("UUW", { true, false, 3, 0, true, 0, 3, 3 }),
		/* ... and ends no winning while more rungs win. */
		ROW("LWUW", { true, false, 2, 1, true, 0, 4, 4 }),
		ROW("LWUUW", { true, false, 5, 1, true, 0, 5, 5 }),
		ROW("LWWUUW", { true, false, 2, 1, true, 0, 6, 6 }),
		ROW("LWWU", { false, false, 0, 0, false, 0, 4, 4 }),
		ROW("WWWLW", { true, false, 5, 4, true, 3, 5, 5 }),
		/* A thin one is none, but where there are no others. */
		ROW("LTWTW", { true, false, 3, 1, true, 0, 5, 3 }),
		ROW("LWT", { true, false, 2, 1, true, 0, 2, 2 }),
		ROW("TT", { false, false, 0, 0, false, 0, 2, 2 }),
		/* Where the top is known to win it may be undecided here. */
		ROW("LWWU", { true, false, 2, 1, true, 0, 4, 4 }, CROSSOVER_TOP_KNOWN),
		ROW("LWU", { false, false, 0, 0, false, 0, 3, 3 }, CROSSOVER_TOP_KNOWN),
		ROW("UU", { false, false, 0, 0, false, 0, 2, 2 }, CROSSOVER_TOP_KNOWN),
		ROW("WWL", { false, true, 0, 0, false, 2, 3, 3 }, CROSSOVER_TOP_KNOWN),
	};
#undef ROW
	static const char words[] = { [RUNG_UNDECIDED] = 'U', [RUNG_WINS] = 'W', [RUNG_LOSES] = 'L',
				      [RUNG_THIN] = 'T' };
	struct rung rungs[RUNGS_MOST];
	struct crossover from;
	size_t i, at, nr;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		nr = strlen(rows[i].rungs);
		/* In any order. */
		for (at = 0; at < nr; at++) {
			rungs[nr - 1 - at].at = at + 1;
			rungs[nr - 1 - at].verdict = (char *)memchr(words, rows[i].rungs[at],
								    sizeof(words)) - words;
		}
		from = crossover_find(rungs, nr, rows[i].top);
		if (from.wins != rows[i].from.wins || from.loses != rows[i].from.loses ||
		    from.hi != rows[i].from.hi || from.lo != rows[i].from.lo ||
		    from.open != rows[i].from.open || from.again != rows[i].from.again ||
		    from.top != rows[i].from.top || from.nr != rows[i].from.nr)
			fail_msg("line %d: (%ld .. %ld], again %ld, top %ld, of %zu", rows[i].line,
				 from.lo, from.hi, from.again, from.top, from.nr);
	}
}

/* Several sweeps of one copy. */
static void pooled_sweeps(void **state)
{
	/* wins, loses, hi, lo, open, again, top, nr */
	const struct crossover fine = { true, false, 128, 32, true, 0, 1600, 16 };
	const struct crossover higher = { true, false, 512, 256, true, 0, 1600, 12 };
	const struct crossover coarse = { true, false, 1600, 16, true, 0, 1600, 3 };
	const struct crossover single = { true, false, 64, 0, false, 0, 64, 1 };
	const struct crossover lost = { false, true, 0, 0, false, 0, 1600, 9 };
	struct crossover_pool pool = { 0 };
	struct crossover out;

	assert_false(crossover_pool_settle(&pool, 0, &out));
	assert_int_equal(crossover_pool_add(&pool, &lost), 0);
	assert_false(crossover_pool_settle(&pool, 0, &out));
	assert_int_equal(crossover_pool_add(&pool, &single), 0);
	assert_true(crossover_pool_settle(&pool, 0, &out));
	assert_true(out.hi == 64 && out.lo == 0 && !out.open);
	assert_int_equal(crossover_pool_add(&pool, &coarse), 0);
	assert_true(crossover_pool_settle(&pool, 0, &out));
	assert_true(out.hi == 1600 && out.lo == 16);
	assert_int_equal(crossover_pool_add(&pool, &fine), 0);
	assert_true(crossover_pool_settle(&pool, 0, &out));
	assert_true(out.hi == 128 && out.lo == 32);
	/* Where another one loses, nothing begins yet. */
	assert_true(crossover_pool_settle(&pool, 128, &out));
	assert_true(out.hi == 1600 && out.lo == 128);
	assert_int_equal(crossover_pool_add(&pool, &higher), 0);
	assert_true(crossover_pool_settle(&pool, 0, &out));
	assert_true(out.hi == 512 && out.lo == 256);
	assert_false(crossover_pool_settle(&pool, 1600, &out));
	crossover_pool_free(&pool);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sweeps),
		cmocka_unit_test(pooled_sweeps),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
