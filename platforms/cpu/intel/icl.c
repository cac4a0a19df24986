// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Ice Lake client and Rocket Lake, whose core, caches and events are the same
 * (public CPUID dumps; Intel perfmon ICL and RKL).  asm/intel-family.h of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x7d, "INTEL_ICELAKE"),
	MATCH_MODEL(6, 0x7e, "INTEL_ICELAKE_L"),
	MATCH_MODEL(6, 0xa7, "INTEL_ROCKETLAKE"),
};

#define SOURCE "Intel perfmon ICL 1.24, RKL 1.04"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_SKL_CORE("cpu", PFM_ICL, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3fffc00002, SOURCE,
		  .way = 1, .pfm = PFM_ICL("OCR:DEMAND_RFO_L3_MISS")),
	INTEL_OCR(RFO, BYTES, "cpu", "OCR.HWPF_L2_RFO.L3_MISS", 0xb7, 0x3fffc00020, SOURCE,
		  .way = 1, .pfm = PFM_ICL("OCR:HWPF_L2_RFO_L3_MISS")),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x184000002, SOURCE,
		  .pfm = PFM_ICL("OCR:DEMAND_RFO_DRAM")),
	INTEL_OCR(STREAM, LISTED, "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800, SOURCE,
		  .pfm = PFM_ICL("OCR:STREAMING_WR_ANY_RESPONSE")),
	INTEL_OCR(STREAM, LISTED, "cpu", "OCR.STREAMING_WR.L3_MISS", 0xb7, 0x3fffc00800, SOURCE,
		  .pfm = PFM_ICL("OCR:STREAMING_WR_L3_MISS")),
	INTEL_CLIENT_IMC,
	EVENT_NONE(WC_PARTIAL, "cpu", "no event is published that tells full lines from partial"),
	INTEL_CLIENT_NONE,
};
/* clang-format on */

const struct platform cpu_intel_icl = {
	.name = "intel-icl",
	.desc = "Core 10th and 11th generation (Ice Lake client, Rocket Lake)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 512 * KIB,
		.l2_ways = 8,
		.l3_unit_bytes = 2 * MIB,
		.l3_ways = 16,
		.l3_unit = "core",
		.l3_policy = "inclusive",
		.fill_buffers = 12,
		.memory = "2 x DDR4 / LPDDR4X",
	},
	/* GCC 12 and clang 19 target tables [S]. */
	.has = "erms fsrm avx512f",
	.never = "movdiri movdir64b clwb clzero avx512_fp16 amx_tile amx_fp16",
	/* Travis Downs, "Ice Lake Store Elimination" (2020) and its sequel (2021) [S]. */
	.notes = "On Ice Lake microcode older than 0xa6 drops write-backs of lines that stay zero.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x (OCR.DEMAND_RFO.L3_MISS + OCR.HWPF_L2_RFO.L3_MISS) / bytes "
		   "stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"The two offcore registers hold demand and prefetched requests, so streaming stores are "
		"not counted beside them. The memory controller's counters are 32 bits of 64-byte "
		"units and count the graphics' traffic as well.",
	/* clang-format on */
};
