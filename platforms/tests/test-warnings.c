// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What will spoil a measurement, and what says that a CPU is emulated.
 */
#include <stdbool.h>
#include <string.h>

#include "machine.h"
#include "support.h"

#define MEMINFO "MemTotal: 4194304 kB\nMemFree: 1048576 kB\nMemAvailable: 2097152 kB\n"

/* The signature is text in the order EBX, ECX, EDX of leaf 0x40000000. */
#define GUEST "0 0 20 756e6547 6c65746e 49656e69\n1 0 50654 0 80000000 0\n"
#define METAL "0 0 20 756e6547 6c65746e 49656e69\n1 0 50654 0 0 0\n"
#define OF_TCG "40000000 0 40000001 54474354 43544743 47435447\n"
#define OF_KVM "40000000 0 40000001 4b4d564b 564b4d56 0000004d\n"

static void emulation_is_told(void **state)
{
	static const struct {
		int line;
		const char *cpuid;
		bool emulated;
	} rows[] = {
		{ __LINE__, GUEST OF_TCG, true },
		{ __LINE__, GUEST OF_KVM, false },
		{ __LINE__, METAL OF_TCG, false },
		{ __LINE__, GUEST, false },
	};
	size_t i, j;

	for (i = 0; i < NR(rows); i++) {
		bool warned = false;
		struct machine *m;

		scratch_new();
		scratch_write("cpuid", rows[i].cpuid);
		m = scratch_machine();
		for (j = 0; j < machine_nr_warnings(m); j++)
			warned |= !!strstr(machine_warning(m, j), "emulated in software");
		check_row(&rows[i], machine_is_emulated(m) == rows[i].emulated, "emulated: %d",
			  machine_is_emulated(m));
		check_row(&rows[i], warned == rows[i].emulated, "warned: %d", warned);
		machine_close(m);
	}
	scratch_remove();
}

static void warnings_follow_the_files(void **state)
{
	static const struct {
		int line;
		const char *path;
		const char *bad;
		const char *good;
		const char *part;
	} rows[] = {
		{ __LINE__, "sys/devices/system/cpu/cpufreq/policy0/scaling_governor", "powersave",
		  "performance", "governor" },
		{ __LINE__, "sys/devices/system/cpu/intel_pstate/no_turbo", "0", "1", "Turbo" },
		{ __LINE__, "sys/devices/system/cpu/cpufreq/boost", "1", "0", "Turbo" },
		{ __LINE__, "sys/devices/system/cpu/smt/active", "1", "0", "SMT" },
		{ __LINE__, "proc/sys/kernel/numa_balancing", "1", "0", "NUMA balancing" },
		{ __LINE__, "sys/kernel/mm/transparent_hugepage/enabled", "always madvise [never]",
		  "[always] madvise never", "page=thp" },
		{ __LINE__, "sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages", "0", "10",
		  "hugetlb targets" },
		{ __LINE__, "sys/kernel/mm/ksm/run", "1", "0", "KSM" },
		{ __LINE__, "proc/loadavg", "7.00 1 1 1/9 9", "0.10 1 1 1/9 9", "load average" },
		{ __LINE__, "sys/devices/system/clocksource/clocksource0/current_clocksource",
		  "acpi_pm", "tsc", "clock source" },
		{ __LINE__, "proc/stat", "cpu  50 0 0 40 0 0 0 10 0 0",
		  "cpu  50 0 0 50 0 0 0 0 0 0", "The host took 10.00 %" },
		{ __LINE__, "sys/bus/event_source/devices/cpu/type", "", "4", "core counter" },
		{ __LINE__, "sys/fs/cgroup/cpu.max", "20000 100000", "max 100000", "CPU cgroup grants 0.2" },
		{ __LINE__, "proc/self/cgroup", "0::/tight", "0::/", "cgroup leaves 100 MiB" },
	};
	size_t i, j;
	int bad;

	for (i = 0; i < NR(rows); i++) {
		for (bad = 0; bad < 2; bad++) {
			bool warned = false;
			struct machine *m;

			scratch_new();
			scratch_write("cpuid", small_cpuid);
			scratch_write("proc/meminfo", MEMINFO);
			scratch_write("proc/self/cgroup", "0::/");
			scratch_write("sys/fs/cgroup/tight/memory.max", "104857600");
			scratch_write("sys/fs/cgroup/tight/memory.current", "0");
			if (!bad || *rows[i].bad)
				scratch_write(rows[i].path, bad ? rows[i].bad : rows[i].good);
			m = scratch_machine();
			for (j = 0; j < machine_nr_warnings(m); j++)
				warned |= !!strstr(machine_warning(m, j), rows[i].part);
			check_row(&rows[i], warned == bad, "%s, expected %s",
				  warned ? "warned" : "silent", bad ? "a warning" : "silence");
			machine_close(m);
		}
	}
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(emulation_is_told),
		cmocka_unit_test(warnings_follow_the_files),
	};

	return cmocka_run_group_tests_name("warnings", tests, NULL, NULL);
}
