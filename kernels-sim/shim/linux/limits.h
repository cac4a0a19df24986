/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's limits behind those of the user's <linux/limits.h>.
 */
#ifndef KERNELS_SIM_SHIM_LINUX_LIMITS_H
#define KERNELS_SIM_SHIM_LINUX_LIMITS_H

#include_next <linux/limits.h>

/** U64_MAX - the greatest u64 */
#define U64_MAX (~(u64)0)

#endif
