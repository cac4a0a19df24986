// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cutting files down to facts.  The kernel command line works by permission:
 * only values of words known to matter for memory and timing are kept, since
 * no list of the words that carry names can be complete.
 */
#include <fnmatch.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "identity.h"
#include "text.h"

/* Command-line words whose values say something about timing and nothing about the owner. */
static const char *const kept_values[] = {
	"acpi_enforce_resources", "amd_iommu", "amd_pstate", "amd_prefcore", "clearcpuid",
	"clocksource", "cpufreq.default_governor", "cpuidle.governor", "cpuidle.off",
	"default_hugepagesz", "deferred_init", "dis_ucode_ldr", "efi", "efi_fake_mem", "highres",
	"hpet", "hugepages", "hugepagesz", "hugetlb_free_vmemmap", "idle", "init_on_alloc",
	"init_on_free", "intel_idle.max_cstate", "intel_iommu", "intel_pstate", "iommu",
	"irqaffinity", "isolcpus", "kasan", "kfence.sample_interval", "kthread_cpus",
	"maxcpus", "mce", "mem", "mem_encrypt", "memblock", "memhp_default_state", "memmap",
	"memory_hotplug.memmap_on_memory", "mitigations", "movablecore", "nmi_watchdog",
	"nohz", "nohz_full", "nosmt", "nr_cpus", "numa", "numa_balancing",
	"page_owner", "page_poison", "page_reporting.page_reporting_order",
	"possible_cpus", "preempt", "processor.max_cstate", "psi", "pti", "rcu_nocb_poll",
	"rcu_nocbs", "retbleed", "skew_tick", "slab_nomerge", "slub_debug", "spec_rstack_overflow",
	"spec_store_bypass_disable", "spectre_v2", "swiotlb", "thp_anon", "thp_shmem",
	"transparent_hugepage", "transparent_hugepage_shmem", "tsc", "vm_debug", "zswap.enabled",
};

/* Words without a value that are kept as they are. */
static const char *const kept_words[] = {
	"dis_ucode_ldr", "kasan", "nmi_watchdog", "nohz", "nokaslr", "nopcid", "nopti", "nosmt",
	"nosmap", "nosmep", "nospec_store_bypass_disable", "nospectre_v1", "nospectre_v2",
	"nowatchdog", "quiet", "ro", "rw", "threadirqs",
};

static bool is_listed(const char *const *list, size_t nr, const char *word, size_t len)
{
	size_t i;

	for (i = 0; i < nr; i++)
		if (strlen(list[i]) == len && !memcmp(list[i], word, len))
			return true;
	return false;
}

#define LISTED(list, word, len) is_listed(list, sizeof(list) / sizeof((list)[0]), word, len)

/* Length of a word whose quoted parts may hold blanks. */
static size_t word_len(const char *s)
{
	bool quoted = false;
	size_t len;

	for (len = 0; s[len] && s[len] != '\n'; len++) {
		if (s[len] == '"')
			quoted = !quoted;
		else if (!quoted && (s[len] == ' ' || s[len] == '\t'))
			break;
	}
	return len;
}

static void strip_cmdline(const char *in, struct text *out)
{
	while (*(in += strspn(in, " \t\n"))) {
		size_t len = word_len(in);
		const char *equals = memchr(in, '=', len);
		size_t key_len = equals ? (size_t)(equals - in) : len;

		text_sep(out, " ");
		/* What follows is for init, in whatever words its author liked. */
		if (len == 2 && !memcmp(in, "--", 2)) {
			text_add(out, "-- redacted");
			break;
		}
		if (equals && !LISTED(kept_values, in, key_len)) {
			text_addn(out, in, key_len);
			text_add(out, "=redacted");
		} else if (!equals && !LISTED(kept_words, in, len)) {
			text_add(out, "redacted");
		} else {
			text_addn(out, in, len);
		}
		in += len;
	}
	text_add(out, "\n");
}

