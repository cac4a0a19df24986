/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's integer types behind those of the user's <linux/types.h>.
 */
#ifndef KERNELS_SIM_SHIM_LINUX_TYPES_H
#define KERNELS_SIM_SHIM_LINUX_TYPES_H

#include_next <linux/types.h>

#include <stdbool.h>
#include <stddef.h>

#include "../../compiler.h"

#endif
