/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Kernel code from the files in templates/, which a compiler and checkpatch can read.
 */
#ifndef BENCH_REPORT_KERNEL_TEMPLATE_H
#define BENCH_REPORT_KERNEL_TEMPLATE_H

#include <stdio.h>

/** kernel_fill_fn - write what stands for a line with "@MARK@" */
typedef void kernel_fill_fn(void *arg, const char *mark, FILE *out);

/**
 * kernel_template() - write one of the files in templates/
 * @fill: called for each line with a mark, which is replaced as a whole; NULL: there is none
 */
void kernel_template(FILE *out, const char *name, kernel_fill_fn *fill, void *arg);

#endif
