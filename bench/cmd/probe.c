// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * probe: what a machine is, this one or a recorded one, and what will spoil a
 * measurement on it.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cpu-mask.h"
#include "cmd/command.h"
#include "counter/counters.h"
#include "target/device.h"
#include "machine.h"
#include "base/message.h"
#include "base/parse.h"
#include "pmu.h"
#include "replay.h"
#include "topology.h"

enum {
	KEY_FROM = 0x200,
	KEY_RECORD,
};

struct probe_options {
	const char *from;
	const char *record;
};

static const struct argp_option options[] = {
	{ "from", KEY_FROM, "DIR", 0, "a machine recorded by --record instead of this one", 0 },
	{ "record", KEY_RECORD, "DIR", 0,
	  "write down what is looked at, without names and serial numbers, into the new folder DIR; "
	  "prints nothing",
	  0 },
	{ 0 },
};

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
	struct cpu_mask *allowed = cpu_mask_allowed();
	const int cpu = allowed ? cpu_mask_next(allowed, -1) : -1;

	cpu_mask_free(allowed);
	return cpu < 0 ? 0 : cpu;
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

/* What a run there would open; nothing of this machine is opened for another one. */
static void print_recorded_counters(const struct machine *machine)
{
	size_t i;

	printf("\nCounters that a run would open there:\n");
	for (i = 0; i < machine_nr_counters(machine); i++) {
		const struct machine_counter *c = machine_counter(machine, i);
		char name[80];

		event_name(c->event, c->channel, name, sizeof(name));
		printf("  %s %s: %s", event_quantity_name[c->event->quantity], name, c->pmu);
		if (c->error) {
			printf(": %s\n", c->why);
			continue;
		}
		printf(", type %" PRIu32 " config 0x%" PRIx64, c->type, c->config[0]);
		if (c->config[1])
			printf(" config1 0x%" PRIx64, c->config[1]);
		if (c->bytes > 0)
			printf(", %.4g bytes each", c->bytes);
		if (c->kernel_bytes > 0)
			printf(" (the kernel's scale says %.4g)", c->kernel_bytes);
		printf("\n");
	}
}

static void print_warnings(const struct machine *machine, const char *where)
{
	size_t i;

	if (machine_nr_warnings(machine))
		printf("\nWhat will spoil a measurement %s:\n", where);
	for (i = 0; i < machine_nr_warnings(machine); i++)
		printf("  - %s\n", machine_warning(machine, i));
}

static error_t parse_probe(int key, char *arg, struct argp_state *state)
{
	struct probe_options *opt = state->input;

	switch (key) {
	case KEY_FROM:
		opt->from = arg;
		return 0;
	case KEY_RECORD:
		opt->record = arg;
		return 0;
	case ARGP_KEY_ARG:
		pr_err("probe: takes no argument, so what is '%s'?", arg);
		return -EINVAL;
	case ARGP_KEY_END:
		if (!opt->from || !opt->record)
			return 0;
		pr_err("probe: --record writes down this machine, so not with --from");
		return -EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int record(const char *dir)
{
	int ret = machine_record(dir);

	if (ret == -EEXIST)
		pr_err("probe --record: %s is there already; accepted: a folder that is not", dir);
	else if (ret)
		pr_err("probe --record: %s: %s", dir, strerror(-ret));
	return ret;
}

static int open_from(const char *dir, struct machine **machine)
{
	int ret = machine_open(dir, machine);

	if (!ret)
		return 0;
	if (!dir)
		pr_err("probe: cannot look at this machine: %s", strerror(-ret));
	else if (ret == -EINVAL)
		pr_err("probe --from: %s/cpuid is no recording; accepted: lines \"leaf subleaf eax ebx "
		       "ecx edx\", hexadecimal, and \"xcr0 VALUE\"", dir);
	else
		pr_err("probe --from: %s: %s; accepted: a folder that probe --record made", dir,
		       strerror(-ret));
	return !dir && ret == -EINVAL ? -EIO : ret;
}

static int run_probe(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_probe,
		.doc = "This machine: CPU, platform, memory, counters, and what will spoil a "
		       "measurement.  Every fact is there or says why it is absent.",
	};
	struct probe_options opt = { 0 };
	struct machine *machine;
	int ret;

	ret = command_parse(&argp, argc, argv, &opt);
	if (!ret && opt.record)
		return command_exit(record(opt.record));
	if (!ret)
		ret = open_from(opt.from, &machine);
	if (ret)
		return command_exit(ret);
	print_facts(machine);
	print_copies(machine);
	if (opt.from) {
		print_recorded_counters(machine);
	} else {
		print_nodes();
		print_devices();
		ret = print_counters(machine);
	}
	print_warnings(machine, opt.from ? "there" : "here");
	machine_close(machine);
	return command_exit(ret);
}

const struct command command_probe = { "probe", "this machine, and what will spoil a measurement",
				       run_probe };
