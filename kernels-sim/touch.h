/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Loads of a record whose value nobody wants.
 */
#ifndef KERNELS_SIM_TOUCH_H
#define KERNELS_SIM_TOUCH_H

#include "events.h"

/** touch() - load the word at @at */
static __always_inline void touch(const void *at)
{
	u64 word;

	ISSUE((void)word; replay_event(ACCESS_LOAD, at, 8),
	      asm volatile("movq %1, %0" : "=r"(word) : "m"(*(const u64 *)at)));
}

#endif
