// SPDX-License-Identifier: GPL-2.0-or-later
#include "target/cpus.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "topology.h"

struct cpu_mask *cpus_allowed(void)
{
	struct cpu_mask *allowed = cpu_mask_allowed();

	if (!allowed)
		pr_err("cannot read the CPU affinity: %s", strerror(errno));
	return allowed;
}

/* What is known of an allowed CPU; less in every respect is better. */
struct candidate {
	int cpu;
	int rank;	/* negative: how far it is less capable than the best */
	unsigned int distance;
	int sibling;	/* an earlier thread of the same core */
};

static int by_merit(const void *a, const void *b)
{
	const struct candidate *x = a, *y = b;

	if (x->rank != y->rank)
		return x->rank < y->rank ? 1 : -1;
	if (x->distance != y->distance)
		return x->distance < y->distance ? -1 : 1;
	if (x->sibling != y->sibling)
		return x->sibling - y->sibling;
	return y->cpu - x->cpu;
}

/* How many later-numbered allowed CPUs are threads of the same core? */
static int threads_after(const struct topology *topology, const struct cpu_mask *allowed,
			 const struct topology_cpu *cpu)
{
	size_t i;
	int nr = 0;

	for (i = 0; i < topology->nr_cpus; i++)
		nr += topology->cpus[i].core == cpu->core && topology->cpus[i].cpu > cpu->cpu &&
		      cpu_mask_has(allowed, topology->cpus[i].cpu);
	return nr;
}

static unsigned int distance_to(const struct topology *topology, const struct topology_cpu *cpu,
				int node)
{
	if (!cpu || node < 0 || cpu->node == node)
		return 0;
	/* Where the firmware tells no distance, elsewhere is still farther. */
	return topology_distance(topology, cpu->node, node) ?: 255;
}

static int rank_all(const struct topology *topology, const struct cpu_mask *allowed, int node,
		    struct candidate *all)
{
	int cpu, nr = 0;

	for (cpu = cpu_mask_next(allowed, -1); cpu >= 0; cpu = cpu_mask_next(allowed, cpu)) {
		const struct topology_cpu *known = topology_cpu(topology, cpu);

		all[nr++] = (struct candidate){
			.cpu = cpu, .rank = known ? known->rank : 0,
			.distance = distance_to(topology, known, node),
			.sibling = known ? threads_after(topology, allowed, known) : 0,
		};
	}
	qsort(all, nr, sizeof(*all), by_merit);
	return nr;
}

void cpus_choose(const struct topology *topology, const struct cpu_mask *allowed, int node,
		 int fixed, struct cpus *cpus)
{
	struct candidate *all = calloc(cpu_mask_count(allowed) + 1, sizeof(*all));
	const struct topology_cpu *first;
	int i, nr;

	cpus->nr = 0;
	nr = all ? rank_all(topology, allowed, node, all) : 0;
	if (!nr) {
		free(all);
		return;
	}
	/* The others are chosen near the one that measures. */
	first = topology_cpu(topology, fixed >= 0 ? fixed : all[0].cpu);
	cpus->cpu[cpus->nr++] = fixed >= 0 ? fixed : all[0].cpu;
	rank_all(topology, allowed, first ? first->node : -1, all);
	for (i = 0; i < nr && cpus->nr < CPUS_MOST; i++)
		if (all[i].cpu != cpus->cpu[0])
			cpus->cpu[cpus->nr++] = all[i].cpu;
	free(all);
}

static bool has_memory(const struct topology_node *node, const void *arg)
{
	return node->bytes;
}

static void set_all_nodes(const struct topology *topology, struct target_spec *spec)
{
	size_t i;

	for (i = 0; i < topology->nr_nodes && spec->nr_nodes < NODES_MOST; i++)
		if (topology->nodes[i].bytes)
			spec->nodes[spec->nr_nodes++] = topology->nodes[i].node;
}

static int place_number(const struct topology *topology, struct target_spec *spec,
			struct reason *reason)
{
	char known[128] = "";
	size_t i;

	for (i = 0; i < topology->nr_nodes; i++) {
		if (!topology->nodes[i].bytes)
			continue;
		if (topology->nodes[i].node == spec->place_node) {
			spec->nodes[spec->nr_nodes++] = spec->place_node;
			return 0;
		}
		message_add(known, sizeof(known), " %d", topology->nodes[i].node);
	}
	if (!*known)
		return reason_set(reason, -ENODEV,
				  "no node is known here: /sys/devices/system/node is hidden or empty, as "
				  "in some containers; target dram without node= needs none");
	return reason_set(reason, -ENODEV,
			  "there is no memory on node %d here; nodes with memory:%s",
			  spec->place_node, known);
}

static int place_by_cpu(const struct topology *topology, int cpu, struct target_spec *spec,
			struct reason *reason)
{
	const struct topology_cpu *known = topology_cpu(topology, cpu);
	const int home = known ? known->node : -1;
	int node;

	/* Where all memory is on one node, there is nothing to ask for and to check. */
	if (spec->place == PLACE_LOCAL && topology_nr_memory_nodes(topology) == 1)
		return 0;
	if (spec->place == PLACE_LOCAL)
		node = topology_nearest(topology, home, has_memory, NULL);
	else
		node = topology_remote(topology, home);
	if (node >= 0 && home >= 0) {
		spec->nodes[spec->nr_nodes++] = node;
		return 0;
	}
	if (spec->place == PLACE_LOCAL)
		return 0;
	return reason_set(reason, -ENODEV,
			  "there is no second node with memory here, so nothing is "
			  "remote to CPU %d",
			  cpu);
}

int cpus_place(const struct topology *topology, const struct cpu_mask *allowed, int fixed,
	       struct target_spec *spec, struct cpus *cpus, struct reason *reason)
{
	const struct target *target = spec->target;
	int near = -1;

	spec->nr_nodes = 0;
	if (spec->place == PLACE_NODE)
		near = spec->place_node;
	else if (target->home)
		near = target->home(spec);
	cpus_choose(topology, allowed, near, fixed, cpus);

	switch (spec->place) {
	case PLACE_NODE:
		return place_number(topology, spec, reason);
	case PLACE_INTERLEAVE:
		set_all_nodes(topology, spec);
		if (spec->nr_nodes > 1)
			return 0;
		return reason_set(reason, -ENODEV,
				  "there is one node with memory here, so nothing can "
				  "be interleaved");
	case PLACE_LOCAL:
	case PLACE_REMOTE:
		return place_by_cpu(topology, cpus->cpu[0], spec, reason);
	case PLACE_ANY:
		break;
	}
	return 0;
}
