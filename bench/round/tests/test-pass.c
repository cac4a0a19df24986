// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sweeps: a walk that notes its calls is swept in every order by several
 * threads, and each record must have been in exactly one call.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "round/load.h"
#include "round/pass.h"
#include "round/sampler.h"

#define BLOCK PASS_BLOCK_PAGES
#define MOST_PAGES (9 * BLOCK + 77)
#define FIRST_PFN 512000

static unsigned char visits[MOST_PAGES];
static uint64_t starts[64];
static atomic_int nr_calls;

/* A record is a byte here. */
static void noting_walk(const struct replay_args *args)
{
	const int call = atomic_fetch_add(&nr_calls, 1);
	const uint64_t first = (unsigned char *)args->memmap - visits;
	uint64_t i;

	if (call < 64)
		starts[call] = first;
	if (args->start_pfn != FIRST_PFN + first)
		return;
	for (i = 0; i < args->nr_pages; i++)
		visits[first + i]++;
}

/* A CPU of this process for all threads: how the range is cut does not depend on theirs. */
static int a_cpu(void)
{
	struct cpu_mask *allowed = cpu_mask_allowed();
	const int cpu = allowed ? cpu_mask_next(allowed, -1) : -1;

	cpu_mask_free(allowed);
	return cpu;
}

static struct sample pass(enum replay_walk kind, enum block_order order, int threads,
			  uint64_t pages, uint64_t seed)
{
	struct replay_args args = {
		.memmap = visits, .start_pfn = FIRST_PFN, .nr_pages = pages,
	};
	const int cpu = a_cpu();
	struct cpus cpus = { .nr = 5, .cpu = { cpu, cpu, cpu, cpu, cpu } };
	struct pass s = {
		.walk = noting_walk, .args = &args, .layout_bytes = 1, .kind = kind,
		.order = order, .threads = threads, .seed = seed, .cpus = &cpus,
	};
	struct sample sample;

	memset(visits, 0, sizeof(visits));
	atomic_store(&nr_calls, 0);
	assert_int_equal(pass_measure(&s, &sample), 0);
	assert_true(sample.took_ns > 0);
	return sample;
}

static void every_record_once(void **state)
{
	static const uint64_t sizes[] = {
		1, 511, 512, 513, 4095, BLOCK - 1, BLOCK, BLOCK + 1, 3 * BLOCK, MOST_PAGES,
	};
	size_t i, page;
	int order, threads;

	for (order = 0; order < BLOCK_ORDER_NR; order++) {
		for (threads = 1; threads <= 5; threads++) {
			for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++) {
				pass(WALK_ORDER0, order, threads, sizes[i], i);
				for (page = 0; page < MOST_PAGES; page++)
					if (visits[page] != (page < sizes[i]))
						fail_msg("%s, %d threads, %lu pages: record %zu "
							 "in %d calls", block_orders[order].name,
							 threads, sizes[i], page, visits[page]);
			}
		}
	}
}

static void orders(void **state)
{
	uint64_t first[10];
	int i, differ = 0, sorted = 0;

	pass(WALK_ORDER0, BLOCK_ORDER_ASCENDING, 1, MOST_PAGES, 1);
	assert_int_equal(nr_calls, 1);
	pass(WALK_ORDER0, BLOCK_ORDER_DESCENDING, 1, MOST_PAGES, 1);
	assert_int_equal(nr_calls, 10);
	for (i = 0; i < 10; i++)
		assert_int_equal(starts[i], (9 - i) * BLOCK);
	pass(WALK_ORDER0, BLOCK_ORDER_RANDOM, 1, MOST_PAGES, 1);
	assert_int_equal(nr_calls, 10);
	memcpy(first, starts, sizeof(first));
	pass(WALK_ORDER0, BLOCK_ORDER_RANDOM, 1, MOST_PAGES, 2);
	for (i = 0; i < 10; i++) {
		differ += first[i] != starts[i];
		sorted += first[i] == i * BLOCK;
	}
	assert_true(differ && sorted < 10);
	pass(WALK_ORDER0, BLOCK_ORDER_RANDOM, 1, MOST_PAGES, 1);
	assert_memory_equal(first, starts, sizeof(first));
}

