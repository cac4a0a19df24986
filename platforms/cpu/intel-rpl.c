// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Raptor Lake: Raptor Cove performance and Gracemont efficiency cores.
 * asm/intel-family.h of Linux 7.2 [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xb7, "INTEL_RAPTORLAKE"),
	MATCH_MODEL(6, 0xba, "INTEL_RAPTORLAKE_P"),
	MATCH_MODEL(6, 0xbf, "INTEL_RAPTORLAKE_S"),
};

const struct platform cpu_intel_rpl = {
	.name = "intel-rpl",
	.desc = "Core 13th and 14th generation (Raptor Lake, hybrid)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel product pages [P]; 36 MiB L3 on the 13900K. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l3_unit = "socket",
		.l3_policy = "non-inclusive [unverified]",
		.fill_buffers = 16, /* [P] */
		.memory = "2 x 64-bit DDR4/DDR5",
	},
	/* Compiler tables [S]; the string flags [P]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb",
	.never = "clzero avx512f",
	.notes = "Hybrid: Gracemont cores have 32 KiB L1D and 4 MiB L2 per four cores. "
		 "Some parts under these model numbers carry Alder Lake dies with 1.25 MiB L2 [P]. "
		 "Pin to one kind of core and name it with the result.",
};
