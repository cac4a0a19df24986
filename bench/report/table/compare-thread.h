/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_COMPARE_THREAD_H
#define BENCH_REPORT_TABLE_COMPARE_THREAD_H

#include <stdio.h>

struct published;
struct report_ctx;

/**
 * compare_thread() - the thread's own table for what was measured here
 *
 * Per scenario and memory: base, template and streaming; how many times as
 * fast as base a rebind is, its time, and that of a first bind, each beside
 * the least and the greatest that was published.  Where @width does not hold
 * the columns, each row takes some lines of its own.
 *
 * Return: 0 or -ENOMEM.
 */
int compare_thread(FILE *out, const struct report_ctx *ctx, const struct published *published,
		   int width);

#endif
