// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * One sample: what marks it, and that no two passes store the same.
 */
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "round/sampler.h"
#include "target/cpus.h"

#define PAGES 2048
#define TOOK_NS 1000000

struct bed {
	struct bench_cases cases;
	struct run_writer writer;
	struct cpus cpus;
	struct round round;
	struct sampler s;
	char path[64];
};

static int setup(void **state)
{
	struct bed *bed = calloc(1, sizeof(*bed));
	struct axes axes = { 0 };
	struct reason reason;

	assert_non_null(bed);
	assert_int_equal(axes_choose(&axes, AXIS_TARGET, "dram:page=4k"), 0);
	assert_int_equal(axes_choose(&axes, AXIS_COPY, "mov"), 0);
	assert_int_equal(plan_cases(plan_find("smoke"), &axes, 0, &bed->cases), 0);
	axes_free(&axes);
	snprintf(bed->path, sizeof(bed->path), "/tmp/test-sampler-%d.tsv", getpid());
	assert_int_equal(run_writer_open(bed->path, &bed->writer), 0);
	assert_int_equal(run_writer_columns(&bed->writer), 0);
	bed->cpus = (struct cpus){ .nr = 1, .cpu = { 3 } };
	bed->round = (struct round){
		.group = &bed->cases.groups[0],
		.writer = &bed->writer,
		.log = sample_log_new(bed->cases.nr_cases),
		.cpus = &bed->cpus,
	};
	assert_non_null(bed->round.log);
	bed->s = (struct sampler){ .round = &bed->round, .spin_ns = { 100000, 100000 } };
	assert_int_equal(target_map(&bed->round.group->spec, PAGES * 64, &bed->s.map, &reason), 0);
	assert_int_equal(target_populate(&bed->s.map), 0);
	placement_read(&bed->round.group->spec, &bed->s.map, &bed->s.found);
	*state = bed;
	return 0;
}

static int teardown(void **state)
{
	struct bed *bed = *state;

	target_unmap(&bed->s.map);
	run_writer_close(&bed->writer);
	unlink(bed->path);
	sample_log_free(bed->round.log);
	bench_cases_free(&bed->cases);
	free(bed);
	return 0;
}

/* What else happened to a sample of a millisecond on CPU 3. */
struct event {
	const char *what;
	int threads;
	int faults;
	int64_t away_ns;
	int64_t steal_ms;
	int found_cpu;
	enum row_status status;
};

static const struct event events[] = {
	{ "nothing", 1, 0, 0, 0, 3, ROW_OK },
	{ "faults that any pass may have", 1, FAULTS_MOST, 0, 0, 3, ROW_OK },
	{ "a fault more", 1, FAULTS_MOST + 1, 0, 0, 3, ROW_DISTURBED },
	{ "a switch", 1, 0, TOOK_NS * AWAY_PCT / 100, 0, 3, ROW_OK },
	{ "away for longer", 1, 0, TOOK_NS * AWAY_PCT / 100 + 1, 0, 3, ROW_DISTURBED },
	{ "another CPU", 1, 0, 0, 0, 2, ROW_DISTURBED },
	{ "steal from one thread, which was not away", 1, 0, 0, 4, 3, ROW_OK },
	{ "steal from one of two", 2, 0, 0, 1, 3, ROW_DISTURBED },
	{ "steal that cannot be read", 2, 0, 0, -1, 3, ROW_OK },
};

static void what_marks_a_sample(void **state)
{
	struct bed *bed = *state;

	for (size_t i = 0; i < sizeof(events) / sizeof(events[0]); i++) {
		const struct event *e = &events[i];
		struct bench_case c = bed->round.group->cases[0];
		const struct sample sample = {
			.took_ns = TOOK_NS, .faults = e->faults, .away_ns = e->away_ns,
			.steal_ms = e->steal_ms, .cpu = 3, .found_cpu = e->found_cpu,
			.counted = { .counts = "-" },
		};
		const int wanted = e->found_cpu == 3 ? 0 : -ENXIO;
		const struct run_row *row;
		bool again;

		c.words.threads = e->threads;
		if (sampler_write(&bed->s, &c, 0, ROW_OK, PAGES, &sample, &again) != wanted)
			fail_msg("%s: not %d", e->what, wanted);
		row = &bed->round.log->rows[bed->round.log->nr - 1];
		if (row->status != e->status || again != (e->status == ROW_DISTURBED))
			fail_msg("%s: status %d, again %d", e->what, row->status, again);
	}
}

