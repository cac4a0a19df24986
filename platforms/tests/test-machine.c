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
		cmocka_unit_test(returns_follow_the_mitigations),
		cmocka_unit_test(this_machine_opens),
	};

	return cmocka_run_group_tests_name("machine", tests, NULL, NULL);
}
