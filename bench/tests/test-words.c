// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Numbers, lists, targets and the product of a plan, as users type them.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "parse.h"
#include "plan.h"

static void sizes(void **state)
{
	static const struct {
		int line;
		const char *text;
		int ret;
		uint64_t bytes;
	} rows[] = {
		{ __LINE__, "0", 0, 0 },
		{ __LINE__, "4096", 0, 4096 },
		{ __LINE__, "64k", 0, 65536 },
		{ __LINE__, "100G", 0, 100ULL << 30 },
		{ __LINE__, "1T", 0, 1ULL << 40 },
		{ __LINE__, "4194304T", 0, 1ULL << 62 },
		{ __LINE__, "4194305T", -ERANGE, 0 },
		{ __LINE__, "18446744073709551616", -ERANGE, 0 },
		{ __LINE__, "", -EINVAL, 0 },
		{ __LINE__, "-1", -EINVAL, 0 },
		{ __LINE__, " 1", -EINVAL, 0 },
		{ __LINE__, "1GB", -EINVAL, 0 },
		{ __LINE__, "G", -EINVAL, 0 },
		{ __LINE__, "1.5G", -EINVAL, 0 },
		{ __LINE__, "0x10", -EINVAL, 0 },
	};
	char text[SIZE_TEXT];
	uint64_t bytes, again;
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		int ret = parse_size(rows[i].text, &bytes);

		if (ret != rows[i].ret || (!ret && bytes != rows[i].bytes))
			fail_msg("line %d: '%s' gives %d", rows[i].line, rows[i].text, ret);
		if (ret)
			continue;
		assert_int_equal(parse_size(format_size(bytes, text), &again), 0);
		assert_true(again == bytes);
	}
}

static void numbers(void **state)
{
	int64_t number;
	double real;

	assert_int_equal(parse_number("64", 1, 64, &number), 0);
	assert_int_equal(number, 64);
	assert_int_equal(parse_number("65", 1, 64, &number), -ERANGE);
	assert_int_equal(parse_number("99999999999999999999", 1, INT64_MAX, &number), -ERANGE);
	assert_int_equal(parse_number("1e3", 1, 10000, &number), -EINVAL);
	assert_int_equal(parse_number("", 0, 1, &number), -EINVAL);
	assert_int_equal(parse_number("+1", 0, 1, &number), -EINVAL);
	assert_int_equal(parse_real("0.5", 0, 1, &real), 0);
	assert_true(real == 0.5);
	assert_int_equal(parse_real("1.5", 0, 1, &real), -ERANGE);
	assert_int_equal(parse_real("nan", 0, 1, &real), -EINVAL);
	assert_int_equal(parse_real("inf", 0, 1, &real), -EINVAL);
	assert_int_equal(parse_real("1x", 0, 1, &real), -EINVAL);
	assert_int_equal(parse_real("", 0, 1, &real), -EINVAL);
}

static void lists(void **state)
{
	struct words list = { 0 };

	assert_int_equal(words_split(&list, "mov,movnti"), 0);
	assert_int_equal(list.nr, 2);
	assert_string_equal(list.word[1], "movnti");
	assert_int_equal(words_split(&list, "a,,b"), -EINVAL);
	assert_int_equal(words_split(&list, ",a"), -EINVAL);
	assert_int_equal(words_split(&list, "a,"), -EINVAL);
	words_free(&list);
	assert_int_equal(list.nr, 0);
}

