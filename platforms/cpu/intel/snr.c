// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Snow Ridge (Tremont).  asm/intel-family.h of Linux 7.2 [S].  QEMU lends its model number
 * to Icelake-Server: see icx.c.
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODEL(6, 0x86, "INTEL_ATOM_TREMONT_D"),
};

#define SOURCE "Intel perfmon SNR 1.23"

/* clang-format off */
static const struct platform_event events[] = {
	INTEL_OCR(FILL, BYTES, "cpu", "OCR.READS_TO_CORE.L3_MISS", 0xb7, 0x2184000477, SOURCE,
		  .way = 1),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x2184000002, SOURCE),
	INTEL_OCR(RFO, LISTED, "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x184000002, SOURCE),
	INTEL_ATOM_STREAM("cpu", SOURCE),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x04, 0x0f, 64, SOURCE,
	      .way = 1, .alias = "cas_count_read"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x04, 0x30, 64, SOURCE,
	      .way = 1, .alias = "cas_count_write"),
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x04, 0x04, 64,
	      SOURCE),
	EVENT(WC_FULL, LISTED, "uncore_m2m", "UNC_M2M_IMC_WRITES.FULL", 0x38, 0x1c01, 64, SOURCE),
	EVENT(WC_PARTIAL, COUNTED, "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x38, 0x1c02, 64,
	      SOURCE, .at_most = true),
	EVENT_NONE(CROSS_SOCKET, "uncore_upi", "one socket"),
	INTEL_NO_PMEM("no persistent memory on this platform"),
};
/* clang-format on */

const struct platform cpu_intel_snr = {
	.name = "intel-snr",
	.desc = "Atom P5000 (Snow Ridge, Tremont)",
	.vendor = VENDOR_INTEL,
	MATCH_TABLE(match),
	/* Intel optimisation manual and product pages [P]; ways, L3 and buffers: not published. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 4608 * KIB,
		.memory = "2 x DDR4-2933",
	},
	/* GCC 12 and clang 19 target tables [S]. */
	.has = "erms movdiri movdir64b clwb",
	.never = "avx512f clzero amx_tile amx_fp16",
	.notes = "Four cores share an L2.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = INTEL_FORMULA_UNCORE
		   "core: r = 64 x OCR.READS_TO_CORE.L3_MISS / bytes stored, w is not counted.",
	.cannot_tell =
		INTEL_CANNOT_CORE
		INTEL_CANNOT_READS,
	/* clang-format on */
};
