// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Raptor Lake: Raptor Cove performance and Gracemont efficiency cores; Bartlett Lake:
 * Raptor Cove alone.
 * asm/intel-family.h of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0xb7, "INTEL_RAPTORLAKE"),
	MATCH_MODEL(6, 0xba, "INTEL_RAPTORLAKE_P"),
	MATCH_MODEL(6, 0xbf, "INTEL_RAPTORLAKE_S"),
	MATCH_MODEL(6, 0xd7, "INTEL_BARTLETTLAKE"),
};

static const struct cache_variant variants[] = {
	{ 2, 1280 * KIB, 10, "models 0xba and 0xbf, and small parts of 0xb7" },
};

#define SOURCE "Intel perfmon ADL 1.40 (its map covers Raptor Lake)"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_GLC_CORE("cpu_core", PFM_NONE, SOURCE),
	EVENT(WC_STALL, LISTED, "cpu_core", "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0, SOURCE),
	INTEL_OCR(RFO, BYTES, "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3fbfc00002, SOURCE,
		  .way = 1),
	INTEL_OCR(STREAM, COUNTED, "cpu_core", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800,
		  SOURCE),
	EVENT_NONE(WC_PARTIAL, "cpu_core", "only the efficiency cores tell full lines from partial"),
	INTEL_GRACEMONT("cpu_atom", SOURCE),
	INTEL_FREE_RUNNING(SOURCE),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_RD", 0x22, 0, 64, SOURCE, .way = 2),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_WR", 0x23, 0, 64, SOURCE,
	      .way = 2),
	INTEL_CLIENT_NONE,
};
/* clang-format on */

const struct platform cpu_intel_rpl = {
	.name = "intel-rpl",
	.desc = "Core 13th and 14th generation (Raptor Lake, hybrid; Bartlett Lake)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel product pages [P]; 36 MiB L3 on the 13900K.  Ways from public CPUID dumps [S]. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 2 * MIB,
		.l2_ways = 16,
		.l3_unit = "socket",
		.l3_policy = "non-inclusive [unverified]",
		.fill_buffers = 16, /* [P] */
		.memory = "2 x 64-bit DDR4/DDR5",
	},
	VARIANT_TABLE(variants),
	/* Compiler tables [S]; erms and fsrm [P].  fzrm is off on hybrid parts. */
	.has = "erms fsrm movdiri movdir64b clwb",
	.never = "clzero avx512f amx_tile amx_fp16 cmpccxadd",
	.notes = "Hybrid: Gracemont cores have 32 KiB L1D and 4 MiB L2 per four cores. "
		 "Bartlett Lake (0xd7) has performance cores alone; no event file names it, and it has "
		 "those of Raptor Cove. "
		 "Pin to one kind of core and name it with the result.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OCR.DEMAND_RFO.L3_MISS / bytes stored, on the kind of core the "
		   "thread is pinned to; w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		"So the core's r is a lower bound. The two kinds of core count different things: only "
		"the efficiency cores see whether a write-combining buffer left full. "
		INTEL_CANNOT_GRAPHICS,
	/* clang-format on */
};
