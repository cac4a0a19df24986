// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Granite Rapids and -D (Redwood Cove).  asm/intel-family.h of Linux 7.2 [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xad, "INTEL_GRANITERAPIDS_X"),
	MATCH_MODEL(6, 0xae, "INTEL_GRANITERAPIDS_D"),
};

const struct platform cpu_intel_gnr = {
	.name = "intel-gnr",
	.desc = "Xeon 6 with P-cores (Granite Rapids)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel product pages [P]; the L3 is "4 MiB per core class" and depends on the SKU. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 4 * MIB,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.fill_buffers = 16, /* [P] */
		.memory = "12 (6900P) or 8 (6700P, 6500P) x DDR5-6400 or MRDIMM-8800",
	},
	/* GCC 12 and clang 19 target tables [S]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb avx512f",
	.never = "clzero",
	.notes = "SpecI2M as on Ice Lake-SP. The L3 per core depends on the SKU.",
};
