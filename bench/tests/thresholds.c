// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a generated header says: one line per question on standard input.
 *
 *	vendor family model stepping cache_kib movdir64b memory bytes records
 *
 * Compiled by test-thresholds.py with HEADER and PREFIX defined.
 */
#include <stdio.h>

#include HEADER

#define PASTE(a, b) a##b
#define NAME(prefix, word) PASTE(prefix, word)
#define MATCH NAME(PREFIX, _match)
#define CHOOSE NAME(PREFIX, _choose)

int main(void)
{
	unsigned int vendor, family, model, stepping, cache, movdir64b, memory;
	unsigned long bytes, records;

	while (scanf("%u %u %u %u %u %u %u %lu %lu", &vendor, &family, &model, &stepping, &cache,
		     &movdir64b, &memory, &bytes, &records) == 9) {
		boot_cpu_data = (struct cpuinfo_x86){
			.x86 = family, .x86_vendor = vendor, .x86_model = model,
			.x86_stepping = stepping, .x86_cache_size = cache, .movdir64b = movdir64b,
		};
		printf("%s %d\n", MATCH() ? MATCH()->name : "none",
		       (int)CHOOSE(MATCH(), memory, bytes, records));
	}
	return 0;
}
