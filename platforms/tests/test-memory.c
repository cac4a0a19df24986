// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How much memory a small machine, and the control group on it, can give.
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "support.h"

#define MIB (1024ull * 1024)
#define MEMINFO "MemAvailable: 2097152 kB\n"

/* Names below /sys/fs/cgroup, each with its content behind it, up to the first NULL. */
static void write_groups(const char *const *files, size_t nr)
{
	char path[256];
	size_t f;

	for (f = 0; f + 1 < nr && files[f]; f += 2) {
		snprintf(path, sizeof(path), "sys/fs/cgroup/%s", files[f]);
		scratch_write(path, files[f + 1]);
	}
}

static void cgroups_limit_memory(void **state)
{
	static const struct {
		int line;
		const char *cgroup;
		const char *files[8];	/* path, text, path, text ... */
		uint64_t mib;
		const char *mountinfo;
	} rows[] = {
		{ __LINE__, NULL, { NULL }, 2048 },
		{ __LINE__, "0::/a/b\n",
		  { "a/b/memory.max", "max", "a/b/memory.current", "1048576" }, 2048 },
		{ __LINE__, "0::/a/b\n",
		  { "a/b/memory.max", "1073741824", "a/b/memory.current", "268435456" }, 768 },
		/* The parent grants less than the group itself. */
		{ __LINE__, "0::/a/b\n",
		  { "a/b/memory.max", "1073741824", "a/b/memory.current", "0",
		    "a/memory.max", "536870912", "a/memory.current", "104857600" }, 412 },
		{ __LINE__, "0::/a\n",
		  { "a/memory.max", "max", "a/memory.high", "209715200", "a/memory.current", "0" },
		  200 },
		{ __LINE__, "0::/a\n",
		  { "a/memory.max", "1048576", "a/memory.current", "2097152" }, 0 },
		/* Inside a cgroup namespace the group is the mount itself. */
		{ __LINE__, "0::/\n", { "memory.max", "104857600", "memory.current", "0" }, 100 },
		{ __LINE__, "5:cpu:/x\n4:memory:/c\n0::/\n",
		  { "memory/c/memory.limit_in_bytes", "314572800",
		    "memory/c/memory.usage_in_bytes", "104857600" }, 200 },
		{ __LINE__, "4:cpuset,memory:/c\n",
		  { "memory/memory.limit_in_bytes", "314572800",
		    "memory/memory.usage_in_bytes", "0" }, 300 },
		{ __LINE__, "4:memory:/c\n",
		  { "memory/c/memory.limit_in_bytes", "9223372036854771712",
		    "memory/c/memory.usage_in_bytes", "104857600" }, 2048 },
		{ __LINE__, "0::/../elsewhere\n", { NULL }, 2048 },
		/* Of a container: the group is the mount, which is somewhere else. */
		{ __LINE__, "0::/pod/x\n", { "memory.max", "104857600", "memory.current", "0" }, 100,
		  "30 1 0:2 /pod/x /sys/fs/cgroup ro - cgroup2 cgroup rw\n" },
		{ __LINE__, "3:cpu:/\n4:memory:/c\n0::/c\n",
		  { "mem/c/memory.limit_in_bytes", "314572800", "mem/c/memory.usage_in_bytes", "0",
		    "unified/c/memory.max", "104857600", "unified/c/memory.current", "0" }, 100,
		  "30 1 0:2 / /sys/fs/cgroup/mem rw - cgroup cgroup rw,memory\n"
		  "31 1 0:3 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n" },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		struct machine *m;

		scratch_new();
		scratch_write("cpuid", small_cpuid);
		scratch_write("proc/meminfo", MEMINFO);
		if (rows[i].cgroup)
			scratch_write("proc/self/cgroup", rows[i].cgroup);
		if (rows[i].mountinfo)
			scratch_write("proc/self/mountinfo", rows[i].mountinfo);
		write_groups(rows[i].files, NR(rows[i].files));
		m = scratch_machine();
		check_row(&rows[i], machine_mem_available(m) == rows[i].mib * MIB, "%llu MiB",
			  (unsigned long long)(machine_mem_available(m) / MIB));
		machine_close(m);
	}
	scratch_remove();
}

/* Every group on the way to the root may be the one that throttles. */
static void cgroups_limit_cpus(void **state)
{
	static const struct {
		int line;
		const char *cgroup;
		const char *files[8];
		const char *quota;
		const char *throttled;
	} rows[] = {
		{ __LINE__, "0::/a\n", { NULL }, "no limit", "0 periods" },
		{ __LINE__, "0::/a\n", { "a/cpu.max", "max 100000" }, "no limit", "0 periods" },
		{ __LINE__, "0::/a/b\n", { "a/b/cpu.max", "150000 100000", "a/cpu.max", "50000 100000",
		  "a/b/cpu.stat", "usage_usec 5\nnr_periods 9\nnr_throttled 7\nthrottled_usec 1\n" },
		  "0.5 CPUs (50000 of 100000 us)", "7 periods" },
		{ __LINE__, "2:cpu,cpuacct:/x\n", { "cpu/x/cpu.cfs_quota_us", "20000",
		  "cpu/x/cpu.cfs_period_us", "100000", "cpu/x/cpu.stat", "nr_throttled 3\n" },
		  "0.2 CPUs (20000 of 100000 us)", "3 periods" },
		{ __LINE__, "2:cpu:/x\n", { "cpu/x/cpu.cfs_quota_us", "-1",
		  "cpu/x/cpu.cfs_period_us", "100000" }, "no limit", "0 periods" },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		struct machine *m;

		scratch_new();
		scratch_write("cpuid", small_cpuid);
		scratch_write("proc/self/cgroup", rows[i].cgroup);
		write_groups(rows[i].files, NR(rows[i].files));
		m = scratch_machine();
		check_row(&rows[i], !strcmp(machine_fact_value(m, "cpu-quota"), rows[i].quota) &&
			  !strcmp(machine_fact_value(m, "cpu-throttled"), rows[i].throttled), "%s, %s",
			  machine_fact_value(m, "cpu-quota"), machine_fact_value(m, "cpu-throttled"));
		machine_close(m);
	}
	scratch_remove();
}

static void memory_is_read_afresh(void **state)
{
	struct machine *m;

	scratch_new();
	scratch_write("cpuid", small_cpuid);
	scratch_write("proc/meminfo", MEMINFO);
	m = scratch_machine();
	assert_int_equal(machine_mem_available(m), 2048 * MIB);
	scratch_write("proc/meminfo", "MemAvailable: 1024 kB\n");
	assert_int_equal(machine_mem_available(m), MIB);
	machine_close(m);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cgroups_limit_memory),
		cmocka_unit_test(memory_is_read_afresh),
		cmocka_unit_test(cgroups_limit_cpus),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
