// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Facts about the CPU that are more than the text of one file.
 */
#include <stdlib.h>
#include <string.h>

#include "fact.h"

#define CPU "sys/devices/system/cpu"

void fact_get_cpu(struct machine *m, const struct fact_row *row)
{
	fact_addf(m, row, "%s %u-%u-%u %s", m->cpu.vendor, m->cpu.family, m->cpu.model,
		  m->cpu.stepping, m->platform->name);
}

void fact_get_brand(struct machine *m, const struct fact_row *row)
{
	fact_addf(m, row, "%s", m->cpu.brand[0] ? m->cpu.brand : "absent: CPUID has no brand");
}

void fact_get_platform(struct machine *m, const struct fact_row *row)
{
	fact_addf(m, row, "%s", m->platform->name);
}

void fact_get_platform_why(struct machine *m, const struct fact_row *row)
{
	fact_addf(m, row, "%s", m->why ? m->why : "");
}

void fact_get_platform_doubt(struct machine *m, const struct fact_row *row)
{
	fact_addf(m, row, "%s", m->doubt ? m->doubt : "none");
}

/* Only where the model number says nothing is the rest of CPUID asked what it might be. */
static void add_resemblance(struct machine *m, const struct fact_row *row, const char *found)
{
	if (found)
		fact_addf(m, row, "%s", found);
	else if (m->match)
		fact_addf(m, row, "absent: the model number says what it is");
	else if (!m->cpu.hypervisor)
		fact_addf(m, row, "absent: no guest, so the model number is the CPU's");
	else
		fact_addf(m, row, "absent: nothing in CPUID tells");
}

void fact_get_at_least(struct machine *m, const struct fact_row *row)
{
	add_resemblance(m, row, m->at_least);
}

void fact_get_looks_like(struct machine *m, const struct fact_row *row)
{
	add_resemblance(m, row, m->looks_like);
}

void fact_get_kernel_macro(struct machine *m, const struct fact_row *row)
{
	const char *macro = machine_kernel_macro(m);

	fact_addf(m, row, "%s", macro ? macro : "absent: no platform matches");
}

void fact_get_microcode(struct machine *m, const struct fact_row *row)
{
	static const char path[] = CPU "/cpu0/microcode/version";
	char *line, *at;
	int ret;

	ret = fact_read(m, path, &line);
	if (!ret) {
		fact_add(m, row, line);
		return;
	}
	/* Guests have no microcode driver, and a number that someone made up. */
	if (!source_read(m->src, "proc/cpuinfo", &line)) {
		at = !strncmp(line, "microcode", 9) ? line : strstr(line, "\nmicrocode");
		at = at ? strchr(at, ':') : NULL;
		if (at) {
			at[strcspn(at, "\n")] = '\0';
			fact_addf(m, row, "%s", at + 1);
			free(line);
			return;
		}
		free(line);
	}
	fact_absent(m, row, path, ret);
}

void fact_get_core_type(struct machine *m, const struct fact_row *row)
{
	if (!machine_has(m, "hybrid_cpu"))
		fact_addf(m, row, "absent: not a hybrid CPU");
	else
		fact_addf(m, row, "%s",
			  machine_is_efficiency_core(m) ? "efficiency" : "performance");
}

void fact_get_flags(struct machine *m, const struct fact_row *row)
{
	struct text t = { 0 };
	const char *name;
	size_t i;

	for (i = 0; (name = cpu_flag_name(i, NULL)); i++) {
		enum cpu_flag_state state = cpu_flag(&m->cpuid, name);

		if (state != CPU_FLAG_ON && state != CPU_FLAG_NO_STATE)
			continue;
		text_sep(&t, " ");
		text_add(&t, name);
		if (state == CPU_FLAG_NO_STATE)
			text_add(&t, "(no-xcr0)");
	}
	fact_add(m, row, text_take(&t));
}

