// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zhaoxin of family 7: KX-5000 1Bh, KX-6000 3Bh, KH-40000 and KX-6000G 5Bh.  The kernel has no
 * macros for their models; arch/x86/events/zhaoxin/core.c names them [S].
 */
#include "cpu-table.h"

static const struct platform_match match[] = {
	MATCH_MODEL(7, 0x1b, "X86_VENDOR_CENTAUR"),
	MATCH_MODEL(7, 0x3b, "X86_VENDOR_CENTAUR"),
	MATCH_MODEL(7, 0x5b, "X86_VENDOR_CENTAUR"),
	MATCH_OF_VENDOR(VENDOR_ZHAOXIN, 7, 0x1b, 0x1b, "X86_VENDOR_ZHAOXIN"),
	MATCH_OF_VENDOR(VENDOR_ZHAOXIN, 7, 0x3b, 0x3b, "X86_VENDOR_ZHAOXIN"),
	MATCH_OF_VENDOR(VENDOR_ZHAOXIN, 7, 0x5b, 0x5b, "X86_VENDOR_ZHAOXIN"),
};

static const struct cache_variant variants[] = {
	{ 2, 256 * KIB, 8, "model 0x5b, which has an L3 as well" },
};

#define NOT_PUBLISHED "not published: the kernel's driver has cycles, instructions and cache misses"

/* clang-format off */
static const struct platform_event events[] = {
	EVENT_NONE(RFO, "cpu", NOT_PUBLISHED),
	EVENT_NONE(STREAM, "cpu", NOT_PUBLISHED),
	EVENT_NONE(WC_PARTIAL, "cpu", NOT_PUBLISHED),
	EVENT_NONE(DTLB, "cpu", NOT_PUBLISHED),
	EVENT_NONE(DRAM_READ, "uncore_imc", "no driver for a memory controller is published"),
	EVENT_NONE(DRAM_WRITE, "uncore_imc", "no driver for a memory controller is published"),
	EVENT_NONE(CROSS_SOCKET, "uncore_upi", "not published"),
	EVENT_NONE(PMEM_READ, "uncore_imc", "no persistent memory on this platform"),
	EVENT_NONE(PMEM_WRITE, "uncore_imc", "no persistent memory on this platform"),
};
/* clang-format on */

const struct platform cpu_zhaoxin = {
	.name = "zhaoxin",
	.desc = "Zhaoxin KaiXian KX-5000, KX-6000, KaiSheng KH-40000",
	.vendor = VENDOR_CENTAUR,
	MATCH_TABLE(match),
	/* Public CPUID dumps [S]; policy and buffers: not published. */
	.geometry = {
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 4 * MIB,
		.l2_ways = 16,
		.memory = "2 x DDR4 (KX-6000)",
	},
	VARIANT_TABLE(variants),
	/* Public CPUID dumps [S]. */
	.has = "",
	.never = "erms fsrm clwb clzero movdiri movdir64b avx512f",
	.notes = "The L2 of models 0x1b and 0x3b is shared by four cores and is the last level.",
	EVENT_TABLE(events),
	.formula = "nothing is counted.",
	.cannot_tell = "Traffic is not counted, so it can only be modelled.",
};
