// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Granite Rapids and -D (Redwood Cove).  asm/intel-family.h of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xad, "INTEL_GRANITERAPIDS_X"),
	MATCH_MODEL(6, 0xae, "INTEL_GRANITERAPIDS_D"),
};

#define SOURCE "Intel perfmon GNR 1.20"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_GLC_CORE("cpu", PFM_NONE, SOURCE),
	EVENT(WC_STALL, LISTED, "cpu", "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0, SOURCE,
	      .pfm = PFM_NONE("L1D_PEND_MISS:FB_FULL")),
	INTEL_OCR(FILL, BYTES, "cpu", "OCR.READS_TO_CORE.L3_MISS", 0x2a, 0x3f3fc04477, SOURCE,
		  .way = 1),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3f3fc00002, SOURCE),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.DRAM", 0x2a, 0x73c000002, SOURCE,
		  .pfm = PFM_NONE("OCR:DEMAND_RFO_DRAM")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.LOCAL_DRAM", 0x2a, 0x104000002, SOURCE,
		  .pfm = PFM_NONE("OCR:DEMAND_RFO_LOCAL_DRAM")),
	INTEL_OCR(STREAM, COUNTED, "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800, SOURCE,
		  .pfm = PFM_NONE("OCR:STREAMING_WR_ANY_RESPONSE")),
	INTEL_SCHEDULERS(SOURCE),
	INTEL_UPI(SOURCE),
	RESCTRL_MBM,
	INTEL_CHA(SOURCE),
	INTEL_B2CMI(SOURCE),
	INTEL_NO_PMEM("Optane ended with Sapphire Rapids"),
};
/* clang-format on */

const struct platform cpu_intel_gnr = {
	.name = "intel-gnr",
	.desc = "Xeon 6 with P-cores (Granite Rapids)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/*
	 * Intel product pages [P]; the L3 is "4 MiB per core class" and depends on the SKU.
	 * Its ways from a public CPUID dump [S].
	 */
	.geometry = {
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 4 * MIB,
		.l3_ways = 16,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.fill_buffers = 16, /* [P] */
		.memory = "12 (6900P) or 8 (6700P, 6500P) x DDR5-6400 or MRDIMM-8800",
	},
	/* GCC 12 and clang 19 target tables [S]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb avx512f amx_tile amx_fp16",
	.never = "clzero cmpccxadd",
	.notes = "SpecI2M as on Ice Lake-SP. The L3 per core depends on the SKU.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "each memory controller counts its two sub-channels apart; "
		   "core: r = 64 x OCR.READS_TO_CORE.L3_MISS / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_SPECI2M
		INTEL_CANNOT_CORE
		INTEL_CANNOT_READS
		"One sub-channel alone is half the traffic.",
	/* clang-format on */
};
