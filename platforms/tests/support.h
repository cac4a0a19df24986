/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the tests of this folder share: a scratch folder, files in it, and
 * failures that name the row of the table they come from.
 */
#ifndef PLATFORMS_TESTS_SUPPORT_H
#define PLATFORMS_TESTS_SUPPORT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct machine;

/* cmocka does not say that a test which fails does not go on; analysers ask. */
__attribute__((noreturn)) void _fail(const char *file, int line);

#define NR(array) (sizeof(array) / sizeof((array)[0]))

/* Fail and name the line of the table row. */
#define check_row(row, condition, ...)                                        \
	do {                                                                  \
		if (!(condition)) {                                           \
			print_error("row at line %d: ", (row)->line);         \
			print_error(__VA_ARGS__);                             \
			print_error("\n");                                    \
			fail_msg("row at line %d: %s", (row)->line, #condition); \
		}                                                             \
	} while (0)

/** recording_path() - folder of a checked-in recording; static text */
const char *recording_path(const char *name);

/** scratch_new() - an empty scratch folder, kept in static text; the one before it is removed */
const char *scratch_new(void);
void scratch_remove(void);

/** scratch_path() - a path below the scratch folder; static text */
const char *scratch_path(const char *below);

/** scratch_write() - a file below the scratch folder, with its parents */
void scratch_write(const char *path, const char *text);

/* A cpuid file of an Ice Lake-SP without a hypervisor, as short as it gets. */
extern const char small_cpuid[];

/** scratch_machine() - open the scratch folder as a recording, or fail the test */
struct machine *scratch_machine(void);

#endif
