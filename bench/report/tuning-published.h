/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The section of report tuning with the figures of others.
 */
#ifndef BENCH_REPORT_TUNING_PUBLISHED_H
#define BENCH_REPORT_TUNING_PUBLISHED_H

#include <stdio.h>

struct platform;

/** tuning_published() - what others published about a CPU; nothing where nobody did */
void tuning_published(const struct platform *p, FILE *out);

#endif
