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

#include "base/parse.h"
#include "plan/plan.h"

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
		{ __LINE__, "file:/tmp/none", "file:/tmp/none", PAGE_ANY },
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
		{ __LINE__, "dram:node=1", "dram:node=1", PAGE_THP },
		{ __LINE__, "dram:node=local", "dram", PAGE_THP },
		{ __LINE__, "dram:node=remote,page=4k", "dram:page=4k,node=remote", PAGE_4K },
		{ __LINE__, "dram:node=interleave", "dram:node=interleave", PAGE_THP },
		{ __LINE__, "dram:node=", NULL, PAGE_ANY },
		{ __LINE__, "dram:node=-1", NULL, PAGE_ANY },
		{ __LINE__, "dram:node=far", NULL, PAGE_ANY },
		{ __LINE__, "memfd:huge=always", "memfd:huge=always", PAGE_THP },
		{ __LINE__, "memfd:huge=never", "memfd:huge=never", PAGE_4K },
		{ __LINE__, "memfd:huge=2m", "memfd:huge=2m", PAGE_2M },
		{ __LINE__, "memfd:huge=yes", NULL, PAGE_ANY },
		{ __LINE__, "memfd:page=4k", NULL, PAGE_ANY },
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
	choose(&axes, AXIS_REVISION, "v4,v5");
	choose(&axes, AXIS_MAP, "all");
	choose(&axes, AXIS_TARGET, "dram");
	choose(&axes, AXIS_TARGET, "dram:page=thp");
	choose(&axes, AXIS_TARGET, "memfd");
	assert_int_equal(plan_cases(plan_find("quick"), &axes, 0, &cases), 0);

	/* The two spellings of dram are one group; a copy named twice is one case. */
	assert_int_equal(cases.nr_groups, 2);
	/* flat is the same under all revisions, order0 wherever its memmap is: three of both */
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
		assert_string_equal(mov->words.revision, c->words.revision);
		with_mov += mov == c;
	}
	assert_int_equal(with_mov, 2 * 3);
	bench_cases_free(&cases);
	axes_free(&axes);
}

static size_t nr_of(const struct axes *axes, const char *plan)
{
	struct bench_cases cases;
	size_t nr;

	assert_int_equal(plan_cases(plan_find(plan), axes, 0, &cases), 0);
	nr = cases.nr_cases;
	bench_cases_free(&cases);
	return nr;
}

/* What a walk does not know makes no second case of it. */
static void choices(void **state)
{
	static const struct {
		int line;
		const char *walk, *revision;
		size_t nr;	/* of the kernels, 2 maps, 2 kinds of pageblock work */
	} rows[] = {
		{ __LINE__, "flat", "v4,v5", 1 },
		{ __LINE__, "order0", "v5", KERNEL_NR * 2 },
		{ __LINE__, "order0", "v4,v5", 2 * KERNEL_NR * 2 },
		{ __LINE__, "order9", "v11", KERNEL_NR * 2 * 2 },
		{ __LINE__, "order18,flat", "v3", KERNEL_NR * 2 * 2 + 1 },
	};
	size_t i, nr;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		struct axes axes = { 0 };

		choose(&axes, AXIS_COPY, "mov");
		choose(&axes, AXIS_TARGET, "dram");
		choose(&axes, AXIS_WALK, rows[i].walk);
		choose(&axes, AXIS_REVISION, rows[i].revision);
		choose(&axes, AXIS_KERNEL, "all");
		choose(&axes, AXIS_MAP, "all");
		choose(&axes, AXIS_PAGEBLOCKS, "all");
		nr = nr_of(&axes, "smoke");
		if (nr != rows[i].nr)
			fail_msg("line %d: %zu cases", rows[i].line, nr);
		axes_free(&axes);
	}
}

/* The policy decides what is timed, and the row still says what was asked for. */
static void policy(void **state)
{
	struct bench_cases cases;
	struct axes axes = { 0 };
	size_t i;

	choose(&axes, AXIS_COPY, "movnti,mov");
	choose(&axes, AXIS_LAYOUT, "56");
	choose(&axes, AXIS_WALK, "order0,flat");
	choose(&axes, AXIS_REVISION, "v4");
	assert_int_equal(plan_cases(plan_find("smoke"), &axes, 0, &cases), 0);
	for (i = 0; i < cases.groups[0].nr_cases; i++) {
		const struct bench_case *c = &cases.groups[0].cases[i];
		const bool other = !strcmp(c->words.copy, "movnti") && c->walk == WALK_ORDER0;

		assert_string_equal(c->copy->name, c->words.copy);
		assert_string_equal(c->runs->name, other ? "flushcache" : c->words.copy);
	}
	bench_cases_free(&cases);
	axes_free(&axes);
}

#define GIB_PAGES 262144

