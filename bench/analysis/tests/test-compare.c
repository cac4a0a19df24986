// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The published figures as the program carries them, and the rule by which a
 * machine agrees with them.
 */
#include <errno.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "analysis/published.h"
#include "analysis/thread.h"

#define HEAD "scenario\tkernel\tseries\tmachine\tfirst_bind\trebind\tratio\tunit\tsource\thow\tnote"
#define ROW(scenario, series, ratio) \
	scenario "\t7.1\t" series "\tVM\t1486\t273.52\t" ratio "\tms\tv1, 2026\tcopy: mean\t-"
#define ROW_OF(scenario, series, machine, ratio, source) \
	scenario "\t7.1\t" series "\t" machine "\t-\t2\t" ratio "\tms\t" source "\tcopy: mean\t-"

static void the_carried_table_parses(void **state)
{
	struct published published;
	size_t nr_streaming = 0;

	assert_int_equal(
		published_parse("thread", published_thread, published_thread_nr, &published), 0);
	assert_int_equal(published.nr_rows, published_thread_nr - 1);
	for (size_t i = 0; i < published.nr_rows; i++) {
		assert_true(thread_series_of(&published.rows[i]) >= 0);
		nr_streaming += thread_series_of(&published.rows[i]) == SERIES_STREAMING;
	}
	assert_true(nr_streaming > 0);
	assert_string_equal(published.rows[0].field[PUBLISHED_REBIND], "273.52");
	assert_true(published.rows[0].first_bind == 1486);
	published_free(&published);
}

static void missing_is_no_number(void **state)
{
	static const char *const lines[] = { HEAD, ROW("nd_pmem", "streaming", "-") };
	struct published published;

	assert_int_equal(published_parse("test", lines, 2, &published), 0);
	assert_true(isnan(published.rows[0].ratio));
	assert_string_equal(published.rows[0].field[PUBLISHED_NOTE], "-");
	published_free(&published);
}

static void damage_is_refused(void **state)
{
	static const char *const bad[][2] = {
		{ "", NULL },
		{ HEAD "\tmore", NULL },
		{ "scenario\tkernel\tseries\tmachine\tfirst_bind\trebind\tratio\tunit\tsource\tnote\thow",
		  NULL },
		{ HEAD, "nd_pmem\t7.1\tbase" },
		{ HEAD, ROW("nd_pmem", "base", "1.0x") },
		{ HEAD, ROW("nd_pmem", "base", "") },
		{ HEAD, ROW("nd_pmem", "base", "0") },
		{ HEAD, ROW("nd_pmem", "base", "nan") },
		{ HEAD, ROW("nd_pmem", "base", "1") "\tmore" },
	};
	struct published published;

	assert_int_equal(published_parse("test", NULL, 0, &published), -EINVAL);
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		assert_int_equal(published_parse("test", bad[i], bad[i][1] ? 2 : 1, &published),
				 -EINVAL);
		assert_null(published.rows);
	}
}

static const struct judge_case {
	int line;
	const char *ratio[2]; /* published */
	double lo, hi;	      /* here; 0: no interval */
	enum thread_agreement agreement;
	bool size_agrees;
} judge_cases[] = {
	{ __LINE__, { "2.42", "2.62" }, 2.3, 2.5, THREAD_AGREES, true },
	{ __LINE__, { "2.42", "2.62" }, 1.1, 1.2, THREAD_AGREES, false },
	{ __LINE__, { "2.42", "2.62" }, 2.3, 2.38, THREAD_AGREES, true }, /* by the margin */
	{ __LINE__, { "2.42", "2.62" }, 2.3, 2.37, THREAD_AGREES, false },
	{ __LINE__, { "2.42", "2.62" }, 0.8, 0.9, THREAD_DISAGREES, false },
	{ __LINE__, { "2.42", "2.62" }, 0.99, 1.01, THREAD_DISAGREES, false },
	{ __LINE__, { "2.42", "2.62" }, 1.01, 1.2, THREAD_UNDECIDED, false },
	{ __LINE__, { "2.42", "2.62" }, 0, 0, THREAD_UNDECIDED, false },
	{ __LINE__, { "0.85", "0.97" }, 0.8, 0.9, THREAD_AGREES, true },
	{ __LINE__, { "0.85", "0.97" }, 1.1, 1.2, THREAD_DISAGREES, false },
	{ __LINE__, { "0.85", "0.99" }, 0.8, 0.9, THREAD_UNDECIDED, true },
	{ __LINE__, { "0.99", "1.01" }, 0.99, 1.01, THREAD_AGREES, true },
	{ __LINE__, { "0.99", "1.01" }, 1.1, 1.2, THREAD_DISAGREES, false },
	{ __LINE__, { "-", "1.5" }, 1.4, 1.6, THREAD_AGREES, true },
	{ __LINE__, { "-", "-" }, 1.4, 1.6, THREAD_UNDECIDED, false },
};

