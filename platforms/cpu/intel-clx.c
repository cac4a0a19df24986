// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cascade Lake-SP.  Same model as Skylake-SP, steppings 5-15 in Intel's perfmon
 * map, 7 in the kernel's comment [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_STEPPINGS(6, 0x55, 5, 15, "INTEL_SKYLAKE_X"),
};

const struct platform cpu_intel_clx = {
	.name = "intel-clx",
	.desc = "Xeon Scalable 2nd generation (Cascade Lake-SP)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* As Skylake-SP [P]; 33 MiB L3 on the 8260 (NVSL OptaneStudy data) [S]. */
	.geometry = {
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 1 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 1408 * KIB,
		.l3_ways = 11,
		.l3_unit = "core",
		.l3_policy = "non-inclusive, victim-like",
		.fill_buffers = 10, /* measured: Kuehn, Muehlig, Teubner, DaMoN 2024 [Q] */
		.memory = "6 x DDR4-2933 + Optane 100",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]; VNNI [P]. */
	.has = "erms clwb avx512f avx512_vnni",
	.never = "fsrm movdiri movdir64b clzero",
	.notes = "Cooper Lake shares the stepping range and is not told apart.",
};
