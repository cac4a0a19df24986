// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every recording below machines/: what it is taken for, what is said about
 * it, and that a recording of the recording says the same.
 */
#include <dirent.h>
#include <errno.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine-private.h"
#include "support.h"

/**
 * struct expected - what one recording must give; NULL is not checked
 * @why:	part of the sentence on the match
 * @doubt:	part of the doubt, "" for none
 * @needs:	features asked for, and
 * @lacks:	the answer, "" for none missing
 * @warns:	part of a warning that must be there
 * @silent:	part of a warning that must not be there
 */
struct expected {
	int line;
	const char *name;
	const char *cpu;
	const char *macro;
	const char *why;
	const char *doubt;
	const char *needs;
	const char *lacks;
	const char *warns;
	const char *silent;
};

static const struct expected machines[] = {
	{ __LINE__, "amd-zen3-milan", "AuthenticAMD 25-1-1 amd-zen3", "X86_FEATURE_ZEN3",
	  "features agree", "", "clzero avx512f", "avx512f", "Turbo is on", "governor" },
	{ __LINE__, "amd-zen4-genoa", "AuthenticAMD 25-17-1 amd-zen4", "X86_FEATURE_ZEN4",
	  "L1D 32 KiB 8-way agrees", "", "avx512f movdir64b", "movdir64b", NULL, "guest" },
	{ __LINE__, "amd-zen5-in-name-only", "AuthenticAMD 26-2-1 amd-zen5", "X86_FEATURE_ZEN5",
	  "L1D 32 KiB 8-way differs", "those of amd-zen4", "avx512f", "avx512f", "doubtful", NULL },
	{ __LINE__, "amd-zen5-kvm-guest", "AuthenticAMD 26-2-1 amd-zen5", "X86_FEATURE_ZEN5",
	  "guest hides movdiri movdir64b which amd-zen5 has", "", "erms fsrm avx512f clzero", "",
	  "guest of KVM", "doubtful" },
	{ __LINE__, "intel-adl", "GenuineIntel 6-151-2 intel-adl", "INTEL_ALDERLAKE",
	  "features agree", "", "movdir64b", "", "hybrid", "no core counter" },
	{ __LINE__, "intel-adl-e-core", "GenuineIntel 6-151-2 intel-adl", "INTEL_ALDERLAKE",
	  "efficiency core", "", "movdir64b avx512f", "avx512f", "hybrid", "doubtful" },
	{ __LINE__, "intel-arl", "GenuineIntel 6-198-2 intel-arl", "INTEL_ARROWLAKE",
	  "L2 3 MiB 12-way agrees", "", "movdiri", "", "hybrid", NULL },
	{ __LINE__, "intel-clx", "GenuineIntel 6-85-7 intel-clx", "INTEL_SKYLAKE_X",
	  "stepping 7", "", "fsrm", "fsrm", NULL, "doubtful" },
	{ __LINE__, "intel-gnr-guest-masked", "GenuineIntel 6-167-1 generic", NULL,
	  "6 model 167 stepping 1 is intel-icl's, but this guest has movdiri movdir64b clwb", "",
	  "movdir64b amx_fp16", "", "No known platform", "doubtful" },
	{ __LINE__, "intel-icl", "GenuineIntel 6-126-5 intel-icl", "INTEL_ICELAKE_L",
	  "L2 512 KiB 8-way agrees", "", "clwb", "clwb", "stay zero", "guest" },
	{ __LINE__, "intel-icx-2s", "GenuineIntel 6-106-6 intel-icx", "INTEL_ICELAKE_X",
	  "L2 1280 KiB 20-way agrees", "", "erms fsrm clwb avx512f avx512vl", "",
	  "NUMA balancing", "hugetlb" },
	{ __LINE__, "intel-skx", "GenuineIntel 6-85-4 intel-skx", "INTEL_SKYLAKE_X",
	  "stepping 4", "", "erms avx512bw", "", NULL, "doubtful" },
	{ __LINE__, "intel-spr", "GenuineIntel 6-143-8 intel-spr", "INTEL_SAPPHIRERAPIDS_X",
	  "L2 2 MiB 16-way agrees", "", "movdir64b fzrm avx512f", "", "nothing can be counted",
	  "doubtful" },
	{ __LINE__, "intel-unknown", "GenuineIntel 6-254-1 generic", NULL,
	  "no GenuineIntel platform has family 6 model 254", "", "movdir64b", "",
	  "No known platform", "doubtful" },
	{ __LINE__, "qemu-epyc-rome", "AuthenticAMD 23-49-0 amd-zen2", "X86_FEATURE_ZEN2",
	  "features agree", "", "erms", "erms", "guest of KVM", "doubtful" },
	{ __LINE__, "qemu-icelake-server-v1", "GenuineIntel 6-134-0 intel-icx", "INTEL_ICELAKE_X",
	  "guest hides fsrm", "hypervisor's own table", "fsrm", "fsrm", "doubtful", NULL },
	{ __LINE__, "qemu-icelake-server-v4", "GenuineIntel 6-106-6 intel-icx", "INTEL_ICELAKE_X",
	  "features agree", "", "fsrm", "", "guest of KVM", "doubtful" },
	{ __LINE__, "unknown-vendor", "MadeUpVendor 6-15-1 generic", NULL,
	  "no platform of vendor MadeUpVendor", "", "sse2 avx", "avx", "No known platform", NULL },
};

