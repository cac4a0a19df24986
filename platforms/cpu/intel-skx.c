// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Skylake-SP.  Shares family and model with Cascade Lake: the stepping decides
 * (Intel perfmon map: 0-4 is Skylake, 5-15 is Cascade Lake) [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_STEPPINGS(6, 0x55, 0, 4, "INTEL_SKYLAKE_X"),
};

const struct platform cpu_intel_skx = {
	.name = "intel-skx",
	.desc = "Xeon Scalable 1st generation (Skylake-SP)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]. */
	.geometry = {
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 1 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 1408 * KIB,
		.l3_ways = 11,
		.l3_unit = "core",
		.l3_policy = "non-inclusive, victim-like",
		.fill_buffers = 12, /* [P]; 10 measured on the same core, see intel-clx */
		.memory = "6 x DDR4-2666",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms clwb avx512f",
	/* VNNI came with Cascade Lake [P]; the rest as above. */
	.never = "fsrm movdiri movdir64b clzero avx512_vnni",
	.notes = "The fill-buffer count is printed as 12 in most tables but 10 was measured "
		 "on Cascade Lake, which has the same core.",
};
