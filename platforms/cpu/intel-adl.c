// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Alder Lake: Golden Cove performance and Gracemont efficiency cores.
 * asm/intel-family.h of Linux 7.2 [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x97, "INTEL_ALDERLAKE"),
	MATCH_MODEL(6, 0x9a, "INTEL_ALDERLAKE_L"),
};

const struct platform cpu_intel_adl = {
	.name = "intel-adl",
	.desc = "Core 12th generation (Alder Lake, hybrid)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]; 30 MiB L3 on the 12900K. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 1280 * KIB,
		.l3_unit = "socket",
		.l3_policy = "non-inclusive [unverified]",
		.fill_buffers = 16, /* [Q] */
		.memory = "2 x 64-bit DDR4/DDR5",
	},
	/* Compiler tables [S]; the string flags [P]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb",
	/* AVX-512 is absent from this list: early firmware could expose it. */
	.never = "clzero",
	.notes = "Hybrid: Gracemont cores have 32 KiB L1D and 2 MiB L2 per four cores. "
		 "Pin to one kind of core and name it with the result.",
};