/* Parts begin with whole pageblocks, and with the head of a compound. */
static void parts(void **state)
{
	int i;

	pass(WALK_ORDER9, BLOCK_ORDER_ASCENDING, 3, 10 * 512, 1);
	assert_int_equal(nr_calls, 3);
	for (i = 0; i < 3; i++)
		assert_int_equal(starts[i] % 512, 0);
	pass(WALK_ORDER18, BLOCK_ORDER_ASCENDING, 2, MOST_PAGES, 1);
	assert_int_equal(nr_calls, 2);
	assert_int_equal(starts[0] + starts[1], 1 << 18);

	assert_null(pass_cannot(WALK_ORDER0, BLOCK_ORDER_RANDOM, 1, 512));
	assert_null(pass_cannot(WALK_ORDER9, BLOCK_ORDER_RANDOM, 4, 4 * 512));
	assert_non_null(pass_cannot(WALK_ORDER9, BLOCK_ORDER_RANDOM, 4, 4 * 512 - 1));
	assert_non_null(pass_cannot(WALK_ORDER18, BLOCK_ORDER_DESCENDING, 1, 1 << 20));
	assert_null(pass_cannot(WALK_ORDER18, BLOCK_ORDER_ASCENDING, 4, 1 << 20));
	assert_null(pass_cannot(WALK_FLAT, BLOCK_ORDER_ASCENDING, 1, 1));
}

/* Threads that share a CPU are no measurement, and neither is one on another CPU than its own. */
static void threads_share_a_cpu(void **state)
{
	const struct bench_case c = { .state = state_find("reused"), .words = { .threads = 2 } };
	struct sample sample;
	char reason[80];

	cpu_pin(a_cpu());
	sample = pass(WALK_ORDER0, BLOCK_ORDER_ASCENDING, 2, MOST_PAGES, 1);
	assert_true(sample.away_ns > 0);
	/* A sanitizer has memory of its own, which is new here. */
	sample.faults = 0;
	assert_true(sample_is_disturbed(&c, &sample, reason, sizeof(reason)));
	assert_non_null(strstr(reason, "did not run for"));
	assert_int_equal(sample.found_cpu, sample.cpu);
	sample.away_ns = 0;
	sample.steal_ms = 0;
	assert_false(sample_is_disturbed(&c, &sample, reason, sizeof(reason)));
	sample.found_cpu++;
	assert_true(sample_is_disturbed(&c, &sample, reason, sizeof(reason)));
	assert_non_null(strstr(reason, "ran on CPU"));
}

/* A sample is as short as it may be: five per cent of it count. */
static void away_is_a_part(void **state)
{
	static const struct {
		int line;
		int64_t took_ns, away_ns;
		bool disturbed;
	} rows[] = {
		{ __LINE__, 1000, 50, false },	     { __LINE__, 1000, 51, true },
		{ __LINE__, 1500000, 75000, false }, { __LINE__, 1500000, 4000000, true },
		{ __LINE__, 30000000, 80000, false }, { __LINE__, 30000000, 1600000, true },
	};
	const struct bench_case c = { .state = state_find("reused"), .words = { .threads = 1 } };
	char reason[80];

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct sample sample = {
			.took_ns = rows[i].took_ns, .away_ns = rows[i].away_ns,
		};

		if (sample_is_disturbed(&c, &sample, reason, sizeof(reason)) != rows[i].disturbed)
			fail_msg("line %d", rows[i].line);
	}
}

static void load_starts_and_stops(void **state)
{
	const int cpus[] = { a_cpu(), a_cpu() };
	struct load *load = load_new(2);

	assert_non_null(load);
	assert_int_equal(load_start(load, cpus, 2), 0);
	load_stop(load);
	assert_int_equal(load_start(load, cpus, 1), 0);
	load_stop(load);
	load_free(load);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_record_once), cmocka_unit_test(orders),
		cmocka_unit_test(parts), cmocka_unit_test(load_starts_and_stops),
		cmocka_unit_test(away_is_a_part), cmocka_unit_test(threads_share_a_cpu),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
