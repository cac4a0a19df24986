// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Clearwater Forest (Darkmont).  asm/intel-family.h of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xdd, "INTEL_ATOM_DARKMONT_X"),
};

#define SOURCE "Intel perfmon CWF 1.04"

/* clang-format off */
static const struct platform_event events[] = {
	EVENT(RFO, COUNTED, "cpu", "L2_REQUEST.DEMAND_RFO_MISS", 0x24, 0x42, 64, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x33fbfc00002, SOURCE,
		  .way = 1),
	EVENT_NONE(STREAM, "cpu", "no event of streaming stores is published for Darkmont"),
	INTEL_ATOM_DTLB("cpu", SOURCE),
	INTEL_SCHEDULERS(SOURCE),
	INTEL_UPI(SOURCE),
	RESCTRL_MBM,
	INTEL_CHA(SOURCE),
	INTEL_B2CMI(SOURCE),
	INTEL_NO_PMEM("Optane ended with Sapphire Rapids"),
};
/* clang-format on */

const struct platform cpu_intel_cwf = {
	.name = "intel-cwf",
	.desc = "Xeon 6+ with E-cores (Clearwater Forest)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel product pages [P]; the L3 per module and the buffers: not published. */
	.geometry = {
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 4 * MIB,
		.l2_ways = 16,
		.memory = "12 x DDR5-8000",
	},
	/* GCC and clang target tables [S]. */
	.has = "erms fsrm movdiri movdir64b clwb",
	.never = "avx512f clzero amx_tile amx_fp16",
	.notes = "Four cores share an L2. Kernels before 2026-02 offer cas_count_read for one of the two "
		 "schedulers of a channel; what is counted here is both.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   INTEL_SCHEDULERS_FORMULA
		   "core: r = 64 x OCR.DEMAND_RFO.L3_MISS / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_SPECI2M
		INTEL_CANNOT_CORE
		"So the core's r is a lower bound. One sub-channel alone is half the traffic.",
	/* clang-format on */
};
