/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which events of its platform a machine can count, and how to ask for them.
 *
 * The kernel describes each PMU below /sys/bus/event_source/devices: the bits
 * of every term (format/), ready-made events with their scale and unit
 * (events/), and the CPUs through which a socket's counters are reached
 * (cpumask).  Nothing here opens a counter.
 */
#ifndef PLATFORMS_PMU_H
#define PLATFORMS_PMU_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "event.h"

struct machine;

#define PMU_CPUS_MAX 64

/**
 * struct machine_counter - one event on one PMU instance, or why there is none
 * @event:	of the platform
 * @channel:	of the event, from 0
 * @pmu:	the instance ("uncore_imc_3"), the family ("uncore_imc") where none is there
 * @type, @config: for perf_event_open(): type, config, config1, config2
 * @bytes:	per count, by the table, else by the kernel's scale; 0: not bytes
 * @kernel_bytes: per count by the kernel's scale, where that contradicts the table; else 0
 * @cpus:	@nr_cpus CPUs: for a socket's PMU one for each socket, to open it on;
 *		for a core PMU those it covers, none meaning all
 * @aliased:	encoded as the kernel's alias says
 * @error:	0; -ENOENT: not on this machine; else what reading it gave
 * @why:	of an error: one phrase
 */
struct machine_counter {
	const struct platform_event *event;
	unsigned int channel;
	char pmu[40];
	uint32_t type;
	uint64_t config[3];
	double bytes;
	double kernel_bytes;
	int cpus[PMU_CPUS_MAX];
	size_t nr_cpus;
	bool aliased;
	int error;
	char why[120];
};

/**
 * machine_nr_counters(), machine_counter() - all events a run would open
 *
 * Of the ways to the bytes of a direction the first one that this machine has
 * is here, and the others are not.  An event of a missing PMU is here once.
 */
size_t machine_nr_counters(const struct machine *m);
const struct machine_counter *machine_counter(const struct machine *m, size_t i);

/** pmus_collect() - fill @m's counters from its platform and its sysfs */
void pmus_collect(struct machine *m);

/**
 * pmu_put_term() - put a value where a format file says
 * @format: "config:0-7,32-35" or "config1:0-63"
 * @config: config, config1, config2
 *
 * Bits go from the lowest range up, as in perf.
 *
 * Return: 0, -EINVAL for a format that is none, -ERANGE when the value has more bits.
 */
int pmu_put_term(const char *format, uint64_t value, uint64_t config[3]);

/**
 * pmu_parse_cpus() - "0,28" or "0-3,8" as numbers
 *
 * Return: how many, or -EINVAL; more than @max are an error as well.
 */
int pmu_parse_cpus(const char *list, int *cpus, size_t max);

#endif
