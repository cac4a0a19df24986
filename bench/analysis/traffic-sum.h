/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Measured traffic of a case, beside the model's.
 */
#ifndef BENCH_ANALYSIS_TRAFFIC_SUM_H
#define BENCH_ANALYSIS_TRAFFIC_SUM_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct summary;
struct summary_row;

/** TRAFFIC_IDLE_PCT - with more of a sample's bytes from an idle machine, it says nothing */
#define TRAFFIC_IDLE_PCT 10

/** TRAFFIC_DIFFERS - bytes per byte stored by which model and measurement may differ */
#define TRAFFIC_DIFFERS 0.15

/**
 * struct traffic - what was counted for a case, over its ok samples
 * @r, @w:	median of DRAM bytes read and written per byte stored, less idle; NAN
 *		where they were not counted
 * @r_idle, @w_idle: median of what was taken off as the idle machine's; NAN where
 *		nothing was
 * @source:	"uncore", "resctrl" or "core"; NULL: nothing was counted
 * @nr:		samples behind it
 * @nr_idle:	samples left out by TRAFFIC_IDLE_PCT
 * @counted_pct: least part of the time that an event had a counter; below 100 the
 *		figures are scaled up
 */
struct traffic {
	double r;
	double w;
	double r_idle;
	double w_idle;
	const char *source;
	size_t nr;
	size_t nr_idle;
	int64_t counted_pct;
};

/** TRAFFIC_NONE - nothing was counted */
#define TRAFFIC_NONE                                                                               \
	(struct traffic)                                                                           \
	{                                                                                          \
		.r = NAN, .w = NAN, .r_idle = NAN, .w_idle = NAN,                                  \
	}

/** traffic_collect() - fill in the traffic of every row of a summary; 0 or -ENOMEM */
int traffic_collect(struct summary *summary);

/**
 * traffic_reason() - why a row has no measured traffic: one phrase
 *
 * Return: @buf, or NULL where there is some.
 */
const char *traffic_reason(const struct summary *summary, const struct summary_row *row, char *buf,
			   size_t size);

/**
 * traffic_missing() - why nothing was measured in a whole run: one phrase
 *
 * Return: @buf, or NULL where something was, or nothing was to be measured.
 */
const char *traffic_missing(const struct summary *summary, char *buf, size_t size);

/** traffic_differs() - is what was measured further from the model than TRAFFIC_DIFFERS? */
bool traffic_differs(const struct summary_row *row);

#endif
