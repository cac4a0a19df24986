/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_BASE_CLOCK_H
#define BENCH_BASE_CLOCK_H

#include <stdint.h>
#include <time.h>

/** clock_ns() - nanoseconds of CLOCK_MONOTONIC_RAW, which no time daemon bends */
static inline int64_t clock_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC_RAW, &now);
	return now.tv_sec * 1000000000LL + now.tv_nsec;
}

#endif
