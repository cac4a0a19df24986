// SPDX-License-Identifier: GPL-2.0-or-later
#include "sweep-cases.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "plan/sweep.h"

void axes_must_choose(struct axes *axes, enum axis axis, const char *text)
{
	assert_int_equal(axes_choose(axes, axis, text), 0);
}

void sweep_cases(struct bench_cases *cases)
{
	struct axes axes = { 0 };

	axes_must_choose(&axes, AXIS_TARGET, "dram");
	axes_must_choose(&axes, AXIS_COPY, "mov,mov-regs,movnti,flushcache");
	axes_must_choose(&axes, AXIS_LAYOUT, "64");
	axes_must_choose(&axes, AXIS_WALK, "order0");
	assert_int_equal(plan_cases(plan_find("sizes"), &axes, 0, cases), 0);
	axes_free(&axes);
	assert_int_equal(cases->nr_groups, 1);
	sweep_set(cases, SWEEP_CACHE_BYTES);
}

bool sweep_is_spacing(const struct bench_case *c)
{
	return c->rungs == RUNGS_SPACINGS;
}

double sweep_at_of(const struct bench_case *c)
{
	return sweep_is_spacing(c) ? c->words.drain_every :
				     (double)c->words.pages * c->words.layout;
}

bool sweep_is_fixed(const struct bench_case *c)
{
	const double least = sweep_is_spacing(c) ? 16 : 64 * KIB;
	const double steps = log2(sweep_at_of(c) / least);

	return !c->rung || !(fabs(remainder(steps, sweep_is_spacing(c) ? 2 : 1)) > 0.001);
}
