// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A topology from hwloc.
 *
 * hwloc gives a node without CPUs the locality of the CPUs that are nearest to
 * it, so a node is memory-only when it is a DAX device or when an earlier node
 * has the same CPUs.
 */
#include <dirent.h>
#include <errno.h>
#include <hwloc.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "topology.h"

const char *topology_source(void)
{
	return "hwloc";
}

/* DAXDevice, DAXType and DAXParent are what hwloc notes of nodes made of DAX devices. */
static void read_kind(hwloc_obj_t obj, struct topology_node *node)
{
	const char *device = hwloc_obj_get_info_by_name(obj, "DAXDevice");
	const char *type = hwloc_obj_get_info_by_name(obj, "DAXType");
	const char *parent = hwloc_obj_get_info_by_name(obj, "DAXParent");
	const char *what = "specific-purpose memory";

	if (!device) {
		snprintf(node->kind, sizeof(node->kind), node->has_cpus ? "DRAM" : "memory only");
		return;
	}
	/* ACPI0017 is the CXL root device, and its regions are named cxl too. */
	if (parent && (strstr(parent, "ACPI0017") || strstr(parent, "cxl")))
		what = "CXL memory";
	else if (type && !strcmp(type, "NVM"))
		what = "persistent memory";
	snprintf(node->kind, sizeof(node->kind), "%s (%.24s)", what, device);
}

static bool owns_cpus(hwloc_topology_t hw, hwloc_obj_t obj)
{
	hwloc_obj_t other = NULL;

	if (hwloc_bitmap_iszero(obj->cpuset) || hwloc_obj_get_info_by_name(obj, "DAXDevice"))
		return false;
	while ((other = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_NUMANODE, other)))
		if (other->os_index < obj->os_index &&
		    hwloc_bitmap_isequal(other->cpuset, obj->cpuset) &&
		    !hwloc_obj_get_info_by_name(other, "DAXDevice"))
			return false;
	return true;
}

static int by_node(const void *a, const void *b)
{
	return ((const struct topology_node *)a)->node - ((const struct topology_node *)b)->node;
}

static int by_cpu(const void *a, const void *b)
{
	return ((const struct topology_cpu *)a)->cpu - ((const struct topology_cpu *)b)->cpu;
}

static int read_nodes(hwloc_topology_t hw, struct topology *t)
{
	const int nr = hwloc_get_nbobjs_by_type(hw, HWLOC_OBJ_NUMANODE);
	hwloc_obj_t obj = NULL;

	t->nodes = calloc(nr > 0 ? nr : 1, sizeof(*t->nodes));
	if (!t->nodes)
		return -ENOMEM;
	while ((obj = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_NUMANODE, obj))) {
		struct topology_node *node = &t->nodes[t->nr_nodes++];

		node->node = (int)obj->os_index;
		node->bytes = obj->attr->numanode.local_memory;
		node->has_cpus = owns_cpus(hw, obj);
		read_kind(obj, node);
	}
	qsort(t->nodes, t->nr_nodes, sizeof(*t->nodes), by_node);
	return 0;
}

static int node_of_pu(hwloc_topology_t hw, hwloc_obj_t pu)
{
	hwloc_obj_t obj = NULL;

	while ((obj = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_NUMANODE, obj)))
		if (owns_cpus(hw, obj) && hwloc_bitmap_isincluded(pu->cpuset, obj->cpuset))
			return (int)obj->os_index;
	return -1;
}

