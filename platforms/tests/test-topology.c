// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Topologies of machines that nobody here owns: hwloc's XML, or without hwloc
 * a machine as sysfs has it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "support.h"
#include "topology.h"

static struct topology *open_xml(const char *name)
{
	struct topology *t = NULL;
	char path[512];

	snprintf(path, sizeof(path), "%s/%s", TOPOLOGIES_DIR, name);
	assert_int_equal(topology_open(path, &t), 0);
	return t;
}

static void check_cpus(const struct topology *t, int node, const char *wanted)
{
	char *text = topology_cpus_text(t, node);

	assert_string_equal(text, wanted);
	free(text);
}

static bool has_memory(const struct topology_node *node, const void *arg)
{
	return node->bytes;
}

static bool has_cpus(const struct topology_node *node, const void *arg)
{
	return node->has_cpus;
}

static void two_sockets(void **state)
{
	struct topology *t = open_xml("two-sockets.xml");

	assert_int_equal(t->nr_nodes, 2);
	assert_int_equal(t->nr_cpus, 8);
	assert_int_equal(topology_nr_memory_nodes(t), 2);
	check_cpus(t, 0, "0-3");
	check_cpus(t, 1, "4-7");
	assert_int_equal(topology_node(t, 1)->bytes, 64ull << 30);
	assert_string_equal(topology_node(t, 1)->kind, "DRAM");
	assert_int_equal(topology_distance(t, 0, 1), 21);
	assert_int_equal(topology_distance(t, 1, 1), 10);
	assert_int_equal(topology_distance(t, 0, 7), 0);
	assert_int_equal(topology_remote(t, 0), 1);
	assert_int_equal(topology_remote(t, 1), 0);
	/* Two threads of a core, and a core of the other socket. */
	assert_int_equal(topology_cpu(t, 0)->core, topology_cpu(t, 1)->core);
	assert_int_not_equal(topology_cpu(t, 1)->core, topology_cpu(t, 2)->core);
	assert_int_not_equal(topology_cpu(t, 0)->core, topology_cpu(t, 4)->core);
	assert_int_equal(topology_cpu(t, 0)->rank, topology_cpu(t, 7)->rank);
	assert_null(topology_cpu(t, 8));
	topology_close(t);
}

static void sub_numa_clusters(void **state)
{
	struct topology *t = open_xml("sub-numa.xml");

	assert_int_equal(t->nr_nodes, 4);
	check_cpus(t, 3, "6-7");
	/* Remote is the other socket, not the other half of this one. */
	assert_int_equal(topology_distance(t, 0, 1), 12);
	assert_int_equal(topology_remote(t, 0), 2);
	assert_int_equal(topology_remote(t, 3), 0);
	assert_int_equal(topology_nearest(t, 3, has_memory, NULL), 3);
	topology_close(t);
}

static void memory_only_nodes(void **state)
{
	struct topology *t = open_xml("memory-only.xml");

	assert_int_equal(t->nr_nodes, 4);
	assert_true(topology_node(t, 0)->has_cpus);
	assert_false(topology_node(t, 1)->has_cpus);
	assert_true(topology_node(t, 2)->has_cpus);
	assert_false(topology_node(t, 3)->has_cpus);
	assert_string_equal(topology_node(t, 1)->kind, "persistent memory (dax0.0)");
	assert_string_equal(topology_node(t, 3)->kind, "CXL memory (dax1.0)");
	check_cpus(t, 0, "0-1");
	check_cpus(t, 1, "none");
	check_cpus(t, 2, "2-3");
	/* The other socket, though its CXL memory is farther away. */
	assert_int_equal(topology_remote(t, 0), 2);
	assert_int_equal(topology_nearest(t, 1, has_cpus, NULL), 0);
	assert_int_equal(topology_nearest(t, 3, has_cpus, NULL), 2);
	topology_close(t);
}