/* "Linux version R (user@host) (compiler) #1 ...": the first bracket with an @ goes. */
static void strip_version(const char *in, struct text *out)
{
	const char *open = in;

	while ((open = strchr(open, '('))) {
		size_t len = strcspn(open, ")");

		if (memchr(open, '@', len)) {
			const char *after = open + len;

			text_addn(out, in, (size_t)(open - in));
			after += *after == ')';
			text_add(out, after + (*after == ' '));
			return;
		}
		open++;
	}
	text_add(out, in);
}

/* Keep the lines that start with one of the words in @prefixes. */
static void keep_lines(const char *in, struct text *out, const char *prefixes)
{
	while (*in) {
		size_t len = strcspn(in, "\n");
		const char *list = prefixes;
		char prefix[64];

		while (text_next_word(&list, prefix, sizeof(prefix))) {
			size_t plen = strlen(prefix);

			if (len > plen && !strncmp(in, prefix, plen) && strchr(" \t:=", in[plen])) {
				text_addn(out, in, len);
				text_add(out, "\n");
				break;
			}
		}
		in += len + (in[len] == '\n');
	}
}

/* The first CPU stands for all: the kernel brings up no CPU with fewer features. */
static void strip_cpuinfo(const char *in, struct text *out)
{
	const char *end = strstr(in, "\n\n");
	char *first = end ? strndup(in, (size_t)(end - in)) : strdup(in);

	if (!first) {
		out->failed = true;
		return;
	}
	keep_lines(first, out, "microcode flags");
	free(first);
}

/* Items that change the size of struct page, the copy, or what runs beside it. */
static void strip_config(const char *in, struct text *out)
{
	static const char items[] =
		"CONFIG_DEBUG_PAGEALLOC CONFIG_DEFERRED_STRUCT_PAGE_INIT "
		"CONFIG_DEV_DAX CONFIG_DEVICE_PRIVATE CONFIG_FS_DAX CONFIG_HZ "
		"CONFIG_KASAN CONFIG_KMSAN CONFIG_MEMCG CONFIG_NUMA CONFIG_PAGE_EXTENSION "
		"CONFIG_PAGE_POISONING CONFIG_PREEMPT CONFIG_PREEMPT_DYNAMIC CONFIG_PREEMPT_NONE "
		"CONFIG_PREEMPT_RT CONFIG_PREEMPT_VOLUNTARY CONFIG_SLUB_DEBUG_ON "
		"CONFIG_SPARSEMEM_VMEMMAP CONFIG_TRANSPARENT_HUGEPAGE "
		"CONFIG_DEBUG_VM CONFIG_ZONE_DEVICE CONFIG_CC_VERSION_TEXT "
		"CONFIG_HUGETLB_PAGE_OPTIMIZE_VMEMMAP CONFIG_LRU_GEN CONFIG_MEM_ALLOC_PROFILING";

	keep_lines(in, out, items);
}

static void strip_status(const char *in, struct text *out)
{
	keep_lines(in, out, "CapEff Cpus_allowed_list Mems_allowed_list THP_enabled");
}

static void strip_stat(const char *in, struct text *out)
{
	keep_lines(in, out, "cpu procs_running");
}

/* The last field is the last process number. */
static void strip_loadavg(const char *in, struct text *out)
{
	char word[32];
	int i;

	for (i = 0; i < 4 && text_next_word(&in, word, sizeof(word)); i++) {
		text_sep(out, " ");
		text_add(out, word);
	}
	text_add(out, "\n");
}

static const struct {
	const char *pattern;
	void (*strip)(const char *in, struct text *out);
} rules[] = {
	{ "boot/config-*", strip_config },
	{ "proc/cmdline", strip_cmdline },
	{ "proc/cpuinfo", strip_cpuinfo },
	{ "proc/loadavg", strip_loadavg },
	{ "proc/self/status", strip_status },
	{ "proc/stat", strip_stat },
	{ "proc/version", strip_version },
};

char *identity_strip(const char *path, const char *text)
{
	struct text out = { 0 };
	size_t i;

	for (i = 0; i < sizeof(rules) / sizeof(rules[0]); i++) {
		if (!fnmatch(rules[i].pattern, path, 0)) {
			rules[i].strip(text, &out);
			return text_take(&out);
		}
	}
	return strdup(text);
}
