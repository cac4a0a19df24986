// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machine_open() and what it answers on small machines made for one question.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "machine.h"
#include "platform.h"
#include "support.h"

#define MIB (1024ull * 1024)
#define MEMINFO "MemTotal: 4194304 kB\nMemFree: 1048576 kB\nMemAvailable: 2097152 kB\n"

static void bad_recordings_are_refused(void **state)
{
	struct machine *m = NULL;

	assert_int_equal(machine_open("/no/such/folder", &m), -ENOENT);
	scratch_new();
	assert_int_equal(machine_open(scratch_path(""), &m), -ENOENT);
	scratch_write("cpuid", "these are no numbers\n");
	assert_int_equal(machine_open(scratch_path(""), &m), -EINVAL);
	assert_int_equal(machine_open(scratch_path("cpuid"), &m), -ENOTDIR);
	assert_null(m);

	scratch_new();
	scratch_write("cpuid/is-a-folder", "");
	assert_int_equal(machine_open(scratch_path(""), &m), -EISDIR);
	assert_null(m);
	scratch_remove();
}

/* Files with rubbish in them spoil their own fact and nothing else. */
static void rubbish_in_files_is_survived(void **state)
{
	static const char *const paths[] = {
		"proc/meminfo", "proc/version", "proc/cmdline", "proc/cpuinfo", "proc/stat",
		"proc/loadavg", "proc/self/status", "proc/self/cgroup", "proc/buddyinfo",
		"proc/pressure/cpu", "proc/sys/kernel/osrelease",
		"proc/sys/kernel/perf_event_paranoid", "sys/devices/system/node/node0/meminfo",
		"sys/devices/system/cpu/cpu0/cache/index0/size",
		"sys/devices/system/cpu/cpu0/cache/index0/level",
		"sys/devices/system/cpu/cpu0/cache/index0/type",
		"sys/kernel/mm/hugepages/hugepages-2048kB/free_hugepages",
		"sys/kernel/btf/vmlinux", "errors",
	};
	static const char *const rubbish[] = {
		"", "\n", "\n\n\n", ":", "::", "0::", "0::/..", "9:memory:", "(", "(@", "cpu",
		"cpu ", "flags", "flags:", "CapEff:", "MemTotal:", "MemAvailable: -1 kB",
		"MemAvailable: 99999999999999999999999 kB", "13", "13 ", "-- --", "\"", "=",
		"a=\"b", "\xff\xfe\x01", "../../../etc/passwd", "%s%s%n",
	};
	size_t p, r;

	for (p = 0; p < NR(paths); p++) {
		scratch_new();
		scratch_write("cpuid", small_cpuid);
		for (r = 0; r < NR(rubbish); r++) {
			struct machine *m;

			scratch_write(paths[p], rubbish[r]);
			m = scratch_machine();
			assert_string_equal(machine_platform(m)->name, "intel-icx");
			machine_mem_available(m);
			machine_close(m);
		}
	}
	scratch_remove();
}

static void absence_has_a_reason(void **state)
{
	struct machine *m;
	const char *value;

	scratch_new();
	scratch_write("cpuid", small_cpuid);
	scratch_write("errors", "13 proc/sys/kernel/nmi_watchdog\n95 proc/pressure/cpu\n"
				"1 sys/bus/dax/devices\n");
	scratch_write("sys/kernel/mm/ksm/run", "\n");
	m = scratch_machine();
	assert_string_equal(machine_fact_value(m, "nmi-watchdog"),
			    "absent: not permitted: /proc/sys/kernel/nmi_watchdog");
	assert_string_equal(machine_fact_value(m, "dax-devices"),
			    "absent: not permitted: /sys/bus/dax/devices");
	assert_string_equal(machine_fact_value(m, "thp"),
			    "absent: no such file: /sys/kernel/mm/transparent_hugepage/enabled");
	assert_string_equal(machine_fact_value(m, "ksm"), "absent: empty: /sys/kernel/mm/ksm/run");
	value = machine_fact_value(m, "pressure-cpu");
	assert_non_null(strstr(value, "absent: cannot read /proc/pressure/cpu: "));
	assert_null(machine_fact_value(m, "no-such-fact"));
	machine_close(m);
	scratch_remove();
}

/* The same from a real file that may not be read, by somebody who is not root. */
static void forbidden_file_is_not_a_missing_one(void **state)
{
	const uid_t nobody = 65534;
	uid_t uid = geteuid();
	struct machine *m;

	scratch_new();
	scratch_write("cpuid", small_cpuid);
	scratch_write("proc/sys/kernel/nmi_watchdog", "1\n");
	assert_int_equal(chmod(scratch_path(""), 0755), 0);
	assert_int_equal(chmod(scratch_path("proc/sys/kernel/nmi_watchdog"), 0), 0);
	if (!uid)
		assert_int_equal(seteuid(nobody), 0);
	m = scratch_machine();
	assert_string_equal(machine_fact_value(m, "nmi-watchdog"),
			    "absent: not permitted: /proc/sys/kernel/nmi_watchdog");
	machine_close(m);
	if (!uid)
		assert_int_equal(seteuid(uid), 0);
	scratch_remove();
}

