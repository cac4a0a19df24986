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
#define X86_VENDOR_UNKNOWN 0xff

/**
 * struct cpuinfo_x86 - a CPU
 * @x86:	    displayed family
 * @x86_cache_size: last-level cache in KiB; 0: not described
 * @movdiri, @movdir64b: features; the kernel keeps them as bits
 */
struct cpuinfo_x86 {
	u8 x86;
	u8 x86_vendor;
	u8 x86_model;
	u8 x86_stepping;
	unsigned int x86_cache_size;
	bool movdiri;
	bool movdir64b;
};

/** boot_cpu_data - this CPU by CPUID, filled before main(); tests put another one here */
extern struct cpuinfo_x86 boot_cpu_data;

#endif
