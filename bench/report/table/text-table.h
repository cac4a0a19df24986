/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_TEXT_TABLE_H
#define BENCH_REPORT_TABLE_TEXT_TABLE_H

#include <stdbool.h>
#include <stdio.h>

struct summary;
struct summary_group;

/**
 * struct text_style - how text is to look
 * @width:  columns
 * @colour: with the terminal's colours
 * @brief:  without what follows from other columns (GB/s)
 */
struct text_style {
	int width;
	bool colour;
	bool brief;
};

/**
 * text_table() - the measured copies of a group, fastest first
 *
 * Bounds come after what a kernel can use, the harness itself last.  Where
 * @style->width does not hold the columns, GB/s is left out, then n, and where that
 * is not enough each copy takes some lines of its own.
 *
 * Return: 0 or -ENOMEM.
 */
int text_table(FILE *out, const struct summary *summary, const struct summary_group *group,
	       const struct text_style *style);

#endif