static const struct {
	int line;
	const char *machine;
	const char *key;
	const char *value;
} facts[] = {
	{ __LINE__, "intel-icx-2s", "resctrl", "absent: not permitted: /sys/fs/resctrl/schemata" },
	{ __LINE__, "intel-skx", "resctrl", "absent: no such file: /sys/fs/resctrl/schemata" },
	{ __LINE__, "intel-icx-2s", "cpufreq-governor", "powersave (2); performance (1)" },
	{ __LINE__, "intel-icx-2s", "turbo", "on" },
	{ __LINE__, "intel-icx-2s", "numa-distances", "node0: 10 20; node1: 20 10" },
	{ __LINE__, "intel-icx-2s", "numa-memory", "node0: 131500000 kB; node1: 131500000 kB" },
	{ __LINE__, "intel-icx-2s", "cpus-isolated", "none" },
	{ __LINE__, "intel-icx-2s", "cpus-nohz-full", "none" },
	{ __LINE__, "intel-icx-2s", "dimm-types", "Registered-DDR4" },
	{ __LINE__, "intel-icx-2s", "hugetlb",
	  "hugepages-2048kB: nr_hugepages=64 free_hugepages=64" },
	{ __LINE__, "intel-icx-2s", "dax-devices",
	  "dax0.0: size=133173346304 align=2097152 target_node=-" },
	{ __LINE__, "intel-icx-2s", "mitigations",
	  "mmio_stale_data: Mitigation: Clear CPU buffers; SMT vulnerable" },
	{ __LINE__, "intel-icx-2s", "kernel-cmdline",
	  "ro quiet isolcpus=4-7 nohz_full=4-7 hugepages=64" },
	{ __LINE__, "intel-icx-2s", "steal", "0.40 % of all CPU time since boot" },
	{ __LINE__, "intel-icx-2s", "prefetchers", "absent: needs root and MSR 0x1a4" },
	{ __LINE__, "intel-icx-2s", "cache-l3",
	  "60 MiB 12-way, 64-byte lines, shared by up to 128 CPUs" },
	{ __LINE__, "intel-icx-2s", "hypervisor", "none" },
	{ __LINE__, "intel-gnr-guest-masked", "platform-at-least", "intel-gnr: has amx_fp16" },
	{ __LINE__, "intel-gnr-guest-masked", "platform-looks-like",
	  "intel-gnr: its caches are L1I 64 KiB, L1D 48 KiB 12-way, L2 2 MiB 16-way; L3 480 MiB is "
	  "120 x 4 MiB" },
	{ __LINE__, "intel-icx-2s", "platform-at-least",
	  "absent: the model number says what it is" },
	{ __LINE__, "intel-unknown", "platform-looks-like",
	  "absent: no guest, so the model number is the CPU's" },
	{ __LINE__, "intel-icx-2s", "struct-page-bytes", "64" },
	{ __LINE__, "intel-icx-2s", "mem-cgroup-room", "no limit" },
	{ __LINE__, "intel-adl", "core-type", "performance" },
	{ __LINE__, "intel-adl-e-core", "core-type", "efficiency" },
	{ __LINE__, "intel-icl", "microcode", "0xa0" },
	{ __LINE__, "intel-adl", "dax-devices", "absent: none: /sys/bus/dax/devices/dax*" },
	{ __LINE__, "amd-zen5-kvm-guest", "kernel-config", "absent: compressed: /proc/config.gz" },
	{ __LINE__, "amd-zen5-kvm-guest", "hypervisor", "KVM" },
	{ __LINE__, "amd-zen5-kvm-guest", "cache-sysfs", "agrees" },
};

