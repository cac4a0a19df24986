/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * struct machine, for the files of this folder that fill it.
 */
#ifndef PLATFORMS_MACHINE_PRIVATE_H
#define PLATFORMS_MACHINE_PRIVATE_H

#include "cpuid-table.h"
#include "machine.h"
#include "platform.h"
#include "pmu.h"
#include "source.h"
#include "text.h"

#define NR_CACHES_MAX 8
#define FEATURE_NAME_MAX 64

/** struct fact - a machine_fact and what only this folder asks about it */
struct fact {
	struct machine_fact pub;
	bool drifts;
};

/**
 * struct machine - everything found at machine_open()
 * @l1i:	  first-level instruction cache, all zero when CPUID names none
 * @at_least, @looks_like: what a machine without a platform must and may be, or NULL
 * @kernel_flags: the "flags" of /proc/cpuinfo, "" when it cannot be read
 * @missing:	  room for the answer of machine_lacks()
 * @out_of_memory: an allocation failed while filling; machine_open() reports it
 */
struct machine {
	struct source *src;
	struct cpuid_table cpuid;
	struct cpu_identity cpu;
	struct machine_cache caches[NR_CACHES_MAX];
	size_t nr_caches;
	struct machine_cache l1i;
	char *kernel_flags;
	char *missing;

	const struct platform *platform;
	const struct platform_match *match;
	char *why;
	char *doubt;
	char *at_least;
	char *looks_like;

	struct fact *facts;
	size_t nr_facts;
	char **warnings;
	size_t nr_warnings;
	struct machine_counter *counters;
	size_t nr_counters;
	bool out_of_memory;
};

/** machine_record_from() - machine_record() of any root, so that recordings can be tested */
int machine_record_from(const char *root, const char *dir);

/** caches_decode() - fill @m->caches from CPUID */
void caches_decode(struct machine *m);

/** cache_describe() - "48 KiB 12-way" */
void cache_describe(const struct machine_cache *cache, struct text *out);

/** machine_cache_level() - the data or unified cache of a level, or NULL */
const struct machine_cache *machine_cache_level(const struct machine *m, unsigned int level);

/** machine_has() - does the CPU have the feature, whatever the kernel enabled? */
bool machine_has(const struct machine *m, const char *name);

/** machine_is_efficiency_core() - was CPUID read on the small core of a hybrid CPU? */
bool machine_is_efficiency_core(const struct machine *m);

/** platform_cache_agrees() - is that a cache of the level that parts of a platform have? */
bool platform_cache_agrees(const struct platform *p, unsigned int level,
			   const struct machine_cache *cache);

/** platform_is_contradicted() - has the machine a feature that a platform never has? */
bool platform_is_contradicted(const struct machine *m, const struct platform *p);

/** resemblance_find() - fill @m->at_least and looks_like, where a guest's platform is unknown */
void resemblance_find(struct machine *m);

/** platform_decide() - fill @m->platform, match, why and doubt */
void platform_decide(struct machine *m);

/** facts_collect() - fill @m->facts */
void facts_collect(struct machine *m);

/** warnings_collect() - fill @m->warnings from the facts */
void warnings_collect(struct machine *m);

/** cgroup_record() - put the limits into the recording, without the groups' names */
void cgroup_record(struct machine *m);

/** resctrl_record() - put what resctrl says of its events into the recording */
void resctrl_record(struct machine *m);

/** meminfo_bytes() - one line of /proc/meminfo, 0 when it is not there */
uint64_t meminfo_bytes(const struct machine *m, const char *key);

#endif
