// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 5: Turin 02h, Turin dense 11h, Granite Ridge 44h [P].  Ranges from
 * cpu/amd.c of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x1a, 0x00, 0x2f, "X86_FEATURE_ZEN5"),
	MATCH_MODELS(0x1a, 0x40, 0x4f, "X86_FEATURE_ZEN5"),
	MATCH_MODELS(0x1a, 0x60, 0x7f, "X86_FEATURE_ZEN5"),
	MATCH_MODELS(0x1a, 0xd0, 0xd7, "X86_FEATURE_ZEN5"),
};

#define SOURCE "Linux pmu-events amdzen5"

/* clang-format off */
static const struct platform_event events[] = {
	EVENT(RFO, COUNTED, "cpu", "l2_request_g1.rd_blk_x", 0x60, 0x40, 64, SOURCE),
	EVENT(FILL, BYTES, "cpu", "l2_fill_rsp_src.dram_io_near", 0x165, 0x08, 64, SOURCE, .way = 1),
	EVENT(FILL, BYTES, "cpu", "l2_fill_rsp_src.dram_io_far", 0x165, 0x40, 64, SOURCE, .way = 1),
	EVENT(FILL, LISTED, "cpu", "ls_any_fills_from_sys.dram_io_all", 0x44, 0x48, 64, SOURCE),
	EVENT(FILL, LISTED, "cpu", "ls_any_fills_from_sys.alternate_memories", 0x44, 0x80, 64,
	      SOURCE),
	EVENT(STREAM, COUNTED, "cpu", "l2_wcb_req.wcb_close", 0x63, 0x20, 0, SOURCE),
	EVENT(WC_FULL, COUNTED, "cpu", "wcb_close.full_line_64b", 0x50, 0x01, 64, SOURCE),
	EVENT_NONE(WC_PARTIAL, "cpu", "reasons other than a full line are not published"),
	EVENT(WC_STALL, LISTED, "cpu", "ls_st_commit_cancel2.st_commit_cancel_wcb_full", 0x37, 0x01,
	      0, SOURCE),
	EVENT(DTLB, COUNTED, "cpu", "ls_l1_d_tlb_miss.all_l2_miss", 0x45, 0xf0, 0, SOURCE),
	AMD_UMC(SOURCE),
	EVENT(DRAM_READ, BYTES, "amd_df", "local_or_remote_socket_read_data_beats_dram_*", 0x1f,
	      0xffe, 64, SOURCE, .nr = 12, .step = 0x40, .way = 2),
	EVENT(DRAM_WRITE, BYTES, "amd_df", "local_or_remote_socket_write_data_beats_dram_*", 0x1f,
	      0xfff, 64, SOURCE, .nr = 12, .step = 0x40, .way = 2),
	EVENT(CROSS_SOCKET, COUNTED, "amd_df", "local_socket_outbound_data_beats_link_*", 0xd5f,
	      0xf3e, 64, SOURCE, .nr = 6, .step = 0x40),
	RESCTRL_MBM,
	AMD_NO_PMEM,
};
/* clang-format on */

const struct platform cpu_amd_zen5 = {
	.name = "amd-zen5",
	.desc = "Zen 5 (EPYC 9005 Turin, Ryzen 9000)",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* AMD optimisation manual and product pages [P]; fill buffers [U]. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 48 * KIB,
		.l1d_ways = 12,
		.l2_bytes = 1 * MIB,
		.l2_ways = 16,
		.l3_unit_bytes = 32 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX",
		.l3_policy = "mostly-exclusive victim",
		.memory = "12 x DDR5-6000/6400 (Turin), 2 channels (client)",
	},
	/* Compiler tables [S]; erms and fsrm [P]; fzrm unverified and left out. */
	.has = "erms fsrm movdiri movdir64b clwb clzero avx512f",
	.never = "",
	.notes = "Models D0h to D7h are Zen 5 for compilers and Linux 7.2, and Zen 6 in a "
		 "kernel patch of AMD's. "
		 "Streaming stores use separate write-combining buffers of unstated number. "
		 "Guests often hide movdiri and movdir64b.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = "uncore: r = 64 x umc_cas_cmd.rd / bytes stored, w = 64 x umc_cas_cmd.wr / bytes "
		   "stored, less the idle socket's; without that driver, data beats of the data "
		   "fabric x 64 instead; core: r = 64 x l2_fill_rsp_src of near and far memory / "
		   "bytes stored.",
	.cannot_tell =
		"Memory controller counters saturate instead of wrapping. The data fabric has fewer "
		"counters than channels, so its events are multiplexed. The core's r counts what its "
		"own L2 was filled with from memory, prefetches included, and nothing of what the "
		"fabric or a controller reads for itself. Whether a write-combining close that is not of "
		"a full line stands for 32 or 64 bytes is not published. Page walks of loads and stores are one count.",
	/* clang-format on */
};