/* Features that the CPU has and the kernel does not show: switched off, or unknown to it. */
void fact_get_flags_off(struct machine *m, const struct fact_row *row)
{
	struct text t = { 0 };
	const char *name;
	bool in_cpuinfo;
	size_t i;

	if (!*m->kernel_flags) {
		fact_addf(m, row, "absent: no flags in /proc/cpuinfo");
		return;
	}
	for (i = 0; (name = cpu_flag_name(i, &in_cpuinfo)); i++) {
		if (!in_cpuinfo || !machine_has(m, name) || text_has_word(m->kernel_flags, name))
			continue;
		text_sep(&t, " ");
		text_add(&t, name);
	}
	text_add(&t, t.len ? "" : "none");
	fact_add(m, row, text_take(&t));
}

/* CPUID leaf 0x40000000 has twelve letters for it (arch/x86/kernel/cpu/, 6.12). */
static const char *hypervisor_word(const char *signature)
{
	static const struct {
		const char *signature;
		const char *word;
	} words[] = {
		{ "KVMKVMKVM", "KVM" },	       { "Linux KVM Hv", "KVM" },
		{ "Microsoft Hv", "Hyper-V" }, { "VMwareVMware", "VMware" },
		{ "XenVMMXenVMM", "Xen" },     { "TCGTCGTCGTCG", "TCG" },
		{ "bhyve bhyve ", "bhyve" },   { "", "unnamed" },
	};

	for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
		if (!strcmp(signature, words[i].signature))
			return words[i].word;
	return signature;
}

void fact_get_hypervisor(struct machine *m, const struct fact_row *row)
{
	if (!m->cpu.hypervisor)
		fact_addf(m, row, "none");
	else
		fact_addf(m, row, "%s",
			  hypervisor_word(m->cpu.hypervisor_name));
}

void fact_get_confidential(struct machine *m, const struct fact_row *row)
{
	static const char kinds[] = "tdx_guest sev_snp sev_es sev";
	struct cpuid_leaf tdx = cpuid_get(&m->cpuid, 0x21, 0);
	const char *list = kinds;
	char kind[16];

	/* On bare metal the same flags say what the CPU could do for its guests. */
	if (!m->cpu.hypervisor) {
		fact_addf(m, row, "no");
		return;
	}
	/* "IntelTDX    " in EBX, EDX, ECX (TDX module specification, CPUID 0x21). */
	if (!memcmp(&tdx.ebx, "Inte", 4) && !memcmp(&tdx.edx, "lTDX", 4)) {
		fact_addf(m, row, "tdx_guest");
		return;
	}
	while (text_next_word(&list, kind, sizeof(kind))) {
		if (text_has_word(m->kernel_flags, kind)) {
			fact_addf(m, row, "%s", kind);
			return;
		}
	}
	fact_addf(m, row, "%s", *m->kernel_flags ? "no" : "absent: no flags in /proc/cpuinfo");
}

void fact_get_cache(struct machine *m, const struct fact_row *row)
{
	unsigned int level = (unsigned int)(row->key[strlen("cache-l")] - '0');
	const struct machine_cache *cache = machine_cache_level(m, level);
	struct text t = { 0 };

	if (!cache) {
		fact_addf(m, row, "absent: CPUID describes no such cache");
		return;
	}
	cache_describe(cache, &t);
	text_addf(&t, ", %u-byte lines", cache->line_bytes);
	if (cache->shared_by)
		text_addf(&t, ", shared by up to %u CPUs", cache->shared_by);
	fact_add(m, row, text_take(&t));
}

/* "48K" or "32M" as sysfs prints it. */
static uint64_t parse_size(const char *s)
{
	char *end;
	uint64_t n = strtoull(s, &end, 10);

	if (*end == 'K')
		n *= 1024;
	else if (*end == 'M')
		n *= 1024 * 1024;
	return n;
}

static char *read_index(struct machine *m, const char *index, const char *file)
{
	struct text t = { 0 };
	char *path, *line = NULL;

	text_addf(&t, CPU "/cpu0/cache/%s/%s", index, file);
	path = text_take(&t);
	if (path && fact_read(m, path, &line))
		line = NULL;
	free(path);
	return line;
}

