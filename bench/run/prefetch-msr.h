/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Which prefetchers firmware or a user has switched off.
 */
#ifndef BENCH_RUN_PREFETCH_MSR_H
#define BENCH_RUN_PREFETCH_MSR_H

#include <stdbool.h>

#include "base/reason.h"

/**
 * prefetch_msr_say() - what MISC_FEATURE_CONTROL, MSR 0x1a4, says (Intel SDM volume 4)
 * @path:     /dev/cpu/N/msr, or a file that holds the same
 * @is_intel: by CPUID vendor; no other has that register
 * @is_guest: a hypervisor gives a guest nothing to read there
 * @what:     "0x0: all on", or "absent: reason"
 */
void prefetch_msr_say(const char *path, bool is_intel, bool is_guest, struct reason *what);

#endif
