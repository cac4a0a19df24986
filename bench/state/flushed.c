// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flushed: no line of the range is in any cache, as in a memmap that is much
 * larger than the caches and comes up again at the same place (altmap).
 */
#include <cpuid.h>

#include "state/flush.h"
#include "state/state.h"

/*
 * CLFLUSH is serialised with itself and takes several times as long, so it is
 * used only where CPUID.7:EBX[23] is clear.
 */
static bool has_clflushopt(void)
{
	unsigned int a, b, c, d;

	return __get_cpuid_count(7, 0, &a, &b, &c, &d) && (b & bit_CLFLUSHOPT);
}

void flush_lines(void *addr, size_t bytes)
{
	char *const end = (char *)addr + bytes;
	char *line;

	if (has_clflushopt())
		for (line = addr; line < end; line += 64)
			asm volatile("clflushopt %0" : "+m"(*line));
	else
		for (line = addr; line < end; line += 64)
			asm volatile("clflush %0" : "+m"(*line));
	asm volatile("sfence" : : : "memory");
}

static int evict(const struct target_spec *spec, const struct mapping *map, size_t bytes)
{
	flush_lines(map->addr, bytes);
	return 0;
}

extern const struct state state_flushed;
const struct state state_flushed = {
	.name = "flushed",
	.desc = "flushed from all caches, last pass in memory",
	.prepare = evict,
	.caches = PREDICT_EMPTY,
};
