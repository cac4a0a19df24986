// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ice Lake client.  asm/intel-family.h of Linux 7.2 [S].  Rocket Lake (0xa7)
 * shares the event table, which is no reason to share the entry.
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x7d, "INTEL_ICELAKE"),
	MATCH_MODEL(6, 0x7e, "INTEL_ICELAKE_L"),
};

const struct platform cpu_intel_icl = {
	.name = "intel-icl",
	.desc = "Core 10th generation (Ice Lake client)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 512 * KIB,
		.l2_ways = 8,
		.l3_unit_bytes = 2 * MIB,
		.l3_ways = 16,
		.l3_unit = "core",
		.l3_policy = "inclusive",
		.fill_buffers = 12,
		.memory = "2 x DDR4 / LPDDR4X",
	},
	/* GCC 12 and clang 19 target tables [S]. */
	.has = "erms fsrm avx512f",
	.never = "movdiri movdir64b clwb clzero",
	/* Travis Downs, "Ice Lake Store Elimination" (2020) and its sequel (2021) [S]. */
	.notes = "Microcode older than 0xa6 drops write-backs of lines that stay zero.",
};
