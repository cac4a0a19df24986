// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Meteor Lake, and Arrow Lake-U, which has the same cores whatever its name: Redwood Cove
 * and Crestmont.  asm/intel-family.h of Linux 7.2; Intel's perfmon map gives 0xb5 the
 * Meteor Lake files [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xaa, "INTEL_METEORLAKE_L"),
	MATCH_MODEL(6, 0xac, "INTEL_METEORLAKE"),
	MATCH_MODEL(6, 0xb5, "INTEL_ARROWLAKE_U"),
};

#define SOURCE "Intel perfmon MTL 1.22"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_GLC_CORE("cpu_core", PFM_NONE, SOURCE),
	EVENT(WC_STALL, LISTED, "cpu_core", "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3fbfc00002, SOURCE,
		  .way = 1),
	INTEL_OCR(STREAM, COUNTED, "cpu_core", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800,
		  SOURCE),
	EVENT_NONE(WC_PARTIAL, "cpu_core", "only the efficiency cores tell full lines from partial"),
	INTEL_OCR(RFO, BYTES, "cpu_atom", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3fbfc00002, SOURCE,
		  .way = 1),
	INTEL_OCR(RFO, LISTED, "cpu_atom", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x184000002, SOURCE),
	INTEL_ATOM_STREAM("cpu_atom", SOURCE),
	INTEL_CHUNKS(SOURCE),
	INTEL_CHUNKS_FREE_RUNNING(SOURCE),
	INTEL_CLIENT_NONE,
};
/* clang-format on */

const struct platform cpu_intel_mtl = {
	.name = "intel-mtl",
	.desc = "Core Ultra 100 and 200U (Meteor Lake, Arrow Lake-U, hybrid)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Public CPUID dumps [S]; the buffers: not published. */
	.geometry = {
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit = "socket",
		.memory = "2 x 64-bit DDR5/LPDDR5X",
	},
	/* Public CPUID dumps [S]. */
	.has = "erms fsrm movdiri movdir64b clwb",
	.never = "avx512f cmpccxadd clzero amx_tile amx_fp16",
	.notes = "Hybrid: Crestmont cores have 32 KiB L1D and 2 MiB L2 per four cores; two more of them lie on "
		 "another die, without the L3. Pin to one kind of core and name it with the result.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "a count of UNC_M_RD_DATA or UNC_M_WR_DATA is 32 bytes; "
		   "core: r = 64 x OCR.DEMAND_RFO.L3_MISS / bytes stored, on the kind of core the "
		   "thread is pinned to; w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"So the core's r is a lower bound. A CAS command moves 32 or 64 bytes here, so CAS "
		"counts, and the free-running counters, which the kernel scales by 64, are no byte counts. "
		INTEL_CANNOT_GRAPHICS,
	/* clang-format on */
};
