/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one place where a quantity becomes text, so that every report prints
 * the same digits.
 */
#ifndef BENCH_REPORT_PROSE_NUMBER_H
#define BENCH_REPORT_PROSE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** struct number - a short text, to be used where it is made: number_ns(x).text */
struct number {
	char text[32];
};

/** number_ns() - nanoseconds with four significant digits; "-" for NAN */
struct number number_ns(double ns);

/** number_gb() - 10^9 bytes per second with four significant digits; "-" for NAN */
struct number number_gb(double gb_per_s);

/** number_ratio() - a ratio with three decimals; "-" for NAN */
struct number number_ratio(double ratio);

/** number_traffic() - DRAM bytes per byte stored with three decimals; "-" for NAN */
struct number number_traffic(double bytes_per_byte);

/** number_interval() - "0.870 [0.869..0.872]", or the middle alone where it has no interval */
void number_interval(char *buf, size_t size, struct number mid, struct number lo, struct number hi,
		     bool has_interval);

/** number_percent() - a percentage without needless zeros */
struct number number_percent(double percent);

/** number_count() - a plain count */
struct number number_count(size_t count);

/** number_bytes() - 2097152 is "2 MiB"; the largest unit that divides it, or one decimal */
struct number number_bytes(int64_t bytes);

#endif
