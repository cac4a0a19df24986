/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of report why that answers first: which hypotheses hold, by verdict.
 */
#ifndef BENCH_REPORT_WHY_ANSWER_H
#define BENCH_REPORT_WHY_ANSWER_H

#include <stdio.h>

#include "analysis/contrast.h"

/**
 * why_answer_write() - a line for each verdict, and whether streaming ever loses
 * @width: of a line
 *
 * Return: 0 or -ENOMEM.
 */
int why_answer_write(FILE *out, int width, const struct summary *summary,
		     const struct contrast_results *results);

#endif
