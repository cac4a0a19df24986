/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Passes over part of the range, before the first repetition: they show which
 * copies are so slow that sampling them as often as the others would eat the
 * time of all.
 */
#ifndef BENCH_ROUND_PILOTS_H
#define BENCH_ROUND_PILOTS_H

#include "round/sampler.h"

/** PILOT_FACTOR - a copy this many times slower than mov is sampled once per round */
#define PILOT_FACTOR 3.0

/**
 * pilots_run() - one pass of each case over a part of its range
 *
 * Writes a row for each and fills @factor of the sample log.
 *
 * Return: 0, or -errno as sampler_take() and sampler_write().
 */
int pilots_run(struct sampler *s);

/** pilots_relate() - times of a page in @factor become those over mov's */
void pilots_relate(const struct bench_group *group, double *factor);

/** PART_FACTOR - a copy so many times slower than mov is timed on a part of the range */
#define PART_FACTOR 10.0

/**
 * pilots_pages() - struct pages that a sample of a case covers
 *
 * All of them; or, for a copy that the pilot found far slower than mov, so many
 * from the start of the range as take about as long as mov takes for all.
 */
uint64_t pilots_pages(const struct round *round, const struct bench_case *c);

#endif