static void targets(void **state)
{
	static const struct {
		int line;
		const char *text;
		const char *canonical;	/* NULL: refused */
		enum target_page page;
	} rows[] = {
		{ __LINE__, "dram", "dram", PAGE_THP },
		{ __LINE__, "dram:page=thp", "dram", PAGE_THP },
		{ __LINE__, "dram:page=4k", "dram:page=4k", PAGE_4K },
		{ __LINE__, "dram:page=1g", "dram:page=1g", PAGE_1G },
		{ __LINE__, "memfd", "memfd", PAGE_ANY },
		{ __LINE__, "file:/", "file:/", PAGE_ANY },
		{ __LINE__, "dram:", NULL, PAGE_ANY },
		{ __LINE__, "dram:page", NULL, PAGE_ANY },
		{ __LINE__, "dram:page=", NULL, PAGE_ANY },
		{ __LINE__, "dram:page=4k,", NULL, PAGE_ANY },
		{ __LINE__, "dra", NULL, PAGE_ANY },
		{ __LINE__, "dramm", NULL, PAGE_ANY },
		{ __LINE__, "", NULL, PAGE_ANY },
		{ __LINE__, "memfd:/tmp", NULL, PAGE_ANY },
		{ __LINE__, "file:/dev/null", NULL, PAGE_ANY },
		{ __LINE__, "file:/nonexistent/x", NULL, PAGE_ANY },
		{ __LINE__, "file:/,page=4k", NULL, PAGE_ANY },
		{ __LINE__, "fsdax:/", "fsdax:/", PAGE_ANY },
		{ __LINE__, "fsdax", NULL, PAGE_ANY },
		{ __LINE__, "devdax", NULL, PAGE_ANY },
		{ __LINE__, "devdax:/", NULL, PAGE_ANY },
		{ __LINE__, "devdax:/dev/null", NULL, PAGE_ANY },
		{ __LINE__, "devdax:/dev/dax99.9", NULL, PAGE_ANY },
	};
	struct target_spec spec;
	size_t i;
	int ret;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		ret = target_parse(rows[i].text, &spec);
		if (!ret) {
			ret = target_check(&spec);
			if (ret)
				target_spec_free(&spec);
		}
		if (!ret != !!rows[i].canonical)
			fail_msg("line %d: '%s' gives %d", rows[i].line, rows[i].text, ret);
		if (ret)
			continue;
		if (strcmp(spec.text, rows[i].canonical) || spec.page != rows[i].page)
			fail_msg("line %d: '%s' is called '%s'", rows[i].line, rows[i].text,
				 spec.text);
		target_spec_free(&spec);
	}
}

static void no_home(void **state)
{
	char *text;

	setenv("HOME", "/home/someone", 1);
	text = text_without_home("run -o /home/someone/x --target file:/home/someone");
	assert_string_equal(text, "run -o ~/x --target file:~");
	free(text);
	text = text_without_home("file:/home/other/x /home/someonelse /x/home/someone /home/");
	assert_string_equal(text, "file:~/x ~ /x/home/someone /home/");
	free(text);
	setenv("HOME", "/tmp/r", 1);
	text = text_without_home("/tmp/rv/p /tmp/r");
	assert_string_equal(text, "/tmp/rv/p ~");
	free(text);
	setenv("HOME", "/", 1);
	text = text_without_home("/x");
	assert_string_equal(text, "/x");
	free(text);
}

static void choose(struct axes *axes, enum axis axis, const char *text)
{
	assert_int_equal(axes_choose(axes, axis, text), 0);
}

static void product(void **state)
{
	struct bench_cases cases;
	struct axes axes = { 0 };
	size_t i, with_mov = 0;

	choose(&axes, AXIS_COPY, "mov,movnti,mov:again,mov");
	choose(&axes, AXIS_LAYOUT, "64,96");
	choose(&axes, AXIS_WALK, "flat,order0");
	choose(&axes, AXIS_RULES, "all");
	choose(&axes, AXIS_TARGET, "dram");
	choose(&axes, AXIS_TARGET, "dram:page=thp");
	choose(&axes, AXIS_TARGET, "memfd");
	assert_int_equal(plan_cases(plan_find("quick"), &axes, &cases), 0);

	/* The two spellings of dram are one group; a copy named twice is one case. */
	assert_int_equal(cases.nr_groups, 2);
	/* flat is the same under all rules: three walks x rules */
	assert_int_equal(cases.groups[0].nr_cases, 3 * 2 * 3);
	assert_int_equal(cases.nr_cases, 2 * 3 * 2 * 3);
	assert_int_equal(cases.layout_bytes, 96);
	for (i = 0; i < cases.groups[1].nr_cases; i++) {
		const struct bench_case *c = &cases.groups[1].cases[i];
		const struct bench_case *mov;

		assert_true(c->mov >= 0);
		mov = &cases.groups[1].cases[c->mov - cases.groups[1].cases[0].index];
		assert_string_equal(mov->words.copy, "mov");
		assert_int_equal(mov->words.layout, c->words.layout);
		assert_string_equal(mov->words.walk, c->words.walk);
		assert_string_equal(mov->words.rules, c->words.rules);
		with_mov += mov == c;
	}
	assert_int_equal(with_mov, 2 * 3);
	bench_cases_free(&cases);
	axes_free(&axes);
}

static void all_plans_make_cases(void **state)
{
	const struct axes axes = { 0 };
	struct bench_cases cases;
	size_t nr, i;
	const struct plan *plans = plan_list(&nr);

	for (i = 0; i < nr; i++) {
		assert_int_equal(plan_cases(&plans[i], &axes, &cases), 0);
		assert_true(cases.nr_cases > 0);
		bench_cases_free(&cases);
	}
	assert_null(plan_find("quickest"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sizes),   cmocka_unit_test(numbers),
		cmocka_unit_test(lists),   cmocka_unit_test(targets),
		cmocka_unit_test(no_home),
		cmocka_unit_test(product), cmocka_unit_test(all_plans_make_cases),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
