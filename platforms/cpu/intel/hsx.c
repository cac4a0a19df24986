// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Haswell-EP and Broadwell-EP, -DE: two generations with the same caches and the same
 * encodings.  asm/intel-family.h of Linux 7.2 [S].  The file of Broadwell-DE has no
 * offcore responses and, of a one-socket part, no links.
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x3f, "INTEL_HASWELL_X"),
	MATCH_MODEL(6, 0x4f, "INTEL_BROADWELL_X"),
	MATCH_MODEL(6, 0x56, "INTEL_BROADWELL_D"),
};

static const struct cache_variant variants[] = {
	{ 3, 1536 * KIB, 12, "Xeon D (0x56)" },
};

#define SOURCE "Intel perfmon HSX 29, BDX 23, BDW-DE 12"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_SKL_CORE("cpu", PFM_NONE, SOURCE),
	INTEL_OCR(RFO, LISTED, "cpu", "OFFCORE_RESPONSE.DEMAND_RFO.LLC_MISS.ANY_RESPONSE", 0xb7,
		  0x3fbfc00002, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu", "OFFCORE_RESPONSE.ALL_RFO.LLC_MISS.ANY_RESPONSE", 0xb7,
		  0x3fbfc00122, SOURCE, .way = 1),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x04, 0x03, 64, SOURCE,
	      .way = 1, .alias = "cas_count_read"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x04, 0x0c, 64, SOURCE,
	      .way = 1, .alias = "cas_count_write"),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x04, 0x02, 64,
	      SOURCE),
	/* A data flit is 8 bytes; bit 8 of the code is the kernel's extension of the event. */
	EVENT(CROSS_SOCKET, COUNTED, "uncore_qpi", "UNC_Q_TxL_FLITS_G1.DRS_DATA", 0x100, 0x08, 8,
	      SOURCE, .optional = true),
	EVENT(WC_FULL, LISTED, "uncore_ha", "UNC_H_IMC_WRITES.FULL", 0x1a, 0x01, 64, SOURCE),
	EVENT(WC_PARTIAL, COUNTED, "uncore_ha", "UNC_H_IMC_WRITES.PARTIAL", 0x1a, 0x02, 64, SOURCE,
	      .at_most = true),
	EVENT_NONE(STREAM, "cpu", "no event is published that streaming stores have for themselves"),
	INTEL_NO_PMEM("Optane came with Cascade Lake"),
};
/* clang-format on */

const struct platform cpu_intel_hsx = {
	.name = "intel-hsx",
	.desc = "Xeon E5, E7 v3 and v4, Xeon D-1500 (Haswell-EP, Broadwell-EP, -DE)",
	.published_as = "Haswell-EP;Broadwell-EP",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/*
	 * Public CPUID dumps [S]; fill buffers, policy and memory: Intel optimisation manual,
	 * product pages [P].
	 */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 256 * KIB,
		.l2_ways = 8,
		.l3_unit_bytes = 2560 * KIB,
		.l3_ways = 20,
		.l3_unit = "core",
		.l3_policy = "inclusive",
		.fill_buffers = 10,
		.memory = "4 x DDR4 (2 on Xeon D)",
	},
	VARIANT_TABLE(variants),
	/* Public CPUID dumps [S]. */
	.has = "erms",
	.never = "fsrm clwb movdiri movdir64b avx512f clzero amx_tile amx_fp16",
	.notes = "Core i7 Extreme of these models are this core. Haswell-EP has no bandwidth monitoring in "
		 "resctrl, Broadwell-EP has.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OFFCORE_RESPONSE.ALL_RFO.LLC_MISS.ANY_RESPONSE / bytes stored, w is "
		   "not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"ALL_RFO adds the prefetched ones up but may count a line twice that was prefetched "
		"and dropped. There is no SpecI2M to account for.",
	/* clang-format on */
};
