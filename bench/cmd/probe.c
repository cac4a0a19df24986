// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe: what this machine is, and what will spoil a measurement on it.
 */
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "counter/counters.h"
#include "target/device.h"
#include "machine.h"
#include "base/message.h"
#include "base/parse.h"
#include "replay.h"
#include "topology.h"

static void print_facts(const struct machine *machine)
{
	size_t i;

	for (i = 0; i < machine_nr_facts(machine); i++) {
		const struct machine_fact *fact = machine_fact(machine, i);

		printf("%-28s %s\n", fact->key, fact->value);
	}
}

static void print_copies(const struct machine *machine)
{
	size_t nr, i, missing = 0;
	const struct copy_backend *const *copies = replay_copies(&nr);

	for (i = 0; i < nr; i++) {
		const char *lacks = machine_lacks(machine, copies[i]->needs);

		if (!lacks)
			continue;
		if (!missing++)
			printf("\nCopies that this CPU cannot execute:\n");
		printf("  %-20s lacks %s\n", copies[i]->name, lacks);
	}
}

static void print_device(const struct device_info *device, const char *user, void *arg)
{
	char size[SIZE_TEXT], align[SIZE_TEXT];

	if (!(*(size_t *)arg)++)
		printf("\nPersistent and DAX memory:\n");
	printf("  /dev/%s: %s%s%s, %s, node %d", device->name, device->is_dax ? "devdax" : "pmem",
	       *device->space ? ", " : "", device->space, format_size(device->bytes, size),
	       device->node);
	if (device->is_dax)
		printf(", align %s", format_size(device->align_bytes, align));
	printf(", %s\n", user ? user : "free");
}

static void print_devices(void)
{
	size_t nr = 0;

	device_each_memory("", print_device, &nr);
	if (!nr)
		printf("\nPersistent and DAX memory: none\n");
}

/* "  node 1: 262144 MiB, CXL memory (dax0.0), CPUs none, distances 31 10" */
static void print_nodes(void)
{
	struct topology *topology;
	size_t i, j;
	char *cpus;

	printf("\nMemory nodes (%s):\n", topology_source());
	if (topology_open(NULL, &topology)) {
		printf("  cannot be read\n");
		return;
	}
	for (i = 0; i < topology->nr_nodes; i++) {
		const struct topology_node *node = &topology->nodes[i];

		cpus = topology_cpus_text(topology, node->node);
		printf("  node %d: %llu MiB, %s, CPUs %s", node->node,
		       (unsigned long long)node->bytes >> 20, node->kind, cpus ? cpus : "?");
		for (j = 0; topology->nr_nodes > 1 && j < topology->nr_nodes; j++)
			printf("%s%u", j ? " " : ", distances ",
			       topology_distance(topology, node->node, topology->nodes[j].node));
		printf("\n");
		free(cpus);
	}
	topology_close(topology);
}

/* Unpinned, so the kind of core is the first CPU's this process may use. */
static int first_cpu(void)
{
	cpu_set_t set;
	int cpu;

	if (sched_getaffinity(0, sizeof(set), &set))
		return 0;
	for (cpu = 0; cpu < CPU_SETSIZE - 1 && !CPU_ISSET(cpu, &set); cpu++)
		;
	return cpu;
}

static int print_counters(const struct machine *machine)
{
	const int cpu = first_cpu();
	const char *hint;
	struct counters *c;
	char line[300];
	size_t i;
	int ret;

	ret = counters_open(machine, &cpu, 1, &c);
	if (ret)
		return ret;
	printf("\nCounters:\n");
	for (i = 0; i < counters_nr_lines(c); i++) {
		counters_line(c, i, line, sizeof(line));
		printf("  %s\n", line);
	}
	if (counters_source(c))
		printf("  r and w are measured by: %s\n", counters_source(c));
	else
		printf("  r and w cannot be measured here: %s\n",
		       counters_why(c));
	for (i = 0; (hint = counters_hint(c, machine, i)); i++)
		printf("  %s\n", hint);
	counters_close(c);
	return 0;
}

static void print_warnings(const struct machine *machine)
{
	size_t i;

	if (machine_nr_warnings(machine))
		printf("\nWhat will spoil a measurement here:\n");
	for (i = 0; i < machine_nr_warnings(machine); i++)
		printf("  - %s\n", machine_warning(machine, i));
}

static error_t parse_probe(int key, char *arg, struct argp_state *state)
{
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	pr_err("probe: takes no argument, so what is '%s'?", arg);
	return -EINVAL;
}

static int run_probe(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse_probe,
		.doc = "This machine: CPU, platform, memory, counters, and what will spoil a "
		       "measurement.  Every fact is there or says why it is absent.",
	};
	struct machine *machine;
	int ret;

	ret = command_parse(&argp, argc, argv, NULL);
	if (ret)
		return command_exit(ret);
	ret = machine_open(NULL, &machine);
	if (ret) {
		pr_err("probe: cannot look at this machine: %s", strerror(-ret));
		return command_exit(ret == -EINVAL ? -EIO : ret);
	}
	print_facts(machine);
	print_copies(machine);
	print_nodes();
	print_devices();
	ret = print_counters(machine);
	print_warnings(machine);
	machine_close(machine);
	return command_exit(ret);
}

const struct command command_probe = { "probe", "this machine, and what will spoil a measurement",
				       run_probe };
