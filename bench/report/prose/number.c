// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/prose/number.h"

#include <inttypes.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct number absent = { "-" };

static struct number significant(double value)
{
	struct number number;
	int exponent;

	if (!isfinite(value))
		return absent;
	/* The exponent after rounding: 9.9996 is 10.00, not 10.000. */
	snprintf(number.text, sizeof(number.text), "%.3e", value);
	exponent = atoi(strchr(number.text, 'e') + 1);
	if (exponent > 15 || exponent < -9)
		return number;
	snprintf(number.text, sizeof(number.text), "%.*f", exponent > 3 ? 0 : 3 - exponent, value);
	return number;
}

struct number number_ns(double ns)
{
	return significant(ns);
}

struct number number_gb(double gb_per_s)
{
	return significant(gb_per_s);
}

struct number number_ratio(double ratio)
{
	struct number number;

	if (!isfinite(ratio))
		return absent;
	snprintf(number.text, sizeof(number.text), fabs(ratio) < 1e15 ? "%.3f" : "%.3e", ratio);
	return number;
}

struct number number_traffic(double bytes_per_byte)
{
	return number_ratio(bytes_per_byte);
}

void number_interval(char *buf, size_t size, struct number mid, struct number lo, struct number hi,
		     bool has_interval)
{
	if (has_interval)
		snprintf(buf, size, "%s [%s..%s]", mid.text, lo.text, hi.text);
	else
		snprintf(buf, size, "%s", mid.text);
}

struct number number_percent(double percent)
{
	struct number number;

	snprintf(number.text, sizeof(number.text), "%.4g %%", percent);
	return number;
}

struct number number_count(size_t count)
{
	struct number number;

	snprintf(number.text, sizeof(number.text), "%zu", count);
	return number;
}

struct number number_bytes(int64_t bytes)
{
	static const char units[][4] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB" };
	struct number number;
	double scaled = (double)bytes;
	size_t unit = 0;

	while (scaled >= 1024 && unit + 1 < sizeof(units) / sizeof(units[0])) {
		scaled /= 1024;
		unit++;
	}
	snprintf(number.text, sizeof(number.text), "%.*f %s", scaled == floor(scaled) ? 0 : 1,
		 scaled, units[unit]);
	return number;
}
