/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Counting memory traffic around the timed call.
 *
 * What a machine offers and may be opened differs; what is missing is said and
 * never guessed, and a file that is not there is told apart from one that is
 * forbidden.
 */
#ifndef BENCH_COUNTER_COUNTERS_H
#define BENCH_COUNTER_COUNTERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run-file/run-file.h"

struct counters;
struct machine;
struct machine_counter;

#define COUNTS_TEXT 1024

/**
 * struct counted - what was counted around one call
 * @source:	"uncore", "resctrl" or "core" for the bytes; NULL: none could be counted
 * @read_bytes, @write_bytes: by @source, less idle; RUN_ABSENT where it does not count them
 * @idle_read_bytes, @idle_write_bytes: what the idle baseline gives for the same
 *		time, taken off already; RUN_ABSENT where nothing is taken off
 * @counted_pct: part of the time the least counted event had a counter, per cent;
 *		below 100 figures are scaled up by it; RUN_ABSENT without any event
 * @counts:	"event=count;event=count", scaled, of every event that was open; "-" for none
 */
struct counted {
	const char *source;
	int64_t read_bytes;
	int64_t write_bytes;
	int64_t idle_read_bytes;
	int64_t idle_write_bytes;
	int64_t counted_pct;
	char counts[COUNTS_TEXT];
};

/** COUNTED_NOTHING - a call around which nothing was counted */
#define COUNTED_NOTHING                                                                            \
	(struct counted)                                                                           \
	{                                                                                          \
		.read_bytes = RUN_ABSENT, .write_bytes = RUN_ABSENT,                               \
		.idle_read_bytes = RUN_ABSENT, .idle_write_bytes = RUN_ABSENT,                     \
		.counted_pct = RUN_ABSENT, .counts = "-",                                          \
	}

/**
 * counters_open() - open what the machine has, for the calling thread and all sockets
 * @m:	  machine; must live as long as the counters
 * @cpus: @nr_cpus CPUs that the thread and those it will start are pinned to: they
 *	  decide between kinds of core, and which L3 caches resctrl is read for
 * @out:  to be closed with counters_close()
 *
 * Threads that the caller starts later are counted with it, those it has
 * started already are not.
 *
 * Return: 0 also when nothing could be opened, or -ENOMEM.
 */
int counters_open(const struct machine *m, const int *cpus, size_t nr_cpus,
		  struct counters **out);

/** counters_open_list() - as counters_open(), for a list of one's own; resctrl is not read */
int counters_open_list(const struct machine_counter *list, size_t nr, const int *cpus,
		       size_t nr_cpus, struct counters **out);
void counters_close(struct counters *c);

/** counters_source() - of the bytes: "uncore", "resctrl", "core", or NULL for none */
const char *counters_source(const struct counters *c);

/** counters_why() - why no source counts bytes: one line; "" when one does */
const char *counters_why(const struct counters *c);

/** counters_have_resctrl() - is resctrl read, whatever it tells? */
bool counters_have_resctrl(const struct counters *c);

/** counters_idle() - take the baseline: let the machine idle for @ms milliseconds */
void counters_idle(struct counters *c, unsigned int ms);

/** counters_start(), counters_stop() - around the call to be counted */
void counters_start(struct counters *c);
void counters_stop(struct counters *c, struct counted *out);

/** counters_nr_lines(), counters_line() - each event: how it is counted, or why it is not */
size_t counters_nr_lines(const struct counters *c);
void counters_line(const struct counters *c, size_t i, char *buf, size_t size);

/**
 * counters_hint() - what would enable the events that are missing, a sentence each
 * @i: from 0; NULL behind the last one
 */
const char *counters_hint(const struct counters *c, const struct machine *m, size_t i);

#endif
