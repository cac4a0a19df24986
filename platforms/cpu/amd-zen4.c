// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 4: Genoa 11h, Bergamo and Siena A0h, Raphael 61h [P].  Ranges from
 * cpu/amd.c of Linux 7.2 [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x19, 0x10, 0x1f, "X86_FEATURE_ZEN4"),
	MATCH_MODELS(0x19, 0x60, 0xaf, "X86_FEATURE_ZEN4"),
};

const struct platform cpu_amd_zen4 = {
	.name = "amd-zen4",
	.desc = "Zen 4 (EPYC 9004 Genoa, Bergamo, Siena; Ryzen 7000)",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* AMD optimisation manual [P]; QEMU's EPYC-Genoa table [S]; seen in a guest [T]. */
	.geometry = {
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 1 * MIB,
		.l2_ways = 8,
		.l3_unit_bytes = 32 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX of 8 cores",
		.l3_policy = "mostly-exclusive victim",
		.fill_buffers = 24, /* miss address buffers: Kuehn et al., DaMoN 2024 [Q] */
		.memory = "12 x DDR5-4800 (Genoa), 6 channels (Siena), 2 channels (client)",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm clwb clzero avx512f",
	.never = "movdiri movdir64b",
	.notes = "Zen 4c has 16 MiB L3 per CCX. Streaming stores use separate write-combining "
		 "buffers of unstated number.",
};
