/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TEXT_TABLE_H
#define BENCH_REPORT_TEXT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

struct summary;
struct summary_group;

/**
 * text_table() - the measured copies of a group, fastest first
 *
 * Bounds come after what a kernel can use, the harness itself last.  Where
 * @width does not hold the columns, each copy takes some lines of its own.
 *
 * Return: 0 or -ENOMEM.
 */
int text_table(FILE *out, const struct summary *summary, const struct summary_group *group,
	       int width, bool colour);

#endif
