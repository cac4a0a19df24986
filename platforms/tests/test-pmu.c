// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is found of a platform's events in recorded sysfs trees.  Expected
 * values are written by hand from the formats and the published encodings.
 */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "machine.h"
#include "pmu.h"
#include "support.h"

static void terms_go_where_the_format_says(void **state)
{
	static const struct {
		int line;
		const char *format;
		uint64_t value;
		int ret;
		unsigned int word;
		uint64_t want;
	} rows[] = {
		{ __LINE__, "config:0-7", 0x05, 0, 0, 0x05 },
		{ __LINE__, "config:8-15", 0xcf, 0, 0, 0xcf00 },
		{ __LINE__, "config1:0-63", 0x3f3fc00002, 0, 1, 0x3f3fc00002 },
		{ __LINE__, "config2:4", 1, 0, 2, 0x10 },
		/* AMD core: event bits 8-11 in 32-35; IA_SPECITOM of the mesh */
		{ __LINE__, "config:0-7,32-35", 0x165, 0, 0, 0x100000065 },
		{ __LINE__, "config:8-15,32-57", 0xcc57ff01, 0, 0, 0x00cc57ff00000100 },
		/* Zen 2 fabric: bits 8-13 of the event split over two ranges */
		{ __LINE__, "config:0-7,32-35,59-60", 0x7c7, 0, 0, 0x7000000c7 },
		{ __LINE__, "config:0-7,32-35,59-60", 0x17c7, 0, 0, 0x08000007000000c7 },
		{ __LINE__, "config:8-15,24-27", 0x7fe, 0, 0, 0x700fe00 },
		{ __LINE__, "config:8-9", 4, -ERANGE, 0, 0 },
		{ __LINE__, "config:7-0", 1, -EINVAL, 0, 0 },
		{ __LINE__, "config:0-64", 1, -EINVAL, 0, 0 },
		{ __LINE__, "config3:0-7", 1, -EINVAL, 0, 0 },
		{ __LINE__, "config:0-7;", 1, -EINVAL, 0, 0 },
		{ __LINE__, "config:", 1, -EINVAL, 0, 0 },
		{ __LINE__, "", 1, -EINVAL, 0, 0 },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		uint64_t config[3] = { 0 };
		int ret = pmu_put_term(rows[i].format, rows[i].value, config);

		check_row(&rows[i], ret == rows[i].ret, "returns %d", ret);
		check_row(&rows[i], ret || config[rows[i].word] == rows[i].want, "0x%llx",
			  (unsigned long long)config[rows[i].word]);
	}
}

static void cpu_lists_are_read(void **state)
{
	int cpus[4];

	assert_int_equal(pmu_parse_cpus("0,28", cpus, 4), 2);
	assert_int_equal(cpus[1], 28);
	assert_int_equal(pmu_parse_cpus("2-4,9", cpus, 4), 4);
	assert_int_equal(cpus[0], 2);
	assert_int_equal(cpus[2], 4);
	assert_int_equal(cpus[3], 9);
	assert_int_equal(pmu_parse_cpus("", cpus, 4), 0);
	assert_int_equal(pmu_parse_cpus("0-4", cpus, 4), -EINVAL);
	assert_int_equal(pmu_parse_cpus("0,x", cpus, 4), -EINVAL);
	assert_int_equal(pmu_parse_cpus("4294967296", cpus, 4), -EINVAL);
	assert_int_equal(pmu_parse_cpus("9223372036854775807", cpus, 4), -EINVAL);
}

/* One counter that must be found; "" in @why for one that works. */
struct expected {
	int line;
	const char *machine;
	const char *pmu;
	enum event_quantity quantity;
	const char *name;
	unsigned int channel;
	uint32_t type;
	uint64_t config;
	uint64_t config1;
	double bytes;
	int cpu[2]; /* of two sockets; -1: none */
	bool aliased;
	const char *why;
};

