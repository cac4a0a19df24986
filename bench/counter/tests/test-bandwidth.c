// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Bytes by resctrl: files that change between two readings, as the kernel's do.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "counter/bandwidth.h"
#include "counter/counters-internal.h"
#include "counter/counters.h"
#include "machine.h"
#include "run-file/run-file.h"
#include "support.h"

#define INFO "sys/fs/resctrl/info/L3_MON/"
#define GROUP "sys/fs/resctrl/mon_groups/me/mon_data/"
#define TOTAL(id) GROUP "mon_L3_0" id "/mbm_total_bytes"
#define LOCAL(id) GROUP "mon_L3_0" id "/mbm_local_bytes"
#define L3_ID(cpu) "sys/devices/system/cpu/cpu" cpu "/cache/index3/id"

static struct machine *m;

/* Two L3 caches, the first of them with two CPUs; masks of both events for both caches. */
static void make_tree(const char *total, const char *local)
{
	scratch_new();
	scratch_write("cpuid", small_cpuid);
	scratch_write("proc/self/cpu_resctrl_groups", "res:/\nmon:me\n");
	scratch_write(INFO "mon_features", "mbm_total_bytes\nmbm_local_bytes\n");
	scratch_write(INFO "mbm_total_bytes_config", total);
	scratch_write(INFO "mbm_local_bytes_config", local);
	scratch_write(L3_ID("0"), "0");
	scratch_write(L3_ID("1"), "0");
	scratch_write(L3_ID("2"), "1");
	scratch_write(TOTAL("0"), "1000\n");
	scratch_write(LOCAL("0"), "500\n");
	scratch_write(TOTAL("1"), "70000\n");
	scratch_write(LOCAL("1"), "60000\n");
	m = scratch_machine();
}

static const int cpus[] = { 0, 1, 2 };

static void directions_come_out_of_the_masks(void **state)
{
	static const struct {
		int line;
		const char *total;
		const char *local;
		double reads;	/* of 6400 in total, 2000 local; NAN: not known */
		double writes;
	} rows[] = {
		{ __LINE__, "0=0x33", "0=0x4c", 6400, 2000 },
		{ __LINE__, "0=0x4c", "0=0x03", 2000, 6400 },
		{ __LINE__, "0=0x7f", "0=0x33", 2000, 4400 },
		{ __LINE__, "0=0x7f", "0=0x4c", 4400, 2000 },
		{ __LINE__, "0=0x7f", "0=0x15", NAN, NAN },
		{ __LINE__, "0=0x33", "0=0x0c", 6400, NAN },
		{ __LINE__, "1=0x33", "1=0x4c", NAN, NAN },
	};
	struct bandwidth b;
	double reads, writes;
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		make_tree(rows[i].total, rows[i].local);
		assert_int_equal(bandwidth_open(&b, m, scratch_path(""), cpus, 1), 0);
		check_row(&rows[i], !b.error, "%s", b.why);
		bandwidth_start(&b);
		scratch_write(TOTAL("0"), "7400\n");
		scratch_write(LOCAL("0"), "2500\n");
		bandwidth_stop(&b);
		reads = bandwidth_sum(&b, &b.reads);
		writes = bandwidth_sum(&b, &b.writes);
		check_row(&rows[i], isnan(rows[i].reads) ? isnan(reads) : reads == rows[i].reads,
			  "reads %g", reads);
		check_row(&rows[i],
			  isnan(rows[i].writes) ? isnan(writes) : writes == rows[i].writes,
			  "writes %g", writes);
		check_row(&rows[i], bandwidth_is_split(&b) == !isnan(rows[i].reads), "split");
		assert_true(b.bytes[RESCTRL_TOTAL] == 6400 && b.bytes[RESCTRL_LOCAL] == 2000);
		bandwidth_close(&b);
		machine_close(m);
	}
}