/* Compare one index* folder; true when it describes a data or unified cache. */
static bool compare_index(struct machine *m, const char *index, struct text *differs)
{
	char *type = read_index(m, index, "type");
	char *level = read_index(m, index, "level");
	char *size = read_index(m, index, "size");
	char *shared = read_index(m, index, "shared_cpu_list");
	bool counts = type && level && size && strcmp(type, "Instruction");

	if (counts) {
		const struct machine_cache *cache;
		uint64_t bytes = parse_size(size);

		cache = machine_cache_level(m, (unsigned int)strtoul(level, NULL, 10));
		if (!cache || cache->bytes != bytes) {
			text_sep(differs, "; ");
			text_addf(differs, "L%s is ", level);
			text_size(differs, cache ? cache->bytes : 0);
			text_add(differs, " in CPUID and ");
			text_size(differs, bytes);
			text_add(differs, " in sysfs");
		}
	}
	free(shared);
	free(size);
	free(level);
	free(type);
	return counts;
}

void fact_get_cache_sysfs(struct machine *m, const struct fact_row *row)
{
	static const char dir[] = CPU "/cpu0/cache";
	struct text differs = { 0 };
	struct name_list list;
	bool any = false;
	size_t i;
	int ret;

	/* sysfs is asked about CPU 0, which is a performance core. */
	if (machine_is_efficiency_core(m)) {
		fact_addf(m, row, "absent: CPUID was read on another kind of core than CPU 0");
		return;
	}
	ret = source_list(m->src, dir, "index", &list);
	if (ret) {
		fact_absent(m, row, dir, ret);
		return;
	}
	for (i = 0; i < list.nr; i++)
		any |= compare_index(m, list.names[i], &differs);
	name_list_free(&list);

	if (!any)
		fact_addf(m, row, "absent: none: /%s/index*", dir);
	else if (differs.len)
		fact_addf(m, row, "differs: %s", differs.s);
	else
		fact_addf(m, row, "agrees");
	text_drop(&differs);
}

void fact_get_tsc(struct machine *m, const struct fact_row *row)
{
	const char *list = "constant_tsc nonstop_tsc tsc_known_freq tsc_reliable tsc_adjust";
	struct text t = { 0 };
	char word[32];

	if (!*m->kernel_flags) {
		fact_addf(m, row, "absent: no flags in /proc/cpuinfo");
		return;
	}
	while (text_next_word(&list, word, sizeof(word))) {
		if (!text_has_word(m->kernel_flags, word))
			continue;
		text_sep(&t, " ");
		text_add(&t, word);
	}
	text_add(&t, t.len ? "" : "none");
	fact_add(m, row, text_take(&t));
}

void fact_get_turbo(struct machine *m, const struct fact_row *row)
{
	static const char boost[] = CPU "/cpufreq/boost";
	char *line;
	int ret;

	/* The two drivers ask opposite questions. */
	if (!fact_read(m, CPU "/intel_pstate/no_turbo", &line)) {
		fact_addf(m, row, "%s", strcmp(line, "0") ? "off" : "on");
		free(line);
		return;
	}
	ret = fact_read(m, boost, &line);
	if (ret) {
		fact_absent(m, row, boost, ret);
		return;
	}
	fact_addf(m, row, "%s", strcmp(line, "0") ? "on" : "off");
	free(line);
}

void fact_get_prefetchers(struct machine *m, const struct fact_row *row)
{
	if (!strcmp(m->cpu.vendor, VENDOR_INTEL))
		fact_addf(m, row, "absent: needs root and MSR 0x1a4");
	else
		fact_addf(m, row, "absent: needs root and MSRs of this CPU");
}

void fact_get_speci2m(struct machine *m, const struct fact_row *row)
{
	if (!strcmp(m->cpu.vendor, VENDOR_INTEL))
		fact_addf(m, row, "absent: needs root and MSR 0x6d bit 30");
	else
		fact_addf(m, row, "absent: an Intel feature");
}
