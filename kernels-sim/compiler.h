/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The few compiler words that kernel code is written in.
 */
#ifndef KERNELS_SIM_COMPILER_H
#define KERNELS_SIM_COMPILER_H

#include <stdint.h>

typedef uint64_t u64;
typedef uint32_t u32;
typedef uint16_t u16;
typedef uint8_t u8;

#ifndef __always_inline
#define __always_inline inline __attribute__((__always_inline__))
#endif
#define noinline __attribute__((__noinline__))

/*
 * A volatile access is done once, whole and in program order.  The copies
 * need that: without it a compiler keeps the template in registers, drops the
 * slow path's first store to a word that is stored again, or swaps stores.
 */
#define READ_ONCE(x) (*(const volatile __typeof__(x) *)&(x))
#define WRITE_ONCE(x, value) (*(volatile __typeof__(x) *)&(x) = (value))

#endif