static void lacks_honours_xcr0(void **state)
{
	static const struct {
		int line;
		const char *xcr0;
		const char *needs;
		const char *lacks;
	} rows[] = {
		{ __LINE__, "e7", "erms avx512f clwb", "" },
		{ __LINE__, "7", "erms avx512f clwb", "avx512f" },
		{ __LINE__, "0", "erms avx512f clwb", "avx512f" },
		{ __LINE__, "67", "avx512f", "avx512f" },
		{ __LINE__, "0", "erms fsrm clwb", "" },
		{ __LINE__, "0", "avx", "avx" },
		{ __LINE__, "7", "avx", "" },
		{ __LINE__, "e7", "", "" },
		{ __LINE__, "e7", "  ", "" },
		{ __LINE__, "e7", NULL, "" },
		{ __LINE__, "e7", "erms movdir64b movdiri", "movdir64b" },
		{ __LINE__, "e7", "no_such_feature", "no_such_feature" },
		/* Not in the CPUID table: the kernel's word counts. */
		{ __LINE__, "e7", "rep_good", "" },
	};
	size_t i;

	scratch_new();
	for (i = 0; i < NR(rows); i++) {
		struct machine *m;
		const char *lacks;
		char cpuid[512];

		snprintf(cpuid, sizeof(cpuid), "%.*sxcr0 %s\n",
			 (int)(strstr(small_cpuid, "xcr0") - small_cpuid), small_cpuid,
			 rows[i].xcr0);
		scratch_write("cpuid", cpuid);
		scratch_write("proc/cpuinfo", "flags\t\t: fpu rep_good\n");
		m = scratch_machine();
		lacks = machine_lacks(m, rows[i].needs);
		check_row(&rows[i], !strcmp(lacks ? lacks : "", rows[i].lacks), "lacks %s",
			  lacks ? lacks : "nothing");
		machine_close(m);
	}
	scratch_remove();
}

static void borrowed_model_number(void **state)
{
	static const struct {
		int line;
		const char *leaf1;
		const char *leaf7;
		const char *platform;
	} rows[] = {
		/* 0x86 under a hypervisor with AVX-512 is QEMU's Icelake-Server. */
		{ __LINE__, "1 0 00080660 0 80000000 0", "7 0 0 10000 0 0", "intel-icx" },
		/* The real 0x86 is a Tremont part: no AVX-512. */
		{ __LINE__, "1 0 00080660 0 80000000 0", "7 0 0 0 0 0", "intel-snr" },
		{ __LINE__, "1 0 00080660 0 0 0", "7 0 0 0 0 0", "intel-snr" },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		struct machine *m;
		char cpuid[512];

		snprintf(cpuid, sizeof(cpuid), "0 0 20 756e6547 6c65746e 49656e69\n%s\n%s\n",
			 rows[i].leaf1, rows[i].leaf7);
		scratch_new();
		scratch_write("cpuid", cpuid);
		m = scratch_machine();
		check_row(&rows[i], !strcmp(machine_platform(m)->name, rows[i].platform), "%s: %s",
			  machine_platform(m)->name, machine_platform_why(m));
		machine_close(m);
	}
	scratch_remove();
}

/* Zen 5 has everything; CPUID of one, feature by feature, with the right caches. */
#define ZEN5 "0 0 20 68747541 444d4163 69746e65\n80000008 0 0 1 0 0\n" \
	     "8000001d 0 121 2c0003f 3f 0\n8000001d 1 143 3c0003f 3ff 0\n"
#define ZEN5_GUEST ZEN5 "1 0 b00f21 0 80000000 0\n"
#define ZEN5_METAL ZEN5 "1 0 b00f21 0 0 0\n"
/* Skylake-SP with its caches. */
#define SKX "0 0 20 756e6547 6c65746e 49656e69\n1 0 50654 0 0 0\n" \
	    "4 0 121 1c0003f 3f 0\n4 1 143 3c0003f 3ff 0\n"

