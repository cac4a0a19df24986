/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The C header for a kernel, as text: templates/thresholds.h.in with an entry for each CPU
 * that measurements decide.
 */
#ifndef BENCH_REPORT_KERNEL_KERNEL_HEADER_H
#define BENCH_REPORT_KERNEL_KERNEL_HEADER_H

#include <stdio.h>

#include "report/kernel/kernel-entry.h"

/** kernel_header_write() - the whole header */
void kernel_header_write(const struct report_ctx *ctx, const struct kernel_entry *entries,
			 size_t nr, FILE *out);

#endif
