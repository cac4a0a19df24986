/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of report why that names a mechanism: probes, predictions, the paragraph.
 */
#ifndef BENCH_REPORT_WHY_MECHANISM_H
#define BENCH_REPORT_WHY_MECHANISM_H

#include <stdio.h>

#include "analysis/mechanism.h"

/**
 * why_mechanism_write() - three sections of one run
 * @width: of a line
 *
 * Return: 0 or -ENOMEM.
 */
int why_mechanism_write(FILE *out, int width, const struct summary *summary,
			const struct contrast_results *results);

#endif