static void contradictions_are_doubted(void **state)
{
	static const struct {
		int line;
		const char *cpuid;
		const char *doubt;	/* all of it, "" for none */
	} rows[] = {
		{ __LINE__, ZEN5_METAL "7 0 0 1010200 18000000 10\n", "" },
		{ __LINE__, ZEN5_METAL "7 0 0 1010200 8000000 10\n",
		  "lacks movdir64b which amd-zen5 has" },
		{ __LINE__, ZEN5_GUEST "7 0 0 1010200 0 10\n", "" },
		/* Firmware can switch off AVX-512 and fast strings, and leaves MOVDIR64B alone. */
		{ __LINE__, ZEN5_GUEST "7 0 0 1000200 0 10\n", "" },
		{ __LINE__, ZEN5_METAL "7 0 0 1000000 18000000 0\n", "" },
		{ __LINE__, ZEN5_GUEST "7 0 0 1010200 0 10\n8000001d 2 163 3c0003f bfff 0\n",
		  "L3 48 MiB is no multiple of 32 MiB, what amd-zen5 has per CCX" },
		/* Half a unit is what parts with fewer cores have. */
		{ __LINE__, ZEN5_GUEST "7 0 0 1010200 0 10\n8000001d 2 163 3c0003f 3fff 0\n", "" },
		{ __LINE__, SKX "7 0 0 1010200 0 0\n", "" },
		{ __LINE__, SKX "7 0 0 1010200 10000000 10\n",
		  "has fsrm movdir64b which intel-skx never has" },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		struct machine *m;
		const char *doubt;

		scratch_new();
		scratch_write("cpuid", rows[i].cpuid);
		m = scratch_machine();
		doubt = machine_platform_doubt(m);
		check_row(&rows[i], !strcmp(doubt ? doubt : "", rows[i].doubt), "doubt: %s",
			  doubt ? doubt : "none");
		machine_close(m);
	}
	scratch_remove();
}

static void cgroups_limit_memory(void **state)
{
	static const struct {
		int line;
		const char *cgroup;
		const char *files[8];	/* path, text, path, text ... */
		uint64_t mib;
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
	};
	size_t i, f;

	for (i = 0; i < NR(rows); i++) {
		struct machine *m;
		char path[256];

		scratch_new();
		scratch_write("cpuid", small_cpuid);
		scratch_write("proc/meminfo", MEMINFO);
		if (rows[i].cgroup)
			scratch_write("proc/self/cgroup", rows[i].cgroup);
		for (f = 0; f + 1 < NR(rows[i].files) && rows[i].files[f]; f += 2) {
			snprintf(path, sizeof(path), "sys/fs/cgroup/%s", rows[i].files[f]);
			scratch_write(path, rows[i].files[f + 1]);
		}
		m = scratch_machine();
		check_row(&rows[i], machine_mem_available(m) == rows[i].mib * MIB, "%llu MiB",
			  (unsigned long long)(machine_mem_available(m) / MIB));
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

/* Lines as Debian's 6.12 and the run files in data/ have them. */
static void returns_follow_the_mitigations(void **state)
{
	static const struct {
		const char *mitigations, *returns;
	} rows[] = {
		{ NULL, "ret" },
		{ "none needed", "ret" },
		{ "absent: no such file", "ret" },
		{ "indirect_target_selection: Mitigation: Aligned branch/return thunks; retbleed: "
		  "Vulnerable", "its" },
		{ "indirect_target_selection: Mitigation: Retpolines, Stuffing RSB", "ret" },
		{ "spec_rstack_overflow: Mitigation: Safe RET; spectre_v2: Mitigation: Retpolines",
		  "safe-ret" },
		{ "spec_rstack_overflow: Vulnerable: Safe RET, no microcode", "safe-ret" },
		{ "retbleed: Mitigation: untrained return thunk; SMT vulnerable", "thunk" },
		{ "retbleed: Mitigation: untrained return thunk; spec_rstack_overflow: Mitigation: "
		  "Safe RET", "safe-ret" },
		{ "retbleed: Mitigation: Enhanced IBRS", "ret" },
	};

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++)
		assert_string_equal(machine_returns_of(rows[i].mitigations), rows[i].returns);
}

static void this_machine_opens(void **state)
{
	struct machine *m = NULL;

	assert_int_equal(machine_open(NULL, &m), 0);
	assert_non_null(machine_platform(m));
	assert_int_equal(strlen(machine_cpu(m)->vendor), 12);
	assert_true(machine_mem_available(m) > 0);
	/* x86-64 without SSE2 does not exist. */
	assert_null(machine_lacks(m, "sse2"));
	machine_close(m);
	machine_close(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_recordings_are_refused),
		cmocka_unit_test(rubbish_in_files_is_survived),
		cmocka_unit_test(absence_has_a_reason),
		cmocka_unit_test(forbidden_file_is_not_a_missing_one),
		cmocka_unit_test(lacks_honours_xcr0),
		cmocka_unit_test(borrowed_model_number),
		cmocka_unit_test(contradictions_are_doubted),
		cmocka_unit_test(cgroups_limit_memory),
		cmocka_unit_test(memory_is_read_afresh),
		cmocka_unit_test(emulation_is_told),
		cmocka_unit_test(returns_follow_the_mitigations),
		cmocka_unit_test(warnings_follow_the_files),
		cmocka_unit_test(this_machine_opens),
	};

	return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
