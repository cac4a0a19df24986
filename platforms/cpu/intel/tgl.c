// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tiger Lake (Willow Cove).  asm/intel-family.h of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x8c, "INTEL_TIGERLAKE_L"),
	MATCH_MODEL(6, 0x8d, "INTEL_TIGERLAKE"),
};

static const struct cache_variant variants[] = {
	{ 3, 2 * MIB, 8, "parts with a third of their L3 off" },
	{ 3, 2560 * KIB, 10, "parts with a sixth of their L3 off" },
};

#define SOURCE "Intel perfmon TGL 1.19"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_SKL_CORE("cpu", PFM_ICL, SOURCE),
	INTEL_OCR(STREAM, COUNTED, "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800, SOURCE),
	INTEL_FREE_RUNNING(SOURCE),
	EVENT_NONE(WC_PARTIAL, "cpu", "no event is published that tells full lines from partial"),
	INTEL_CLIENT_NONE,
};
/* clang-format on */

const struct platform cpu_intel_tgl = {
	.name = "intel-tgl",
	.desc = "Core 11th generation (Tiger Lake)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Public CPUID dumps [S]; fill buffers: not published. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 1280 * KIB,
		.l2_ways = 20,
		.l3_unit_bytes = 3 * MIB,
		.l3_ways = 12,
		.l3_unit = "core",
		.l3_policy = "non-inclusive",
		.memory = "2 x DDR4 / LPDDR4X",
	},
	VARIANT_TABLE(variants),
	/* Public CPUID dumps [S]. */
	.has = "erms fsrm clwb movdiri movdir64b avx512f",
	.never = "avx512_fp16 clzero amx_tile amx_fp16",
	.notes = "The event file has no offcore response of ownership requests.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE "a core counts no bytes.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		INTEL_CANNOT_GRAPHICS,
	/* clang-format on */
};
