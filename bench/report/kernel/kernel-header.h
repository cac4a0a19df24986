/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The table of CPUs for a kernel, as C text, and the bullets of its evidence.
 */
#ifndef BENCH_REPORT_KERNEL_KERNEL_HEADER_H
#define BENCH_REPORT_KERNEL_KERNEL_HEADER_H

#include <stdio.h>

#include "report/kernel/kernel-entry.h"

/**
 * kernel_header_write() - the whole header, with an entry for each CPU that measurements decide
 *
 * Of the options it takes @compat, for modules, and @default_on.
 */
void kernel_header_write(const struct report_ctx *ctx, const struct kernel_entry *entries,
			 size_t nr, FILE *out);

/**
 * kernel_bullets() - the evidence of a CPU, a bullet for each of its cells
 * @margin: before each line
 * @columns: of a line, at most
 */
void kernel_bullets(const struct kernel_entry *entry, const char *margin, int columns, FILE *out);

#endif
