/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the traffic model expects of a platform, before any machine of it was
 * seen.
 */
#ifndef BENCH_REPORT_TABLE_PLATFORM_MODEL_H
#define BENCH_REPORT_TABLE_PLATFORM_MODEL_H

#include <stdio.h>

#include "platform.h"

/**
 * platform_model_write() - the section of a tuning table
 *
 * Nothing for a platform whose caches are not known.
 *
 * Return: 0 or -ENOMEM after one line of pr_err().
 */
int platform_model_write(const struct platform *p, FILE *out);

#endif
