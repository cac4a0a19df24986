// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which cases of plan "why" get no further rounds.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "run/settle.h"
#include "run-file/stats.h"

#define MARGIN 0.02
#define CASE_NS 1e6

/* The side of one contrast alone: poisoned memory, which nothing else is measured on. */
#define ALONE "poisoned"

/*
 * A machine on which nothing matters, but for one case.
 * @alone: time of movnti on that memory over that of all else, in each round; NULL: as all else
 * @noisy: case whose time goes to and fro; NULL: none
 */
struct made_up {
	struct bench_cases cases;
	struct sample_log *log;
	const double *alone;
	const struct bench_case *noisy;
};

static void setup(struct made_up *run, const double *alone)
{
	const struct axes axes = { 0 };

	*run = (struct made_up){ .alone = alone };
	assert_int_equal(plan_cases(plan_find("why"), &axes, 0, &run->cases), 0);
	run->log = sample_log_new(run->cases.nr_cases);
	assert_non_null(run->log);
}

static void teardown(struct made_up *run)
{
	sample_log_free(run->log);
	bench_cases_free(&run->cases);
}

static bool is_alone(const struct bench_case *c)
{
	return !strcmp(c->words.state, ALONE) && !strcmp(c->words.copy, "movnti");
}

/* A little noise, which is the same each time. */
static double time_of(const struct made_up *run, const struct bench_case *c, int round)
{
	const double noise = 1 + 1e-5 * (double)((7 * c->index + 13 * (size_t)round) % 11);

	if (c == run->noisy)
		return CASE_NS * (round % 2 ? 0.8 : 1.3);
	return CASE_NS * noise * (run->alone && is_alone(c) ? run->alone[round] : 1);
}

static void sample_group(struct made_up *run, const struct bench_group *group, int round)
{
	for (size_t i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];
		struct run_row row = RUN_ROW_EMPTY;

		row.round = round;
		row.status = ROW_OK;
		row.took_ns = (int64_t)time_of(run, c, round);
		sample_log_add(run->log, &row, (int)c->index);
	}
}

static void sample_rounds(struct made_up *run, int from, int to)
{
	for (int round = from; round < to; round++)
		for (size_t g = 0; g < run->cases.nr_groups; g++)
			sample_group(run, &run->cases.groups[g], round);
}

static void settle(struct made_up *run)
{
	assert_int_equal(settle_contrasts(run->log, &run->cases, MARGIN), 0);
}

/* How many cases go on; @state: counted are those that have it, NULL: all */
static size_t nr_going_on(const struct made_up *run, const char *state)
{
	size_t nr = 0;

	for (size_t g = 0; g < run->cases.nr_groups; g++) {
		const struct bench_group *group = &run->cases.groups[g];

		for (size_t i = 0; i < group->nr_cases; i++)
			nr += !group->cases[i].done &&
			      (!state || !strcmp(group->cases[i].words.state, state));
	}
	return nr;
}

static void too_few_rounds_settle_nothing(void **state)
{
	struct made_up run;

	setup(&run, NULL);
	sample_rounds(&run, 0, STATS_MIN_N - 1);
	settle(&run);
	assert_int_equal(nr_going_on(&run, NULL), run.cases.nr_cases);
	teardown(&run);
}

static void what_is_clear_is_done(void **state)
{
	struct made_up run;

	setup(&run, NULL);
	assert_true(run.cases.nr_cases > 100);
	sample_rounds(&run, 0, STATS_MIN_N);
	settle(&run);
	assert_int_equal(nr_going_on(&run, NULL), 0);
	teardown(&run);
}

/* Both sides of the open contrast go on, two cases each, and nothing else. */
static void an_open_contrast_goes_on(void **state)
{
	static const double noisy[] = { 0.9, 1.1, 0.95, 1.15, 0.92, 1.12, 0.97, 1.06 };
	struct made_up run;

	setup(&run, noisy);
	sample_rounds(&run, 0, 8);
	settle(&run);
	assert_int_equal(nr_going_on(&run, ALONE), 2);
	assert_int_equal(nr_going_on(&run, NULL), 4);
	teardown(&run);
}

