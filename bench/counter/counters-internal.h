/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What counting and speaking about counters share.
 */
#ifndef BENCH_COUNTER_COUNTERS_INTERNAL_H
#define BENCH_COUNTER_COUNTERS_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "counter/bandwidth.h"
#include "counter/counter.h"
#include "pmu.h"

/** enum counter_how - who encoded the event */
enum counter_how {
	HOW_KERNEL,	/* it is the kernel's own */
	HOW_ALIAS,	/* the kernel's alias */
	HOW_FORMAT,	/* the platform's table, by the PMU's format files */
	HOW_TABLE,	/* the platform's table */
	HOW_LIBPFM4,	/* libpfm4, which agrees with the table */
	HOW_DIFFERS,	/* the table; libpfm4 says something else */
};

/**
 * struct open_counter - one event on one PMU instance and one CPU
 * @cpu:   it was opened on; -1: a thread's
 * @fd:    -1: not open, and then @error says why
 * @before: reading at counters_start()
 * @count: scaled, of the last interval; valid when @ran
 * @pct:   part of the interval in which it had a counter
 */
struct open_counter {
	const struct machine_counter *want;
	int cpu;
	int fd;
	int error;
	enum counter_how how;
	struct counter_value before;
	double count;
	bool ran;
	int pct;
};

/**
 * struct counters - @nr of them
 * @list:   what was asked for, owned; NULL: the caller's
 * @bandwidth: resctrl's; @has_bandwidth: it was asked for
 * @source: of the bytes, NULL: none, and then @why says why
 * @idle_read, @idle_write: bytes per nanosecond of an idle machine, NAN: not taken off
 * @start_ns, @took_ns: of the interval
 */
struct counters {
	struct open_counter *all;
	size_t nr;
	struct machine_counter *list;
	struct bandwidth bandwidth;
	bool has_bandwidth;
	const char *source;
	char why[320];
	double idle_read;
	double idle_write;
	int64_t start_ns;
	int64_t took_ns;
};

/** counters_open_below() - as counters_open(), for resctrl below another root: for tests */
int counters_open_below(const char *root, const struct machine *m, const int *cpus,
			size_t nr_cpus, struct counters **out);

/** counter_failure() - append why an event is not counted: one phrase */
void counter_failure(const struct open_counter *open, char *buf, size_t size);

#endif
