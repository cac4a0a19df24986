// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ice Lake-SP and -D (Sunny Cove).  asm/intel-family.h of Linux 7.2 [S].
 *
 * QEMU's Icelake-Server reports model 0x86 in its versions 1 to 3 and 0x6a only
 * from version 4 on (QEMU 10.0 CPU models) [S].  0x86 is a Tremont server part,
 * which has no AVX-512, so a guest with AVX-512 under that number is this one.
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x6a, "INTEL_ICELAKE_X"),
	MATCH_MODEL(6, 0x6c, "INTEL_ICELAKE_D"),
	{
		.family = 6,
		.model_lo = 0x86,
		.model_hi = 0x86,
		.stepping_hi = 15,
		.kernel_macro = "INTEL_ICELAKE_X",
		.guest_needs = "avx512f",
	},
};

static const struct cache_variant variants[] = {
	/* Product pages: 10 to 30 MB in steps of 5 MB [P], which this divides [D]. */
	{ 3, 1280 * KIB, 10, "Xeon D (0x6c)" },
};

#define SOURCE "Intel perfmon ICX 1.30"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_SKL_CORE("cpu", PFM_ICX, SOURCE),
	INTEL_OCR(FILL, BYTES, "cpu", "OCR.READS_TO_CORE.L3_MISS", 0xb7, 0x3f3fc00477, SOURCE,
		  .way = 1, .pfm = PFM_ICX("OCR:READS_TO_CORE_L3_MISS")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3f3fc00002, SOURCE,
		  .pfm = PFM_ICX("OCR:DEMAND_RFO_L3_MISS")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x73c000002, SOURCE,
		  .pfm = PFM_ICX("OCR:DEMAND_RFO_DRAM")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.LOCAL_DRAM", 0xb7, 0x104000002, SOURCE,
		  .pfm = PFM_ICX("OCR:DEMAND_RFO_LOCAL_DRAM")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.PMM", 0xb7, 0x703c00002, SOURCE,
		  .pfm = PFM_ICX("OCR:DEMAND_RFO_PMM")),
	INTEL_OCR(EVADED, LISTED, "cpu", "OCR.ITOM.L3_MISS_LOCAL", 0xb7, 0x84000002, SOURCE,
		  .pfm = PFM_ICX("OCR:ITOM_L3_MISS_LOCAL")),
	INTEL_OCR(EVADED, LISTED, "cpu", "OCR.ITOM.REMOTE", 0xb7, 0x90000002, SOURCE,
		  .pfm = PFM_ICX("OCR:ITOM_REMOTE")),
	INTEL_OCR(STREAM, COUNTED, "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800, SOURCE,
		  .pfm = PFM_ICX("OCR:STREAMING_WR_ANY_RESPONSE")),
	INTEL_OCR(STREAM, LISTED, "cpu", "OCR.STREAMING_WR.L3_MISS", 0xb7, 0x94000800, SOURCE,
		  .pfm = PFM_ICX("OCR:STREAMING_WR_L3_MISS")),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x04, 0x0f, 64, SOURCE,
	      .way = 1, .alias = "cas_count_read"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x04, 0x30, 64, SOURCE,
	      .way = 1, .alias = "cas_count_write"),
	EVENT(DRAM_READ, BYTES, "uncore_imc_free_running", "free-running read", 0xff, 0x20, 64,
	      "Linux 7.2 uncore driver", .way = 2, .alias = "read"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc_free_running", "free-running write", 0xff, 0x21, 64,
	      "Linux 7.2 uncore driver", .way = 2, .alias = "write"),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x04, 0x04, 64,
	      SOURCE),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT.RD_PRE_UNDERFILL", 0x04, 0x08, 64,
	      SOURCE),
	INTEL_UPI(SOURCE),
	RESCTRL_MBM,
	INTEL_CHA(SOURCE),
	EVENT(WC_FULL, LISTED, "uncore_m2m", "UNC_M2M_IMC_WRITES.FULL", 0x38, 0x1c01, 64, SOURCE),
	EVENT(WC_PARTIAL, COUNTED, "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x38, 0x1c02, 64,
	      SOURCE, .at_most = true),
	INTEL_PMEM(SOURCE),
};
/* clang-format on */

const struct platform cpu_intel_icx = {
	.name = "intel-icx",
	.desc = "Xeon Scalable 3rd generation (Ice Lake-SP)",
	.published_as = "Ice Lake X;Ice Lake server",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 1280 * KIB,
		.l2_ways = 20,
		.l3_unit_bytes = 1536 * KIB,
		.l3_ways = 12,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.fill_buffers = 12, /* Architecture Day 2021 through the press [Q] */
		.memory = "8 x DDR4-3200 + Optane 200",
	},
	VARIANT_TABLE(variants),
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm clwb avx512f",
	.never = "movdiri movdir64b clzero avx512_fp16 amx_tile amx_fp16",
	.notes = "SpecI2M turns ownership reads of regular stores into ItoM near bandwidth "
		 "saturation, so one thread and many can have opposite answers. "
		 "QEMU's Icelake-Server has fsrm only from version 4 on.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OCR.READS_TO_CORE.L3_MISS / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_SPECI2M
		INTEL_CANNOT_CORE
		"OCR.ITOM uses the request bit of OCR.DEMAND_RFO, so the two are not told apart by the "
		"core. READS_TO_CORE adds demand and prefetched data reads, code reads and ownership "
		"requests: the walk reads next to nothing from memory, a page walk's lines are in it.",
	/* clang-format on */
};
