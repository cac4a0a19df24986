// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The saturation estimator: times made up from a known read and write cost give
 * back the part that was fetched, and each rule refuses by itself.
 */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "saturation/estimate.h"

#define REPS 10

static double took[SATURATED_NR][REPS], half[SATURATED_NR][REPS];

/* Time = reads + 1.3 x writes, per line, with one per cent of ripple. */
static struct saturated_input made_up(double fetched)
{
	const double cost[SATURATED_NR] = {
		[SATURATED_STORE] = fetched + 1.3,
		[SATURATED_UPDATE] = 1 + 1.3,
		[SATURATED_NT] = 1.3,
		[SATURATED_READ] = 1,
	};
	struct saturated_input in = {
		.nr_reps = REPS, .threads = 8, .bytes = 4ULL << 30, .llc_bytes = 32 << 20,
		.nodes = 1, .placed = true, .spin_least_ns = 100000, .spin_most_ns = 101000,
	};
	int k, i;

	for (k = 0; k < SATURATED_NR; k++) {
		for (i = 0; i < REPS; i++) {
			took[k][i] = 1e8 * cost[k] * (1 + 0.001 * ((i * 7 + k * 3) % REPS));
			half[k][i] = took[k][i] * 1.01;
		}
		in.took_ns[k] = took[k];
		in.half_ns[k] = half[k];
	}
	return in;
}

static void gives_back_what_was_fetched(void **state)
{
	static const double parts[] = { 0, 0.25, 0.5, 1 };
	struct saturated out;
	size_t i;

	for (i = 0; i < sizeof(parts) / sizeof(parts[0]); i++) {
		const struct saturated_input in = made_up(parts[i]);

		assert_int_equal(saturated_estimate(&in, 1, &out), 0);
		if (out.nr_refused)
			fail_msg("%g: %s", parts[i], out.refused[0]);
		assert_true(out.lo <= parts[i] + 0.01 && out.hi >= parts[i] - 0.01);
		assert_true(out.hi - out.lo < 0.1);
		assert_true(out.lo <= out.hi);
	}
}

/* A store that streaming is slower than, as where buffers and not memory limit it. */
static void says_when_it_leaves_the_model(void **state)
{
	struct saturated_input in = made_up(0.5);
	struct saturated out;
	int i;

	for (i = 0; i < REPS; i++)
		took[SATURATED_STORE][i] = half[SATURATED_STORE][i] = 1e8;
	assert_int_equal(saturated_estimate(&in, 1, &out), 0);
	assert_int_equal(out.nr_refused, 0);
	assert_true(out.hi < 0);
}

static void one_seed_one_answer(void **state)
{
	const struct saturated_input in = made_up(0.7);
	struct saturated a, b;

	assert_int_equal(saturated_estimate(&in, 42, &a), 0);
	assert_int_equal(saturated_estimate(&in, 42, &b), 0);
	assert_true(a.lo == b.lo && a.hi == b.hi);
}

static void must_refuse(const struct saturated_input *in, const char *why)
{
	struct saturated out;

	assert_int_equal(saturated_estimate(in, 1, &out), 0);
	if (out.nr_refused != 1 || !strstr(out.refused[0], why))
		fail_msg("%zu refusals, the first \"%s\", wanted \"%s\"", out.nr_refused,
			 out.nr_refused ? out.refused[0] : "", why);
	assert_true(isnan(out.lo) && isnan(out.hi));
}

static void each_rule_refuses(void **state)
{
	struct saturated_input in;
	int i;

	in = made_up(0.5);
	in.threads = 1;
	must_refuse(&in, "one thread");

	in = made_up(0.5);
	for (i = 0; i < REPS; i++)
		half[SATURATED_READ][i] = took[SATURATED_READ][i] * 1.04;
	must_refuse(&in, "read is not saturated");

	in = made_up(0.5);
	for (i = 0; i < REPS; i++) {
		took[SATURATED_NT][i] = took[SATURATED_UPDATE][i] / 1.15;
		half[SATURATED_NT][i] = took[SATURATED_NT][i];
	}
	must_refuse(&in, "update takes 1.15 times");

	in = made_up(0.5);
	in.bytes = 255 << 20;
	must_refuse(&in, "at least 256 MiB");

	in = made_up(0.5);
	in.llc_bytes = 0;
	in.nodes = 5;
	must_refuse(&in, "1 GiB per node");

	in = made_up(0.5);
	in.placed = false;
	must_refuse(&in, "not all there");

	in = made_up(0.5);
	in.faults = 1;
	must_refuse(&in, "1 page faults");

	in = made_up(0.5);
	in.steal_ms = 10;
	must_refuse(&in, "10 ms of steal");

	in = made_up(0.5);
	in.switches = SATURATED_SWITCHES + 1;
	must_refuse(&in, "involuntary");

	in = made_up(0.5);
	in.spin_most_ns = 104000;
	must_refuse(&in, "frequency moved");

	in = made_up(0.5);
	took[SATURATED_UPDATE][3] *= 1.06;
	must_refuse(&in, "update spreads over");

	in = made_up(0.5);
	in.nr_reps = 5;
	must_refuse(&in, "5 repetitions");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_back_what_was_fetched),
		cmocka_unit_test(says_when_it_leaves_the_model),
		cmocka_unit_test(one_seed_one_answer),
		cmocka_unit_test(each_rule_refuses),
	};

	return cmocka_run_group_tests_name("saturated", tests, NULL, NULL);
}
