/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of struct cpuinfo_x86 as the generated header reads; named as in
 * arch/x86/include/asm/processor.h, 6.12.
 */
#ifndef KERNELS_SIM_SHIM_ASM_PROCESSOR_H
#define KERNELS_SIM_SHIM_ASM_PROCESSOR_H

#include <linux/types.h>

#define X86_VENDOR_INTEL 0
#define X86_VENDOR_AMD 2
#define X86_VENDOR_HYGON 9
#define X86_VENDOR_UNKNOWN 0xff

/**
 * struct cpuinfo_x86 - a CPU
 * @x86:	    displayed family
 * @x86_cache_size: KiB of the last-level cache, of AMD's CPUs of the second
 *		    level's, as in the kernel; 0: not described
 * @movdiri, @movdir64b, @topoext: features; the kernel keeps them as bits
 */
struct cpuinfo_x86 {
	u8 x86;
	u8 x86_vendor;
	u8 x86_model;
	u8 x86_stepping;
	unsigned int x86_cache_size;
	bool movdiri;
	bool movdir64b;
	bool topoext;
};

/** boot_cpu_data - this CPU by CPUID, filled before main(); tests put another one here */
extern struct cpuinfo_x86 boot_cpu_data;

/** cpuid_count() - of the CPU that runs this, whatever boot_cpu_data is */
void cpuid_count(u32 leaf, int sub_leaf, u32 *eax, u32 *ebx, u32 *ecx, u32 *edx);

#endif
