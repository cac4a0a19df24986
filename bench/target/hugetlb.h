/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_TARGET_HUGETLB_H
#define BENCH_TARGET_HUGETLB_H

#include <stddef.h>

#include "base/reason.h"

/**
 * hugetlb_check() - does the hugetlb cgroup grant so many bytes in pages of 1 << @shift?
 *
 * The pool is asked by the mapping itself; the cgroup only by the first touch,
 * which ends the process with SIGBUS.
 *
 * Return: 0, or -ENOMEM after filling @reason.
 */
int hugetlb_check(size_t bytes, int shift, struct reason *reason);

/** hugetlb_lacks() - the phrase for a mapping that failed with @error; hands it through */
int hugetlb_lacks(size_t bytes, int shift, int error, struct reason *reason);

#endif