static const struct expected expected[] = {
	/* Two sockets: one PMU name, a CPU for each. */
	{ __LINE__, "intel-icx-2s", "uncore_imc_0", EVENT_DRAM_READ, "UNC_M_CAS_COUNT.RD", 0,
	  20, 0x0f04, 0, 64, { 0, 28 }, true, "" },
	{ __LINE__, "intel-icx-2s", "uncore_imc_3", EVENT_DRAM_WRITE, "UNC_M_CAS_COUNT.WR", 0,
	  23, 0x3004, 0, 64, { 0, 28 }, true, "" },
	{ __LINE__, "intel-icx-2s", "uncore_imc_1", EVENT_PMEM_READ, "UNC_M_PMM_RPQ_INSERTS", 0,
	  21, 0xe3, 0, 64, { 0, 28 }, false, "" },
	{ __LINE__, "intel-icx-2s", "uncore_cha_1", EVENT_EVADED, "UNC_CHA_TOR_INSERTS.IA_SPECITOM",
	  0, 51, 0x00cc57ff00000135, 0, 64, { 0, 28 }, false, "" },
	{ __LINE__, "intel-icx-2s", "uncore_m2m_0", EVENT_WC_PARTIAL, "UNC_M2M_IMC_WRITES.PARTIAL",
	  0, 60, 0x1c00000238, 0, 64, { 0, 28 }, false, "" },
	{ __LINE__, "intel-icx-2s", "cpu", EVENT_FILL, "OCR.READS_TO_CORE.L3_MISS", 0,
	  4, 0x01b7, 0x3f3fc00477, 64, { -1, -1 }, false, "" },
	/* A client: free-running counters with the kernel's scale. */
	{ __LINE__, "intel-adl", "uncore_imc_free_running_1", EVENT_DRAM_READ,
	  "UNC_MC0_RDCAS_COUNT_FREERUN", 0, 21, 0x20ff, 0, 64, { 0, -1 }, true, "" },
	{ __LINE__, "intel-adl", "cpu_atom", EVENT_RFO, "OCR.DEMAND_RFO.L3_MISS", 0,
	  10, 0x01b7, 0x3f84400002, 64, { 16, 17 }, false, "" },
	/* Arrow Lake: 32 bytes, whatever the free-running alias says. */
	{ __LINE__, "intel-arl", "uncore_imc_1", EVENT_DRAM_WRITE, "UNC_M_WR_DATA", 0,
	  31, 0x3b, 0, 32, { 0, -1 }, false, "" },
	{ __LINE__, "intel-arl", "cpu_core", EVENT_RFO, "OCR.DEMAND_RFO.L3_MISS", 0,
	  4, 0x012a, 0xfe7f8000002, 64, { 0, 1 }, false, "" },
	/* EPYC: a channel of memory belongs to one socket, the fabric to both. */
	{ __LINE__, "amd-zen4-genoa", "amd_umc_0", EVENT_DRAM_READ, "umc_cas_cmd.rd", 0,
	  20, 0x10a, 0, 64, { 0, -1 }, false, "" },
	{ __LINE__, "amd-zen4-genoa", "amd_umc_2", EVENT_DRAM_WRITE, "umc_cas_cmd.wr", 0,
	  22, 0x20a, 0, 64, { 96, -1 }, false, "" },
	{ __LINE__, "amd-zen4-genoa", "amd_df", EVENT_CROSS_SOCKET,
	  "local_socket_outbound_data_beats_link*", 7, 12, 0xd0f003e1f, 0, 64, { 0, 96 }, false, "" },
	{ __LINE__, "amd-zen3-milan", "amd_df", EVENT_DRAM_BOTH, "dram_channel_data_controller_*", 7,
	  12, 0x1000038c7, 0, 64, { 0, 64 }, false, "" },
	{ __LINE__, "amd-zen3-milan", "cpu", EVENT_FILL, "ls_any_fills_from_sys.mem_io_local", 0,
	  4, 0x0844, 0, 64, { -1, -1 }, false, "" },
	/* A guest has none of it. */
	{ __LINE__, "amd-zen5-kvm-guest", "amd_umc", EVENT_DRAM_READ, "umc_cas_cmd.rd", 0,
	  0, 0, 0, 64, { -1, -1 }, false, "no PMU amd_umc" },
	{ __LINE__, "amd-zen5-kvm-guest", "cpu", EVENT_DTLB, "ls_l1_d_tlb_miss.all_l2_miss", 0,
	  0, 0, 0, 0, { -1, -1 }, false, "no PMU cpu" },
	/* A PMU whose driver describes nothing. */
	{ __LINE__, "intel-spr", "uncore_imc", EVENT_DRAM_READ, "UNC_M_CAS_COUNT.RD", 0,
	  0, 0, 0, 64, { -1, -1 }, false, "no PMU uncore_imc" },
};

static const struct machine_counter *find(const struct machine *m, const struct expected *e)
{
	size_t i;

	for (i = 0; i < machine_nr_counters(m); i++) {
		const struct machine_counter *c = machine_counter(m, i);

		if (!strcmp(c->pmu, e->pmu) && !strcmp(c->event->name, e->name) &&
		    c->channel == e->channel)
			return c;
	}
	return NULL;
}

