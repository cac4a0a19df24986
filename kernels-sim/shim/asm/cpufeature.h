/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef KERNELS_SIM_SHIM_ASM_CPUFEATURE_H
#define KERNELS_SIM_SHIM_ASM_CPUFEATURE_H

#include <asm/processor.h>

/* A feature is named by the member of boot_cpu_data that has it. */
#define X86_FEATURE_MOVDIRI movdiri
#define X86_FEATURE_MOVDIR64B movdir64b
#define X86_FEATURE_TOPOEXT topoext
#define boot_cpu_has(feature) (boot_cpu_data.feature)

#endif
