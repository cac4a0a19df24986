// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Counting on the running kernel: software events go the whole way that
 * hardware events go - open, enable around a call, read, scale, subtract.
 */
#include <errno.h>
#include <fcntl.h>
#include <linux/perf_event.h>
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "counter/counter.h"
#include "counter/counters-internal.h"
#include "counter/counters.h"
/* Both name what they are about: what one statement does, and what a PMU counts. */
#include "events.h"
#include "machine.h"
#include "round/pass.h"
#include "run-file/run-file.h"

/* cmocka 2 has another word for it than cmocka 1. */
#define assert_within(value, least, most) assert_true((value) >= (least) && (value) <= (most))

#define NR_PAGES 1000
#define STRAY_PAGES 300
#define PAGE 4096

static const int cpu_0[] = { 0 };

/* A page fault stands for a page of bytes, so that a known number of bytes is "moved". */
static const struct platform_event fault_bytes = {
	.quantity = EVENT_FILL, .use = EVENT_BYTES, .way = 1, .pmu = "cpu", .name = "fault-bytes",
	.bytes = PAGE,
};
static const struct platform_event socket_reads = {
	.quantity = EVENT_DRAM_READ, .use = EVENT_BYTES, .way = 1, .pmu = "uncore_imc",
	.name = "clock-bytes", .bytes = 1,
};
static const struct platform_event socket_writes = {
	.quantity = EVENT_DRAM_WRITE, .use = EVENT_BYTES, .way = 1, .pmu = "uncore_imc",
	.name = "fault-writes", .bytes = 1,
};

static const struct machine_counter thread_faults = {
	.event = &fault_bytes, .pmu = "cpu", .type = PERF_TYPE_SOFTWARE,
	.config = { PERF_COUNT_SW_PAGE_FAULTS }, .bytes = PAGE,
};