static void check_found(const struct expected *e, const struct machine_counter *c)
{
	check_row(e, c->event->quantity == e->quantity, "quantity");
	check_row(e, (c->error == 0) == !*e->why, "error %d: %s", c->error, c->why);
	check_row(e, strstr(c->why, e->why), "why: %s", c->why);
	if (c->error) {
		check_row(e, c->error == -ENOENT, "error %d", c->error);
		return;
	}
	check_row(e, c->type == e->type, "type %u", c->type);
	check_row(e, c->config[0] == e->config, "config 0x%llx", (unsigned long long)c->config[0]);
	check_row(e, c->config[1] == e->config1, "config1 0x%llx",
		  (unsigned long long)c->config[1]);
	check_row(e, c->bytes == e->bytes, "%g bytes", c->bytes);
	check_row(e, c->aliased == e->aliased, "aliased");
	check_row(e, e->cpu[0] < 0 ? !c->nr_cpus : c->cpus[0] == e->cpu[0], "first CPU");
	check_row(e, e->cpu[1] < 0 ? c->nr_cpus < 2 : c->cpus[1] == e->cpu[1], "second CPU");
}

static void recordings_give_what_they_hold(void **state)
{
	struct machine *m;
	size_t i;

	for (i = 0; i < NR(expected); i++) {
		const struct machine_counter *c;

		assert_int_equal(machine_open(recording_path(expected[i].machine), &m), 0);
		c = find(m, &expected[i]);
		check_row(&expected[i], c, "not found");
		check_found(&expected[i], c);
		machine_close(m);
	}
}

static unsigned int count(const char *recording, enum event_quantity quantity, int error)
{
	struct machine *m;
	unsigned int nr = 0;
	size_t i;

	assert_int_equal(machine_open(recording_path(recording), &m), 0);
	for (i = 0; i < machine_nr_counters(m); i++) {
		const struct machine_counter *c = machine_counter(m, i);

		nr += c->event->quantity == quantity && c->error == error;
	}
	machine_close(m);
	return nr;
}

/* Each channel once, and never the second way beside the first. */
static void nothing_is_counted_twice(void **state)
{
	assert_int_equal(count("intel-icx-2s", EVENT_DRAM_READ, 0), 4);
	assert_int_equal(count("intel-icx-2s", EVENT_DRAM_WRITE, 0), 4);
	assert_int_equal(count("intel-adl", EVENT_DRAM_READ, 0), 2);
	assert_int_equal(count("amd-zen4-genoa", EVENT_DRAM_READ, 0), 3);
	assert_int_equal(count("amd-zen3-milan", EVENT_DRAM_BOTH, 0), 8);
	assert_int_equal(count("amd-zen5-kvm-guest", EVENT_DRAM_READ, 0), 0);
	assert_int_equal(count("amd-zen5-kvm-guest", EVENT_DRAM_READ, -ENOENT), 1);
}

#define DEVICES "sys/bus/event_source/devices/"

/* What breaks in a tree: a file that may not be read, one that is odd, one that is not there. */
static void a_broken_pmu_says_what_is_wrong(void **state)
{
	static const struct {
		int line;
		const char *path;
		const char *text;
		const char *errors;
		int error;
		const char *why;
	} rows[] = {
		{ __LINE__, DEVICES "uncore_imc_0/cpumask", NULL, NULL, -ENOENT, "cpumask" },
		{ __LINE__, DEVICES "uncore_imc_0/cpumask", "0-x", NULL, -EINVAL, "cpumask" },
		{ __LINE__, DEVICES "uncore_imc_0/format/umask", NULL, NULL, -ENOENT,
		  "format/umask" },
		{ __LINE__, DEVICES "uncore_imc_0/format/umask", "config:8-9", NULL, -ERANGE,
		  "format/umask" },
		{ __LINE__, DEVICES "uncore_imc_0/type", NULL, "13 " DEVICES "uncore_imc_0/type",
		  -EACCES, "not permitted to read its type" },
	};
	static const char *const whole[][2] = {
		{ DEVICES "uncore_imc_0/type", "20" },
		{ DEVICES "uncore_imc_0/cpumask", "0" },
		{ DEVICES "uncore_imc_0/format/event", "config:0-7" },
		{ DEVICES "uncore_imc_0/format/umask", "config:8-15" },
	};
	static const struct expected read = {
		0, "", "uncore_imc_0", EVENT_DRAM_READ, "UNC_M_CAS_COUNT.RD",
	};
	struct machine *m;
	size_t i, j;

	for (i = 0; i < NR(rows); i++) {
		const struct machine_counter *c;

		scratch_new();
		scratch_write("cpuid", small_cpuid);
		if (rows[i].errors)
			scratch_write("errors", rows[i].errors);
		for (j = 0; j < NR(whole); j++)
			if (strcmp(whole[j][0], rows[i].path))
				scratch_write(whole[j][0], whole[j][1]);
		if (rows[i].text)
			scratch_write(rows[i].path, rows[i].text);
		m = scratch_machine();
		c = find(m, &read);
		check_row(&rows[i], c, "not found");
		check_row(&rows[i], c->error == rows[i].error, "error %d", c->error);
		check_row(&rows[i], strstr(c->why, rows[i].why), "why: %s", c->why);
		machine_close(m);
	}
	scratch_remove();
}

