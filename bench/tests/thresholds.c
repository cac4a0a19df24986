// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a generated table for modules says: one line per question on standard input.
 *
 *	vendor family model stepping memory bytes compound
 *
 * Whether the CPU has an entry, and whether it streams.  Compiled by
 * test-thresholds.py with HEADER defined.
 */
#include <stdio.h>

#include HEADER

int main(void)
{
	unsigned int vendor, family, model, stepping, altmap, compound;
	unsigned long bytes;

	while (scanf("%u %u %u %u %u %lu %u", &vendor, &family, &model, &stepping, &altmap, &bytes,
		     &compound) == 7) {
		const struct memmap_nontemporal *cpu;

		boot_cpu_data = (struct cpuinfo_x86){
			.x86 = family, .x86_vendor = vendor, .x86_model = model,
			.x86_stepping = stepping,
		};
		cpu = memmap_nontemporal_match();
		printf("%d %d\n", cpu != &memmap_nontemporal_default,
		       memmap_nontemporal(cpu, bytes, altmap, compound));
	}
	return 0;
}
