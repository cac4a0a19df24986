// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A topology from sysfs, for builds without hwloc.
 */
#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "source.h"
#include "topology.h"

#define NODE "sys/devices/system/node"
#define CPU "sys/devices/system/cpu"
#define DAX "sys/bus/dax/devices"

const char *topology_source(void)
{
	return "sysfs";
}

/* A file, or NULL; to be freed. */
static char *read_text(struct source *src, const char *folder, const char *name, const char *file)
{
	char path[256], *text;

	snprintf(path, sizeof(path), "%s/%.64s/%s", folder, name, file);
	return source_read(src, path, &text) ? NULL : text;
}

static int read_number(struct source *src, const char *folder, const char *name, const char *file,
		       int missing)
{
	char *text = read_text(src, folder, name, file);
	int value = text ? atoi(text) : missing;

	free(text);
	return value;
}

/* Call @each for the numbers of a list as sysfs has it, "0-3,8". */
static void each_number(const char *list, void (*each)(struct topology *t, int number, int value),
			struct topology *t, int value)
{
	char *end;
	long from, to;

	while (*list) {
		from = strtol(list, &end, 10);
		if (end == list || from < 0)
			return;
		to = *end == '-' ? strtol(end + 1, &end, 10) : from;
		for (; from <= to && from <= INT_MAX; from++)
			each(t, (int)from, value);
		list = *end == ',' ? end + 1 : "";
	}
}

static void set_node(struct topology *t, int number, int node)
{
	size_t i;

	for (i = 0; i < t->nr_cpus; i++)
		if (t->cpus[i].cpu == number)
			t->cpus[i].node = node;
}

static void set_rank(struct topology *t, int number, int rank)
{
	size_t i;

	for (i = 0; i < t->nr_cpus; i++)
		if (t->cpus[i].cpu == number)
			t->cpus[i].rank = rank;
}

static int read_cpus(struct source *src, struct topology *t)
{
	struct name_list list;
	char *text;
	size_t i;

	if (source_list(src, CPU, "cpu", &list))
		return -ENOENT;
	t->cpus = calloc(list.nr + 1, sizeof(*t->cpus));
	if (!t->cpus) {
		name_list_free(&list);
		return -ENOMEM;
	}
	for (i = 0; i < list.nr; i++) {
		const char *name = list.names[i];
		const int core = read_number(src, CPU, name, "topology/core_id", -1);

		/* cpufreq and cpuidle are there too, and CPUs that are off. */
		if (core < 0 || strspn(name + 3, "0123456789") != strlen(name + 3))
			continue;
		t->cpus[t->nr_cpus++] = (struct topology_cpu){
			.cpu = atoi(name + 3), .node = -1,
			.core = read_number(src, CPU, name, "topology/physical_package_id", 0)
					<< 16 | core,
		};
	}
	name_list_free(&list);
	text = read_text(src, "sys/devices", "cpu_core", "cpus");
	if (text)
		each_number(text, set_rank, t, 1);
	free(text);
	return 0;
}

static void read_node(struct source *src, struct topology *t, const char *name)
{
	struct topology_node *node = &t->nodes[t->nr_nodes++];
	char *text, *total;

	node->node = atoi(name + 4);
	text = read_text(src, NODE, name, "meminfo");
	total = text ? strstr(text, "MemTotal:") : NULL;
	node->bytes = total ? strtoull(total + strlen("MemTotal:"), NULL, 10) * 1024 : 0;
	free(text);
	text = read_text(src, NODE, name, "cpulist");
	node->has_cpus = text && *text >= '0' && *text <= '9';
	if (text)
		each_number(text, set_node, t, node->node);
	free(text);
	snprintf(node->kind, sizeof(node->kind), node->has_cpus ? "DRAM" : "memory only");
}

static int read_distances(struct source *src, struct topology *t)
{
	char name[24], *text, *at;
	size_t i, j;

	t->distance = calloc(t->nr_nodes * t->nr_nodes + 1, sizeof(*t->distance));
	if (!t->distance)
		return -ENOMEM;
	for (i = 0; i < t->nr_nodes; i++) {
		snprintf(name, sizeof(name), "node%d", t->nodes[i].node);
		text = read_text(src, NODE, name, "distance");
		for (j = 0, at = text; at && j < t->nr_nodes; j++)
			t->distance[i * t->nr_nodes + j] = (unsigned int)strtoul(at, &at, 10);
		free(text);
	}
	return 0;
}

/* Nodes that the kmem driver made of DAX devices. */
static void read_dax(struct source *src, struct topology *t)
{
	struct name_list list;
	size_t i, n;

	if (source_list(src, DAX, "dax", &list))
		return;
	for (i = 0; i < list.nr; i++) {
		const int target = read_number(src, DAX, list.names[i], "target_node", -1);

		for (n = 0; n < t->nr_nodes; n++)
			if (t->nodes[n].node == target && !t->nodes[n].has_cpus)
				snprintf(t->nodes[n].kind, sizeof(t->nodes[n].kind),
					 "DAX memory (%.24s)", list.names[i]);
	}
	name_list_free(&list);
}

static int read_nodes(struct source *src, struct topology *t)
{
	struct name_list list;
	size_t i;

	if (source_list(src, NODE, "node", &list))
		return -ENOENT;
	t->nodes = calloc(list.nr + 1, sizeof(*t->nodes));
	for (i = 0; t->nodes && i < list.nr; i++)
		if (strspn(list.names[i] + 4, "0123456789") == strlen(list.names[i] + 4))
			read_node(src, t, list.names[i]);
	name_list_free(&list);
	if (!t->nodes)
		return -ENOMEM;
	read_dax(src, t);
	return read_distances(src, t);
}

int topology_open(const char *from, struct topology **out)
{
	struct topology *t = calloc(1, sizeof(*t));
	struct source *src;
	int ret;

	if (!t)
		return -ENOMEM;
	ret = source_open(from, &src);
	if (ret) {
		free(t);
		return ret;
	}
	ret = read_cpus(src, t) ?: read_nodes(src, t);
	source_close(src);
	if (ret)
		topology_close(t);
	else
		*out = t;
	return ret;
}
