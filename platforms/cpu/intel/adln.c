// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Alder Lake-N and Twin Lake: Gracemont cores alone.  asm/intel-family.h of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xbe, "INTEL_ATOM_GRACEMONT"),
};

#define SOURCE "Intel perfmon ADL 1.40 (its map gives 0xbe the Gracemont file)"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_GRACEMONT("cpu", SOURCE),
	INTEL_FREE_RUNNING(SOURCE),
	INTEL_CLIENT_NONE,
};
/* clang-format on */

const struct platform cpu_intel_adln = {
	.name = "intel-adln",
	.desc = "Core i3-N, N-series (Alder Lake-N, Twin Lake)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Public CPUID dumps [S]; the buffers: not published. */
	.geometry = {
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit = "socket",
		.memory = "1 x DDR4/DDR5/LPDDR5",
	},
	/* Public CPUID dumps [S]. */
	.has = "erms fsrm movdiri movdir64b clwb",
	.never = "avx512f cmpccxadd clzero amx_tile amx_fp16",
	.notes = "Four cores share an L2.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OCR.DEMAND_RFO.L3_MISS / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"So the core's r is a lower bound. "
		INTEL_CANNOT_GRAPHICS,
	/* clang-format on */
};
