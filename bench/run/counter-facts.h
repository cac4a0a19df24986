/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a run file says about its counters.
 */
#ifndef BENCH_RUN_COUNTER_FACTS_H
#define BENCH_RUN_COUNTER_FACTS_H

#include <stddef.h>

struct machine;
struct run_writer;

/**
 * counters_write_facts() - which events are counted and how, and what they cannot tell
 * @cpus: on which the run is pinned, @nr_cpus of them
 *
 * Return: 0 or -errno.
 */
int counters_write_facts(const struct run_writer *writer, const struct machine *m, const int *cpus,
			 size_t nr_cpus);

#endif
