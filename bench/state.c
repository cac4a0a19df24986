// SPDX-License-Identifier: GPL-2.0-or-later
#include "state.h"

#include <cpuid.h>
#include <errno.h>
#include <string.h>

/*
 * CLFLUSH is serialised with itself and takes several times as long, so it is
 * used only where CPUID.7:EBX[23] is clear.
 */
static bool has_clflushopt(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_CLFLUSHOPT);
}

static int evict(const struct target_spec *spec, const struct mapping *map)
{
	char *const end = (char *)map->addr + map->bytes;
	char *line;

	if (has_clflushopt())
		for (line = map->addr; line < end; line += 64)
			asm volatile("clflushopt %0" : "+m"(*line));
	else
		for (line = map->addr; line < end; line += 64)
			asm volatile("clflush %0" : "+m"(*line));
	asm volatile("sfence" : : : "memory");
	return 0;
}

static int forget(const struct target_spec *spec, const struct mapping *map)
{
	return spec->target->forget ? spec->target->forget(map) : -EOPNOTSUPP;
}

static const struct state states[] = {
	{ "evicted", "flushed from all caches, last pass in memory", false, evict,
	  STATE_CACHES_EMPTY },
	{ "stale", "as the last pass over the range left them (default)", false, NULL,
	  STATE_CACHES_SAME_PASS },
	{ "untouched", "fresh pages: the sample takes their faults, as a first bind does", true,
	  forget, STATE_CACHES_UNKNOWN },
};

#define NR_STATES (sizeof(states) / sizeof(states[0]))

const struct state *state_list(size_t *nr)
{
	*nr = NR_STATES;
	return states;
}

const struct state *state_find(const char *name)
{
	size_t i;

	for (i = 0; i < NR_STATES; i++)
		if (!strcmp(states[i].name, name))
			return &states[i];
	return NULL;
}
