// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 2: Rome 31h, Matisse 71h [P].  The kernel has no per-model macros for
 * AMD; it derives X86_FEATURE_ZEN2 from these ranges in cpu/amd.c [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x17, 0x30, 0x4f, "X86_FEATURE_ZEN2"),
	MATCH_MODELS(0x17, 0x60, 0x7f, "X86_FEATURE_ZEN2"),
	MATCH_MODELS(0x17, 0x90, 0x91, "X86_FEATURE_ZEN2"),
	MATCH_MODELS(0x17, 0xa0, 0xaf, "X86_FEATURE_ZEN2"),
};

#define SOURCE "Linux pmu-events amdzen2"

/* clang-format off */
static const struct platform_event events[] = {
	EVENT(RFO, COUNTED, "cpu", "l2_request_g1.rd_blk_x", 0x60, 0x40, 64, SOURCE,
	      .pfm = "amd64_fam17h_zen2::REQUESTS_TO_L2_GROUP1:RD_BLK_X"),
	EVENT(RFO, LISTED, "cpu", "l2_request_g1.change_to_x", 0x60, 0x08, 64, SOURCE),
	EVENT(RFO, LISTED, "cpu", "ls_mab_alloc.stores", 0x41, 0x02, 64, SOURCE),
	EVENT(FILL, BYTES, "cpu", "ls_refills_from_sys.ls_mabresp_lcl_dram", 0x43, 0x08, 64, SOURCE,
	      .way = 1,
	      .pfm = "amd64_fam17h_zen2::DATA_CACHE_REFILLS_FROM_SYSTEM:LS_MABRESP_LCL_DRAM"),
	EVENT(FILL, BYTES, "cpu", "ls_refills_from_sys.ls_mabresp_rmt_dram", 0x43, 0x40, 64, SOURCE,
	      .way = 1,
	      .pfm = "amd64_fam17h_zen2::DATA_CACHE_REFILLS_FROM_SYSTEM:LS_MABRESP_RMT_DRAM"),
	EVENT(STREAM, LISTED, "cpu", "l2_wcb_req.wcb_write", 0x63, 0x40, 0, SOURCE),
	EVENT(STREAM, COUNTED, "cpu", "l2_wcb_req.wcb_close", 0x63, 0x20, 0, SOURCE),
	EVENT_NONE(WC_PARTIAL, "cpu", "closed buffers are counted, why they were closed is not"),
	EVENT(EVADED, LISTED, "cpu", "l2_wcb_req.cl_zero", 0x63, 0x01, 64, SOURCE),
	/* Linux's amdzen2 file gives it no unit mask; its amdzen3 file and libpfm4 say 1. */
	EVENT(WC_STALL, LISTED, "cpu", "ls_st_commit_cancel2.st_commit_cancel_wcb_full", 0x37, 0x01,
	      0, "libpfm4 4.13; Linux pmu-events amdzen3",
	      .pfm = "amd64_fam17h_zen2::STORE_COMMIT_CANCELS_2:WCB_FULL"),
	EVENT(DTLB, COUNTED, "cpu", "ls_tablewalker.dside", 0x46, 0x03, 0, SOURCE),
	AMD_DF_BOTH(SOURCE),
	RESCTRL_MBM,
	AMD_NO_PMEM,
};
/* clang-format on */

const struct platform cpu_amd_zen2 = {
	.name = "amd-zen2",
	.desc = "Zen 2 (EPYC 7002 Rome, Ryzen 3000)",
	.published_as = "Rome",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* AMD optimisation manual [P]; also QEMU's EPYC-Rome cache table [S]. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 512 * KIB,
		.l2_ways = 8,
		.l3_unit_bytes = 16 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX of 4 cores",
		.l3_policy = "mostly-exclusive victim",
		.fill_buffers = 22, /* miss address buffers [P] */
		.memory = "8 x DDR4-3200 (Rome), 2 channels (client)",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "clwb clzero",
	.never = "erms fsrm movdiri movdir64b avx512f",
	.notes = "Streaming stores use separate write-combining buffers of unstated number. "
		 "No ERMS: Linux 6.1 copies with rep movsq.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = "core: r = 64 x ls_refills_from_sys of local and remote DRAM / bytes stored; "
		   "uncore: dram_channel_data_controller_* x 64 / bytes stored is r + w; resctrl "
		   "with BMEC: reads and writes apart.",
	.cannot_tell =
		"The data fabric counts reads and writes in one sum, so w is not known and r comes from "
		"the cores alone. AMD calls these counters approximate and means them for one NUMA "
		"domain per socket; there are four of them for eight channels, so they are "
		"multiplexed. Only demand fills of the L1 are counted: a line that the L2 "
		"prefetcher fetched comes from the L2, so the core's r is a lower bound. What a "
		"write-combining count stands for, 32 bytes or 64, is not published. Page walks of "
		"loads and stores are one count.",
	/* clang-format on */
};
