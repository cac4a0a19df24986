/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel code from the files in templates/, under the name that the user chose.
 *
 * They are code that a compiler and checkpatch can read, for the name
 * memcpy_streaming; "report patch --api" makes it another one.
 */
#ifndef BENCH_REPORT_KERNEL_TEMPLATE_H
#define BENCH_REPORT_KERNEL_TEMPLATE_H

#include <stdio.h>

#include "report/prose/context.h"

/**
 * kernel_text() - write text with the user's name in place of memcpy_streaming
 *
 * A line that continues what an open bracket began stays aligned with it.
 */
void kernel_text(const struct report_ctx *ctx, FILE *out, const char *text);

/** kernel_fill_fn - write what stands for a line with "@MARK@" */
typedef void kernel_fill_fn(void *arg, const char *mark, FILE *out);

/**
 * kernel_template() - write one of the files in templates/
 * @fill: called for each line with a mark, which is replaced as a whole; NULL: there is none
 */
void kernel_template(const struct report_ctx *ctx, FILE *out, const char *name,
		     kernel_fill_fn *fill, void *arg);

#endif