static void judged_by_the_rule(void **state)
{
	for (size_t i = 0; i < sizeof(judge_cases) / sizeof(judge_cases[0]); i++) {
		const struct judge_case *c = &judge_cases[i];
		const struct stats_estimate here = { .median = (c->lo + c->hi) / 2,
						     .lo = c->lo,
						     .hi = c->hi,
						     .n = 6,
						     .nr_samples = 18,
						     .has_interval = c->lo > 0 };
		char row[2][128];
		/* Other scenarios and states must not count. */
		const char *lines[] = { HEAD, row[0], row[1], ROW("dax_pmem", "streaming", "0.5"),
					ROW("nd_pmem", "v1 patches 1-2", "0.5") };
		struct thread_judgement judgement;
		struct published published;

		for (int r = 0; r < 2; r++)
			snprintf(row[r], sizeof(row[r]), ROW("nd_pmem", "streaming", "%s"),
				 c->ratio[r]);
		assert_int_equal(published_parse("test", lines, 5, &published), 0);
		judgement = thread_judge(&published, &thread_scenario[0], SERIES_STREAMING, NULL,
					 &here, 0.02);
		if (judgement.agreement != c->agreement || judgement.size_agrees != c->size_agrees)
			fail_msg("case of line %d: agreement %d, size %d", c->line,
				 judgement.agreement, judgement.size_agrees);
		published_free(&published);
	}
}

static void judged_against_its_own_revision(void **state)
{
	static const char *const lines[] = {
		HEAD,
		ROW_OF("device_private", "streaming", "VM on x", "0.85", "Li Zhe, reply to v4, 2026"),
		ROW_OF("device_private_call", "streaming", "VM on x", "0.84", "Li Zhe, reply to v4, 2026"),
		ROW_OF("device_private_call", "streaming", "host: y", "2.49", "v11, 2026-08-31"),
		ROW_OF("device_private", "streaming", "-", "-", "monthly digest"),
	};
	const struct stats_estimate here = { .median = 2.4, .lo = 2.3, .hi = 2.5, .n = 6,
					     .nr_samples = 18, .has_interval = true };
	const struct thread_scenario *private = &thread_scenario[2];
	struct thread_judgement judgement;
	char buf[THREAD_REVISION_MOST];
	struct published published;

	assert_int_equal(published_parse("test", lines, 5, &published), 0);
	assert_string_equal(thread_revision_of(&published.rows[0], buf), "v4");
	assert_string_equal(thread_revision_of(&published.rows[2], buf), "v11");
	assert_string_equal(thread_revision_of(&published.rows[3], buf), "");
	assert_int_equal(thread_place_of(&published.rows[0]), PLACE_GUEST);
	assert_int_equal(thread_place_of(&published.rows[2]), PLACE_HOST);
	assert_int_equal(thread_place_of(&published.rows[3]), PLACE_UNKNOWN);

	judgement = thread_judge(&published, private, SERIES_STREAMING, "v11", &here, 0.02);
	assert_int_equal(judgement.agreement, THREAD_AGREES);
	/* The whole call stands for the loop, which v11 has no figure of. */
	assert_string_equal(judgement.lo->field[PUBLISHED_RATIO], "2.49");
	judgement = thread_judge(&published, private, SERIES_STREAMING, "v4", &here, 0.02);
	assert_int_equal(judgement.agreement, THREAD_DISAGREES);
	/* And not for one that the same mail has. */
	assert_string_equal(judgement.lo->field[PUBLISHED_RATIO], "0.85");
	judgement = thread_judge(&published, private, SERIES_STREAMING, "v5", &here, 0.02);
	assert_int_equal(judgement.agreement, THREAD_UNDECIDED);
	assert_null(judgement.lo);
	judgement = thread_judge(&published, private, SERIES_STREAMING, NULL, &here, 0.02);
	assert_int_equal(judgement.agreement, THREAD_UNDECIDED);
	published_free(&published);
}

static void scenarios_by_walk_and_target(void **state)
{
	static const struct {
		const char *walk, *target;
		int scenario; /* -1: none */
	} cases[] = {
		{ "order0", "file", 0 },
		{ "order0", "file:/mnt/x,keep=yes", 0 },
		{ "order0", "memfd:huge=always", 0 },
		{ "order0", "fsdax:/mnt/pmem", 0 },
		{ "order0", "devdax:/dev/dax0.0", -1 },
		{ "order0", "filesystem", -1 },
		{ "order9", "devdax:/dev/dax0.0", 1 },
		{ "order9", "file", 1 },
		{ "order9", "dram", -1 },
		{ "order18", "file", -1 },
		{ "flat", "dram", -1 },
		{ "order0", "dram:page=4k,node=1", 2 },
	};

	for (size_t i = 0; i < sizeof(cases) / sizeof(cases[0]); i++) {
		struct run_case c = { .copy = "mov",
				      .layout = 64,
				      .walk = cases[i].walk,
				      .revision = "v5",
				      .target = cases[i].target,
				      .state = "reused",
				      .pattern = "page",
				      .block_order = "ascending",
				      .threads = 1,
				      .pages = 512,
				      .kernel = "-",
				      .map = "-",
				      .pageblocks = "movable",
				      .returns = "-" };

		for (int s = 0; s < THREAD_SCENARIO_NR; s++) {
			c.threads = 1;
			assert_int_equal(thread_has(&thread_scenario[s], &c),
					 s == cases[i].scenario);
			c.threads = 2;
			assert_false(thread_has(&thread_scenario[s], &c));
			c.threads = 1;
			c.map = "mem";
			assert_false(thread_has(&thread_scenario[s], &c));
			c.map = "-";
			c.kernel = "6.12";
			assert_false(thread_has(&thread_scenario[s], &c));
			c.kernel = "-";
			c.align = 8;
			assert_false(thread_has(&thread_scenario[s], &c));
			c.align = 0;
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_carried_table_parses),
		cmocka_unit_test(missing_is_no_number),
		cmocka_unit_test(damage_is_refused),
		cmocka_unit_test(judged_by_the_rule),
		cmocka_unit_test(judged_against_its_own_revision),
		cmocka_unit_test(scenarios_by_walk_and_target),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("compare", tests, NULL, NULL);
}
