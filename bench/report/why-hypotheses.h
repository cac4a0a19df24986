/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The part of report why that shows each hypothesis with its experiments.
 */
#ifndef BENCH_REPORT_WHY_HYPOTHESES_H
#define BENCH_REPORT_WHY_HYPOTHESES_H

#include <stdio.h>

#include "analysis/contrast.h"

/**
 * why_hypotheses_write() - those of one run, largest effect first, what was not tested last
 * @width: of a line; where it has room, figures stand in columns
 *
 * Return: 0 or -ENOMEM.
 */
int why_hypotheses_write(FILE *out, int width, const struct contrast_results *results);

/**
 * why_of_cpus_write() - a hypothesis that one run cannot test: how its CPU differs from others
 * @h: with of_cpus
 *
 * Return: 0 or -ENOMEM.
 */
int why_of_cpus_write(FILE *out, int width, struct summary *const *runs, int nr_runs,
		      const struct hypothesis *h);

#endif
