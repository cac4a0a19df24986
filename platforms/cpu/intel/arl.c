// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Arrow Lake: Lion Cove performance and Skymont efficiency cores.
 * asm/intel-family.h of Linux 7.2 [S].
 *
 * 0xb5 (Arrow Lake-U) is left out on purpose: Intel's perfmon map gives it the
 * Meteor Lake tables (Redwood Cove and Crestmont), so despite its kernel name
 * INTEL_ARROWLAKE_U it is not this core [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xc6, "INTEL_ARROWLAKE"),
	MATCH_MODEL(6, 0xc5, "INTEL_ARROWLAKE_H"),
};

#define SOURCE "Intel perfmon ARL 1.20"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_GLC_CORE("cpu_core", PFM_NONE, SOURCE),
	EVENT(RFO, LISTED, "cpu_core", "L2_RQSTS.RFO_HIT", 0x24, 0x42, 64, SOURCE),
	EVENT(WC_STALL, LISTED, "cpu_core", "L1D_MISS.FB_FULL", 0x49, 0x02, 0, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0xfe7f8000002, SOURCE,
		  .way = 1),
	INTEL_OCR(STREAM, COUNTED, "cpu_core", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800,
		  SOURCE),
	EVENT_NONE(WC_PARTIAL, "cpu_core", "only the efficiency cores tell full lines from partial"),
	EVENT_NONE(RFO, "cpu_atom", "no ownership request event is published for Skymont"),
	INTEL_ATOM_STREAM(SOURCE),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_RD_DATA", 0x3a, 0, 32, SOURCE, .way = 1),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_WR_DATA", 0x3b, 0, 32, SOURCE, .way = 1),
	EVENT(DRAM_READ, LISTED, "uncore_imc", "UNC_M_CAS_COUNT_RD", 0x22, 0, 0, SOURCE),
	EVENT(DRAM_WRITE, LISTED, "uncore_imc", "UNC_M_CAS_COUNT_WR", 0x23, 0, 0, SOURCE),
	EVENT(DRAM_READ, LISTED, "uncore_imc_free_running", "UNC_M_MC0_RDCAS_COUNT_FREERUN", 0xff,
	      0x20, 0, SOURCE),
	EVENT(DRAM_WRITE, LISTED, "uncore_imc_free_running", "UNC_M_MC0_WRCAS_COUNT_FREERUN", 0xff,
	      0x30, 0, SOURCE),
	EVENT_NONE(CROSS_SOCKET, "uncore_upi", "one socket"),
	INTEL_NO_PMEM("no persistent memory on this platform"),
};
/* clang-format on */

const struct platform cpu_intel_arl = {
	.name = "intel-arl",
	.desc = "Core Ultra 200 (Arrow Lake S and H, hybrid)",
	.published_as = "Arrow Lake",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/*
	 * Intel product pages [P]: a 48 KiB "L0" in front of 192 KiB L1, 36 MiB
	 * L3 on the 285K.  CPUID reports the first as the first-level cache.
	 * The 24 fill buffers of press reports are unverified and left out.
	 */
	.geometry = {
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 3 * MIB,
		.l3_unit = "socket",
		.memory = "2 x 64-bit DDR5-6400 (LPDDR5X on H)",
	},
	/* Compiler tables [S]; the string flags [P]. */
	.has = "erms fsrm fzrm movdiri movdir64b clwb",
	.never = "clzero avx512f",
	.notes = "Hybrid: Skymont cores have 32 KiB L1D and 4 MiB L2 per four cores; H parts "
		 "add low-power Crestmont cores. Lion Cove has a 192 KiB cache between the "
		 "48 KiB one and the L2. Pin to one kind of core and name it with the result.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "a count of UNC_M_RD_DATA or UNC_M_WR_DATA is 32 bytes; "
		   "core: r = 64 x OCR.DEMAND_RFO.L3_MISS / bytes stored on a performance core, "
		   "nothing on an efficiency core; w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"So the core's r is a lower bound. A CAS command moves 32 or 64 bytes here, so CAS counts "
		"and the free-running counters, which the kernel scales by 64, are no byte counts. The "
		"memory controllers count graphics and display as well.",
	/* clang-format on */
};
