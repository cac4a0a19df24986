// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Lunar Lake: Lion Cove performance and Skymont efficiency cores.
 * asm/intel-family.h of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xbd, "INTEL_LUNARLAKE_M"),
};

#define SOURCE "Intel perfmon LNL 1.26"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_LNC_CORE(0x9e7fa000002, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu_atom", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x13fbfc00002, SOURCE,
		  .way = 1),
	INTEL_OCR(RFO, LISTED, "cpu_atom", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x1fbc000002, SOURCE),
	INTEL_ATOM_STREAM("cpu_atom", SOURCE),
	INTEL_CHUNKS(SOURCE),
	INTEL_CLIENT_NONE,
};
/* clang-format on */

const struct platform cpu_intel_lnl = {
	.name = "intel-lnl",
	.desc = "Core Ultra 200V (Lunar Lake, hybrid)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/*
	 * Public CPUID dumps [S]; the buffers: not published.  The 192 KiB cache behind the
	 * first is not in CPUID.
	 */
	.geometry = {
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2560 * KIB,
		.l2_ways = 10,
		.l3_unit = "socket",
		.memory = "LPDDR5X-8533 on the package",
	},
	/* Public CPUID dumps [S]. */
	.has = "erms fsrm movdiri movdir64b clwb",
	.never = "avx512f clzero amx_tile amx_fp16",
	.notes = "Hybrid: Skymont cores have 32 KiB L1D and 4 MiB L2 per four cores, and no L3. Pin to one kind "
		 "of core and name it with the result.",
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
