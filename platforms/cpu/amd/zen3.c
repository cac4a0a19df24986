// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 3: Milan 01h, Vermeer 21h [P].  Ranges from cpu/amd.c of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x19, 0x00, 0x0f, "X86_FEATURE_ZEN3"),
	MATCH_MODELS(0x19, 0x20, 0x5f, "X86_FEATURE_ZEN3"),
};

#define SOURCE "Linux pmu-events amdzen3"

/* clang-format off */

/* A buffer that left for this reason holds a part of a line, of unknown size. */
#define CLOSED_BY(reason, umask_) \
	EVENT(WC_PARTIAL, LISTED, "cpu", "WC_BUFFER_CLOSE_FLUSH_" reason, 0x50, umask_, 64, \
	      "LIKWID zen3", .at_most = true)

static const struct platform_event events[] = {
	EVENT(RFO, COUNTED, "cpu", "l2_request_g1.rd_blk_x", 0x60, 0x40, 64, SOURCE,
	      .pfm = "amd64_fam19h_zen3::REQUESTS_TO_L2_GROUP1:RD_BLK_X"),
	EVENT(RFO, LISTED, "cpu", "l2_request_g1.change_to_x", 0x60, 0x08, 64, SOURCE),
	EVENT(RFO, LISTED, "cpu", "ls_mab_alloc.stores", 0x41, 0x02, 64, SOURCE),
	EVENT(FILL, BYTES, "cpu", "ls_any_fills_from_sys.mem_io_local", 0x44, 0x08, 64, SOURCE,
	      .way = 1, .pfm = "amd64_fam19h_zen3::ANY_DATA_CACHE_FILLS_FROM_SYSTEM:MEM_IO_LCL"),
	EVENT(FILL, BYTES, "cpu", "ls_any_fills_from_sys.mem_io_remote", 0x44, 0x40, 64, SOURCE,
	      .way = 1, .pfm = "amd64_fam19h_zen3::ANY_DATA_CACHE_FILLS_FROM_SYSTEM:MEM_IO_RMT"),
	EVENT(STREAM, LISTED, "cpu", "l2_wcb_req.wcb_write", 0x63, 0x40, 0, SOURCE),
	EVENT(STREAM, COUNTED, "cpu", "l2_wcb_req.wcb_close", 0x63, 0x20, 0, SOURCE),
	EVENT(EVADED, LISTED, "cpu", "l2_wcb_req.cl_zero", 0x63, 0x01, 64, SOURCE),
	EVENT(WC_FULL, COUNTED, "cpu", "WC_BUFFER_CLOSE_FLUSH_FULL_LINE_64B", 0x50, 0x01, 64, "LIKWID zen3"),
	CLOSED_BY("NEED_SBEX", 0x02),
	CLOSED_BY("WFQ_VIRT_CR_BUS_LOCK", 0x04),
	CLOSED_BY("BARRIER", 0x08),
	CLOSED_BY("WCB_FULL", 0x10),
	CLOSED_BY("TIMER", 0x20),
	CLOSED_BY("SMC_HIT", 0x40),
	CLOSED_BY("LD_HIT", 0x80),
	EVENT(WC_STALL, LISTED, "cpu", "ls_st_commit_cancel2.st_commit_cancel_wcb_full", 0x37, 0x01,
	      0, SOURCE, .pfm = "amd64_fam19h_zen3::STORE_COMMIT_CANCELS_2:WCB_FULL"),
	EVENT(DTLB, COUNTED, "cpu", "ls_tablewalker.dside", 0x46, 0x03, 0, SOURCE),
	AMD_DF_BOTH(SOURCE),
	RESCTRL_MBM,
	AMD_NO_PMEM,
};
/* clang-format on */

const struct platform cpu_amd_zen3 = {
	.name = "amd-zen3",
	.desc = "Zen 3 (EPYC 7003 Milan, Ryzen 5000)",
	.published_as = "Milan",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* AMD optimisation manual [P]; also QEMU's EPYC-Milan cache table [S]. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 512 * KIB,
		.l2_ways = 8,
		.l3_unit_bytes = 32 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX of 8 cores",
		.l3_policy = "mostly-exclusive victim",
		.fill_buffers = 24, /* miss address buffers [P] */
		.memory = "8 x DDR4-3200 (Milan), 2 channels (client)",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm clwb clzero",
	.never = "movdiri movdir64b avx512f",
	.notes = "Streaming stores use separate write-combining buffers of unstated number. "
		 "The kernel treats fsrm as implying fast short rep stosb.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = "core: r = 64 x ls_any_fills_from_sys of local and remote memory / bytes stored; "
		   "uncore: dram_channel_data_controller_* x 64 / bytes stored is r + w; resctrl "
		   "with BMEC: reads and writes apart.",
	.cannot_tell =
		"The data fabric counts reads and writes in one sum, so w is not known and r comes from "
		"the cores alone. AMD calls these counters approximate and means them for one NUMA "
		"domain per socket; there are four of them for eight channels, so they are "
		"multiplexed. Fills of the L1 are counted, prefetched ones too: a line that the L2 "
		"prefetcher fetched comes from the L2, so the core's r is a lower bound. What a "
		"write-combining request stands for, 32 bytes or 64, is not published; a close of a full "
		"line is 64, any other at most that. Page walks of loads and stores are one count.",
	/* clang-format on */
};
