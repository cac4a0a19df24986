/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * x86_match_cpu() and what its tables are made of; named as in
 * arch/x86/include/asm/cpu_device_id.h, 6.1, which has no X86_MATCH_VFM().
 */
#ifndef KERNELS_SIM_SHIM_ASM_CPU_DEVICE_ID_H
#define KERNELS_SIM_SHIM_ASM_CPU_DEVICE_ID_H

#include <asm/processor.h>

#define X86_FAMILY_ANY 0
#define X86_MODEL_ANY 0
#define X86_STEPPING_ANY 0
#define X86_FEATURE_ANY 0

/** struct x86_cpu_id - a row of a table that ends with an empty one */
struct x86_cpu_id {
	u16 vendor;
	u16 family;
	u16 model;
	u16 steppings;
	u16 feature;
	unsigned long driver_data;
};

#define X86_MATCH_VENDOR_FAM(vendor_, family_, data)                                               \
	{                                                                                          \
		.vendor = X86_VENDOR_##vendor_, .family = (family_), .model = X86_MODEL_ANY,       \
		.steppings = X86_STEPPING_ANY, .feature = X86_FEATURE_ANY,                         \
		.driver_data = (unsigned long)(data)                                               \
	}

/** x86_match_cpu() - the first row that boot_cpu_data fits, NULL when there is none */
const struct x86_cpu_id *x86_match_cpu(const struct x86_cpu_id *match);

#endif
