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

#include "analysis/contrast.h"

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
	.copy = "mov", .layout = 64, .walk = "order0", .revision = NEWEST_REVISION, .target = "dram",
	.state = "reused", .pattern = "page", .block_order = "ascending", .threads = 1, .pages = 1,
	.kernel = "-", .map = "-", .pageblocks = "-", .returns = "-",
};

static void sides_know_their_cases(void **state)
{
	const struct contrast_side none = { 0 }, file = { .word = { [AXIS_TARGET] = "file" } };
	const struct contrast_side busy = {
		.word = { [AXIS_BLOCK_ORDER] = "random", [AXIS_DRAIN_EVERY] = "64", [AXIS_LOAD] = "2" },
	};
	const struct contrast_side map = {
		.word = { [AXIS_WALK] = "order9", [AXIS_MAP] = "mem" },
	};
	const struct contrast_side *side = &none;
	struct run_case other = plain;

	assert_true(contrast_has_words(side, &plain));
	other.copy = "null";
	other.pages = 7;
	assert_true(contrast_has_words(side, &other));
#define DIFFERS(field, value)                                                                      \
	other = plain;                                                                             \
	other.field = value;                                                                       \
	assert_false(contrast_has_words(side, &other))
	DIFFERS(layout, 80);
	DIFFERS(walk, "order9");
	DIFFERS(revision, "v4");
	DIFFERS(target, "dram:page=4k");
	DIFFERS(target, "dra");
	DIFFERS(state, "flushed");
	DIFFERS(pattern, "zero");
	DIFFERS(block_order, "random");
	DIFFERS(drain_every, 64);
	DIFFERS(load, 1);
	DIFFERS(threads, 2);
	DIFFERS(kernel, "6.1");
	DIFFERS(map, "mem");
	DIFFERS(pageblocks, "movable");
	DIFFERS(returns, "its");
	DIFFERS(align, 8);

	/* Of a target with a path any will do, of one with keys none but its own. */
	side = &file;
	other.target = "file:/mnt";
	other.align = 0;
	assert_true(contrast_has_words(side, &other));
	other.target = "file:key=1";
	assert_false(contrast_has_words(side, &other));

	side = &busy;
	other = plain;
	other.block_order = "random";
	other.drain_every = 64;
	assert_false(contrast_has_words(side, &other));
	other.load = 2;
	assert_true(contrast_has_words(side, &other));

	side = &map;
	other = plain;
	other.walk = "order9";
	assert_false(contrast_has_words(side, &other));
	other.map = "mem";
	assert_true(contrast_has_words(side, &other));
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

/* Do the sides differ in just the words of one thing, so that the effect has one reason? */
static bool is_fair(const struct contrast *c)
{
	const struct contrast_side *a = &c->loses, *b = &c->wins;
	int nr = strcmp(hypothesis_over(a), hypothesis_over(b)) ||
		 strcmp(hypothesis_under(a), hypothesis_under(b)) ||
		 strcmp(hypothesis_ahead(a, true), hypothesis_ahead(b, true));

	for (int axis = 0; axis < AXIS_NR; axis++)
		nr += hypothesis_word(a, axis) &&
		      strcmp(hypothesis_word(a, axis), hypothesis_word(b, axis));
	nr += a->device_bytes != b->device_bytes;
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
