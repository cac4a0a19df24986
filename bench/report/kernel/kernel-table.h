/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The verdict table over all CPUs, a line for each memory and shape: in "report
 * overview" and in the commit message.
 */
#ifndef BENCH_REPORT_KERNEL_KERNEL_TABLE_H
#define BENCH_REPORT_KERNEL_KERNEL_TABLE_H

#include <stdio.h>

#include "report/kernel/kernel-entry.h"

/** kernel_is_measured() - has the CPU a line in the table? */
bool kernel_is_measured(const struct kernel_entry *entry);

/**
 * kernel_table() - head, lines, and what the marks in them mean
 * @decided: leave out CPUs that have no entry
 */
void kernel_table(const struct kernel_entry *entries, size_t nr, bool decided, FILE *out);

#endif
