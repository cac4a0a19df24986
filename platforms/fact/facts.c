// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The table of facts that a result carries about its machine.
 *
 * Nothing is left out: what cannot be had is "absent: <reason>", and the reason
 * tells a missing file from a forbidden one.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fact.h"

#define CPU "sys/devices/system/cpu"
#define NODE "sys/devices/system/node"
#define MM "sys/kernel/mm"

/* clang-format off */
static const struct fact_row rows[] = {
	{ "cpu", .get = fact_get_cpu },
	{ "cpu-brand", .get = fact_get_brand },
	{ "platform", .get = fact_get_platform },
	{ "platform-why", .get = fact_get_platform_why },
	{ "platform-doubt", .get = fact_get_platform_doubt },
	{ "platform-at-least", .get = fact_get_at_least },
	{ "platform-looks-like", .get = fact_get_looks_like },
	{ "kernel-macro", .get = fact_get_kernel_macro },
	{ "microcode", .get = fact_get_microcode },
	{ "cpu-flags", .get = fact_get_flags },
	{ "cpu-flags-off", .get = fact_get_flags_off },
	{ "core-type", .get = fact_get_core_type },
	{ "hypervisor", .get = fact_get_hypervisor },
	{ "hypervisor-type", "sys/hypervisor/type" },
	{ "system-vendor", "sys/class/dmi/id/sys_vendor" },
	{ "system-product", "sys/class/dmi/id/product_name" },
	{ "confidential-guest", .get = fact_get_confidential },

	{ "cache-l1d", .get = fact_get_cache },
	{ "cache-l2", .get = fact_get_cache },
	{ "cache-l3", .get = fact_get_cache },
	{ "cache-sysfs", .get = fact_get_cache_sysfs },

	{ "kernel", "proc/sys/kernel/osrelease" },
	{ "kernel-build", "proc/version" },
	{ "kernel-cmdline", "proc/cmdline", .empty = "none" },
	{ "kernel-config", .get = fact_get_config },
	{ "struct-page-bytes", .get = fact_get_struct_page },
	{ "mitigations", .dir = CPU "/vulnerabilities", .prefix = "", .skip = "Not affected",
	  .empty = "none needed" },

	{ "cpus-online", CPU "/online" },
	{ "cpus-allowed", "proc/self/status", .pick = "Cpus_allowed_list" },
	{ "cpus-isolated", CPU "/isolated", .empty = "none" },
	{ "cpus-nohz-full", CPU "/nohz_full", .empty = "none" },
	{ "cpus-performance", "sys/devices/cpu_core/cpus" },
	{ "cpus-efficiency", "sys/devices/cpu_atom/cpus" },
	{ "smt", CPU "/smt/active" },
	{ "smt-control", CPU "/smt/control" },
	{ "smt-siblings", CPU "/cpu0/topology/thread_siblings_list" },

	{ "cpufreq-driver", CPU "/cpu0/cpufreq/scaling_driver" },
	{ "cpufreq-governor", .dir = CPU "/cpufreq", .prefix = "policy",
	  .files = "scaling_governor", .distinct = true },
	{ "cpufreq-epp", .dir = CPU "/cpufreq", .prefix = "policy",
	  .files = "energy_performance_preference", .distinct = true },
	{ "turbo", .get = fact_get_turbo },
	{ "uncore-frequency", .dir = CPU "/intel_uncore_frequency", .prefix = "",
	  .files = "min_freq_khz max_freq_khz" },
	{ "cpuidle-driver", CPU "/cpuidle/current_driver" },

	{ "clocksource", "sys/devices/system/clocksource/clocksource0/current_clocksource" },
	{ "tsc", .get = fact_get_tsc },

	{ "mem-total", "proc/meminfo", .pick = "MemTotal" },
	{ "mem-available", .get = fact_get_mem_available, .drifts = true },
	{ "mem-free", "proc/meminfo", .pick = "MemFree", .drifts = true },
	{ "mem-cgroup-room", .get = fact_get_cgroup_room, .drifts = true },
	{ "mem-buddy", "proc/buddyinfo", .drifts = true },
	/* sysfs prints it without 0x. */
	{ "mem-block-hex-bytes", "sys/devices/system/memory/block_size_bytes" },
	{ "memmap-on-memory", "sys/module/memory_hotplug/parameters/memmap_on_memory" },
	{ "dimms", .dir = "sys/devices/system/edac/mc", .prefix = "mc",
	  .files = "mc_name size_mb" },
	{ "dimm-types", .dir = "sys/devices/system/edac/mc/mc0", .prefix = "dimm",
	  .files = "dimm_mem_type", .distinct = true },

	{ "numa-nodes", NODE "/online" },
	{ "numa-cpu-nodes", NODE "/has_cpu" },
	{ "numa-memory-nodes", NODE "/has_memory" },
	{ "numa-memory", .get = fact_get_node_memory },
	{ "numa-distances", .dir = NODE, .prefix = "node", .files = "distance" },
	{ "numa-hmat", .dir = NODE, .prefix = "node",
	  .files = "access0/initiators/read_bandwidth access0/initiators/write_bandwidth "
		   "access0/initiators/read_latency access0/initiators/write_latency" },
	{ "numa-balancing", "proc/sys/kernel/numa_balancing" },
	{ "zone-reclaim", "proc/sys/vm/zone_reclaim_mode" },

	{ "thp", MM "/transparent_hugepage/enabled" },
	{ "thp-defrag", MM "/transparent_hugepage/defrag" },
	{ "thp-shmem", MM "/transparent_hugepage/shmem_enabled" },
	{ "thp-khugepaged", MM "/transparent_hugepage/khugepaged/defrag" },
	{ "thp-sizes", .dir = MM "/transparent_hugepage", .prefix = "hugepages-",
	  .files = "enabled" },
	/* 0 after prctl(PR_SET_THP_DISABLE), of a parent too; since Linux 5.0. */
	{ "thp-process", "proc/self/status", .pick = "THP_enabled" },
	{ "hugetlb", .dir = MM "/hugepages", .prefix = "hugepages-",
	  .files = "nr_hugepages free_hugepages" },
	{ "ksm", MM "/ksm/run" },
	{ "compaction", "proc/sys/vm/compaction_proactiveness" },

	{ "dax-devices", .dir = "sys/bus/dax/devices", .prefix = "dax",
	  .files = "size align target_node" },
	{ "nd-namespaces", .dir = "sys/bus/nd/devices", .prefix = "namespace",
	  .files = "mode size" },
	{ "nd-regions", .dir = "sys/bus/nd/devices", .prefix = "region",
	  .files = "persistence_domain size numa_node" },

	{ "prefetchers", .get = fact_get_prefetchers },
	{ "speci2m", .get = fact_get_speci2m },
	{ "resctrl", "sys/fs/resctrl/schemata" },
	{ "resctrl-monitoring", "sys/fs/resctrl/info/L3_MON/mon_features" },

	{ "perf-event-paranoid", "proc/sys/kernel/perf_event_paranoid" },
	{ "perf-capability", .get = fact_get_perf_capability },
	{ "perf-pmus", .dir = "sys/bus/event_source/devices", .prefix = "", .files = "type" },
	{ "nmi-watchdog", "proc/sys/kernel/nmi_watchdog" },

	{ "cpu-quota", .get = fact_get_cpu_quota },
	{ "cpu-throttled", .get = fact_get_cpu_throttled, .drifts = true },
	{ "loadavg", "proc/loadavg", .drifts = true },
	{ "steal", .get = fact_get_steal, .drifts = true },
	{ "pressure-cpu", "proc/pressure/cpu", .drifts = true },
	{ "pressure-memory", "proc/pressure/memory", .drifts = true },
	{ "pressure-io", "proc/pressure/io", .drifts = true },
};
/* clang-format on */

