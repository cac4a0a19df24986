// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is found of resctrl in recorded trees, and what can be made of it.
 * The files are those of Linux's Documentation/filesystems/resctrl.rst.
 */
#include <errno.h>
#include <string.h>

#include "machine.h"
#include "resctrl.h"
#include "support.h"

#define GROUP "sys/fs/resctrl/"

/* @path is that of the total; "" in @why for a domain that can be read. */
static const struct recorded {
	int line;
	const char *machine;
	int cpu;
	int error;
	int id;
	bool own_group;
	const char *path;
	unsigned int mask[RESCTRL_EVENTS];
	const char *why;
} recorded[] = {
	/* The first cache was configured by somebody, the second was not. */
	{ __LINE__, "amd-zen4-genoa", 0, 0, 0, true,
	  GROUP "mon_groups/recorded/mon_data/mon_L3_00/mbm_total_bytes", { 0x33, 0x4c }, "" },
	{ __LINE__, "amd-zen4-genoa", 8, 0, 1, true,
	  GROUP "mon_groups/recorded/mon_data/mon_L3_01/mbm_total_bytes", { 0x7f, 0x15 }, "" },
	{ __LINE__, "amd-zen4-genoa", 9, -ENOENT, -1, false, "", { 0 }, "which L3 cache" },
	/* Nothing can be chosen. */
	{ __LINE__, "amd-zen3-milan", 0, 0, 0, false,
	  GROUP "mon_data/mon_L3_00/mbm_total_bytes", { 0 }, "" },
	{ __LINE__, "intel-icx-2s", 28, 0, 1, true,
	  GROUP "batch/mon_data/mon_L3_01/mbm_total_bytes", { 0 }, "" },
	{ __LINE__, "intel-spr", 0, -ENODEV, -1, false, "", { 0 }, "not mounted" },
	{ __LINE__, "amd-zen5-kvm-guest", 0, -ENOENT, -1, false, "", { 0 },
	  "this CPU counts no bandwidth" },
};

static void check_domain(const struct recorded *row, const struct resctrl_domain *found, int ret)
{
	check_row(row, ret == row->error && found->error == ret, "returns %d: %s", ret, found->why);
	check_row(row, strstr(found->why, row->why) && !*row->why == !*found->why, "why: %s",
		  found->why);
	check_row(row, found->id == row->id, "domain %d", found->id);
	check_row(row, found->own_group == row->own_group, "own group");
	check_row(row, !strcmp(found->path[RESCTRL_TOTAL], row->path), "path %s",
		  found->path[RESCTRL_TOTAL]);
	check_row(row, found->mask[RESCTRL_TOTAL] == row->mask[RESCTRL_TOTAL] &&
		  found->mask[RESCTRL_LOCAL] == row->mask[RESCTRL_LOCAL], "masks 0x%x 0x%x",
		  found->mask[RESCTRL_TOTAL], found->mask[RESCTRL_LOCAL]);
}

static void recordings_give_what_they_hold(void **state)
{
	struct resctrl_domain found;
	struct machine *m;
	size_t i;
	int ret;

	for (i = 0; i < NR(recorded); i++) {
		assert_int_equal(machine_open(recording_path(recorded[i].machine), &m), 0);
		ret = machine_resctrl(m, recorded[i].cpu, &found);
		check_domain(&recorded[i], &found, ret);
		machine_close(m);
	}
}

#define INFO GROUP "info/L3_MON/"
#define FILTER(event) INFO "event_configs/mbm_" event "_bytes/event_filter"
#define L3_ID "sys/devices/system/cpu/cpu0/cache/index3/id"
#define FLAGS "flags : cqm_mbm_total cqm_mbm_local\n"
#define BOTH "mbm_total_bytes\nmbm_local_bytes\n"

/* Trees that nobody has recorded: @files are path and text in turn. */
static const struct made {
	struct recorded want;
	const char *files[12];
} made[] = {
	/* ABMC: words instead of a mask */
	{ { __LINE__, "", 0, 0, 4, false, GROUP "mon_data/mon_L3_04/mbm_total_bytes",
	    { 0x7f, 0x33 }, "" },
	  { INFO "mon_features", BOTH, L3_ID, "4", INFO "mbm_assign_mode", "[mbm_event]\ndefault\n",
	    FILTER("total"), "local_reads,remote_reads,local_non_temporal_writes,"
	    "remote_non_temporal_writes,local_reads_slow_memory,remote_reads_slow_memory,"
	    "dirty_victim_writes_all\n",
	    FILTER("local"), "local_reads,remote_reads,local_reads_slow_memory,"
	    "remote_reads_slow_memory\n" } },
	/* ... of which one is not known */
	{ { __LINE__, "", 0, 0, 0, false, GROUP "mon_data/mon_L3_00/mbm_total_bytes", { 0, 0x03 },
	    "" },
	  { INFO "mon_features", BOTH, L3_ID, "0", INFO "mbm_assign_mode", "[mbm_event]\n",
	    FILTER("total"), "local_reads,remote_reads,local_atomics\n",
	    FILTER("local"), "local_reads,remote_reads\n" } },
	/* the filters of a mode that is off say nothing */
	{ { __LINE__, "", 0, 0, 0, false, GROUP "mon_data/mon_L3_00/mbm_total_bytes", { 0x03, 0 },
	    "" },
	  { INFO "mon_features", "mbm_total_bytes\nmbm_total_bytes_config\n", L3_ID, "0",
	    INFO "mbm_assign_mode", "mbm_event\n[default]\n", FILTER("total"), "local_reads\n",
	    INFO "mbm_total_bytes_config", "12=0x7f;0=0x3\n" } },
	/* a configuration without its event */
	{ { __LINE__, "", 0, -ENOENT, 0, false, "", { 0 }, "mounted, but" },
	  { INFO "mon_features", "llc_occupancy\nmbm_total_bytes_config\n", L3_ID, "0" } },
	{ { __LINE__, "", 0, -ENOENT, -1, false, "", { 0 }, "mounted, but" },
	  { GROUP "info/MB/min_bandwidth", "10" } },
	{ { __LINE__, "", 0, -EACCES, -1, false, "", { 0 }, "not permitted" },
	  { INFO "mon_features", BOTH, "errors", "13 " INFO "mon_features" } },
	{ { __LINE__, "", 0, -ENOENT, -1, false, "", { 0 }, "built without" }, { NULL } },
	/* groups: a control group's own, one below it, and a CPU that is not the root's */
	{ { __LINE__, "", 0, 0, 0, true,
	    GROUP "db/mon_groups/me/mon_data/mon_L3_00/mbm_total_bytes", { 0 }, "" },
	  { INFO "mon_features", BOTH, L3_ID, "0", "proc/self/cpu_resctrl_groups",
	    "res:db\nmon:me\n" } },
	{ { __LINE__, "", 0, -ENOENT, 0, false, "", { 0 }, "another group" },
	  { INFO "mon_features", BOTH, L3_ID, "0", GROUP "cpus_list", "1-3,8\n" } },
	{ { __LINE__, "", 0, 0, 0, false, GROUP "mon_data/mon_L3_00/mbm_total_bytes", { 0 }, "" },
	  { INFO "mon_features", BOTH, L3_ID, "0", GROUP "cpus_list", "8,0-3\n" } },
};

