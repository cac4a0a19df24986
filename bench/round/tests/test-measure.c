// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Steal, read from files that look like /proc/stat.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "round/measure.h"

/* user nice system idle iowait irq softirq steal guest guest_nice, in ticks */
#define STAT                                                                   \
	"cpu  11 12 13 14 15 16 17 18 19 20\n"                                 \
	"cpu0 101 102 103 104 105 106 107 300 109 110\n"                       \
	"cpu1 201 202 203 204 205 206 207 7 209 210\n"                         \
	"cpu10 1 2 3 4 5 6 7 9 9 10\n"                                         \
	"intr 1 2 3\n"

static int64_t steal_in(const char *text, int cpu)
{
	char path[] = "/tmp/test-measure-XXXXXX";
	int fd = mkstemp(path);
	FILE *file = fdopen(fd, "w");
	int64_t ms;

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
	ms = measure_steal_in(path, cpu);
	unlink(path);
	return ms;
}

static void steal_is_the_eighth_field_in_ms(void **state)
{
	const long ticks = sysconf(_SC_CLK_TCK);

	assert_int_equal(steal_in(STAT, 0), 300 * 1000 / ticks);
	assert_int_equal(steal_in(STAT, 1), 7 * 1000 / ticks);
	assert_int_equal(steal_in(STAT, 10), 9 * 1000 / ticks);
}

static void what_is_not_there_is_not_zero(void **state)
{
	assert_int_equal(steal_in(STAT, 2), -1);
	assert_int_equal(steal_in("cpu0 1 2 3 4\n", 0), -1);
	assert_int_equal(steal_in("", 0), -1);
	assert_int_equal(measure_steal_in("/nonexistent/stat", 0), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(steal_is_the_eighth_field_in_ms),
		cmocka_unit_test(what_is_not_there_is_not_zero),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
