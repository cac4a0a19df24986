// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 3: Milan 01h, Vermeer 21h [P].  Ranges from cpu/amd.c of Linux 7.2 [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x19, 0x00, 0x0f, "X86_FEATURE_ZEN3"),
	MATCH_MODELS(0x19, 0x20, 0x5f, "X86_FEATURE_ZEN3"),
};

const struct platform cpu_amd_zen3 = {
	.name = "amd-zen3",
	.desc = "Zen 3 (EPYC 7003 Milan, Ryzen 5000)",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* AMD optimisation manual [P]; also QEMU's EPYC-Milan cache table [S]. */
	.geometry = {
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 512 * KIB,
		.l2_ways = 8,
		.l3_unit_bytes = 32 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX of 8 cores",
		.l3_policy = "mostly-exclusive victim",
		.fill_buffers = 24, /* miss address buffers [P] */
		.memory = "8 x DDR4-3200 (Milan), 2 channels (client)",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm clwb clzero",
	.never = "movdiri movdir64b avx512f",
	.notes = "Streaming stores use separate write-combining buffers of unstated number. "
		 "The kernel treats fsrm as implying fast short rep stosb.",
};
