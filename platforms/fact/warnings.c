// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What will spoil a measurement on this machine: one sentence each, with the
 * consequence.  Everything is derived from the facts, so a reader of a run file
 * can come to the same list.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "machine-private.h"

static void warn(struct machine *m, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static void warn(struct machine *m, const char *fmt, ...)
{
	char **grown, *sentence = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&sentence, fmt, ap) < 0)
		sentence = NULL;
	va_end(ap);

	grown = sentence ? realloc(m->warnings, (m->nr_warnings + 1) * sizeof(*grown)) : NULL;
	if (!grown) {
		free(sentence);
		m->out_of_memory = true;
		return;
	}
	m->warnings = grown;
	m->warnings[m->nr_warnings++] = text_fold(sentence);
}

/* The value of a fact that is there, NULL when it is absent. */
static const char *known(const struct machine *m, const char *key)
{
	const char *value = machine_fact_value(m, key);

	return value && strncmp(value, "absent:", 7) ? value : NULL;
}

static bool is(const struct machine *m, const char *key, const char *value)
{
	const char *fact = known(m, key);

	return fact && !strcmp(fact, value);
}

static void warn_guest(struct machine *m)
{
	const char *confidential = known(m, "confidential-guest");

	if (!m->cpu.hypervisor)
		return;
	if (machine_is_emulated(m))
		warn(m,
		     "This CPU is emulated in software (QEMU's TCG): no time here is real, and "
		     "no report draws a verdict from a run.");
	warn(m,
	     "This is a guest of %s: CPU model, caches and microcode are its claims, and the "
	     "host's other load is in every time.",
	     machine_fact_value(m, "hypervisor"));
	if (confidential && strcmp(confidential, "no"))
		warn(m,
		     "This is a confidential guest (%s): memory is encrypted on its way, so "
		     "figures do not carry over to ordinary machines.",
		     confidential);
}

static void warn_platform(struct machine *m)
{
	if (m->doubt)
		warn(m,
		     "The match with %s is doubtful (%s): thresholds found here must not be "
		     "filed under that CPU.",
		     m->platform->name, m->doubt);
	else if (!m->match)
		warn(m, "No known platform matches (%s): results stand for this machine alone.",
		     m->why ? m->why : "");
	if (machine_has(m, "hybrid_cpu"))
		warn(m, "The CPU is hybrid: an unpinned thread may move between two kinds of core "
			"and measure both.");
}

static void warn_caches(struct machine *m)
{
	const char *sysfs = known(m, "cache-sysfs");
	uint64_t llc = machine_llc_bytes(m);
	uint64_t total = meminfo_bytes(m, "MemTotal");
	const struct machine_cache *l3 = machine_cache_level(m, 3);

	if (sysfs && strcmp(sysfs, "agrees"))
		warn(m,
		     "CPUID and the kernel disagree about the caches (%s): a working set sized by "
		     "either may be too small.",
		     sysfs);
	if (!llc)
		warn(m, "CPUID describes no last-level cache: give the size of the working set "
			"by hand.");
	else if (total && llc >= total / 2)
		warn(m,
		     "The last-level cache of %llu MiB is implausible beside %llu MiB of memory: "
		     "no working set fits between them.",
		     (unsigned long long)llc >> 20, (unsigned long long)total >> 20);
	if (m->cpu.hypervisor && l3 && (l3->ways == 0 || l3->line_bytes != 64))
		warn(m,
		     "The L3 of %u ways and %u-byte lines that this guest is shown is implausible: "
		     "do not derive a cache model from it.",
		     l3->ways, l3->line_bytes);
}

/*
 * Write-backs of lines that stay zero were dropped until the microcode of June
 * 2021 (CVE-2020-24512; Travis Downs, "Your CPU May Have Slowed Down on
 * Wednesday").
 */
static void warn_zero_stores(struct machine *m)
{
	static const struct {
		unsigned int model_lo;
		unsigned int model_hi;
		unsigned long fixed;
		const char *what;
	} parts[] = {
		{ 0x4e, 0x4e, 0xea, "Skylake client" },
		{ 0x5e, 0x5e, 0xea, "Skylake client" },
		{ 0x7d, 0x7e, 0xa6, "Ice Lake client" },
	};
	const char *microcode = known(m, "microcode");
	unsigned long revision;
	size_t i;

	if (strcmp(m->cpu.vendor, VENDOR_INTEL) || m->cpu.family != 6)
		return;
	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		if (m->cpu.model < parts[i].model_lo || m->cpu.model > parts[i].model_hi)
			continue;
		if (!microcode) {
			warn(m,
			     "The microcode is unknown: %s before 0x%lx drops write-backs of lines "
			     "that stay zero, so never store zero lines.",
			     parts[i].what, parts[i].fixed);
			return;
		}
		revision = strtoul(microcode, NULL, 16);
		if (revision < parts[i].fixed)
			warn(m,
			     "Microcode 0x%lx of this %s is older than 0x%lx and drops write-backs "
			     "of lines that stay zero: patterns zero and half-zero measure that.",
			     revision, parts[i].what, parts[i].fixed);
	}
}