static struct machine *open_recording(const char *name)
{
	struct machine *m = NULL;
	int ret = machine_open(recording_path(name), &m);

	if (ret)
		fail_msg("%s: %s", name, strerror(-ret));
	return m;
}

static bool warns_of(const struct machine *m, const char *part)
{
	size_t i;

	for (i = 0; i < machine_nr_warnings(m); i++)
		if (strstr(machine_warning(m, i), part))
			return true;
	return false;
}

static void check_machine(const struct expected *row)
{
	struct machine *m = open_recording(row->name);
	const char *doubt = machine_platform_doubt(m);
	const char *lacks = machine_lacks(m, row->needs);
	const char *macro = machine_kernel_macro(m);

	check_row(row, !strcmp(machine_fact_value(m, "cpu"), row->cpu), "cpu: %s",
		  machine_fact_value(m, "cpu"));
	check_row(row, !macro == !row->macro && (!macro || !strcmp(macro, row->macro)),
		  "macro: %s", macro ? macro : "none");
	check_row(row, strstr(machine_platform_why(m), row->why), "why: %s",
		  machine_platform_why(m));
	check_row(row, *row->doubt ? doubt && strstr(doubt, row->doubt) : !doubt, "doubt: %s",
		  doubt ? doubt : "none");
	check_row(row, !strcmp(lacks ? lacks : "", row->lacks), "lacks: %s",
		  lacks ? lacks : "nothing");
	check_row(row, !row->warns || warns_of(m, row->warns), "no warning of %s", row->warns);
	check_row(row, !row->silent || !warns_of(m, row->silent), "warning of %s", row->silent);
	machine_close(m);
}

static void each_is_taken_for_what_it_is(void **state)
{
	size_t i;

	for (i = 0; i < NR(machines); i++)
		check_machine(&machines[i]);
}

static void single_facts(void **state)
{
	size_t i;

	for (i = 0; i < NR(facts); i++) {
		struct machine *m = open_recording(facts[i].machine);
		const char *value = machine_fact_value(m, facts[i].key);

		check_row(&facts[i], value && !strcmp(value, facts[i].value), "%s: %s",
			  facts[i].key, value ? value : "no such fact");
		machine_close(m);
	}
}

/* A recording without a row would be tested by nobody. */
static void each_recording_has_a_row(void **state)
{
	struct dirent *entry;
	size_t i;
	DIR *dir;

	dir = opendir(MACHINES_DIR);
	assert_non_null(dir);
	while ((entry = readdir(dir))) {
		if (entry->d_name[0] == '.' || !strcmp(entry->d_name, "README"))
			continue;
		for (i = 0; i < NR(machines); i++)
			if (!strcmp(machines[i].name, entry->d_name))
				break;
		if (i == NR(machines))
			fail_msg("%s has no row", entry->d_name);
	}
	closedir(dir);
}