/* Kinds are ordered by efficiency in hwloc's sense, least capable first; -1: one kind only. */
static int read_cpus(hwloc_topology_t hw, struct topology *t)
{
	const int nr = hwloc_get_nbobjs_by_type(hw, HWLOC_OBJ_PU);
	hwloc_obj_t pu = NULL, core;
	int kind, rank;

	t->cpus = calloc(nr > 0 ? nr : 1, sizeof(*t->cpus));
	if (!t->cpus)
		return -ENOMEM;
	while ((pu = hwloc_get_next_obj_by_type(hw, HWLOC_OBJ_PU, pu))) {
		struct topology_cpu *cpu = &t->cpus[t->nr_cpus++];

		core = hwloc_get_ancestor_obj_by_type(hw, HWLOC_OBJ_CORE, pu);
		cpu->cpu = (int)pu->os_index;
		cpu->node = node_of_pu(hw, pu);
		cpu->core = (int)(core ? core->logical_index : pu->logical_index);
		kind = hwloc_cpukinds_get_by_cpuset(hw, pu->cpuset, 0);
		if (kind >= 0 && !hwloc_cpukinds_get_info(hw, kind, NULL, &rank, NULL, NULL, 0))
			cpu->rank = rank > 0 ? rank : 0;
	}
	qsort(t->cpus, t->nr_cpus, sizeof(*t->cpus), by_cpu);
	return 0;
}

static int read_distances(hwloc_topology_t hw, struct topology *t)
{
	struct hwloc_distances_s *d;
	const struct topology_node *a, *b;
	unsigned int nr = 1, i, j;

	t->distance = calloc(t->nr_nodes * t->nr_nodes + 1, sizeof(*t->distance));
	if (!t->distance)
		return -ENOMEM;
	if (hwloc_distances_get_by_type(hw, HWLOC_OBJ_NUMANODE, &nr, &d,
					HWLOC_DISTANCES_KIND_MEANS_LATENCY, 0) || !nr)
		return 0;
	for (i = 0; i < d->nbobjs; i++) {
		for (j = 0; j < d->nbobjs; j++) {
			a = topology_node(t, (int)d->objs[i]->os_index);
			b = topology_node(t, (int)d->objs[j]->os_index);
			if (a && b)
				t->distance[(size_t)(a - t->nodes) * t->nr_nodes +
					    (size_t)(b - t->nodes)] =
					(unsigned int)d->values[i * d->nbobjs + j];
		}
	}
	hwloc_distances_release(hw, d);
	return 0;
}

static int load(hwloc_topology_t hw, const char *from)
{
	errno = 0;
	if ((from && hwloc_topology_set_xml(hw, from)) ||
	    hwloc_topology_set_flags(hw, HWLOC_TOPOLOGY_FLAG_INCLUDE_DISALLOWED) ||
	    hwloc_topology_load(hw))
		return errno ? -errno : -EINVAL;
	return 0;
}

/*
 * hwloc 2.9 aborts on a folder of nodes that has none, as where a container hides
 * them; then nothing is known of this machine, which is no reason not to measure.
 */
static bool is_hidden(void)
{
	DIR *folder = opendir("/sys/devices/system/cpu");
	struct dirent *entry;
	bool hidden;

	if (!folder)
		return true;
	closedir(folder);
	folder = opendir("/sys/devices/system/node");
	hidden = folder;
	while (folder && hidden && (entry = readdir(folder)))
		hidden = strncmp(entry->d_name, "node", 4) != 0;
	if (folder)
		closedir(folder);
	return hidden;
}

/* The environment may name another machine or a made-up one, which is none to measure on. */
static void forget_other_machines(void)
{
	static const char *const names[] = {
		"HWLOC_SYNTHETIC", "HWLOC_XMLFILE", "HWLOC_FSROOT", "HWLOC_CPUID_PATH",
		"HWLOC_COMPONENTS", "HWLOC_THISSYSTEM",
	};
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		unsetenv(names[i]);
}

int topology_open(const char *from, struct topology **out)
{
	struct topology *t = calloc(1, sizeof(*t));
	hwloc_topology_t hw;
	int ret;

	if (!t)
		return -ENOMEM;
	if (!from && is_hidden()) {
		*out = t;
		return 0;
	}
	if (!from)
		forget_other_machines();
	/* Plugins look for graphics cards and take megabytes. */
	setenv("HWLOC_PLUGINS_PATH", "/nonexistent", 1);
	if (hwloc_topology_init(&hw)) {
		free(t);
		return -ENOMEM;
	}
	ret = load(hw, from) ?: read_nodes(hw, t) ?: read_cpus(hw, t) ?: read_distances(hw, t);
	hwloc_topology_destroy(hw);
	if (ret)
		topology_close(t);
	else
		*out = t;
	return ret;
}
