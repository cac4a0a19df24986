// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Panther Lake and Wildcat Lake: Cougar Cove performance and Darkmont efficiency cores.
 * asm/intel-family.h of Linux 7.2; Intel's perfmon map gives all three models one set of
 * files [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xcc, "INTEL_PANTHERLAKE_L"),
	MATCH_MODEL(6, 0xd5, "INTEL_WILDCATLAKE_L"),
	MATCH_MODEL(6, 0xe5, "INTEL_PANTHERLAKE_R"),
};

static const struct cache_variant variants[] = {
	{ 2, 2560 * KIB, 10, "as on Lunar Lake" },
};

#define SOURCE "Intel perfmon PTL 1.07"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_LNC_CORE(0x9e7fa000002, SOURCE),
	EVENT(RFO, COUNTED, "cpu_atom", "L2_REQUEST.DEMAND_RFO_MISS", 0x24, 0x42, 64, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu_atom", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x13fbfc00002, SOURCE,
		  .way = 1),
	EVENT_NONE(STREAM, "cpu_atom", "no event of streaming stores is published for Darkmont"),
	INTEL_ATOM_DTLB("cpu_atom", SOURCE),
	INTEL_CHUNKS(SOURCE),
	INTEL_CLIENT_NONE,
};
/* clang-format on */

const struct platform cpu_intel_ptl = {
	.name = "intel-ptl",
	.desc = "Core Ultra 300 (Panther Lake, Wildcat Lake, hybrid)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Public CPUID dumps [S]; the buffers: not published. */
	.geometry = {
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 3 * MIB,
		.l2_ways = 12,
		.l3_unit = "socket",
		.memory = "2 x 64-bit DDR5/LPDDR5X (1 on Wildcat Lake)",
	},
	VARIANT_TABLE(variants),
	/* Public CPUID dumps [S]. */
	.has = "erms fsrm movdiri movdir64b clwb",
	.never = "avx512f clzero amx_tile amx_fp16",
	.notes = "Hybrid: Darkmont cores have 32 KiB L1D and 4 MiB L2 per four cores. Wildcat Lake has no L3. Pin "
		 "to one kind of core and name it with the result.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "a count of UNC_M_RD_DATA or UNC_M_WR_DATA is 32 bytes; "
		   "core: r = 64 x OCR.DEMAND_RFO.L3_MISS / bytes stored, on the kind of core the "
		   "thread is pinned to; w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"So the core's r is a lower bound. A CAS command moves 32 or 64 bytes here, so CAS "
		"counts are no byte counts. "
		INTEL_CANNOT_GRAPHICS,
	/* clang-format on */
};
