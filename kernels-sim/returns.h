/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How functions out of line return.
 *
 * A kernel that guards its returns makes each a jump to a thunk, and writes
 * the thunk's address into the jumps when it boots (apply_returns(), alternative.c).
 * What is called once per page pays for that once per page: the slow path and
 * __memcpy_flushcache().  The replay does the same: its functions are compiled
 * with -mfunction-return=thunk-extern as those of a kernel, and their jumps are
 * written to before a pass.
 */
#ifndef KERNELS_SIM_RETURNS_H
#define KERNELS_SIM_RETURNS_H

#include <stddef.h>

#include "replay.h"

/**
 * enum replay_returns - what stands where a function returns
 *
 * @RETURNS_KERNEL:   as this machine's kernel; the caller knows which of the others
 * @RETURNS_RET:      RET, as in a kernel that need not guard it
 * @RETURNS_THUNK:    a jump to a RET (retbleed: the untrained return thunk of Zen 1 and 2)
 * @RETURNS_ITS:      a jump to a RET in the upper half of a cache line (its_return_thunk)
 * @RETURNS_SAFE_RET: a jump to a call that drops its own return address (srso_return_thunk)
 */
enum replay_returns {
	RETURNS_KERNEL,
	RETURNS_RET,
	RETURNS_THUNK,
	RETURNS_ITS,
	RETURNS_SAFE_RET,
	RETURNS_NR
};

extern const struct replay_word replay_returns[RETURNS_NR];

/**
 * replay_returns_sites() - how many returns of this program can be written to
 *
 * Return: 0 where the compiler knows no -mfunction-return=thunk-extern; then
 * functions end in RET.
 */
size_t replay_returns_sites(void);

/**
 * replay_returns_set() - make all functions of the walks return so
 * @returns: not RETURNS_KERNEL
 *
 * Not while another thread of the process runs a walk.  Nothing is done when
 * they return so already.
 *
 * Return: 0, -EOPNOTSUPP without sites and for another way than RETURNS_RET,
 * or the -errno of a system that does not let a program change its code.
 */
int replay_returns_set(enum replay_returns returns);

#endif
