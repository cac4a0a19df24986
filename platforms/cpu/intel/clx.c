// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Cascade Lake-SP.  Same model as Skylake-SP, steppings 5-15 in Intel's perfmon
 * map, 7 in the kernel's comment [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_STEPPINGS(6, 0x55, 5, 15, "INTEL_SKYLAKE_X"),
};

#define SOURCE "Intel perfmon CLX 1.25"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_SKL_CORE("cpu", PFM_CLX, SOURCE),
	/*
	 * libpfm4's L3_MISS of these CPUs is the response mask that perfmon calls
	 * L3_MISS_LOCAL_DRAM: it would count nothing on a remote node [S][T].
	 */
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000002, SOURCE,
		  .pfm_differs = PFM_CLX("OFFCORE_RESPONSE_0:DMND_RFO:L3_MISS")),
	INTEL_OCR(RFO, BYTES, "cpu", "OCR.ALL_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000122, SOURCE,
		  .way = 1,
		  .pfm_differs =
			  PFM_CLX("OFFCORE_RESPONSE_0:DMND_RFO:PF_L2_RFO:PF_L3_RFO:L3_MISS")),
	INTEL_OCR(STREAM, LISTED, "cpu", "OCR.OTHER.ANY_RESPONSE", 0xb7, 0x18000, SOURCE),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.PMM_HIT_LOCAL_PMM.ANY_SNOOP", 0xb7,
		  0x3f80400002, SOURCE),
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
	INTEL_PMEM(SOURCE),
};
/* clang-format on */

const struct platform cpu_intel_clx = {
	.name = "intel-clx",
	.desc = "Xeon Scalable 2nd generation (Cascade Lake-SP)",
	.published_as = "Cascade Lake",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* As Skylake-SP [P]; 33 MiB L3 on the 8260 (NVSL OptaneStudy data) [S]. */
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
		.fill_buffers = 10, /* measured: Kuehn, Muehlig, Teubner, DaMoN 2024 [Q] */
		.memory = "6 x DDR4-2933 + Optane 100",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]; VNNI [P]. */
	.has = "erms clwb avx512f avx512_vnni",
	.never = "fsrm movdiri movdir64b clzero avx512_fp16 amx_tile amx_fp16",
	.notes = "Cooper Lake shares the stepping range and is not told apart.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OCR.ALL_RFO.L3_MISS.ANY_SNOOP / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"ALL_RFO adds the prefetched ones up but may count a line twice that was prefetched "
		"and dropped. Streaming stores have no event of their own: OCR.OTHER holds them "
		"among other things, and the mesh counts them only through a filter register, so a "
		"buffer that left early is seen as UNC_M2M_IMC_WRITES.PARTIAL, for the whole socket. "
		"There is no SpecI2M to account for. Optane writes 256-byte blocks to its media, which "
		"the bus does not show.",
	/* clang-format on */
};