static void hybrid_client(void **state)
{
	struct topology *t = open_xml("hybrid.xml");

	assert_int_equal(t->nr_nodes, 1);
	assert_int_equal(t->nr_cpus, 6);
	assert_true(topology_cpu(t, 1)->rank > topology_cpu(t, 2)->rank);
	assert_int_equal(topology_cpu(t, 0)->rank, topology_cpu(t, 1)->rank);
	assert_int_equal(topology_cpu(t, 2)->rank, topology_cpu(t, 5)->rank);
	assert_int_equal(topology_remote(t, 0), -1);
	topology_close(t);
}

static void from_sysfs(void **state)
{
	struct topology *t = NULL;
	char path[128], text[32];
	int i;

	scratch_new();
	for (i = 0; i < 4; i++) {
		snprintf(path, sizeof(path), "sys/devices/system/cpu/cpu%d/topology/core_id", i);
		snprintf(text, sizeof(text), "%d\n", i / 2);
		scratch_write(path, text);
	}
	scratch_write("sys/devices/system/cpu/cpufreq/x", "");
	scratch_write("sys/devices/cpu_core/cpus", "0-1\n");
	scratch_write("sys/devices/system/node/node0/cpulist", "0-1,3\n");
	scratch_write("sys/devices/system/node/node0/meminfo", "Node 0 MemTotal: 1048576 kB\n");
	scratch_write("sys/devices/system/node/node0/distance", "10 17\n");
	scratch_write("sys/devices/system/node/node2/cpulist", "\n");
	scratch_write("sys/devices/system/node/node2/meminfo", "Node 2 MemTotal: 2097152 kB\n");
	scratch_write("sys/devices/system/node/node2/distance", "17 10\n");
	scratch_write("sys/bus/dax/devices/dax1.0/target_node", "2\n");
	assert_int_equal(topology_open(scratch_path(""), &t), 0);
	assert_int_equal(t->nr_nodes, 2);
	assert_int_equal(t->nr_cpus, 4);
	check_cpus(t, 0, "0-1,3");
	check_cpus(t, 2, "none");
	assert_int_equal(topology_node(t, 2)->bytes, 2ull << 30);
	assert_string_equal(topology_node(t, 2)->kind, "DAX memory (dax1.0)");
	assert_int_equal(topology_distance(t, 0, 2), 17);
	assert_int_equal(topology_remote(t, 0), 2);
	assert_int_equal(topology_cpu(t, 0)->rank, 1);
	assert_int_equal(topology_cpu(t, 3)->rank, 0);
	assert_int_equal(topology_cpu(t, 0)->core, topology_cpu(t, 1)->core);
	assert_int_equal(topology_cpu(t, 2)->node, -1);
	topology_close(t);
	scratch_remove();
}

/* Whatever machine this is, it has a CPU and memory. */
static void this_machine(void **state)
{
	struct topology *t = NULL;

	assert_int_equal(topology_open(NULL, &t), 0);
	assert_true(t->nr_cpus >= 1);
	assert_true(t->nr_nodes >= 1);
	assert_true(topology_nr_memory_nodes(t) >= 1);
	topology_close(t);
}

static void nothing_to_read(void **state)
{
	struct topology *t = NULL;

	assert_true(topology_open("/no/such/place", &t) < 0);
	assert_null(t);
}

/* What can be read depends on the build; both are among the tested configurations. */
int main(void)
{
	const struct CMUnitTest hwloc_tests[] = {
		cmocka_unit_test(two_sockets),	     cmocka_unit_test(sub_numa_clusters),
		cmocka_unit_test(memory_only_nodes), cmocka_unit_test(hybrid_client),
		cmocka_unit_test(this_machine),	     cmocka_unit_test(nothing_to_read),
	};
	const struct CMUnitTest sysfs_tests[] = {
		cmocka_unit_test(from_sysfs),	     cmocka_unit_test(this_machine),
		cmocka_unit_test(nothing_to_read),
	};

	if (!strcmp(topology_source(), "hwloc"))
		return cmocka_run_group_tests(hwloc_tests, NULL, NULL);
	return cmocka_run_group_tests(sysfs_tests, NULL, NULL);
}
