// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which CPUs measure which target, on machines made up for the question.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "target/cpus.h"
#include "target/placement.h"
#include "topology.h"

#define GIB (1ull << 30)

/* Two sockets with two cores of two threads each, and memory of its own at the second. */
static struct topology_node server_nodes[] = {
	{ 0, 64 * GIB, true, "DRAM" }, { 1, 64 * GIB, true, "DRAM" },
	{ 2, 256 * GIB, false, "CXL memory (dax0.0)" },
};
static struct topology_cpu server_cpus[] = {
	{ 0, 0, 0, 0 }, { 1, 0, 1, 0 }, { 2, 1, 2, 0 }, { 3, 1, 3, 0 },
	{ 4, 0, 0, 0 }, { 5, 0, 1, 0 }, { 6, 1, 2, 0 }, { 7, 1, 3, 0 },
};
static unsigned int server_distance[] = { 10, 21, 31, 21, 10, 14, 31, 14, 10 };
static const struct topology server = { server_nodes, 3, server_cpus, 8, server_distance };

/* Performance cores 0 and 1 with two threads, efficiency cores 4 to 7. */
static struct topology_node client_nodes[] = { { 0, 16 * GIB, true, "DRAM" } };
static struct topology_cpu client_cpus[] = {
	{ 0, 0, 0, 1 }, { 1, 0, 0, 1 }, { 2, 0, 1, 1 }, { 3, 0, 1, 1 },
	{ 4, 0, 2, 0 }, { 5, 0, 3, 0 }, { 6, 0, 4, 0 }, { 7, 0, 5, 0 },
};
static unsigned int client_distance[] = { 10 };
static const struct topology client = { client_nodes, 1, client_cpus, 8, client_distance };

static void ranking(void **state)
{
	static const struct {
		int line;
		const struct topology *topology;
		unsigned int allowed;	/* bit per CPU */
		int node;
		int fixed;
		const char *wanted;
	} rows[] = {
		/* The last one; its node's other core, second threads, the other node. */
		{ __LINE__, &server, 0xff, -1, -1, "7 6 3 2 5 4 1 0" },
		{ __LINE__, &server, 0xff, 0, -1, "5 4 1 0 7 6 3 2" },
		{ __LINE__, &server, 0xff, 2, -1, "7 6 3 2 5 4 1 0" },
		{ __LINE__, &server, 0xff, 0, 2, "2 7 6 3 5 4 1 0" },
		{ __LINE__, &server, 0x0f, -1, -1, "3 2 1 0" },
		/* No allowed CPU is on the node that was asked for. */
		{ __LINE__, &server, 0x0c, 0, -1, "3 2" },
		{ __LINE__, &client, 0xff, -1, -1, "3 1 2 0 7 6 5 4" },
		{ __LINE__, &client, 0xff, -1, 6, "6 3 1 2 0 7 5 4" },
		{ __LINE__, &client, 0xf0, -1, -1, "7 6 5 4" },
		{ __LINE__, &client, 0x01, -1, -1, "0" },
	};
	struct cpus cpus;
	struct cpu_mask *allowed;
	char text[128];
	size_t i;
	int cpu;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		allowed = cpu_mask_new(8);
		assert_non_null(allowed);
		for (cpu = 0; cpu < 8; cpu++)
			if (rows[i].allowed >> cpu & 1)
				cpu_mask_add(allowed, cpu);
		cpus_choose(rows[i].topology, allowed, rows[i].node, rows[i].fixed, &cpus);
		text[0] = 0;
		for (cpu = 0; cpu < cpus.nr; cpu++)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d",
				 cpu ? " " : "", cpus.cpu[cpu]);
		if (strcmp(text, rows[i].wanted))
			fail_msg("line %d: %s, wanted %s", rows[i].line, text, rows[i].wanted);
		cpu_mask_free(allowed);
	}
}

static void places(void **state)
{
	static const struct {
		int line;
		const struct topology *topology;
		const char *target;
		int fixed;
		int cpu;
		const char *nodes;	/* NULL: refused */
	} rows[] = {
		{ __LINE__, &server, "dram", -1, 7, "1" },
		{ __LINE__, &server, "dram", 0, 0, "0" },
		{ __LINE__, &server, "dram:node=remote", -1, 7, "0" },
		{ __LINE__, &server, "dram:node=remote", 0, 0, "1" },
		{ __LINE__, &server, "dram:node=0", -1, 5, "0" },
		{ __LINE__, &server, "dram:node=0", 2, 2, "0" },
		{ __LINE__, &server, "dram:node=2", -1, 7, "2" },
		{ __LINE__, &server, "dram:node=3", -1, 7, NULL },
		{ __LINE__, &server, "dram:page=4k,node=interleave", -1, 7, "0 1 2" },
		{ __LINE__, &server, "memfd", -1, 7, "" },
		{ __LINE__, &client, "dram", -1, 3, "" },
		{ __LINE__, &client, "dram:node=0", -1, 3, "0" },
		{ __LINE__, &client, "dram:node=remote", -1, 3, NULL },
		{ __LINE__, &client, "dram:node=interleave", -1, 3, NULL },
	};
	struct target_spec spec;
	struct cpus cpus;
	struct cpu_mask *allowed = cpu_mask_new(8);
	struct reason reason;
	char text[128];
	size_t i, n;
	int ret;

	assert_non_null(allowed);
	for (i = 0; i < 8; i++)
		cpu_mask_add(allowed, i);
	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		assert_int_equal(target_parse(rows[i].target, &spec), 0);
		ret = cpus_place(rows[i].topology, allowed, rows[i].fixed, &spec, &cpus, &reason);
		text[0] = 0;
		for (n = 0; n < spec.nr_nodes; n++)
			snprintf(text + strlen(text), sizeof(text) - strlen(text), "%s%d",
				 n ? " " : "", spec.nodes[n]);
		if (!ret != !!rows[i].nodes || (!ret && strcmp(text, rows[i].nodes)) ||
		    cpus.cpu[0] != rows[i].cpu)
			fail_msg("line %d: %d, CPU %d, nodes '%s' (%s)", rows[i].line, ret,
				 cpus.cpu[0], text, ret ? reason.text : "");
		target_spec_free(&spec);
	}
	cpu_mask_free(allowed);
}

/* A kernel may know more CPUs than a cpu_set_t has bits; the best of them are used. */
static void many_cpus(void **state)
{
	const struct topology nowhere = { 0 };
	struct cpu_mask *allowed = cpu_mask_new(5000);
	struct cpus cpus;
	int cpu;

	assert_non_null(allowed);
	for (cpu = 1500; cpu < 5000; cpu++)
		cpu_mask_add(allowed, cpu);
	assert_int_equal(cpu_mask_count(allowed), 3500);
	assert_int_equal(cpu_mask_next(allowed, -1), 1500);
	assert_int_equal(cpu_mask_next(allowed, 4999), -1);
	assert_false(cpu_mask_has(allowed, 1499));
	assert_false(cpu_mask_has(allowed, 1 << 20));
	cpus_choose(&nowhere, allowed, -1, -1, &cpus);
	assert_int_equal(cpus.nr, CPUS_MOST);
	assert_int_equal(cpus.cpu[0], 4999);
	cpus_choose(&nowhere, allowed, -1, 1600, &cpus);
	assert_int_equal(cpus.nr, CPUS_MOST);
	assert_int_equal(cpus.cpu[0], 1600);
	assert_int_equal(cpus.cpu[1], 4999);
	cpu_mask_free(allowed);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranking), cmocka_unit_test(places), cmocka_unit_test(many_cpus),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