static char *pick_line(char *text, const char *pick)
{
	size_t len = strlen(pick);
	char *line, *rest;

	for (line = strtok_r(text, "\n", &rest); line; line = strtok_r(NULL, "\n", &rest))
		if (!strncmp(line, pick, len) && line[len] == ':')
			return line + len + 1;
	return NULL;
}

static void get_path(struct machine *m, const struct fact_row *row)
{
	char *text, *value;
	int ret;

	ret = source_read(m->src, row->path, &text);
	if (ret) {
		fact_absent(m, row, row->path, ret);
		return;
	}

	value = row->pick ? pick_line(text, row->pick) : text;
	if (!value) {
		fact_addf(m, row, "absent: no %s in /%s", row->pick, row->path);
	} else {
		text_fold(value);
		/* cpu/nohz_full prints "(null)" where nothing was configured. */
		if ((!*value || !strcmp(value, "(null)")) && row->empty)
			fact_addf(m, row, "%s", row->empty);
		else if (!*value)
			fact_addf(m, row, "absent: empty: /%s", row->path);
		else
			fact_addf(m, row, "%s", value);
	}
	free(text);
}

void facts_collect(struct machine *m)
{
	size_t i;

	for (i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		if (rows[i].get)
			rows[i].get(m, &rows[i]);
		else if (rows[i].dir)
			fact_get_dir(m, &rows[i]);
		else
			get_path(m, &rows[i]);
	}
}

size_t machine_nr_facts(const struct machine *m)
{
	return m->nr_facts;
}

const struct machine_fact *machine_fact(const struct machine *m, size_t i)
{
	return i < m->nr_facts ? &m->facts[i].pub : NULL;
}

bool machine_fact_drifts(const struct machine *m, size_t i)
{
	return i < m->nr_facts && m->facts[i].drifts;
}

const char *machine_fact_value(const struct machine *m, const char *key)
{
	size_t i;

	for (i = 0; i < m->nr_facts; i++)
		if (!strcmp(m->facts[i].pub.key, key))
			return m->facts[i].pub.value;
	return NULL;
}
