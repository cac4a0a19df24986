// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Emerald Rapids (Raptor Cove).  asm/intel-family.h of Linux 7.2 [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xcf, "INTEL_EMERALDRAPIDS_X"),
};

const struct platform cpu_intel_emr = {
	.name = "intel-emr",
	.desc = "Xeon Scalable 5th generation (Emerald Rapids)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]; the ways of the L3 are not stated. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 5 * MIB,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.fill_buffers = 16, /* [P] */
		.memory = "8 x DDR5-5600",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb avx512f",
	.never = "clzero",
	.notes = "SpecI2M as on Ice Lake-SP.",
};
