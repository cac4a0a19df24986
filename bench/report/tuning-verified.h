/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The section of report tuning about a run of plan verify.
 */
#ifndef BENCH_REPORT_TUNING_VERIFIED_H
#define BENCH_REPORT_TUNING_VERIFIED_H

#include <stdio.h>

struct summary;

/**
 * tuning_verified() - how the thresholds that copy dispatch was built with held in a run
 *
 * Nothing is said of a run without that copy.
 */
void tuning_verified(const struct summary *summary, FILE *out);

#endif
