// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 5: Turin 02h, Turin dense 11h, Granite Ridge 44h [P].  Ranges from
 * cpu/amd.c of Linux 7.2 [S].
 */
#include "../cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x1a, 0x00, 0x2f, "X86_FEATURE_ZEN5"),
	MATCH_MODELS(0x1a, 0x40, 0x4f, "X86_FEATURE_ZEN5"),
	MATCH_MODELS(0x1a, 0x60, 0x7f, "X86_FEATURE_ZEN5"),
	MATCH_MODELS(0x1a, 0xd0, 0xd7, "X86_FEATURE_ZEN5"),
};

const struct platform cpu_amd_zen5 = {
	.name = "amd-zen5",
	.desc = "Zen 5 (EPYC 9005 Turin, Ryzen 9000)",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* AMD optimisation manual and product pages [P]; fill buffers [U]. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 1 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 32 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX",
		.l3_policy = "mostly-exclusive victim",
		.memory = "12 x DDR5-6000/6400 (Turin), 2 channels (client)",
	},
	/* Compiler tables [S]; erms and fsrm [P]; fzrm unverified and left out. */
	.has = "erms fsrm movdiri movdir64b clwb clzero avx512f",
	.never = "",
	.notes = "Streaming stores use separate write-combining buffers of unstated number. "
		 "Guests often hide movdiri and movdir64b.",
};