/* What a few further rounds could turn round is not decided for good. */
static void near_the_margin_goes_on(void **state)
{
	static const double near[] = { 1.010, 1.018, 1.012, 1.019, 1.011, 1.017, 1.013, 1.016 };
	static const double clear[] = { 1.05, 1.06, 1.05, 1.06, 1.05, 1.06, 1.05, 1.06 };
	struct made_up run;

	setup(&run, near);
	sample_rounds(&run, 0, 8);
	settle(&run);
	assert_int_equal(nr_going_on(&run, NULL), 4);
	teardown(&run);

	setup(&run, clear);
	sample_rounds(&run, 0, 8);
	settle(&run);
	assert_int_equal(nr_going_on(&run, NULL), 0);
	teardown(&run);
}

/* A contrast between two memories is open until both have their rounds. */
static void the_other_memory_is_waited_for(void **state)
{
	struct made_up run;

	setup(&run, NULL);
	sample_rounds(&run, 0, STATS_MIN_N - 1);
	sample_group(&run, &run.cases.groups[0], STATS_MIN_N - 1);
	settle(&run);
	assert_true(nr_going_on(&run, NULL) >
		    run.cases.nr_cases - run.cases.groups[0].nr_cases);
	sample_rounds(&run, STATS_MIN_N, STATS_MIN_N + 1);
	settle(&run);
	assert_int_equal(nr_going_on(&run, NULL), 0);
	teardown(&run);
}

/* Rows of another group are not taken for those of this one. */
static void ratios_are_those_of_the_group(void **state)
{
	struct made_up run;

	setup(&run, NULL);
	assert_true(run.cases.nr_groups > 1);
	for (int round = 0; round < STATS_SOLID_N; round++)
		sample_group(&run, &run.cases.groups[0], round);
	for (size_t g = 0; g < run.cases.nr_groups; g++)
		assert_int_equal(settle_ratios(run.log, &run.cases.groups[g], 0.01, MARGIN, NULL),
				 0);
	assert_int_equal(nr_going_on(&run, NULL),
			 run.cases.nr_cases - run.cases.groups[0].nr_cases);
	teardown(&run);

	/* What is noisy in one group stays so, however many clear rows the others have. */
	setup(&run, NULL);
	run.noisy = &run.cases.groups[1].cases[0];
	assert_string_equal(run.noisy->words.copy, "movnti");
	for (int round = 0; round < STATS_SOLID_N; round++)
		for (size_t g = 0; g < run.cases.nr_groups; g++)
			sample_group(&run, &run.cases.groups[g], round);
	assert_int_equal(settle_ratios(run.log, &run.cases.groups[1], 0.01, MARGIN, NULL), 0);
	assert_false(run.noisy->done);
	teardown(&run);
}

/* What takes half the time is decided, what takes the same is done and not decided. */
static void decided_is_counted(void **state)
{
	static const double half[] = { 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5 };
	size_t nr_alone = 0, nr_decided = 0, nr_rivals = 0;
	struct settled settled;
	struct made_up run;

	setup(&run, half);
	sample_rounds(&run, 0, STATS_SOLID_N);
	for (size_t g = 0; g < run.cases.nr_groups; g++) {
		const struct bench_group *group = &run.cases.groups[g];

		for (size_t i = 0; i < group->nr_cases; i++)
			nr_alone += is_alone(&group->cases[i]);
		assert_int_equal(settle_ratios(run.log, &run.cases.groups[g], 0.01, MARGIN,
					       &settled), 0);
		nr_decided += settled.nr_decided;
		nr_rivals += settled.nr_rivals;
	}
	assert_int_equal(nr_going_on(&run, NULL), 0);
	assert_int_equal(nr_decided, nr_alone);
	assert_true(nr_alone > 0 && nr_rivals > nr_alone);
	teardown(&run);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(too_few_rounds_settle_nothing),
		cmocka_unit_test(what_is_clear_is_done),
		cmocka_unit_test(an_open_contrast_goes_on),
		cmocka_unit_test(near_the_margin_goes_on),
		cmocka_unit_test(the_other_memory_is_waited_for),
		cmocka_unit_test(ratios_are_those_of_the_group),
		cmocka_unit_test(decided_is_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