/* CPUs of one cache are read once, those of two are added up. */
static void each_cache_counts_once(void **state)
{
	struct bandwidth b;
	char line[300];

	make_tree("0=0x33;1=0x33", "0=0x4c;1=0x4c");
	assert_int_equal(bandwidth_open(&b, m, scratch_path(""), cpus, 3), 0);
	assert_int_equal(b.error, 0);
	assert_int_equal(b.nr, 2);
	bandwidth_start(&b);
	scratch_write(TOTAL("0"), "1100\n");
	scratch_write(TOTAL("1"), "70030\n");
	bandwidth_stop(&b);
	assert_true(b.bytes[RESCTRL_TOTAL] == 130 && b.bytes[RESCTRL_LOCAL] == 0);
	assert_true(bandwidth_line(&b, RESCTRL_TOTAL, line, sizeof(line)));
	assert_string_equal(line, "resctrl mbm_total_bytes: own group, L3 cache 0 and 1, 1 byte each, "
			    "counts local reads, remote reads, local slow reads, remote slow reads");
	bandwidth_close(&b);
	machine_close(m);
}

static void what_is_no_number_is_no_count(void **state)
{
	struct bandwidth b;

	make_tree("0=0x33", "0=0x4c");
	assert_int_equal(bandwidth_open(&b, m, scratch_path(""), cpus, 1), 0);
	bandwidth_start(&b);
	scratch_write(TOTAL("0"), "Unavailable\n");
	scratch_write(LOCAL("0"), "499\n");
	bandwidth_stop(&b);
	assert_true(isnan(b.bytes[RESCTRL_TOTAL]));
	assert_true(isnan(b.bytes[RESCTRL_LOCAL]));
	/* The next one is good again. */
	scratch_write(TOTAL("0"), "10\n");
	bandwidth_start(&b);
	scratch_write(TOTAL("0"), "12\n");
	bandwidth_stop(&b);
	assert_true(b.bytes[RESCTRL_TOTAL] == 2);
	bandwidth_close(&b);
	machine_close(m);
}

static void what_cannot_be_read_says_why(void **state)
{
	struct bandwidth b;
	char line[300];

	make_tree("0=0x33;1=0x7f", "0=0x4c;1=0x4c");
	assert_int_equal(bandwidth_open(&b, m, scratch_path(""), cpus, 3), 0);
	assert_int_equal(b.error, -EINVAL);
	assert_non_null(strstr(b.why, "count different things"));
	bandwidth_close(&b);
	scratch_write(TOTAL("0"), "Unassigned\n");
	assert_int_equal(bandwidth_open(&b, m, scratch_path(""), cpus, 1), 0);
	assert_int_equal(b.error, -ENODATA);
	bandwidth_close(&b);
	assert_int_equal(remove(scratch_path(TOTAL("0"))), 0);
	assert_int_equal(bandwidth_open(&b, m, scratch_path(""), cpus, 1), 0);
	assert_int_equal(b.error, -ENOENT);
	assert_true(bandwidth_line(&b, RESCTRL_TOTAL, line, sizeof(line)));
	assert_non_null(strstr(line, "no counts for this group"));
	assert_false(bandwidth_line(&b, RESCTRL_LOCAL, line, sizeof(line)));
	bandwidth_start(&b);
	bandwidth_stop(&b);
	assert_true(isnan(b.bytes[RESCTRL_TOTAL]));
	bandwidth_close(&b);
	machine_close(m);
}

