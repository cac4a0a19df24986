// SPDX-License-Identifier: GPL-2.0-or-later
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

#include "report/contrast.h"

static enum contrast_verdict judge(double lo, double hi)
{
	const struct stats_estimate est = {
		.median = (lo + hi) / 2, .lo = lo, .hi = hi, .n = 8, .has_interval = true
	};

	return contrast_judge(&est, 0.02);
}

static void verdicts_by_interval(void **state)
{
	const struct stats_estimate few = { .median = 2, .lo = NAN, .hi = NAN, .n = 5 };

	assert_int_equal(judge(1.03, 1.5), CONTRAST_SUPPORTED);
	assert_int_equal(judge(1.01, 1.5), CONTRAST_UNDECIDED);
	assert_int_equal(judge(0.5, 1.5), CONTRAST_UNDECIDED);
	assert_int_equal(judge(0.99, 1.01), CONTRAST_REJECTED);
	assert_int_equal(judge(0.9, 1.01), CONTRAST_REJECTED);
	assert_int_equal(judge(0.5, 0.9), CONTRAST_REJECTED);
	assert_int_equal(contrast_judge(&few, 0.02), CONTRAST_UNDECIDED);
}

static const struct run_case plain = {
	.copy = "mov", .layout = 64, .walk = "order0", .rules = "v5", .target = "dram",
	.state = "stale", .pattern = "page", .order = "ascending", .threads = 1, .pages = 1,
	.kernel = "-", .map = "-", .pageblocks = "-",
};

static void sides_know_their_cases(void **state)
{
	const struct contrast_side none = { 0 }, file = { .target = "file" };
	const struct contrast_side busy = { .order = "random", .drain_every = "64", .load = "2" };
	const struct contrast_side map = { .walk = "order9", .map = "mem" };
	struct contrast_side side = hypothesis_side(&none);
	struct run_case other = plain;

	assert_true(contrast_has_words(&side, &plain));
	other.copy = "null";
	other.pages = 7;
	assert_true(contrast_has_words(&side, &other));
#define DIFFERS(field, value)                                                                      \
	other = plain;                                                                             \
	other.field = value;                                                                       \
	assert_false(contrast_has_words(&side, &other))
	DIFFERS(layout, 80);
	DIFFERS(walk, "order9");
	DIFFERS(rules, "v4");
	DIFFERS(target, "dram:page=4k");
	DIFFERS(target, "dra");
	DIFFERS(state, "evicted");
	DIFFERS(pattern, "zero");
	DIFFERS(order, "random");
	DIFFERS(drain_every, 64);
	DIFFERS(load, 1);
	DIFFERS(threads, 2);
	DIFFERS(kernel, "6.1");
	DIFFERS(map, "mem");
	DIFFERS(pageblocks, "movable");
	DIFFERS(align, 8);

	/* Of a target with a path any will do, of one with keys none but its own. */
	side = hypothesis_side(&file);
	other.target = "file:/mnt";
	other.align = 0;
	assert_true(contrast_has_words(&side, &other));
	other.target = "file:key=1";
	assert_false(contrast_has_words(&side, &other));

	side = hypothesis_side(&busy);
	other = plain;
	other.order = "random";
	other.drain_every = 64;
	assert_false(contrast_has_words(&side, &other));
	other.load = 2;
	assert_true(contrast_has_words(&side, &other));

	side = hypothesis_side(&map);
	other = plain;
	other.walk = "order9";
	assert_false(contrast_has_words(&side, &other));
	other.map = "mem";
	assert_true(contrast_has_words(&side, &other));
}

static enum contrast_verdict verdict_of(const char *letters, bool *split)
{
	static const struct hypothesis hypothesis, other;
	struct contrast_result all[8];
	struct contrast_results results = { .all = all };

	for (; *letters; letters++)
		all[results.nr++] = (struct contrast_result){
			.hypothesis = *letters == '!' ? &other : &hypothesis,
			.verdict = *letters == 's' || *letters == '!' ? CONTRAST_SUPPORTED :
				   *letters == 'r'		      ? CONTRAST_REJECTED :
				   *letters == 'u'		      ? CONTRAST_UNDECIDED :
				   *letters == 't'		      ? CONTRAST_NOT_TESTABLE :
									CONTRAST_NOT_MEASURED,
		};
	return contrast_verdict_of(&results, &hypothesis, split);
}

static void hypotheses_follow_their_contrasts(void **state)
{
	/* clang-format off */
	static const struct {
		const char *contrasts;
		enum contrast_verdict verdict;
		bool split;
	} table[] = {
		{ "ss",	  CONTRAST_SUPPORTED,	 false },
		{ "su-t", CONTRAST_SUPPORTED,	 false },
		{ "rr-",  CONTRAST_REJECTED,	 false },
		{ "ru",	  CONTRAST_UNDECIDED,	 false },
		{ "sr",	  CONTRAST_UNDECIDED,	 true },
		{ "sru",  CONTRAST_UNDECIDED,	 true },
		{ "u-",	  CONTRAST_UNDECIDED,	 false },
		{ "t-",	  CONTRAST_NOT_TESTABLE, false },
		{ "-!",	  CONTRAST_NOT_MEASURED, false },
	};
	/* clang-format on */
	bool split;

	for (size_t i = 0; i < sizeof(table) / sizeof(table[0]); i++) {
		print_message("# row %zu: %s\n", i, table[i].contrasts);
		assert_int_equal(verdict_of(table[i].contrasts, &split), table[i].verdict);
		assert_int_equal(split, table[i].split);
	}
}

static bool same_word(const char *a, const char *b)
{
	return !strcmp(a, b);
}

/* Do the sides differ in just the words of one thing, so that the effect has one reason? */
static bool is_fair(const struct contrast *c)
{
	const struct contrast_side a = hypothesis_side(&c->loses), b = hypothesis_side(&c->wins);
	int nr = !same_word(a.over, b.over) || !same_word(a.under, b.under);

	nr += !same_word(a.layout, b.layout);
	nr += !same_word(a.walk, b.walk);
	nr += !same_word(a.rules, b.rules);
	nr += !same_word(a.target, b.target);
	nr += !same_word(a.state, b.state);
	nr += !same_word(a.pattern, b.pattern);
	nr += !same_word(a.map, b.map);
	nr += !same_word(a.order, b.order);
	nr += !same_word(a.drain_every, b.drain_every);
	nr += !same_word(a.load, b.load);
	nr += a.device_bytes != b.device_bytes;
	return nr == 1;
}

static void table_is_sound(void **state)
{
	for (size_t h = 0; h < hypotheses_nr; h++) {
		const struct contrast *c = hypotheses[h].contrasts;

		assert_non_null(hypotheses[h].sentence);
		assert_non_null(hypotheses[h].axis);
		assert_non_null(hypotheses[h].source);
		assert_true(hypotheses[h].of_cpus == !c[0].label);
		for (size_t other = 0; other < h; other++)
			assert_string_not_equal(hypotheses[h].id, hypotheses[other].id);
		for (int i = 0; i < HYPOTHESIS_CONTRASTS_MOST && c[i].label; i++) {
			print_message("# %s %s\n", hypotheses[h].id, c[i].label);
			assert_true(strlen(c[i].label) <= HYPOTHESIS_LABEL_MOST);
			assert_true(is_fair(&c[i]));
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(verdicts_by_interval),
		cmocka_unit_test(sides_know_their_cases),
		cmocka_unit_test(hypotheses_follow_their_contrasts),
		cmocka_unit_test(table_is_sound),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("contrast", tests, NULL, NULL);
}
