// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Decoding CPUID: identity, features with their XCR0 state, caches, and what a
 * mangled recording is answered with.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cpuid-table.h"
#include "machine-private.h"
#include "support.h"

#define LEAF0_INTEL "0 0 20 756e6547 6c65746e 49656e69\n"
#define LEAF0_AMD "0 0 20 68747541 444d4163 69746e65\n"

static void identity_fields(void **state)
{
	static const struct {
		int line;
		const char *text;
		const char *vendor;
		unsigned int family, model, stepping;
		const char *hypervisor;
	} rows[] = {
		{ __LINE__, LEAF0_INTEL "1 0 000606a6 0 0 0", VENDOR_INTEL, 6, 0x6a, 6, NULL },
		{ __LINE__, LEAF0_INTEL "1 0 00050654 0 0 0", VENDOR_INTEL, 6, 0x55, 4, NULL },
		{ __LINE__, LEAF0_INTEL "1 0 00000f29 0 0 0", VENDOR_INTEL, 15, 2, 9, NULL },
		/* The extended model does not count for family 5. */
		{ __LINE__, LEAF0_INTEL "1 0 00030543 0 0 0", VENDOR_INTEL, 5, 4, 3, NULL },
		{ __LINE__, LEAF0_AMD "1 0 00b00f21 0 0 0", VENDOR_AMD, 26, 2, 1, NULL },
		{ __LINE__, LEAF0_AMD "1 0 00830f10 0 0 0", VENDOR_AMD, 23, 0x31, 0, NULL },
		{ __LINE__, LEAF0_AMD "1 0 00b00f21 0 80000000 0\n"
			    "40000000 0 40000001 4b4d564b 564b4d56 4d", VENDOR_AMD, 26, 2, 1,
		  "KVMKVMKVM" },
		{ __LINE__, LEAF0_AMD "1 0 00b00f21 0 80000000 0", VENDOR_AMD, 26, 2, 1, "" },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		struct cpuid_table t;
		struct cpu_identity cpu;

		check_row(&rows[i], !cpuid_parse(rows[i].text, &t), "not parsed");
		cpuid_identity(&t, &cpu);
		check_row(&rows[i], !strcmp(cpu.vendor, rows[i].vendor), "vendor %s", cpu.vendor);
		check_row(&rows[i], cpu.family == rows[i].family && cpu.model == rows[i].model &&
			  cpu.stepping == rows[i].stepping, "got %u-%u-%u", cpu.family, cpu.model,
			  cpu.stepping);
		check_row(&rows[i], cpu.hypervisor == !!rows[i].hypervisor, "hypervisor %d",
			  cpu.hypervisor);
		check_row(&rows[i], !rows[i].hypervisor ||
			  !strcmp(cpu.hypervisor_name, rows[i].hypervisor), "name %s",
			  cpu.hypervisor_name);
		cpuid_free(&t);
	}
}

static void mangled_text_is_refused(void **state)
{
	static const struct {
		int line;
		const char *text;
		int ret;
	} rows[] = {
		{ __LINE__, "", -EINVAL },
		{ __LINE__, "xcr0 7\n", -EINVAL },
		{ __LINE__, LEAF0_INTEL, 0 },
		{ __LINE__, "# note\n\n" LEAF0_INTEL "xcr0 0xe7\n", 0 },
		{ __LINE__, "0x0 0x0 0x20 0x756e6547 0x6c65746e 0x49656e69", 0 },
		{ __LINE__, LEAF0_INTEL "1 0 0 0 0", -EINVAL },
		{ __LINE__, LEAF0_INTEL "1 0 0 0 0 0 0", -EINVAL },
		{ __LINE__, LEAF0_INTEL "1 0 0 0 0 g", -EINVAL },
		{ __LINE__, LEAF0_INTEL "1 0 0 0 0 -1", -EINVAL },
		{ __LINE__, LEAF0_INTEL "1 0 100000000 0 0 0", -EINVAL },
		{ __LINE__, LEAF0_INTEL "1 0 ffffffffffffffffffffffffffffffffffffffffffff 0 0 0",
		  -EINVAL },
		{ __LINE__, LEAF0_INTEL LEAF0_INTEL, -EINVAL },
		{ __LINE__, LEAF0_INTEL "xcr0\n", -EINVAL },
		{ __LINE__, LEAF0_INTEL "xcr0 7 7\n", -EINVAL },
		{ __LINE__, LEAF0_INTEL "xcr0 seven\n", -EINVAL },
		{ __LINE__, "\x01\xff\x7f binary", -EINVAL },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		struct cpuid_table t;
		int ret = cpuid_parse(rows[i].text, &t);

		check_row(&rows[i], ret == rows[i].ret, "returned %d", ret);
		cpuid_free(&t);
	}
}

