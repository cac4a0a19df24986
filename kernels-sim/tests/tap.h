/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Test Anything Protocol for tests that count their points as they go.
 */
#ifndef KERNELS_SIM_TESTS_TAP_H
#define KERNELS_SIM_TESTS_TAP_H

#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>

static int tap_points;
static int tap_failures;

static inline void __attribute__((format(printf, 2, 3))) tap(bool ok, const char *fmt, ...)
{
	va_list args;

	printf("%sok %d - ", ok ? "" : "not ", ++tap_points);
	va_start(args, fmt);
	vprintf(fmt, args);
	va_end(args);
	printf("\n");
	fflush(stdout);
	tap_failures += !ok;
}

static inline void tap_skip(const char *what, const char *reason)
{
	printf("ok %d - %s # SKIP %s\n", ++tap_points, what, reason);
	fflush(stdout);
}

static inline int tap_done(void)
{
	printf("1..%d\n", tap_points);
	return tap_failures ? 1 : 0;
}

#endif