/* A kernel that says a sixteenth, as for Ice Lake's free-running counters, is not believed. */
static void the_kernels_scale_is_held_against_the_vendors(void **state)
{
	static const struct {
		int line;
		const char *scale, *unit;
		double kernel_bytes;
	} rows[] = {
		{ __LINE__, "6.103515625e-5", "MiB", 0 },
		{ __LINE__, "3.8146973e-6", "MiB", 4 },
		{ __LINE__, "1.0", "cycles", 0 },
	};
	static const struct expected read = {
		0, "", "uncore_imc_0", EVENT_DRAM_READ, "UNC_M_CAS_COUNT.RD",
	};
	const struct machine_counter *c;
	struct machine *m;
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		scratch_new();
		scratch_write("cpuid", small_cpuid);
		scratch_write(DEVICES "uncore_imc_0/type", "20");
		scratch_write(DEVICES "uncore_imc_0/cpumask", "0");
		scratch_write(DEVICES "uncore_imc_0/format/event", "config:0-7");
		scratch_write(DEVICES "uncore_imc_0/format/umask", "config:8-15");
		scratch_write(DEVICES "uncore_imc_0/events/cas_count_read", "event=0x04,umask=0x0f");
		scratch_write(DEVICES "uncore_imc_0/events/cas_count_read.scale", rows[i].scale);
		scratch_write(DEVICES "uncore_imc_0/events/cas_count_read.unit", rows[i].unit);
		m = scratch_machine();
		c = find(m, &read);
		check_row(&rows[i], c && !c->error && c->aliased, "not found by its alias");
		check_row(&rows[i], c->bytes == 64, "%g bytes", c->bytes);
		check_row(&rows[i], fabs(c->kernel_bytes - rows[i].kernel_bytes) < 0.01,
			  "the kernel's: %g bytes", c->kernel_bytes);
		machine_close(m);
	}
	scratch_remove();
}

/* Xeon Max counts its HBM beside its DRAM; a Xeon that has none lacks nothing. */
static void memory_that_not_every_machine_has_is_optional(void **state)
{
	static const char spr_cpuid[] = "00000000 00 00000020 756e6547 6c65746e 49656e69\n"
					"00000001 00 000806f8 00000000 18000000 04000000\n"
					"xcr0 e7\n";
	static const char *const pmus[] = { "uncore_imc_0", "uncore_hbm_0" };
	static const struct expected hbm = {
		0, "", "uncore_hbm_0", EVENT_DRAM_READ, "UNC_MCHBM_CAS_COUNT.RD",
	};
	char path[128];
	struct machine *m;
	size_t nr, i;

	for (nr = 1; nr <= NR(pmus); nr++) {
		const struct machine_counter *c;

		scratch_new();
		scratch_write("cpuid", spr_cpuid);
		for (i = 0; i < nr; i++) {
			snprintf(path, sizeof(path), DEVICES "%s/type", pmus[i]);
			scratch_write(path, "20");
			snprintf(path, sizeof(path), DEVICES "%s/cpumask", pmus[i]);
			scratch_write(path, "0");
			snprintf(path, sizeof(path), DEVICES "%s/format/event", pmus[i]);
			scratch_write(path, "config:0-7");
			snprintf(path, sizeof(path), DEVICES "%s/format/umask", pmus[i]);
			scratch_write(path, "config:8-15");
		}
		m = scratch_machine();
		c = find(m, &hbm);
		assert_true(nr == 1 ? !c : c && !c->error && c->bytes == 64);
		for (i = 0; nr == 1 && i < machine_nr_counters(m); i++)
			assert_null(strstr(machine_counter(m, i)->why, "uncore_hbm"));
		machine_close(m);
	}
	scratch_remove();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(terms_go_where_the_format_says),
		cmocka_unit_test(cpu_lists_are_read),
		cmocka_unit_test(recordings_give_what_they_hold),
		cmocka_unit_test(nothing_is_counted_twice),
		cmocka_unit_test(a_broken_pmu_says_what_is_wrong),
		cmocka_unit_test(memory_that_not_every_machine_has_is_optional),
		cmocka_unit_test(the_kernels_scale_is_held_against_the_vendors),
	};

	return cmocka_run_group_tests_name("pmu", tests, NULL, NULL);
}