/* What a pilot took decides how often a copy is sampled, and is no sample. */
static void a_pilot_is_not_marked(void **state)
{
	struct bed *bed = *state;
	const struct sample sample = { .took_ns = TOOK_NS, .faults = 1000, .cpu = 3, .found_cpu = 3,
				       .counted = { .counts = "-" } };

	assert_int_equal(sampler_write(&bed->s, &bed->round.group->cases[0], 0, ROW_PILOT, PAGES,
				       &sample, NULL), 0);
	assert_int_equal(bed->round.log->rows[0].status, ROW_PILOT);
}

static void a_sibling_that_changed_asks_for_another_try(void **state)
{
	struct bed *bed = *state;
	const struct sample sample = { .took_ns = TOOK_NS, .cpu = 3, .found_cpu = 3,
				       .counted = { .counts = "-" } };
	const struct bench_case *c = &bed->round.group->cases[0];
	bool again;

	bed->s.spin_ns[1] = bed->s.spin_ns[0] * (100 + SPIN_CHANGE_PCT) / 100;
	assert_int_equal(sampler_write(&bed->s, c, 0, ROW_OK, PAGES, &sample, &again), 0);
	assert_false(again);
	bed->s.spin_ns[1]++;
	assert_int_equal(sampler_write(&bed->s, c, 0, ROW_OK, PAGES, &sample, &again), 0);
	assert_true(again);
	assert_int_equal(bed->round.log->rows[1].status, ROW_OK);
}

/* Pages that were given back may have come back in another size. */
static void other_pages_than_asked_for(void **state)
{
	struct bed *bed = *state;
	const struct sample sample = { .took_ns = TOOK_NS, .cpu = 3, .found_cpu = 3,
				       .counted = { .counts = "-" } };

	bed->s.found.page_bytes = 2 << 20;
	assert_int_equal(sampler_write(&bed->s, &bed->round.group->cases[0], 0, ROW_OK, PAGES,
				       &sample, NULL), 0);
	assert_int_equal(bed->round.log->rows[0].status, ROW_DISTURBED);
}

/* A store of what is there already could be none. */
static void no_two_passes_store_the_same(void **state)
{
	struct bed *bed = *state;
	struct bench_case *c = &bed->round.group->cases[0];
	char *before = malloc(PAGES * 64);
	struct sample sample;

	assert_non_null(before);
	/* A run asks the kernel. */
	c->returns = RETURNS_RET;
	assert_int_equal(sampler_take(&bed->s, c, PAGES, &sample), 0);
	for (int pass = 0; pass < 5; pass++) {
		memcpy(before, bed->s.map.addr, PAGES * 64);
		assert_int_equal(sampler_take(&bed->s, c, PAGES, &sample), 0);
		for (size_t i = 0; i < PAGES; i++)
			assert_int_not_equal(memcmp(before + 64 * i,
						    (char *)bed->s.map.addr + 64 * i, 64), 0);
	}
	free(before);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_marks_a_sample, setup, teardown),
		cmocka_unit_test_setup_teardown(a_pilot_is_not_marked, setup, teardown),
		cmocka_unit_test_setup_teardown(a_sibling_that_changed_asks_for_another_try, setup,
						teardown),
		cmocka_unit_test_setup_teardown(other_pages_than_asked_for, setup, teardown),
		cmocka_unit_test_setup_teardown(no_two_passes_store_the_same, setup, teardown),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
