/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Where memory and CPUs are: NUMA nodes, their distances, what memory-only
 * nodes are made of, and which cores are which.
 *
 * From hwloc, which also reads other machines' topologies from XML; built
 * without it, from sysfs.
 */
#ifndef PLATFORMS_TOPOLOGY_H
#define PLATFORMS_TOPOLOGY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct topology_node - a NUMA node
 * @node:     the kernel's number
 * @bytes:    its memory; 0 for a node of CPUs alone
 * @has_cpus: false for a memory-only node
 * @kind:     what it is: "DRAM"; of a memory-only node with the DAX device that
 *	      the kernel made it of: "CXL memory (dax1.0)", "persistent memory
 *	      (dax0.0)", "specific-purpose memory (dax0.0)"; "memory only" when the
 *	      firmware gave it to the kernel as ordinary memory
 */
struct topology_node {
	int node;
	uint64_t bytes;
	bool has_cpus;
	char kind[64];
};

/**
 * struct topology_cpu - a logical CPU
 * @cpu:  the kernel's number
 * @node: where it is; -1 unknown
 * @core: the same for the threads of a core, and for no others
 * @rank: how capable cores of its kind are: the performance cores of a hybrid
 *	  CPU have a greater one than the others; 0 where all are alike
 */
struct topology_cpu {
	int cpu;
	int node;
	int core;
	int rank;
};

/**
 * struct topology - nodes and CPUs, by ascending number
 * @distance: ACPI SLIT, nr_nodes x nr_nodes by index; 10 is local; 0: not known
 */
struct topology {
	struct topology_node *nodes;
	size_t nr_nodes;
	struct topology_cpu *cpus;
	size_t nr_cpus;
	unsigned int *distance;
};

/**
 * topology_open() - look at this machine, or at the recording of another one
 * @from: NULL for this machine; else with hwloc its XML (lstopo file.xml),
 *	  without it a folder with sys/ below
 * @out:  released with topology_close()
 *
 * Return: 0, -ENOMEM, or another -errno when there is nothing to be read.
 */
int topology_open(const char *from, struct topology **out);
void topology_close(struct topology *t);

/** topology_source() - "hwloc" or "sysfs" */
const char *topology_source(void);

/** topology_node() - by number, NULL when there is none */
const struct topology_node *topology_node(const struct topology *t, int node);

/** topology_cpu() - by number, NULL when there is none */
const struct topology_cpu *topology_cpu(const struct topology *t, int cpu);

/** topology_distance() - from one node to another, by number; 0 when not known */
unsigned int topology_distance(const struct topology *t, int from, int to);

/**
 * topology_remote() - another node with memory, as far away as there is
 *
 * Nodes that have CPUs count first; memory-only nodes where no other has.
 *
 * Return: its number, or -1 when there is no second node with memory.
 */
int topology_remote(const struct topology *t, int node);

/** topology_nearest() - the node nearest to this one that @fits; -1: none does */
int topology_nearest(const struct topology *t, int node,
		     bool (*fits)(const struct topology_node *node, const void *arg),
		     const void *arg);

/** topology_nr_memory_nodes() - nodes that have memory */
size_t topology_nr_memory_nodes(const struct topology *t);

/**
 * topology_cpus_text() - CPUs of a node as "0-3,8"
 *
 * Return: text to be freed; "none" for a memory-only node; NULL without memory.
 */
char *topology_cpus_text(const struct topology *t, int node);

#endif
