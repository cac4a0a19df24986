// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sapphire Rapids (Golden Cove).  asm/intel-family.h of Linux 7.2 [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x8f, "INTEL_SAPPHIRERAPIDS_X"),
};

const struct platform cpu_intel_spr = {
	.name = "intel-spr",
	.desc = "Xeon Scalable 4th generation (Sapphire Rapids)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 1920 * KIB,
		.l3_ways = 15,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.fill_buffers = 16, /* [Q] */
		.memory = "8 x DDR5-4800 (Optane 300; HBM on Max)",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb avx512f",
	.never = "clzero",
	.notes = "SpecI2M as on Ice Lake-SP. QEMU's SapphireRapids has movdiri and movdir64b "
		 "only from version 3 on.",
};
