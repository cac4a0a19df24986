// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 6.  Ranges from cpu/amd.c of Linux 7.2 [S]; nobody has published what its caches
 * are.
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x1a, 0x50, 0x5f, "X86_FEATURE_ZEN6"),
	MATCH_MODELS(0x1a, 0x80, 0xaf, "X86_FEATURE_ZEN6"),
	MATCH_MODELS(0x1a, 0xc0, 0xcf, "X86_FEATURE_ZEN6"),
	MATCH_MODELS(0x1a, 0xd8, 0xef, "X86_FEATURE_ZEN6"),
};

#define SOURCE "Linux pmu-events amdzen6"

/* clang-format off */
static const struct platform_event events[] = {
	EVENT(RFO, COUNTED, "cpu", "l2_request_g1.rd_blk_x", 0x60, 0x40, 64, SOURCE),
	EVENT(FILL, BYTES, "cpu", "l2_fill_rsp_src.dram_io_near", 0x165, 0x08, 64, SOURCE, .way = 1),
	EVENT(FILL, BYTES, "cpu", "l2_fill_rsp_src.dram_io_far", 0x165, 0x40, 64, SOURCE, .way = 1),
	EVENT(FILL, LISTED, "cpu", "ls_any_fills_from_sys.dram_io_all", 0x44, 0x48, 64, SOURCE),
	EVENT(FILL, LISTED, "cpu", "ls_any_fills_from_sys.alt_mem", 0x44, 0x80, 64, SOURCE),
	EVENT(STREAM, COUNTED, "cpu", "l2_wcb_req.wcb_close", 0x63, 0x20, 0, SOURCE),
	EVENT(WC_FULL, COUNTED, "cpu", "wcb_close.full_line_64b", 0x50, 0x01, 64, SOURCE),
	EVENT_NONE(WC_PARTIAL, "cpu", "reasons other than a full line are not published"),
	EVENT_NONE(WC_STALL, "cpu", "stores held up by full buffers are not published"),
	EVENT(DTLB, COUNTED, "cpu", "ls_l1_d_tlb_miss.l2_miss_all", 0x45, 0xf0, 0, SOURCE),
	AMD_UMC(SOURCE),
	EVENT_NONE(CROSS_SOCKET, "amd_df", "no file of the data fabric is published"),
	RESCTRL_MBM,
	AMD_NO_PMEM,
};
/* clang-format on */

const struct platform cpu_amd_zen6 = {
	.name = "amd-zen6",
	.desc = "Zen 6",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	.geometry = {
		.memory = "not published",
	},
	.has = "",
	.never = "",
	.notes = "Caches, buffers and features are not published, so a match rests on the model number "
		 "alone. Models D0h to D7h are with amd-zen5: compilers and Linux 7.2 have them there, a "
		 "kernel patch of AMD's has them as Zen 6.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = "uncore: r = 64 x umc_cas_cmd.rd / bytes stored, w = 64 x umc_cas_cmd.wr / bytes "
		   "stored, less the idle socket's; core: r = 64 x l2_fill_rsp_src of near and far "
		   "memory / bytes stored.",
	.cannot_tell =
		"Memory controller counters saturate instead of wrapping. The core's r counts what its "
		"own L2 was filled with from memory, prefetches included, and nothing of what the "
		"fabric or a controller reads for itself. Page walks of loads and stores are one count.",
	/* clang-format on */
};
