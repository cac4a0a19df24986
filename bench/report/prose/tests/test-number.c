// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Numbers as all reports write them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <math.h>

#include <cmocka.h>

#include "report/prose/number.h"

static void four_digits_count(void **state)
{
	assert_string_equal(number_ns(2.8104).text, "2.810");
	assert_string_equal(number_ns(9.9996).text, "10.00");
	assert_string_equal(number_ns(99.996).text, "100.0");
	assert_string_equal(number_ns(123456.7).text, "123457");
	assert_string_equal(number_ns(0.0012344).text, "0.001234");
	assert_string_equal(number_ns(0).text, "0.000");
	assert_string_equal(number_ns(1e-12).text, "1.000e-12");
	assert_string_equal(number_ns(1e20).text, "1.000e+20");
}

static void what_is_no_number_is_absent(void **state)
{
	assert_string_equal(number_ns(NAN).text, "-");
	assert_string_equal(number_gb(INFINITY).text, "-");
	assert_string_equal(number_ratio(NAN).text, "-");
}

static void ratios_have_three_digits(void **state)
{
	assert_string_equal(number_ratio(0.3456).text, "0.346");
	assert_string_equal(number_ratio(12.3456).text, "12.346");
	assert_string_equal(number_ratio(-1).text, "-1.000");
}

static void bytes_have_units(void **state)
{
	assert_string_equal(number_bytes(1023).text, "1023 B");
	assert_string_equal(number_bytes(1024).text, "1 KiB");
	assert_string_equal(number_bytes(1536).text, "1.5 KiB");
	assert_string_equal(number_bytes(100LL << 30).text, "100 GiB");
	assert_string_equal(number_percent(2.5).text, "2.5 %");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(four_digits_count),
		cmocka_unit_test(what_is_no_number_is_absent),
		cmocka_unit_test(ratios_have_three_digits),
		cmocka_unit_test(bytes_have_units),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
