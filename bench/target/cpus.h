/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which CPUs measure, and which node's memory a target stands for on them.
 */
#ifndef BENCH_TARGET_CPUS_H
#define BENCH_TARGET_CPUS_H

#include <stddef.h>

#include "base/cpu-mask.h"
#include "target/target.h"

struct topology;

/** CPUS_MOST - CPUs that a measurement can use */
#define CPUS_MOST 1024

/**
 * struct cpus - CPUs to use, the best first
 *
 * The first one measures.  Threads that share a range are on the first ones,
 * and background load on those after them.
 */
struct cpus {
	int nr;
	int cpu[CPUS_MOST];
};

/** cpus_allowed() - what this process may run on, to be freed; NULL after one line of pr_err() */
struct cpu_mask *cpus_allowed(void);

/**
 * cpus_choose() - rank the allowed CPUs for measuring near a node
 * @node:    near which; -1: no matter
 * @fixed:   --cpu: the one that measures; -1: the best
 *
 * The best is the last performance core on the node, as the first CPUs take
 * most interrupts; then its node's other cores, their second threads, other
 * nodes, and the efficiency cores.
 */
void cpus_choose(const struct topology *topology, const struct cpu_mask *allowed, int node,
		 int fixed, struct cpus *cpus);

/**
 * cpus_place() - rank the CPUs for a target, and settle which nodes its memory is to be on
 * @spec:  its nodes are set
 * @fixed: as for cpus_choose()
 *
 * node=N is measured by a CPU of that node, or by the nearest one where it has
 * none; device memory by the nearest one; everything else by the best CPU.
 *
 * Return: 0, or -ENODEV after filling @reason when there are no such nodes here.
 */
int cpus_place(const struct topology *topology, const struct cpu_mask *allowed, int fixed,
	       struct target_spec *spec, struct cpus *cpus, struct reason *reason);

#endif