static void check_form(const struct machine *m, const char *name)
{
	size_t i, j;

	assert_true(machine_nr_facts(m) > 60);
	for (i = 0; i < machine_nr_facts(m); i++) {
		const struct machine_fact *fact = machine_fact(m, i);
		const char *s;

		if (strspn(fact->key, "abcdefghijklmnopqrstuvwxyz0123456789-") != strlen(fact->key))
			fail_msg("%s: key <%s>", name, fact->key);
		for (s = fact->value; *s; s++)
			if (*s < 0x20 || *s > 0x7e)
				fail_msg("%s: %s: <%s>", name, fact->key, fact->value);
		if (!*fact->value || (!strncmp(fact->value, "absent", 6) &&
				      (strncmp(fact->value, "absent: ", 8) || !fact->value[8])))
			fail_msg("%s: %s: <%s>", name, fact->key, fact->value);
		for (j = 0; j < i; j++)
			if (!strcmp(machine_fact(m, j)->key, fact->key))
				fail_msg("%s: %s twice", name, fact->key);
	}
	for (i = 0; i < machine_nr_warnings(m); i++) {
		const char *w = machine_warning(m, i);

		if (w[strlen(w) - 1] != '.')
			fail_msg("%s: no sentence: %s", name, w);
	}
	assert_null(machine_fact(m, machine_nr_facts(m)));
	assert_null(machine_warning(m, machine_nr_warnings(m)));
}

static void facts_are_well_formed(void **state)
{
	struct machine *m;
	size_t i;

	for (i = 0; i < NR(machines); i++) {
		m = open_recording(machines[i].name);
		check_form(m, machines[i].name);
		machine_close(m);
	}
	assert_int_equal(machine_open(NULL, &m), 0);
	check_form(m, "this machine");
	machine_close(m);
}

static void compare(const struct machine *a, const struct machine *b, bool with_drift,
		    const char *name)
{
	size_t i;

	assert_int_equal(machine_nr_facts(a), machine_nr_facts(b));
	for (i = 0; i < machine_nr_facts(a); i++) {
		const struct machine_fact *fa = machine_fact(a, i);
		const struct machine_fact *fb = machine_fact(b, i);

		assert_string_equal(fa->key, fb->key);
		if (!with_drift && machine_fact_drifts(a, i))
			continue;
		if (strcmp(fa->value, fb->value))
			fail_msg("%s: %s: <%s> and <%s>", name, fa->key, fa->value, fb->value);
	}
}

static void recording_a_recording_changes_nothing(void **state)
{
	size_t i;

	for (i = 0; i < NR(machines); i++) {
		struct machine *m = open_recording(machines[i].name);
		struct machine *again = NULL;

		scratch_new();
		assert_int_equal(machine_record_from(recording_path(machines[i].name),
						     scratch_path("copy")), 0);
		assert_int_equal(machine_open(scratch_path("copy"), &again), 0);
		compare(m, again, true, machines[i].name);
		assert_int_equal(machine_mem_available(m), machine_mem_available(again));
		machine_close(again);
		machine_close(m);
	}
	scratch_remove();
}

static void recording_this_machine(void **state)
{
	struct machine *live = NULL, *recorded = NULL;

	cpu_set_t here;

	/* On a hybrid CPU a move between the two looks would change the facts. */
	CPU_ZERO(&here);
	CPU_SET(sched_getcpu(), &here);
	assert_int_equal(sched_setaffinity(0, sizeof(here), &here), 0);

	scratch_new();
	assert_int_equal(machine_record(scratch_path("here")), 0);
	assert_int_equal(machine_open(scratch_path("here"), &recorded), 0);
	assert_int_equal(machine_open(NULL, &live), 0);
	compare(live, recorded, false, "this machine");
	machine_close(live);
	machine_close(recorded);

	assert_int_equal(machine_record(scratch_path("here")), -EEXIST);
	assert_int_equal(machine_record(scratch_path("no/such/parent")), -ENOENT);
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_is_taken_for_what_it_is),
		cmocka_unit_test(single_facts),
		cmocka_unit_test(each_recording_has_a_row),
		cmocka_unit_test(facts_are_well_formed),
		cmocka_unit_test(recording_a_recording_changes_nothing),
		cmocka_unit_test(recording_this_machine),
	};

	return cmocka_run_group_tests_name("machines", tests, NULL, NULL);
}
