/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * As much of struct cpuinfo_x86 as the generated table reads; named as in
 * arch/x86/include/asm/processor.h, 6.12.
 */
#ifndef KERNELS_SIM_SHIM_ASM_PROCESSOR_H
#define KERNELS_SIM_SHIM_ASM_PROCESSOR_H

#include <linux/types.h>

#define X86_VENDOR_INTEL 0
#define X86_VENDOR_AMD 2
#define X86_VENDOR_CENTAUR 5
#define X86_VENDOR_HYGON 9
#define X86_VENDOR_ZHAOXIN 10
#define X86_VENDOR_UNKNOWN 0xff

/** struct cpuinfo_x86 - a CPU by its displayed family, model and stepping */
struct cpuinfo_x86 {
	u8 x86;
	u8 x86_vendor;
	u8 x86_model;
	u8 x86_stepping;
};

/** boot_cpu_data - this CPU by CPUID, filled before main(); tests put another one here */
extern struct cpuinfo_x86 boot_cpu_data;

#endif