static void warn_clock(struct machine *m)
{
	const char *governor = known(m, "cpufreq-governor");
	const char *source = known(m, "clocksource");

	if (governor && strcmp(governor, "performance"))
		warn(m,
		     "The cpufreq governor is %s, not performance: early samples run at a lower "
		     "clock than late ones.",
		     governor);
	if (is(m, "turbo", "on"))
		warn(m, "Turbo is on: the core clock depends on temperature and on what the other "
			"cores do.");
	/* Hyper-V's page is read in user space like the other two. */
	if (source && strcmp(source, "tsc") && strcmp(source, "kvm-clock") &&
	    strcmp(source, "hyperv_clocksource_tsc_page"))
		warn(m,
		     "The clock source is %s, not tsc or kvm-clock: each reading is a system call, "
		     "so short samples carry its cost.",
		     source);
}

static void warn_sharing(struct machine *m)
{
	const char *quota = known(m, "cpu-quota");
	const char *load = known(m, "loadavg");
	const char *steal = known(m, "steal");

	if (is(m, "smt", "1"))
		warn(m,
		     "SMT is active: a busy sibling shares fill and write-combining buffers with "
		     "the measured thread.");
	if (quota && strcmp(quota, "no limit"))
		warn(m,
		     "The CPU cgroup grants %s: a thread that has used them up stands still, and a "
		     "sample in which it did is marked; cpu.max or cpu.cfs_quota_us of the group sets it.",
		     quota);
	if (load && strtod(load, NULL) >= 0.5)
		warn(m, "The load average is %.4s: other work competes for memory bandwidth.",
		     load);
	if (steal && strtod(steal, NULL) >= 1.0)
		warn(m,
		     "The host took %.*s %% of the CPU time since boot: samples it interrupts must "
		     "be left out.",
		     (int)strcspn(steal, " "), steal);
}

/* "hugepages-2048kB: nr_hugepages=4 free_hugepages=2; ..." */
static bool has_free_huge_page(const char *hugetlb)
{
	static const char key[] = "free_hugepages=";
	const char *at = hugetlb;

	while ((at = strstr(at, key))) {
		at += strlen(key);
		if (strtoull(at, NULL, 10))
			return true;
	}
	return false;
}

static void warn_memory(struct machine *m)
{
	const char *thp = known(m, "thp");
	const char *hugetlb = known(m, "hugetlb");
	const char *room = known(m, "mem-cgroup-room");

	if (known(m, "numa-balancing") && !is(m, "numa-balancing", "0"))
		warn(m,
		     "Automatic NUMA balancing is on: pages may fault and move to another node "
		     "during a sample.");
	if (!thp)
		warn(m,
		     "Whether there are transparent huge pages is not known, "
		     "/sys/kernel/mm/transparent_hugepage cannot be read: rows say what each target got.");
	else if (strstr(thp, "[never]"))
		warn(m,
		     "Transparent huge pages are set to never: targets with page=thp are skipped.");
	if (is(m, "thp-process", "0"))
		warn(m,
		     "Transparent huge pages are off for this process, by prctl(PR_SET_THP_DISABLE) "
		     "of a parent: targets with page=thp are skipped.");
	if (!hugetlb || !has_free_huge_page(hugetlb))
		warn(m, "No huge page is free in a hugetlb pool: hugetlb targets are skipped.");
	if (is(m, "ksm", "1"))
		warn(m,
		     "KSM is running: equal pages may be merged, and the next store faults.");
	if (room && strcmp(room, "no limit") &&
	    strtoull(room, NULL, 10) < meminfo_bytes(m, "MemAvailable"))
		warn(m,
		     "The memory cgroup leaves %llu MiB, less than the machine has available: the "
		     "range written is limited by it.",
		     strtoull(room, NULL, 10) >> 20);
}

static void warn_counters(struct machine *m)
{
	const char *paranoid = known(m, "perf-event-paranoid");
	const char *pmus = known(m, "perf-pmus");
	bool core_pmu = pmus && (!strncmp(pmus, "cpu:", 4) || strstr(pmus, " cpu:") ||
				 strstr(pmus, "cpu_core:"));
	long level;

	if (!pmus || !core_pmu)
		warn(m, "There is no core counter (no cpu PMU): traffic can only be modelled.");
	if (core_pmu && is(m, "nmi-watchdog", "1"))
		warn(m,
		     "The NMI watchdog is on: it holds one counter of each core, so events may be "
		     "multiplexed.");
	if (!paranoid || !is(m, "perf-capability", "none"))
		return;
	level = strtol(paranoid, NULL, 10);
	if (level > 2)
		warn(m,
		     "perf_event_paranoid is %ld and there is no capability to override it: "
		     "nothing can be counted.",
		     level);
	else if (level > 0)
		warn(m,
		     "perf_event_paranoid is %ld and there is no capability to override it: memory "
		     "controller counters cannot be opened.",
		     level);
}

void warnings_collect(struct machine *m)
{
	warn_guest(m);
	warn_platform(m);
	warn_caches(m);
	warn_zero_stores(m);
	warn_clock(m);
	warn_sharing(m);
	warn_memory(m);
	warn_counters(m);
}

size_t machine_nr_warnings(const struct machine *m)
{
	return m->nr_warnings;
}

const char *machine_warning(const struct machine *m, size_t i)
{
	return i < m->nr_warnings ? m->warnings[i] : NULL;
}
