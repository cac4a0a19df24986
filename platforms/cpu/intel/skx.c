// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Skylake-SP.  Shares family and model with Cascade Lake: the stepping decides
 * (Intel perfmon map: 0-4 is Skylake, 5-15 is Cascade Lake) [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_STEPPINGS(6, 0x55, 0, 4, "INTEL_SKYLAKE_X"),
};

#define SOURCE "Intel perfmon SKX 1.37"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_SKL_CORE("cpu", PFM_SKX, SOURCE),
	/*
	 * libpfm4's L3_MISS of these CPUs is the response mask that perfmon calls
	 * L3_MISS_LOCAL_DRAM: it would count nothing on a remote node [S][T].
	 */
	INTEL_OCR(RFO, LISTED, "cpu", "OFFCORE_RESPONSE.DEMAND_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000002, SOURCE,
		  .pfm_differs = PFM_SKX("OFFCORE_RESPONSE_0:DMND_RFO:L3_MISS")),
	INTEL_OCR(RFO, BYTES, "cpu", "OFFCORE_RESPONSE.ALL_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000122, SOURCE,
		  .way = 1,
		  .pfm_differs =
			  PFM_SKX("OFFCORE_RESPONSE_0:DMND_RFO:PF_L2_RFO:PF_L3_RFO:L3_MISS")),
	EVENT_NONE(STREAM, "cpu", "the vendor's file has no event with streaming stores in it"),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x04, 0x03, 64, SOURCE,
	      .way = 1, .alias = "cas_count_read"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x04, 0x0c, 64, SOURCE,
	      .way = 1, .alias = "cas_count_write"),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x04, 0x02, 64,
	      SOURCE),
	INTEL_UPI(SOURCE),
	RESCTRL_MBM,
	EVENT(WC_PARTIAL, COUNTED, "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x38, 0x02, 64,
	      SOURCE, .at_most = true),
	INTEL_NO_PMEM("Optane came with Cascade Lake"),
};
/* clang-format on */

const struct platform cpu_intel_skx = {
	.name = "intel-skx",
	.desc = "Xeon Scalable 1st generation (Skylake-SP)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 1 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 1408 * KIB,
		.l3_ways = 11,
		.l3_unit = "core",
		.l3_policy = "non-inclusive, victim-like",
		.fill_buffers = 12, /* [P]; 10 measured on the same core, see intel-clx */
		.memory = "6 x DDR4-2666",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms clwb avx512f",
	/* VNNI came with Cascade Lake [P]; the rest as above. */
	.never = "fsrm movdiri movdir64b clzero avx512_vnni avx512_fp16 amx_tile amx_fp16",
	.notes = "The fill-buffer count is printed as 12 in most tables but 10 was measured "
		 "on Cascade Lake, which has the same core.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OFFCORE_RESPONSE.ALL_RFO.L3_MISS.ANY_SNOOP / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"ALL_RFO adds the prefetched ones up but may count a line twice that was prefetched "
		"and dropped. Streaming stores have no event: "
		"the mesh counts them only through a filter register, so a "
		"buffer that left early is seen as UNC_M2M_IMC_WRITES.PARTIAL, for the whole socket. "
		"There is no SpecI2M to account for.",
	/* clang-format on */
};
