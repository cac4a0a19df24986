// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 4: Genoa 11h, Bergamo and Siena A0h, Raphael 61h [P].  Ranges from
 * cpu/amd.c of Linux 7.2 [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x19, 0x10, 0x1f, "X86_FEATURE_ZEN4"),
	MATCH_MODELS(0x19, 0x60, 0xaf, "X86_FEATURE_ZEN4"),
};

#define SOURCE "Linux pmu-events amdzen4"

/* clang-format off */
static const struct platform_event events[] = {
	EVENT(RFO, COUNTED, "cpu", "l2_request_g1.rd_blk_x", 0x60, 0x40, 64, SOURCE,
	      .pfm = "amd64_fam19h_zen4::REQUESTS_TO_L2_GROUP1:RD_BLK_X"),
	EVENT(RFO, LISTED, "cpu", "l2_request_g1.change_to_x", 0x60, 0x08, 64, SOURCE),
	EVENT(FILL, BYTES, "cpu", "ls_any_fills_from_sys.dram_io_near", 0x44, 0x08, 64, SOURCE,
	      .way = 1, .pfm = "amd64_fam19h_zen4::ANY_DATA_CACHE_FILLS_FROM_SYSTEM:DRAM_IO_NEAR"),
	EVENT(FILL, BYTES, "cpu", "ls_any_fills_from_sys.dram_io_far", 0x44, 0x40, 64, SOURCE,
	      .way = 1, .pfm = "amd64_fam19h_zen4::ANY_DATA_CACHE_FILLS_FROM_SYSTEM:DRAM_IO_FAR"),
	EVENT(FILL, LISTED, "cpu", "ls_any_fills_from_sys.alternate_memories", 0x44, 0x80, 64,
	      SOURCE),
	EVENT(STREAM, LISTED, "cpu", "L2_WCB_REQ_WRITE", 0x63, 0x40, 0, "LIKWID zen4c"),
	EVENT(STREAM, COUNTED, "cpu", "L2_WCB_REQ_CLOSE", 0x63, 0x20, 0, "LIKWID zen4c"),
	EVENT(WC_FULL, COUNTED, "cpu", "WCB_CLOSE_FLUSH_FULL_LINE_64B", 0x50, 0x01, 64, "LIKWID zen4c"),
	EVENT_NONE(WC_PARTIAL, "cpu", "reasons other than a full line are not published"),
	EVENT(WC_STALL, LISTED, "cpu", "ls_st_commit_cancel2.st_commit_cancel_wcb_full", 0x37, 0x01,
	      0, SOURCE, .pfm = "amd64_fam19h_zen4::STORE_COMMIT_CANCELS_2:WCB_FULL"),
	EVENT(DTLB, COUNTED, "cpu", "ls_l1_d_tlb_miss.all_l2_miss", 0x45, 0xf0, 0, SOURCE,
	      .pfm = "amd64_fam19h_zen4::L1_DTLB_MISS:TLB_RELOAD_1G_L2_MISS"
		     ":TLB_RELOAD_2M_L2_MISS:TLB_RELOAD_COALESCED_PAGE_MISS"
		     ":TLB_RELOAD_4K_L2_MISS"),
	AMD_UMC(SOURCE),
	EVENT(DRAM_READ, BYTES, "amd_df", "local_processor_read_data_beats_cs*", 0x1f, 0x7fe, 64,
	      SOURCE, .nr = 12, .step = 0x40, .way = 2),
	EVENT(DRAM_READ, BYTES, "amd_df", "remote_processor_read_data_beats_cs*", 0x1f, 0xbfe, 64,
	      SOURCE, .nr = 12, .step = 0x40, .way = 2),
	EVENT(DRAM_WRITE, BYTES, "amd_df", "local_processor_write_data_beats_cs*", 0x1f, 0x7ff, 64,
	      SOURCE, .nr = 12, .step = 0x40, .way = 2),
	EVENT(DRAM_WRITE, BYTES, "amd_df", "remote_processor_write_data_beats_cs*", 0x1f, 0xbff, 64,
	      SOURCE, .nr = 12, .step = 0x40, .way = 2),
	EVENT(CROSS_SOCKET, COUNTED, "amd_df", "local_socket_outbound_data_beats_link*", 0xb5f,
	      0xf3e, 64, SOURCE, .nr = 8, .step = 0x40),
	RESCTRL_MBM,
	AMD_NO_PMEM,
};
/* clang-format on */

const struct platform cpu_amd_zen4 = {
	.name = "amd-zen4",
	.desc = "Zen 4 (EPYC 9004 Genoa, Bergamo, Siena; Ryzen 7000)",
	.published_as = "Genoa",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* AMD optimisation manual [P]; QEMU's EPYC-Genoa table [S]; seen in a guest [T]. */
	.geometry = {
		.l1i_bytes = 32 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 1 * MIB,
		.l2_ways = 8,
		.l3_unit_bytes = 32 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX of 8 cores",
		.l3_policy = "mostly-exclusive victim",
		.fill_buffers = 24, /* miss address buffers: Kuehn et al., DaMoN 2024 [Q] */
		.memory = "12 x DDR5-4800 (Genoa), 6 channels (Siena), 2 channels (client)",
	},
	/* GCC 12 and clang 19 target tables, QEMU CPU models [S][T]. */
	.has = "erms fsrm clwb clzero avx512f",
	.never = "movdiri movdir64b avx512_vp2intersect",
	.notes = "Zen 4c has 16 MiB L3 per CCX. Streaming stores use separate write-combining "
		 "buffers of unstated number.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = "uncore: r = 64 x umc_cas_cmd.rd / bytes stored, w = 64 x umc_cas_cmd.wr / bytes "
		   "stored, less the idle socket's; before Linux 6.8, data beats of the data fabric "
		   "x 64 instead; core: r = 64 x ls_any_fills_from_sys of near and far memory / "
		   "bytes stored.",
	.cannot_tell =
		"Memory controller counters saturate instead of wrapping. The data fabric has fewer "
		"counters than channels, so its events are multiplexed. A line that the L2 prefetcher "
		"fetched comes from the L2 and not from memory to the L1, so the core's r is a lower "
		"bound. Write-combining events are published for Zen 4c alone; a close of a full line is "
		"64 bytes, what a request stands for is not published. Page walks of loads and stores are one count.",
	/* clang-format on */
};
