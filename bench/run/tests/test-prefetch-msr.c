// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What MSR 0x1a4 says, read from files that hold a value there.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "run/prefetch-msr.h"

#define AT 0x1a4

static const char *said(uint64_t value, bool is_intel, bool is_guest, struct reason *what)
{
	char path[] = "/tmp/test-prefetch-msr-XXXXXX";
	int fd = mkstemp(path);

	assert_true(fd >= 0);
	assert_int_equal(pwrite(fd, &value, sizeof(value), AT), sizeof(value));
	close(fd);
	prefetch_msr_say(path, is_intel, is_guest, what);
	unlink(path);
	return what->text;
}

static void bits_are_named(void **state)
{
	struct reason what;

	assert_string_equal(said(0, true, false, &what), "MSR 0x1a4 0x0: all on");
	assert_string_equal(said(0x20, true, false, &what), "MSR 0x1a4 0x20: all on");
	assert_string_equal(said(1, true, false, &what), "MSR 0x1a4 0x1: off: L2 stream");
	assert_string_equal(said(0xf, true, false, &what),
			    "MSR 0x1a4 0xf: off: L2 stream, L2 adjacent line, L1 next line, "
			    "L1 by instruction");
}

static void absence_has_a_reason(void **state)
{
	struct reason what;

	assert_string_equal(said(1, true, true, &what), "absent: a guest cannot read MSR 0x1a4");
	assert_string_equal(said(1, false, false, &what), "absent: only Intel CPUs have MSR 0x1a4");
	prefetch_msr_say("/nonexistent/msr", true, false, &what);
	assert_non_null(strstr(what.text, "absent: MSR 0x1a4 by /nonexistent/msr: No such file"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bits_are_named),
		cmocka_unit_test(absence_has_a_reason),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