/* The whole way: chosen as the source where no memory controller counts, idle taken off. */
static void a_sample_is_counted_by_resctrl(void **state)
{
	struct counters *c;
	struct counted counted;
	char line[300];
	bool said = false;
	size_t i;

	make_tree("0=0x33", "0=0x4c");
	assert_int_equal(counters_open_below(scratch_path(""), m, cpus, 2, &c), 0);
	assert_string_equal(counters_source(c), "resctrl");
	counters_idle(c, 1);
	counters_start(c);
	scratch_write(TOTAL("0"), "1640\n");
	scratch_write(LOCAL("0"), "564\n");
	counters_stop(c, &counted);
	assert_string_equal(counted.source, "resctrl");
	assert_int_equal(counted.read_bytes, 640);
	assert_int_equal(counted.write_bytes, 64);
	assert_int_equal(counted.idle_read_bytes, 0);
	assert_non_null(strstr(counted.counts, ";mbm_total_bytes=640;mbm_local_bytes=64"));
	for (i = 0; i < counters_nr_lines(c); i++) {
		counters_line(c, i, line, sizeof(line));
		assert_true(strlen(line) > 0);
		said |= !strncmp(line, "resctrl mbm_local_bytes: own group", 34);
	}
	assert_true(said);
	counters_close(c);
	machine_close(m);

	/* One sum is a count, and no source of r or w. */
	said = false;
	make_tree("0=0x7f", "0=0x15");
	assert_int_equal(counters_open_below(scratch_path(""), m, cpus, 1, &c), 0);
	assert_null(counters_source(c));
	assert_non_null(strstr(counters_why(c), "resctrl: reads and writes in one sum"));
	for (i = 0; counters_hint(c, m, i); i++)
		said |= strstr(counters_hint(c, m, i), "0x33") != NULL;
	assert_true(said);
	counters_start(c);
	scratch_write(TOTAL("0"), "1640\n");
	counters_stop(c, &counted);
	assert_null(counted.source);
	assert_true(counted.read_bytes == RUN_ABSENT);
	assert_non_null(strstr(counted.counts, "mbm_total_bytes=640"));
	counters_close(c);
	machine_close(m);
}

static bool is_hinted(const struct counters *c, const char *words)
{
	size_t i;

	for (i = 0; counters_hint(c, m, i); i++)
		if (strstr(counters_hint(c, m, i), words))
			return true;
	return false;
}

/* What probe prints: absent, not mounted, not permitted, each with what would help. */
static void what_would_enable_it_is_said(void **state)
{
	static const struct {
		int line;
		const char *path;
		const char *text;
		const char *why;
		const char *hint;	/* NULL: nothing would */
	} rows[] = {
		{ __LINE__, "proc/cpuinfo", "flags : sse2\n", "this CPU counts no bandwidth", NULL },
		{ __LINE__, "sys/fs/resctrl/.folder", "", "not mounted", "mount -t resctrl" },
		{ __LINE__, "errors", "13 " INFO "mon_features\n", "not permitted",
		  "by resctrl: run as root" },
		{ __LINE__, "sys/fs/resctrl/info/MB/min_bandwidth", "10", "mounted, but", NULL },
	};
	struct counters *c;
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		scratch_new();
		scratch_write("cpuid", small_cpuid);
		scratch_write("proc/cpuinfo", "flags : cqm_mbm_total\n");
		scratch_write(rows[i].path, rows[i].text);
		m = scratch_machine();
		assert_int_equal(counters_open_below(scratch_path(""), m, cpus, 1, &c), 0);
		check_row(&rows[i], strstr(counters_why(c), rows[i].why), "%s", counters_why(c));
		check_row(&rows[i], rows[i].hint ? is_hinted(c, rows[i].hint) :
						   !is_hinted(c, "resctrl"), "hint");
		counters_close(c);
		machine_close(m);
	}
	/* The root group counts everybody. */
	make_tree("0=0x33", "0=0x4c");
	scratch_write("proc/self/cpu_resctrl_groups", "res:/\nmon:\n");
	scratch_write("sys/fs/resctrl/mon_data/mon_L3_00/mbm_total_bytes", "1");
	scratch_write("sys/fs/resctrl/mon_data/mon_L3_00/mbm_local_bytes", "1");
	assert_int_equal(counters_open_below(scratch_path(""), m, cpus, 1, &c), 0);
	assert_string_equal(counters_source(c), "resctrl");
	assert_true(is_hinted(c, "mon_groups"));
	counters_close(c);
	machine_close(m);
}

static int clean_up(void **state)
{
	scratch_remove();
	return 0;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(directions_come_out_of_the_masks),
		cmocka_unit_test(each_cache_counts_once),
		cmocka_unit_test(what_is_no_number_is_no_count),
		cmocka_unit_test(what_cannot_be_read_says_why),
		cmocka_unit_test(a_sample_is_counted_by_resctrl),
		cmocka_unit_test(what_would_enable_it_is_said),
	};

	return cmocka_run_group_tests_name("bandwidth", tests, NULL, clean_up);
}
