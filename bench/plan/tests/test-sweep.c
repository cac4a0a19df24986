// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sweeps of a plan: which rungs there are before anything was measured.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan/plan.h"
#include "plan/sweep.h"
#include "sweep-cases.h"

static void rungs_of_a_plan(void **state)
{
	const struct bench_case *c;
	struct bench_cases cases;
	size_t i, nr_sizes = 0, nr_spacings = 0;
	int reps;

	sweep_cases(&cases);
	for (i = 0; i < cases.nr_cases; i++) {
		c = &cases.groups[0].cases[i];
		if (c->rungs == RUNGS_NONE)
			continue;
		assert_true(!c->words.pages || sweep_is_fixed(c));
		assert_true(c->mov >= 0);
		if (!c->words.pages)
			continue;
		reps = c->words.pages * c->words.layout <= 128 * MIB ? 4 :
		       sweep_is_spacing(c)			     ? 3 :
								       2;
		if (!c->rung && !sweep_is_spacing(c))
			reps = 4;
		assert_int_equal(c->reps, reps);
		if (sweep_is_spacing(c)) {
			/* Eight caches, where nothing but spacing differs. */
			assert_int_equal(c->words.pages * 64, 8 * SWEEP_CACHE_BYTES);
			assert_true(c->words.drain_every >= 16 && c->words.drain_every <= 65536);
			nr_spacings++;
		} else {
			assert_int_equal(c->words.drain_every, 0);
			nr_sizes++;
		}
	}
	/* 64 KiB to 1 GiB, and 1.6 GiB; 16 to 65536 records.  Four copies. */
	assert_int_equal(nr_sizes, 4 * 16);
	assert_int_equal(nr_spacings, 4 * 7);
	assert_int_equal(cases.groups[0].reps, 4);
	bench_cases_free(&cases);
}

/* What a user asks for stays. */
static void chosen_axes(void **state)
{
	struct bench_cases cases;
	struct axes axes = { 0 };
	size_t i;

	axes_must_choose(&axes, AXIS_TARGET, "dram");
	axes_must_choose(&axes, AXIS_COPY, "mov,movnti");
	axes_must_choose(&axes, AXIS_DRAIN_EVERY, "0");
	assert_int_equal(axes_choose_pages(&axes, "1000000"), 0);
	assert_int_equal(plan_cases(plan_find("sizes"), &axes, 2, &cases), 0);
	sweep_set(&cases, 0);
	for (i = 0; i < cases.nr_cases; i++) {
		const struct bench_case *c = &cases.groups[0].cases[i];

		assert_int_equal(c->words.drain_every, 0);
		assert_int_equal(c->reps, 2);
		if (!c->rung)
			assert_int_equal(c->words.pages, 1000000);
	}
	bench_cases_free(&cases);
	axes_free(&axes);
}

static bool are_twins(const struct bench_case *a, const struct bench_case *b)
{
	return a->reps && b->reps && a->words.pages &&
	       case_same(&a->words, &b->words, AXIS_BIT(AXIS_TARGET));
}

/* What is measured twice in a repetition would be paired with itself. */
static void no_case_twice(void **state)
{
	const uint64_t rooms[] = { UINT64_MAX, 20 << 18, 12 << 18, 3 << 18, 1 << 18 };
	const struct axes axes = { 0 };
	struct bench_cases cases;
	size_t nr, p, r, g, i, j;
	const struct plan *plans = plan_list(&nr);

	for (p = 0; p < nr; p++) {
		for (r = 0; r < sizeof(rooms) / sizeof(rooms[0]); r++) {
			assert_int_equal(plan_cases(&plans[p], &axes, 0, &cases), 0);
			bench_cases_fit(&cases, rooms[r]);
			sweep_set(&cases, SWEEP_CACHE_BYTES);
			for (g = 0; g < cases.nr_groups; g++) {
				const struct bench_group *group = &cases.groups[g];

				for (i = 0; i < group->nr_cases; i++)
					for (j = i + 1; j < group->nr_cases; j++)
						if (are_twins(&group->cases[i], &group->cases[j]))
							fail_msg("%s, room %zu: %s, %ld pages twice",
								 plans[p].name, r,
								 group->cases[i].words.copy,
								 group->cases[i].words.pages);
			}
			bench_cases_free(&cases);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rungs_of_a_plan),
		cmocka_unit_test(chosen_axes),
		cmocka_unit_test(no_case_twice),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
