// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Skylake to Comet Lake client: one core, one set of caches and one event file.
 * asm/intel-family.h of Linux 7.2, which calls all of them Sky Lake [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x4e, "INTEL_SKYLAKE_L"),
	MATCH_MODEL(6, 0x5e, "INTEL_SKYLAKE"),
	MATCH_MODEL(6, 0x8e, "INTEL_KABYLAKE_L"),
	MATCH_MODEL(6, 0x9e, "INTEL_KABYLAKE"),
	MATCH_MODEL(6, 0xa5, "INTEL_COMETLAKE"),
	MATCH_MODEL(6, 0xa6, "INTEL_COMETLAKE_L"),
};

static const struct cache_variant variants[] = {
	{ 3, 1536 * KIB, 12, "Core i3 and i5 with part of their L3 off" },
	{ 3, 1 * MIB, 8, "Pentium and Celeron" },
};

#define SOURCE "Intel perfmon SKL 59"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_SKL_CORE("cpu", PFM_SKL, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu", "OFFCORE_RESPONSE.DEMAND_RFO.L3_MISS.ANY_SNOOP", 0xb7,
		  0x3ffc400002, SOURCE, .way = 1),
	INTEL_OCR(STREAM, LISTED, "cpu", "OFFCORE_RESPONSE.OTHER.ANY_RESPONSE", 0xb7, 0x18000,
		  SOURCE),
	INTEL_CLIENT_IMC,
	EVENT_NONE(WC_PARTIAL, "cpu", "no event is published that tells full lines from partial"),
	INTEL_CLIENT_NONE,
};
/* clang-format on */

const struct platform cpu_intel_skl = {
	.name = "intel-skl",
	.desc = "Core 6th to 10th generation (Skylake, Kaby, Coffee, Comet Lake client)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/*
	 * Public CPUID dumps [S]; fill buffers as the server core, Intel optimisation manual
	 * [P].
	 */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 256 * KIB,
		.l2_ways = 4,
		.l3_unit_bytes = 2 * MIB,
		.l3_ways = 16,
		.l3_unit = "core",
		.l3_policy = "inclusive",
		.fill_buffers = 12,
		.memory = "2 x DDR4 / LPDDR3",
	},
	VARIANT_TABLE(variants),
	/* Public CPUID dumps [S]. */
	.has = "erms",
	.never = "fsrm clwb movdiri movdir64b avx512f clzero amx_tile amx_fp16",
	.notes = "On Skylake microcode older than 0xea drops write-backs of lines that stay zero. "
		 "Xeon E3 and E of these models are this core.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OFFCORE_RESPONSE.DEMAND_RFO.L3_MISS.ANY_SNOOP / bytes stored, w is "
		   "not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"So the core's r is a lower bound. "
		"OFFCORE_RESPONSE.OTHER holds streaming stores among other things. The memory "
		"controller's counters are 32 bits of 64-byte units. "
		INTEL_CANNOT_GRAPHICS,
	/* clang-format on */
};
