/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_COMPARE_LADDER_H
#define BENCH_REPORT_TABLE_COMPARE_LADDER_H

#include <stdio.h>

struct published;
struct report_ctx;

/** COMPARE_LADDER_WIDTH - columns that the ladder takes at most */
#define COMPARE_LADDER_WIDTH 72

/**
 * compare_ladder() - the answer of a series, patch by patch, in nine cells
 *
 * A scenario of the thread per block: base/this of the template, of streaming
 * out of line and of streaming in line; what was measured here above what was
 * published of the revisions that were measured, and of the newest, in a guest
 * and on a host.  Rebinds alone.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_ladder(FILE *out, const struct report_ctx *ctx, const struct published *published);

#endif
