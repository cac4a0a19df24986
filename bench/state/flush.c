// SPDX-License-Identifier: GPL-2.0-or-later
#include "state/flush.h"

#include <cpuid.h>
#include <stdbool.h>

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
