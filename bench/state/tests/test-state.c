// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What each state leaves in memory, and that it stays within its range.
 */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>

#include <cmocka.h>

#include "state/flush.h"
#include "state/state.h"

/* The range ends inside the second block of 2 MiB, with a whole line. */
#define MAP_BYTES (6UL << 20)
#define RANGE_BYTES ((2UL << 20) + 4096 + 64)
#define OLD 0x5a

struct fixture {
	struct target_spec spec;
	struct mapping map;
};

static void setup(struct fixture *f, const char *target)
{
	struct reason reason;

	assert_int_equal(target_parse(target, &f->spec), 0);
	assert_int_equal(target_map(&f->spec, MAP_BYTES, &f->map, &reason), 0);
	memset(f->map.addr, OLD, MAP_BYTES);
}

static void teardown(struct fixture *f)
{
	target_unmap(&f->map);
	target_spec_free(&f->spec);
}

/* Bytes of [from, to) that are not @value. */
static size_t others(const struct fixture *f, size_t from, size_t to, unsigned char value)
{
	const unsigned char *at = f->map.addr;
	size_t nr = 0;

	for (; from < to; from++)
		nr += at[from] != value;
	return nr;
}

static void prepare(struct fixture *f, const char *name)
{
	const struct state *found = state_find(name);

	assert_non_null(found);
	if (found->prepare)
		assert_int_equal(found->prepare(&f->spec, &f->map, RANGE_BYTES), 0);
}

static void test_fills(void **state)
{
	static const struct {
		const char *name;
		unsigned char value;
	} fills[] = { { "zeroed", 0 }, { "poisoned", 0xff }, { "reused", OLD }, { "flushed", OLD } };
	struct fixture f;
	size_t i;

	for (i = 0; i < sizeof(fills) / sizeof(fills[0]); i++) {
		setup(&f, "dram:page=4k");
		prepare(&f, fills[i].name);
		assert_int_equal(others(&f, 0, RANGE_BYTES, fills[i].value), 0);
		assert_int_equal(others(&f, RANGE_BYTES, MAP_BYTES, OLD), 0);
		teardown(&f);
	}
}

static void test_dirty(void **state)
{
	struct fixture f;
	size_t line;

	setup(&f, "memfd");
	prepare(&f, "dirty");
	for (line = 0; line < RANGE_BYTES; line += 64) {
		assert_true(others(&f, line, line + 64, OLD) > 0);
		assert_int_equal(others(&f, line + 8, line + 64, OLD), 0);
	}
	assert_int_equal(others(&f, RANGE_BYTES, MAP_BYTES, OLD), 0);
	teardown(&f);
}

static sigjmp_buf faulted;
static char *volatile fault_at;

static void note_fault(int number, siginfo_t *info, void *context)
{
	fault_at = info->si_addr;
	siglongjmp(faulted, 1);
}

static char *flush_fault(char *from, size_t bytes)
{
	fault_at = NULL;
	if (!sigsetjmp(faulted, 1))
		flush_lines(from, bytes);
	return fault_at;
}

/* What a flush touches may be seen where it must not: CLFLUSH of a page without access faults. */
static void test_flush(void **state)
{
	const struct sigaction noting = { .sa_sigaction = note_fault, .sa_flags = SA_SIGINFO };
	struct sigaction before;
	struct fixture f;
	char *page;

	setup(&f, "dram:page=4k");
	page = (char *)f.map.addr + (RANGE_BYTES - 64) / 4096 * 4096;
	assert_int_equal(mprotect(page, 4096, PROT_NONE), 0);
	assert_int_equal(sigaction(SIGSEGV, &noting, &before), 0);

	fault_at = NULL;
	if (!sigsetjmp(faulted, 1))
		prepare(&f, "flushed");
	assert_ptr_equal(fault_at, page);
	/* Every line is: the first behind the border, however far before it the range begins. */
	for (size_t lines = 0; lines < 9; lines++)
		assert_ptr_equal(flush_fault(page - 64 * lines, 64 * lines + 64), page);
	/* And none behind the end. */
	assert_null(flush_fault(page - 640, 640));

	sigaction(SIGSEGV, &before, NULL);
	assert_int_equal(mprotect(page, 4096, PROT_READ | PROT_WRITE), 0);
	teardown(&f);
}

static void test_untouched(void **state)
{
	static const char *const targets[] = { "dram", "dram:page=4k", "memfd" };
	struct fixture f;
	size_t i;

	for (i = 0; i < sizeof(targets) / sizeof(targets[0]); i++) {
		setup(&f, targets[i]);
		prepare(&f, "first-touch");
		/* New pages are zero; the old ones were not. */
		assert_int_equal(others(&f, 0, MAP_BYTES, 0), 0);
		assert_int_equal(target_populate(&f.map), 0);
		teardown(&f);
	}
}

static void test_list(void **state)
{
	size_t nr, i;
	const struct state *const *states = state_list(&nr);

	for (i = 0; i < nr; i++) {
		assert_ptr_equal(state_find(states[i]->name), states[i]);
		/* Only a first bind takes faults. */
		assert_int_equal(states[i]->faults, !strcmp(states[i]->name, "first-touch"));
	}
	assert_null(state_find("hot"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_dirty),
		cmocka_unit_test(test_fills),
		cmocka_unit_test(test_flush),
		cmocka_unit_test(test_list),
		cmocka_unit_test(test_untouched),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
