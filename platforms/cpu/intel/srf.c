// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Sierra Forest and Grand Ridge (Crestmont).  asm/intel-family.h of Linux 7.2 [S].  The
 * files of both have the same encodings; Grand Ridge has one socket.
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xaf, "INTEL_ATOM_CRESTMONT_X"),
	MATCH_MODEL(6, 0xb6, "INTEL_ATOM_CRESTMONT"),
};

#define SOURCE "Intel perfmon SRF 1.18, GRR 1.13"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_OCR(RFO, BYTES, "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3fbfc00002, SOURCE, .way = 1),
	INTEL_OCR(STREAM, COUNTED, "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800, SOURCE),
	INTEL_ATOM_DTLB("cpu", SOURCE),
	INTEL_SCHEDULERS(SOURCE),
	INTEL_UPI(SOURCE),
	RESCTRL_MBM,
	INTEL_CHA(SOURCE),
	INTEL_B2CMI(SOURCE),
	INTEL_NO_PMEM("Optane ended with Sapphire Rapids"),
};
/* clang-format on */

const struct platform cpu_intel_srf = {
	.name = "intel-srf",
	.desc = "Xeon 6 with E-cores (Sierra Forest), Atom P6900 (Grand Ridge)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel product pages [P]; the buffers: not published. */
	.geometry = {
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 4 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 3 * MIB,
		.l3_ways = 12,
		.l3_unit = "module of 4 cores",
		.l3_policy = "non-inclusive",
		.memory = "8 x DDR5-6400 (Sierra Forest), 2 x DDR5 (Grand Ridge)",
	},
	/* GCC and clang target tables [S]. */
	.has = "erms fsrm movdiri movdir64b clwb",
	.never = "avx512f clzero amx_tile amx_fp16",
	.notes = "Two or four cores share an L2. Kernels before 2026-02 offer cas_count_read for one of the two "
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