/* Three scenarios x four series states, first binds and rebinds, and the reviewer's loop. */
static void thread(void **state)
{
	const struct axes axes = { 0 };
	struct bench_cases cases;
	size_t i, j, nr[3] = { 0 };

	assert_int_equal(plan_cases(plan_find("thread"), &axes, 0, &cases), 0);
	assert_int_equal(cases.nr_groups, 2);
	assert_int_equal(cases.pages, 100 * GIB_PAGES);
	for (i = 0; i < cases.nr_groups; i++) {
		for (j = 0; j < cases.groups[i].nr_cases; j++) {
			const struct bench_case *c = &cases.groups[i].cases[j];
			const bool first = c->state->faults;
			const bool loop = c->words.pages == 64 * GIB_PAGES;

			assert_int_equal(c->words.pages, (loop ? 64 : 100) * GIB_PAGES);
			assert_int_equal(c->reps, first ? 1 : loop ? 5 : 4);
			assert_string_equal(c->words.revision, NEWEST_REVISION);
			assert_int_equal(c->revision, REVISION_NR - 1);
			assert_string_equal(c->words.pageblocks, "movable");
			nr[first ? 0 : loop ? 1 : 2]++;
		}
	}
	assert_int_equal(nr[0], 12);
	assert_int_equal(nr[1], 4);
	assert_int_equal(nr[2], 12);
	assert_int_equal(cases.groups[0].reps, 4);
	assert_int_equal(cases.groups[1].reps, 5);

	/* On a smaller machine the two lengths become one, which is measured once. */
	assert_true(bench_cases_fit(&cases, 32 * GIB_PAGES));
	assert_false(bench_cases_fit(&cases, 32 * GIB_PAGES));
	for (i = j = 0; i < cases.groups[1].nr_cases; i++) {
		assert_int_equal(cases.groups[1].cases[i].words.pages, 32 * GIB_PAGES);
		j += !cases.groups[1].cases[i].reps;
	}
	assert_int_equal(j, 4);
	bench_cases_free(&cases);
}

/* Only what differs in nothing but the copy is compared. */
static void partners(void **state)
{
	struct bench_cases cases;
	struct axes axes = { 0 };
	size_t i;

	choose(&axes, AXIS_COPY, "mov,movnti");
	choose(&axes, AXIS_TARGET, "dram");
	choose(&axes, AXIS_BLOCK_ORDER, "all");
	choose(&axes, AXIS_DRAIN_EVERY, "0,210");
	choose(&axes, AXIS_LOAD, "0,3");
	choose(&axes, AXIS_THREADS, "1,2,01");
	assert_int_equal(plan_cases(plan_find("quick"), &axes, 0, &cases), 0);
	assert_int_equal(cases.nr_groups, 1);
	assert_int_equal(cases.nr_cases, 2 * 3 * 2 * 2 * 2);
	for (i = 0; i < cases.nr_cases; i++) {
		const struct bench_case *c = &cases.groups[0].cases[i];
		const struct bench_case *mov;

		assert_true(c->mov >= 0);
		mov = &cases.groups[0].cases[c->mov];
		assert_string_equal(mov->words.copy, "mov");
		assert_string_equal(mov->words.block_order, c->words.block_order);
		assert_int_equal(mov->words.drain_every, c->words.drain_every);
		assert_int_equal(mov->words.load, c->words.load);
		assert_int_equal(mov->words.threads, c->words.threads);
	}
	bench_cases_free(&cases);
	axes_free(&axes);

	choose(&axes, AXIS_COPY, "mov,movnti");
	choose(&axes, AXIS_TARGET, "dram");
	choose(&axes, AXIS_ALIGN, "0,8,4");
	choose(&axes, AXIS_REVISION, "v5,v11");
	assert_int_equal(plan_cases(plan_find("quick"), &axes, 0, &cases), 0);
	assert_int_equal(cases.nr_cases, 2 * 3 * 2);
	assert_int_equal(cases.groups[0].align_bytes, 8);
	for (i = 0; i < cases.nr_cases; i++) {
		const struct bench_case *c = &cases.groups[0].cases[i];
		const bool streams = !strcmp(c->words.copy, "movnti");

		assert_int_equal(cases.groups[0].cases[c->mov].words.align, c->words.align);
		/* Out of line under v5, without a fallback; in place under v11. */
		assert_int_equal(bench_cannot_align(c) != NULL,
				 streams && c->words.align == 4 && c->revision == REVISION_V5);
	}
	bench_cases_free(&cases);
	axes_free(&axes);

	assert_int_equal(axes_choose(&axes, AXIS_ALIGN, "64"), -EINVAL);
	assert_int_equal(axes_choose(&axes, AXIS_THREADS, "0"), -EINVAL);
	assert_int_equal(axes_choose(&axes, AXIS_LOAD, "-1"), -EINVAL);
	assert_int_equal(axes_choose(&axes, AXIS_DRAIN_EVERY, "1,x"), -EINVAL);
	assert_int_equal(axes_choose(&axes, AXIS_DRAIN_EVERY, "all"), -EINVAL);
	assert_int_equal(axes_choose(&axes, AXIS_BLOCK_ORDER, "up"), -EINVAL);
	axes_free(&axes);
}

static void all_plans_make_cases(void **state)
{
	const struct axes axes = { 0 };
	struct bench_cases cases;
	size_t nr, i;
	const struct plan *plans = plan_list(&nr);

	for (i = 0; i < nr; i++) {
		assert_int_equal(plan_cases(&plans[i], &axes, 0, &cases), 0);
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
		cmocka_unit_test(choices), cmocka_unit_test(policy),
		cmocka_unit_test(thread),  cmocka_unit_test(partners),
		cmocka_unit_test(product), cmocka_unit_test(all_plans_make_cases),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
