// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Emerald Rapids (Raptor Cove).  asm/intel-family.h of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xcf, "INTEL_EMERALDRAPIDS_X"),
};

static const struct cache_variant variants[] = {
	{ 3, 1920 * KIB, 15, "the medium die, up to 32 cores" },
};

#define SOURCE "Intel perfmon EMR 1.24"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_GLC_CORE("cpu", PFM_NONE, SOURCE),
	EVENT(WC_STALL, LISTED, "cpu", "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0, SOURCE,
	      .pfm = PFM_NONE("L1D_PEND_MISS:FB_FULL")),
	INTEL_OCR(FILL, BYTES, "cpu", "OCR.READS_TO_CORE.L3_MISS", 0x2a, 0x3f3fc04477, SOURCE,
		  .way = 1, .pfm = PFM_NONE("OCR:READS_TO_CORE_L3_MISS")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3f3fc00002, SOURCE,
		  .pfm = PFM_NONE("OCR:DEMAND_RFO_L3_MISS")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.DRAM", 0x2a, 0x73c000002, SOURCE,
		  .pfm = PFM_NONE("OCR:DEMAND_RFO_DRAM")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.LOCAL_DRAM", 0x2a, 0x104000002, SOURCE,
		  .pfm = PFM_NONE("OCR:DEMAND_RFO_LOCAL_DRAM")),
	INTEL_OCR(STREAM, COUNTED, "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800, SOURCE,
		  .pfm = PFM_NONE("OCR:STREAMING_WR_ANY_RESPONSE")),
	INTEL_OCR(STREAM, LISTED, "cpu", "OCR.STREAMING_WR.L3_MISS", 0x2a, 0x94000800, SOURCE,
		  .pfm = PFM_NONE("OCR:STREAMING_WR_L3_MISS")),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x05, 0xcf, 64, SOURCE,
	      .way = 1, .alias = "cas_count_read"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x05, 0xf0, 64, SOURCE,
	      .way = 1, .alias = "cas_count_write"),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x05, 0xc4, 64,
	      SOURCE),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT.RD_PRE_UNDERFILL", 0x05, 0xc8, 64,
	      SOURCE),
	INTEL_UPI(SOURCE),
	RESCTRL_MBM,
	INTEL_CHA(SOURCE),
	EVENT(WC_FULL, LISTED, "uncore_m2m", "UNC_M2M_IMC_WRITES.FULL", 0x25, 0x1801, 64, SOURCE),
	EVENT(WC_PARTIAL, COUNTED, "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x25, 0x1802, 64,
	      SOURCE, .at_most = true),
	INTEL_NO_PMEM("Optane ended with Sapphire Rapids"),
};
/* clang-format on */

const struct platform cpu_intel_emr = {
	.name = "intel-emr",
	.desc = "Xeon Scalable 5th generation (Emerald Rapids)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/*
	 * Intel optimisation manual and product pages [P]: the large die has 5 MiB per core.
	 * Ways of the L3 from public CPUID dumps [S].
	 */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 5 * MIB,
		.l3_ways = 20,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.fill_buffers = 16, /* [P] */
		.memory = "8 x DDR5-5600",
	},
	VARIANT_TABLE(variants),
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb avx512f amx_tile",
	.never = "clzero amx_fp16 cmpccxadd",
	.notes = "SpecI2M as on Ice Lake-SP.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OCR.READS_TO_CORE.L3_MISS / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_SPECI2M
		INTEL_CANNOT_CORE
		INTEL_CANNOT_READS,
	/* clang-format on */
};
