// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Arrow Lake: Lion Cove performance and Skymont efficiency cores.
 * asm/intel-family.h of Linux 7.2 [S].
 *
 * 0xb5 (Arrow Lake-U) is with Meteor Lake: Intel's perfmon map gives it those
 * tables (Redwood Cove and Crestmont), so despite its kernel name INTEL_ARROWLAKE_U
 * it is not this core [S].
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
	INTEL_LNC_CORE(0xfe7f8000002, SOURCE),
	EVENT_NONE(RFO, "cpu_atom", "no ownership request event is published for Arrow Lake's "
		   "Skymont; Lunar Lake's has one"),
	INTEL_ATOM_STREAM("cpu_atom", SOURCE),
	EVENT(DTLB, COUNTED, "cpu_lowpower", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0,
	      SOURCE, .optional = true),
	EVENT_NONE(RFO, "cpu_lowpower", "no ownership request event is published for Arrow Lake's "
		   "Crestmont"),
	INTEL_CHUNKS(SOURCE),
	INTEL_CHUNKS_FREE_RUNNING(SOURCE),
	INTEL_CLIENT_NONE,
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
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 3 * MIB,
		.l2_ways = 12,
		.l3_unit = "socket",
		.memory = "2 x 64-bit DDR5-6400 (LPDDR5X on H)",
	},
	/* Compiler tables [S]; erms and fsrm [P].  fzrm is off on hybrid parts. */
	.has = "erms fsrm movdiri movdir64b clwb",
	.never = "clzero avx512f amx_tile amx_fp16",
	.notes = "Hybrid: Skymont cores have 32 KiB L1D and 4 MiB L2 per four cores; H parts "
		 "add low-power Crestmont cores, whose PMU is cpu_lowpower. Lion Cove has a 192 KiB "
		 "cache between the 48 KiB one and the L2. Pin to one kind of core and name it with the result.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "a count of UNC_M_RD_DATA or UNC_M_WR_DATA is 32 bytes; "
		   "core: r = 64 x OCR.DEMAND_RFO.L3_MISS / bytes stored on a performance core, "
		   "nothing on an efficiency core; w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"So the core's r is a lower bound. A CAS command moves 32 or 64 bytes here, so CAS counts "
		"and the free-running counters, which the kernel scales by 64, are no byte counts. "
		INTEL_CANNOT_GRAPHICS,
	/* clang-format on */
};