static void features_need_their_state(void **state)
{
	static const struct {
		int line;
		const char *text;
		const char *name;
		enum cpu_flag_state state;
	} rows[] = {
		{ __LINE__, "7 0 0 10000 0 0\n1 0 0 0 8000000 0\nxcr0 e7", "avx512f", CPU_FLAG_ON },
		{ __LINE__, "7 0 0 10000 0 0\n1 0 0 0 8000000 0\nxcr0 7", "avx512f",
		  CPU_FLAG_NO_STATE },
		{ __LINE__, "7 0 0 10000 0 0\n1 0 0 0 0 0\nxcr0 e7", "avx512f", CPU_FLAG_NO_STATE },
		{ __LINE__, "1 0 0 0 18000000 0\nxcr0 7", "avx", CPU_FLAG_ON },
		{ __LINE__, "1 0 0 0 18000000 0\nxcr0 3", "avx", CPU_FLAG_NO_STATE },
		{ __LINE__, "1 0 0 0 0 4000000", "sse2", CPU_FLAG_ON },
		{ __LINE__, "7 0 0 200 0 0", "erms", CPU_FLAG_ON },
		{ __LINE__, "7 0 0 200 0 0", "fsrm", CPU_FLAG_OFF },
		{ __LINE__, "7 0 0 0 0 10", "fsrm", CPU_FLAG_ON },
		{ __LINE__, "7 1 400 0 0 0", "fzrm", CPU_FLAG_ON },
		{ __LINE__, "7 1 800 0 0 0", "fsrs", CPU_FLAG_ON },
		{ __LINE__, "7 1 1000 0 0 0", "fsrc", CPU_FLAG_ON },
		{ __LINE__, "7 0 0 0 8000000 0", "movdiri", CPU_FLAG_ON },
		{ __LINE__, "7 0 0 0 10000000 0", "movdir64b", CPU_FLAG_ON },
		{ __LINE__, "7 0 0 0 8000000 0", "movdir64b", CPU_FLAG_OFF },
		{ __LINE__, "7 0 0 1000000 0 0", "clwb", CPU_FLAG_ON },
		{ __LINE__, "7 0 0 800000 0 0", "clflushopt", CPU_FLAG_ON },
		{ __LINE__, "80000008 0 0 1 0 0", "clzero", CPU_FLAG_ON },
		{ __LINE__, "80000001 0 0 0 100 0", "3dnowprefetch", CPU_FLAG_ON },
		{ __LINE__, "80000001 0 0 0 100 0", "prefetchw", CPU_FLAG_ON },
		{ __LINE__, "1 0 0 0 0 0", "warp", CPU_FLAG_UNKNOWN },
	};
	size_t i;

	for (i = 0; i < NR(rows); i++) {
		struct cpuid_table t;
		char text[256];

		snprintf(text, sizeof(text), LEAF0_INTEL "%s\n", rows[i].text);
		check_row(&rows[i], !cpuid_parse(text, &t), "not parsed");
		check_row(&rows[i], cpu_flag(&t, rows[i].name) == rows[i].state, "%s is %d",
			  rows[i].name, cpu_flag(&t, rows[i].name));
		cpuid_free(&t);
	}
}

static void format_and_parse_agree(void **state)
{
	struct cpuid_table live, again;
	char *text;

	assert_int_equal(cpuid_read(&live), 0);
	text = cpuid_format(&live);
	assert_non_null(text);
	assert_int_equal(cpuid_parse(text, &again), 0);
	assert_int_equal(live.nr, again.nr);
	assert_int_equal(live.xcr0, again.xcr0);
	assert_memory_equal(live.leaves, again.leaves, live.nr * sizeof(*live.leaves));
	free(text);
	cpuid_free(&again);
	cpuid_free(&live);
}

static void caches_of(const char *text, struct machine *m)
{
	*m = (struct machine){ 0 };
	assert_int_equal(cpuid_parse(text, &m->cpuid), 0);
	cpuid_identity(&m->cpuid, &m->cpu);
	caches_decode(m);
	cpuid_free(&m->cpuid);
}

static void caches_from_leaves(void **state)
{
	struct machine m;

	caches_of(LEAF0_INTEL "4 0 4121 2c0003f 3f 0\n4 1 4122 1c0003f 3f 0\n"
		  "4 2 4143 4c0003f 3ff 0\n4 3 1fc163 2c0003f 13fff 0\n", &m);
	assert_int_equal(m.nr_caches, 3);
	assert_int_equal(m.caches[0].bytes, 48 * 1024);
	assert_int_equal(m.caches[0].ways, 12);
	assert_int_equal(m.caches[0].shared_by, 2);
	assert_int_equal(m.caches[1].bytes, 1280 * 1024);
	assert_int_equal(m.caches[1].ways, 20);
	assert_int_equal(machine_llc_bytes(&m), 60 * 1024 * 1024);

	/* AMD without topoext: 32 KiB 8-way, 512 KiB 8-way, 16 MiB 16-way. */
	caches_of(LEAF0_AMD "80000005 0 0 0 20080140 0\n80000006 0 0 0 2006140 808140\n", &m);
	assert_int_equal(m.nr_caches, 3);
	assert_int_equal(m.caches[0].bytes, 32 * 1024);
	assert_int_equal(m.caches[1].bytes, 512 * 1024);
	assert_int_equal(m.caches[1].ways, 8);
	assert_int_equal(machine_llc_bytes(&m), 16 * 1024 * 1024);

	caches_of(LEAF0_INTEL, &m);
	assert_int_equal(m.nr_caches, 0);
	assert_int_equal(machine_llc_bytes(&m), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(identity_fields),
		cmocka_unit_test(mangled_text_is_refused),
		cmocka_unit_test(features_need_their_state),
		cmocka_unit_test(format_and_parse_agree),
		cmocka_unit_test(caches_from_leaves),
	};

	return cmocka_run_group_tests_name("cpuid", tests, NULL, NULL);
}
