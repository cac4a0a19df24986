/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Cases of plan sizes for tests, and what is asked of them.
 */
#ifndef BENCH_PLAN_TESTS_SWEEP_CASES_H
#define BENCH_PLAN_TESTS_SWEEP_CASES_H

#include <stdbool.h>

#include "plan/plan.h"

#define KIB 1024.0
#define MIB (1024 * KIB)

/** SWEEP_CACHE_BYTES - the last level of the machine that sweep_cases() is for */
#define SWEEP_CACHE_BYTES (32UL << 20)

/** axes_must_choose() - axes_choose(), which fails the test when it fails */
void axes_must_choose(struct axes *axes, enum axis axis, const char *text);

/** sweep_cases() - plan sizes on one target, with two copies that stream and one that does not */
void sweep_cases(struct bench_cases *cases);

/** sweep_is_spacing() - of a sweep of spacings? */
bool sweep_is_spacing(const struct bench_case *c);

/** sweep_at_of() - bytes of memmap, or records between drains */
double sweep_at_of(const struct bench_case *c);

/** sweep_is_fixed() - is it a rung that the plan fixed? */
bool sweep_is_fixed(const struct bench_case *c);

#endif