static void touch(int nr_pages)
{
	char *mem = mmap(NULL, nr_pages * PAGE, PROT_READ | PROT_WRITE,
			 MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	int i;

	assert_ptr_not_equal(mem, MAP_FAILED);
	madvise(mem, nr_pages * PAGE, MADV_NOHUGEPAGE);
	for (i = 0; i < nr_pages; i++)
		mem[i * PAGE] = 1;
	munmap(mem, nr_pages * PAGE);
}

static void counts_between_start_and_stop(void **state)
{
	struct counters *c;
	struct counted counted;

	assert_int_equal(counters_open_list(&thread_faults, 1, cpu_0, 1, &c), 0);
	if (!counters_source(c)) {
		print_message("# %s\n", counters_why(c));
		counters_close(c);
		return;
	}
	assert_string_equal(counters_source(c), "core");
	assert_string_equal(counters_why(c), "");
	touch(NR_PAGES);	/* before: not counted */
	counters_start(c);
	touch(NR_PAGES);
	counters_stop(c, &counted);
	touch(NR_PAGES);	/* after: not counted */
	assert_string_equal(counted.source, "core");
	/* Some of the harness's and a sanitizer's own are among them, no other thousand. */
	assert_within(counted.read_bytes, NR_PAGES * PAGE, (NR_PAGES + STRAY_PAGES) * PAGE);
	assert_true(counted.write_bytes == RUN_ABSENT);
	assert_true(counted.idle_read_bytes == RUN_ABSENT);
	assert_int_equal(counted.counted_pct, 100);
	assert_memory_equal(counted.counts, "fault-bytes=", strlen("fault-bytes="));
	assert_true(strtoll(counted.counts + strlen("fault-bytes="), NULL, 10) * PAGE ==
		    counted.read_bytes);

	/* Twice in a row: the second interval does not hold the first. */
	counters_start(c);
	counters_stop(c, &counted);
	assert_within(counted.read_bytes, 0, STRAY_PAGES * PAGE);
	counters_close(c);
}

#define SWEPT_PAGES (8 * PASS_BLOCK_PAGES)

/* Faults of one pass over fresh small pages, by getrusage() and as counted. */
static void pass_over_fresh(struct counters *c, int threads, struct sample *sample)
{
	static const struct cpus two = { .nr = 2, .cpu = { 0, 1 } };
	const size_t bytes = SWEPT_PAGES * 64;
	struct replay_args args;
	const struct pass pass = {
		.walk = replay_copy_find("mov")->fn[WALK_FLAT][REVISION_V5][LAYOUT_64], .args = &args,
		.layout_bytes = 64, .kind = WALK_FLAT, .threads = threads, .cpus = &two,
		.counters = c,
	};
	void *mem = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	assert_ptr_not_equal(mem, MAP_FAILED);
	madvise(mem, bytes, MADV_NOHUGEPAGE);
	replay_pass(&args, WALK_FLAT, PATTERN_DENSE, LAYOUT_64, 1);
	args.memmap = mem;
	args.start_pfn = 0;
	args.nr_pages = SWEPT_PAGES;
	assert_int_equal(pass_measure(&pass, sample), 0);
	munmap(mem, bytes);
}

/* The threads of a pass are started after the counters were opened, and all of them count. */
static void threads_are_counted(void **state)
{
	const int64_t wanted = SWEPT_PAGES * 64;
	struct sample sample;
	struct counters *c;
	int threads;

	assert_int_equal(counters_open_list(&thread_faults, 1, cpu_0, 1, &c), 0);
	if (!counters_source(c)) {
		print_message("# %s\n", counters_why(c));
		counters_close(c);
		return;
	}
	for (threads = 1; threads <= 2; threads++) {
		pass_over_fresh(c, threads, &sample);
		/* A thread that was missed would be half; the start of one has faults, too. */
		assert_within(sample.faults * PAGE, wanted, wanted + wanted / 4);
		assert_within(sample.counted.read_bytes, wanted, wanted + wanted / 4);
		assert_int_equal(sample.counted.counted_pct, 100);
	}
	pass_over_fresh(NULL, 2, &sample);
	assert_null(sample.counted.source);
	assert_true(sample.counted.read_bytes == RUN_ABSENT);
	assert_string_equal(sample.counted.counts, "-");
	counters_close(c);
}

static void kinds_of_cores_are_not_mixed(void **state)
{
	static const struct machine_counter big_core = {
		.event = &fault_bytes, .pmu = "cpu_core", .type = PERF_TYPE_SOFTWARE,
		.config = { PERF_COUNT_SW_PAGE_FAULTS }, .bytes = PAGE, .cpus = { 0, 1 },
		.nr_cpus = 2,
	};
	static const int both[] = { 1, 2 }, small[] = { 2, 3 }, big[] = { 1, 0 };
	struct counters *c;
	char line[200];

	assert_int_equal(counters_open_list(&big_core, 1, both, 2, &c), 0);
	assert_null(counters_source(c));
	counters_line(c, 0, line, sizeof(line));
	assert_string_equal(line, "fill fault-bytes: cpu_core: the threads run on cores of two kinds");
	counters_close(c);
	assert_int_equal(counters_open_list(&big_core, 1, small, 2, &c), 0);
	assert_int_equal(counters_nr_lines(c), 0);
	counters_close(c);
	assert_int_equal(counters_open_list(&big_core, 1, big, 2, &c), 0);
	assert_int_equal(counters_nr_lines(c), 1);
	counters_line(c, 0, line, sizeof(line));
	assert_null(strstr(line, "two kinds"));
	counters_close(c);
}

#define NR_MANY 64

/* In a process of its own: with a hard limit of @hard open files, and a soft one of 16. */
static int open_many(rlim_t hard)
{
	const struct rlimit limit = { .rlim_cur = 16, .rlim_max = hard };
	struct machine_counter list[NR_MANY];
	struct counters *c;
	char line[200];
	int i, fd, wrong = 0;

	for (i = 0; i < NR_MANY; i++)
		list[i] = thread_faults;
	if (setrlimit(RLIMIT_NOFILE, &limit) ||
	    counters_open_list(list, NR_MANY, cpu_0, 1, &c))
		return 10;
	counters_line(c, 0, line, sizeof(line));
	if (hard > NR_MANY + 16) {
		wrong |= !counters_source(c);
	} else {
		wrong |= (counters_source(c) != NULL) << 1;
		wrong |= (!strstr(line, "more counters than files may be open")) << 2;
		/* What is of no use was given back. */
		fd = open("/dev/null", O_RDONLY);
		wrong |= (fd < 0) << 3;
	}
	counters_close(c);
	return wrong;
}

static void many_counters_are_opened(void **state)
{
	static const rlim_t hard[] = { 256, 16 };
	struct counters *c;
	bool permitted;
	int i, status;
	pid_t pid;

	assert_int_equal(counters_open_list(&thread_faults, 1, cpu_0, 1, &c), 0);
	permitted = counters_source(c);
	counters_close(c);
	if (!permitted) {
		print_message("# this kernel lets nobody count here\n");
		return;
	}
	for (i = 0; i < 2; i++) {
		fflush(NULL);
		pid = fork();
		assert_true(pid >= 0);
		if (!pid)
			_exit(open_many(hard[i]));
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_true(WIFEXITED(status));
		assert_int_equal(WEXITSTATUS(status), 0);
	}
}

static void multiplexed_counts_are_scaled(void **state)
{
	const struct counter_value zero = { 100, 1000, 1000 };
	const struct counter_value half = { 350, 3000, 2000 };
	const struct counter_value full = { 350, 3000, 3000 };
	const struct counter_value none = { 100, 3000, 1000 };
	bool ran;

	assert_true(fabs(counter_scaled(&zero, &full, &ran) - 250) < 1e-9);
	assert_true(ran);
	assert_true(fabs(counter_scaled(&zero, &half, &ran) - 500) < 1e-9);
	assert_true(ran);
	assert_int_equal(counter_running_pct(&zero, &half), 50);
	assert_int_equal(counter_running_pct(&zero, &full), 100);
	assert_true(counter_scaled(&zero, &none, &ran) == 0);
	assert_false(ran);
	assert_int_equal(counter_running_pct(&zero, &none), 0);
}

/* CPU 0's clock as a socket that reads a byte per nanosecond, used or not. */
static void the_idle_baseline_is_taken_off(void **state)
{
	const struct machine_counter list[] = {
		{ .event = &socket_reads, .pmu = "uncore_imc_0", .type = PERF_TYPE_SOFTWARE,
		  .config = { PERF_COUNT_SW_CPU_CLOCK }, .bytes = 1, .cpus = { 0 }, .nr_cpus = 1 },
		{ .event = &socket_writes, .pmu = "uncore_imc_0", .type = PERF_TYPE_SOFTWARE,
		  .config = { PERF_COUNT_SW_PAGE_FAULTS }, .bytes = 1, .nr_cpus = 1 },
	};
	struct counters *c;
	struct counted with, without;

	assert_int_equal(counters_open_list(list, 2, cpu_0, 1, &c), 0);
	if (!counters_source(c)) {
		print_message("# %s\n", counters_why(c));
		counters_close(c);
		return;
	}
	assert_string_equal(counters_source(c), "uncore");
	counters_start(c);
	touch(NR_PAGES);
	counters_stop(c, &without);
	assert_true(without.idle_read_bytes == RUN_ABSENT);
	assert_true(without.read_bytes > 0);

	counters_idle(c, 1);
	counters_start(c);
	touch(NR_PAGES);
	counters_stop(c, &with);
	/* The whole clock runs when nothing is done, so hardly any of it is left. */
	assert_true(with.idle_read_bytes > 0);
	assert_true(with.read_bytes >= 0);
	assert_true(with.read_bytes < with.idle_read_bytes);
	assert_true(with.idle_write_bytes >= 0);
	counters_close(c);
}

static const struct machine_counter no_such_pmu = {
	.event = &socket_writes, .pmu = "uncore_imc", .error = -ENOENT,
	.why = "there is no PMU uncore_imc",
};
static const struct machine_counter no_such_event = {
	.event = &socket_reads, .pmu = "uncore_imc_0", .type = 0x7fffffff, .bytes = 1,
	.cpus = { 0 }, .nr_cpus = 1,
};

/* A channel that is missing must not make the sum of the others a figure. */
static void a_part_is_no_sum(void **state)
{
	const struct machine_counter list[] = {
		{ .event = &socket_reads, .pmu = "uncore_imc_0", .type = PERF_TYPE_SOFTWARE,
		  .config = { PERF_COUNT_SW_CPU_CLOCK }, .bytes = 1, .cpus = { 0 }, .nr_cpus = 1 },
		no_such_pmu,
	};
	struct counters *c;
	struct counted counted;

	assert_int_equal(counters_open_list(list, 2, cpu_0, 1, &c), 0);
	assert_null(counters_source(c));
	assert_true(strlen(counters_why(c)) > 0);
	counters_start(c);
	counters_stop(c, &counted);
	assert_null(counted.source);
	assert_true(counted.read_bytes == RUN_ABSENT);
	assert_true(counted.write_bytes == RUN_ABSENT);
	counters_close(c);
}

static void absence_says_what_is_absent(void **state)
{
	struct counters *c;
	char line[200];

	assert_int_equal(counters_open_list(&no_such_pmu, 1, cpu_0, 1, &c), 0);
	assert_string_equal(counters_why(c), "there is no PMU uncore_imc");
	assert_int_equal(counters_nr_lines(c), 1);
	counters_line(c, 0, line, sizeof(line));
	assert_string_equal(line, "dram-write fault-writes: there is no PMU uncore_imc");
	counters_close(c);

	assert_int_equal(counters_open_list(NULL, 0, cpu_0, 1, &c), 0);
	assert_string_equal(counters_why(c), "no event of this platform counts bytes");
	assert_int_equal(counters_nr_lines(c), 0);
	counters_close(c);
}

static int paranoid(void)
{
	FILE *file = fopen("/proc/sys/kernel/perf_event_paranoid", "re");
	int level = -2;

	if (!file)
		return level;
	if (fscanf(file, "%d", &level) != 1)
		level = -2;
	fclose(file);
	return level;
}

/* Without privilege: a socket's counter is forbidden, an unknown PMU is not there. */
static int open_as_nobody(void)
{
	const struct machine_counter list[] = {
		{ .event = &socket_reads, .pmu = "uncore_imc_0", .type = PERF_TYPE_SOFTWARE,
		  .config = { PERF_COUNT_SW_CPU_CLOCK }, .bytes = 1, .cpus = { 0 }, .nr_cpus = 1 },
	};
	struct counters *c;
	int wrong = 0;

	if (!geteuid() && setuid(65534))
		return 10;
	wrong |= counter_open(&list[0], 0) != -EACCES;
	wrong |= (counter_open(&no_such_event, -1) != -ENOENT) << 1;
	if (counters_open_list(list, 1, cpu_0, 1, &c))
		return 11;
	wrong |= (strcmp(counters_why(c), "uncore_imc_0: not permitted") != 0) << 2;
	counters_close(c);
	return wrong;
}

static void forbidden_is_not_absent(void **state)
{
	int status;
	pid_t pid;

	if (paranoid() < 1) {
		print_message("# kernel.perf_event_paranoid permits everything here\n");
		return;
	}
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (!pid)
		_exit(open_as_nobody());
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void this_machine_opens_without_complaint(void **state)
{
	struct counters *c;
	struct counted counted;
	struct machine *m;
	char line[300];
	size_t i;

	assert_int_equal(machine_open(NULL, &m), 0);
	assert_int_equal(counters_open(m, cpu_0, 1, &c), 0);
	assert_true(counters_nr_lines(c) >= 4);
	for (i = 0; i < counters_nr_lines(c); i++) {
		counters_line(c, i, line, sizeof(line));
		print_message("# %s\n", line);
		assert_non_null(strchr(line, ':'));
	}
	assert_true(!counters_source(c) == (strlen(counters_why(c)) > 0));
	counters_idle(c, 1);
	counters_start(c);
	touch(10);
	counters_stop(c, &counted);
	assert_true(counted.source == counters_source(c));
	assert_true(counted.source || counted.read_bytes == RUN_ABSENT);
	assert_true(strlen(counted.counts) > 0);
	counters_close(c);
	machine_close(m);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(counts_between_start_and_stop),
		cmocka_unit_test(threads_are_counted),
		cmocka_unit_test(kinds_of_cores_are_not_mixed),
		cmocka_unit_test(many_counters_are_opened),
		cmocka_unit_test(multiplexed_counts_are_scaled),
		cmocka_unit_test(the_idle_baseline_is_taken_off),
		cmocka_unit_test(a_part_is_no_sum),
		cmocka_unit_test(absence_says_what_is_absent),
		cmocka_unit_test(forbidden_is_not_absent),
		cmocka_unit_test(this_machine_opens_without_complaint),
	};

	return cmocka_run_group_tests_name("counters", tests, NULL, NULL);
}
