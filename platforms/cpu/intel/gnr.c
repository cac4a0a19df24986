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
	INTEL_OCR(RFO, BYTES, "cpu", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3f3fc00002, SOURCE,
		  .way = 1),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.DRAM", 0x2a, 0x73c000002, SOURCE,
		  .pfm = PFM_NONE("OCR:DEMAND_RFO_DRAM")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.LOCAL_DRAM", 0x2a, 0x104000002, SOURCE,
		  .pfm = PFM_NONE("OCR:DEMAND_RFO_LOCAL_DRAM")),
	INTEL_OCR(STREAM, COUNTED, "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800, SOURCE,
		  .pfm = PFM_NONE("OCR:STREAMING_WR_ANY_RESPONSE")),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.RD", 0x05, 0xcf, 64, SOURCE,
	      .way = 1, .alias = "cas_count_read_sch0"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.WR", 0x05, 0xf0, 64, SOURCE,
	      .way = 1, .alias = "cas_count_write_sch0"),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.RD_UNDERFILL", 0x05, 0xcc,
	      64, SOURCE),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.RD", 0x06, 0xcf, 64, SOURCE,
	      .way = 1, .alias = "cas_count_read_sch1"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.WR", 0x06, 0xf0, 64, SOURCE,
	      .way = 1, .alias = "cas_count_write_sch1"),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.RD_UNDERFILL", 0x06, 0xcc,
	      64, SOURCE),
	INTEL_UPI(SOURCE),
	RESCTRL_MBM,
	INTEL_CHA(SOURCE),
	EVENT(WC_FULL, LISTED, "uncore_b2cmi", "UNC_B2CMI_IMC_WRITES.FULL", 0x25, 0x101, 64,
	      SOURCE),
	EVENT(WC_PARTIAL, COUNTED, "uncore_b2cmi", "UNC_B2CMI_IMC_WRITES.PARTIAL", 0x25, 0x102, 64,
	      SOURCE),
	INTEL_NO_PMEM("Optane ended with Sapphire Rapids"),
};
/* clang-format on */

const struct platform cpu_intel_gnr = {
	.name = "intel-gnr",
	.desc = "Xeon 6 with P-cores (Granite Rapids)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel product pages [P]; the L3 is "4 MiB per core class" and depends on the SKU. */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 4 * MIB,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.fill_buffers = 16, /* [P] */
		.memory = "12 (6900P) or 8 (6700P, 6500P) x DDR5-6400 or MRDIMM-8800",
	},
	/* GCC 12 and clang 19 target tables [S]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb avx512f",
	.never = "clzero",
	.notes = "SpecI2M as on Ice Lake-SP. The L3 per core depends on the SKU.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "each memory controller counts its two sub-channels apart; "
		   "core: r = 64 x OCR.DEMAND_RFO.L3_MISS / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_SPECI2M
		INTEL_CANNOT_CORE
		"No event is published here that adds the prefetched requests, so the core's r is a "
		"lower bound. One sub-channel alone is half the traffic.",
	/* clang-format on */
};
