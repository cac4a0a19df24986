// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Memory that is not what was asked for: on another node, in other pages.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "target/placement.h"
#include "target/target.h"

#define LARGE (2 << 20)

/* What is said of memory; NULL when it is as asked. */
static const char *said(const struct target_spec *spec, const struct placement *found)
{
	static struct reason reason;

	return placement_check(spec, found, &reason) ? reason.text : NULL;
}

static void other_nodes_are_told(void **state)
{
	const struct target_spec any = { 0 }, one = { .nr_nodes = 1, .nodes = { 1 } };
	const struct target_spec two = { .nr_nodes = 2, .nodes = { 0, 1 } };
	const struct target_spec local = { .nr_nodes = 1, .nodes = { 1 }, .place = PLACE_LOCAL };

	assert_null(said(&any, &(struct placement){ .node = 0 }));
	assert_null(said(&one, &(struct placement){ .node = 1 }));
	assert_string_equal(said(&one, &(struct placement){ .node = 0 }),
			    "asked for node 1, found node 0");
	assert_string_equal(said(&one, &(struct placement){ .node = -2 }),
			    "asked for node 1, found pages on others too");
	assert_string_equal(said(&one, &(struct placement){ .node = -1 }),
			    "the kernel does not say on which node the pages are");
	assert_null(said(&local, &(struct placement){ .node = -1 }));
	assert_null(said(&two, &(struct placement){ .node = -2 }));
	assert_string_equal(said(&two, &(struct placement){ .node = 0 }),
			    "asked for 2 nodes in turn, found all on node 0");
}

static void other_pages_are_told(void **state)
{
	const struct target_spec large = { .page = PAGE_THP }, small = { .page = PAGE_4K };
	const struct target_spec any = { .page = PAGE_ANY };

	assert_null(said(&large, &(struct placement){ .page_bytes = LARGE, .part = 1 }));
	assert_null(said(&large, &(struct placement){ .page_bytes = LARGE, .part = 0.96 }));
	assert_non_null(said(&large, &(struct placement){ .page_bytes = LARGE, .part = 0.94 }));
	assert_string_equal(said(&large, &(struct placement){ .page_bytes = 4096, .part = 1 }),
			    "asked for pages of 2048 kB, found 100 % of the range in pages of 4 kB");
	assert_non_null(said(&small, &(struct placement){ .page_bytes = LARGE, .part = 1 }));
	assert_null(said(&any, &(struct placement){ .page_bytes = LARGE, .part = 0.6 }));
	/* What smaps does not tell is no other size. */
	assert_null(said(&large, &(struct placement){ .page_bytes = 0 }));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(other_nodes_are_told),
		cmocka_unit_test(other_pages_are_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
