/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Empty: the generated header brings its own models for kernels that lack them.
 */
#ifndef KERNELS_SIM_SHIM_ASM_INTEL_FAMILY_H
#define KERNELS_SIM_SHIM_ASM_INTEL_FAMILY_H
#endif