static void trees_give_what_they_hold(void **state)
{
	struct resctrl_domain found;
	struct machine *m;
	size_t i, j;
	int ret;

	for (i = 0; i < NR(made); i++) {
		scratch_new();
		scratch_write("cpuid", small_cpuid);
		scratch_write("proc/cpuinfo", FLAGS);
		for (j = 0; j < NR(made[i].files) && made[i].files[j]; j += 2)
			scratch_write(made[i].files[j], made[i].files[j + 1]);
		m = scratch_machine();
		ret = machine_resctrl(m, made[i].want.cpu, &found);
		check_domain(&made[i].want, &found, ret);
		machine_close(m);
	}
	scratch_remove();
}

static void masks_decide_what_is_known(void **state)
{
	static const struct {
		int line;
		unsigned int mask[RESCTRL_EVENTS];
		int reads[RESCTRL_EVENTS];	/* both 0: not known */
		int writes[RESCTRL_EVENTS];
	} rows[] = {
		{ __LINE__, { 0x33, 0x4c }, { 1, 0 }, { 0, 1 } },
		{ __LINE__, { 0x4c, 0x33 }, { 0, 1 }, { 1, 0 } },
		{ __LINE__, { 0x03, 0x4c }, { 1, 0 }, { 0, 1 } },
		{ __LINE__, { 0x7f, 0x33 }, { 0, 1 }, { 1, -1 } },
		{ __LINE__, { 0x7f, 0x4c }, { 1, -1 }, { 0, 1 } },
		{ __LINE__, { 0x33, 0x7f }, { 1, 0 }, { -1, 1 } },
		/* what is left holds slow reads as well */
		{ __LINE__, { 0x7f, 0x03 }, { 0, 1 }, { 0, 0 } },
		/* the default, only streamed stores, only local ones, nothing said */
		{ __LINE__, { 0x7f, 0x15 }, { 0, 0 }, { 0, 0 } },
		{ __LINE__, { 0x0c, 0x40 }, { 0, 0 }, { 0, 0 } },
		{ __LINE__, { 0x33, 0x44 }, { 1, 0 }, { 0, 0 } },
		{ __LINE__, { 0x11, 0 }, { 0, 0 }, { 0, 0 } },
		{ __LINE__, { 0, 0 }, { 0, 0 }, { 0, 0 } },
	};
	struct resctrl_sum reads, writes;
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		resctrl_split(rows[i].mask, &reads, &writes);
		check_row(&rows[i], !memcmp(reads.times, rows[i].reads, sizeof(reads.times)),
			  "reads %d %d", reads.times[0], reads.times[1]);
		check_row(&rows[i], !memcmp(writes.times, rows[i].writes, sizeof(writes.times)),
			  "writes %d %d", writes.times[0], writes.times[1]);
		check_row(&rows[i], reads.known == (rows[i].reads[0] || rows[i].reads[1]), "known");
		check_row(&rows[i], writes.known == (rows[i].writes[0] || rows[i].writes[1]),
			  "known");
	}
}

static void masks_have_words(void **state)
{
	char text[160];

	resctrl_mask_text(RESCTRL_LOCAL_READS | RESCTRL_DIRTY_VICTIMS, text, sizeof(text));
	assert_string_equal(text, "local reads, dirty victims");
	resctrl_mask_text(0, text, sizeof(text));
	assert_string_equal(text, "reads and writes in one sum");
	resctrl_mask_text(0x7f, text, 20);
	assert_int_equal(strlen(text), 19);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(recordings_give_what_they_hold),
		cmocka_unit_test(trees_give_what_they_hold),
		cmocka_unit_test(masks_decide_what_is_known),
		cmocka_unit_test(masks_have_words),
	};

	return cmocka_run_group_tests_name("resctrl", tests, NULL, NULL);
}
