// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 2: Rome 31h, Matisse 71h [P].  The kernel has no per-model macros for
 * AMD; it derives X86_FEATURE_ZEN2 from these ranges in cpu/amd.c [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x17, 0x30, 0x4f, "X86_FEATURE_ZEN2"),
	MATCH_MODELS(0x17, 0x60, 0x7f, "X86_FEATURE_ZEN2"),
	MATCH_MODELS(0x17, 0x90, 0x91, "X86_FEATURE_ZEN2"),
	MATCH_MODELS(0x17, 0xa0, 0xaf, "X86_FEATURE_ZEN2"),
};

const struct platform cpu_amd_zen2 = {
	.name = "amd-zen2",
	.desc = "Zen 2 (EPYC 7002 Rome, Ryzen 3000)",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* AMD optimisation manual [P]; also QEMU's EPYC-Rome cache table [S]. */
	.geometry = {
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 512 * KIB,
		.l2_ways = 8,
		.l3_unit_bytes = 16 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX of 4 cores",
		.l3_policy = "mostly-exclusive victim",
		.fill_buffers = 22, /* miss address buffers [P] */
		.memory = "8 x DDR4-3200 (Rome), 2 channels (client)",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "clwb clzero",
	.never = "erms fsrm movdiri movdir64b avx512f",
	.notes = "Streaming stores use separate write-combining buffers of unstated number. "
		 "No ERMS: Linux 6.1 copies with rep movsq.",
};
