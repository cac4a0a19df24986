// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Arrow Lake: Lion Cove performance and Skymont efficiency cores.
 * asm/intel-family.h of Linux 7.2 [S].
 *
 * 0xb5 (Arrow Lake-U) is left out on purpose: Intel's perfmon map gives it the
 * Meteor Lake tables (Redwood Cove and Crestmont), so despite its kernel name
 * INTEL_ARROWLAKE_U it is not this core [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xc6, "INTEL_ARROWLAKE"),
	MATCH_MODEL(6, 0xc5, "INTEL_ARROWLAKE_H"),
};

const struct platform cpu_intel_arl = {
	.name = "intel-arl",
	.desc = "Core Ultra 200 (Arrow Lake S and H, hybrid)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/*
	 * Intel product pages [P]: a 48 KiB "L0" in front of 192 KiB L1, 36 MiB
	 * L3 on the 285K.  CPUID reports the first as the first-level cache.
	 * The 24 fill buffers of press reports are unverified and left out.
	 */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 3 * MIB,
		.l3_unit = "socket",
		.memory = "2 x 64-bit DDR5-6400 (LPDDR5X on H)",
	},
	/* Compiler tables [S]; the string flags [P]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb",
	.never = "clzero avx512f",
	.notes = "Hybrid: Skymont cores have 32 KiB L1D and 4 MiB L2 per four cores; H parts "
		 "add low-power Crestmont cores. Lion Cove has a 192 KiB cache between the "
		 "48 KiB one and the L2. Pin to one kind of core and name it with the result.",
};
