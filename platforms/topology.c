// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Questions about a topology, wherever it was read from.
 */
#include "topology.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

void topology_close(struct topology *t)
{
	if (!t)
		return;
	free(t->nodes);
	free(t->cpus);
	free(t->distance);
	free(t);
}

const struct topology_node *topology_node(const struct topology *t, int node)
{
	size_t i;

	for (i = 0; i < t->nr_nodes; i++)
		if (t->nodes[i].node == node)
			return &t->nodes[i];
	return NULL;
}

const struct topology_cpu *topology_cpu(const struct topology *t, int cpu)
{
	size_t i;

	for (i = 0; i < t->nr_cpus; i++)
		if (t->cpus[i].cpu == cpu)
			return &t->cpus[i];
	return NULL;
}

unsigned int topology_distance(const struct topology *t, int from, int to)
{
	const struct topology_node *a = topology_node(t, from), *b = topology_node(t, to);

	if (!a || !b || !t->distance)
		return 0;
	return t->distance[(size_t)(a - t->nodes) * t->nr_nodes + (size_t)(b - t->nodes)];
}

int topology_remote(const struct topology *t, int node)
{
	const struct topology_node *best = NULL, *other;
	size_t i;

	for (i = 0; i < t->nr_nodes; i++) {
		other = &t->nodes[i];
		if (other->node == node || !other->bytes)
			continue;
		if (!best || other->has_cpus > best->has_cpus ||
		    (other->has_cpus == best->has_cpus &&
		     topology_distance(t, node, other->node) >
			     topology_distance(t, node, best->node)))
			best = other;
	}
	return best ? best->node : -1;
}

int topology_nearest(const struct topology *t, int node,
		     bool (*fits)(const struct topology_node *node, const void *arg),
		     const void *arg)
{
	const struct topology_node *best = NULL, *other;
	size_t i;

	for (i = 0; i < t->nr_nodes; i++) {
		other = &t->nodes[i];
		if (!fits(other, arg))
			continue;
		if (other->node == node)
			return node;
		if (!best || topology_distance(t, node, other->node) <
				     topology_distance(t, node, best->node))
			best = other;
	}
	return best ? best->node : -1;
}

size_t topology_nr_memory_nodes(const struct topology *t)
{
	size_t i, nr = 0;

	for (i = 0; i < t->nr_nodes; i++)
		nr += t->nodes[i].bytes > 0;
	return nr;
}

char *topology_cpus_text(const struct topology *t, int node)
{
	struct text text = { 0 };
	size_t i, end;

	for (i = 0; i < t->nr_cpus; i = end) {
		end = i + 1;
		if (t->cpus[i].node != node)
			continue;
		while (end < t->nr_cpus && t->cpus[end].node == node &&
		       t->cpus[end].cpu == t->cpus[end - 1].cpu + 1)
			end++;
		text_sep(&text, ",");
		text_addf(&text, "%d", t->cpus[i].cpu);
		if (end > i + 1)
			text_addf(&text, "-%d", t->cpus[end - 1].cpu);
	}
	if (!text.len)
		text_add(&text, "none");
	return text_take(&text);
}
