// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Zen 1 and 1+: Naples, Summit Ridge 01h, Pinnacle Ridge 08h, Raven Ridge 11h, Picasso
 * 18h; and Hygon's Dhyana, a licensed Zen 1 (family 18h, models 0 to 3).  Ranges from
 * cpu/amd.c of Linux 7.2, cpu/hygon.c for Hygon [S].
 */
#include "cpu-table.h"
#include "events.h"

static const struct platform_match match[] = {
	MATCH_MODELS(0x17, 0x00, 0x2f, "X86_FEATURE_ZEN1"),
	MATCH_MODELS(0x17, 0x50, 0x5f, "X86_FEATURE_ZEN1"),
	MATCH_OF_VENDOR(VENDOR_HYGON, 0x18, 0x00, 0x03, "X86_FEATURE_ZEN"),
};

#define SOURCE "Linux pmu-events amdzen1"

/* clang-format off */
static const struct platform_event events[] = {
	EVENT(RFO, COUNTED, "cpu", "l2_request_g1.rd_blk_x", 0x60, 0x40, 64, SOURCE),
	EVENT(RFO, LISTED, "cpu", "l2_request_g1.change_to_x", 0x60, 0x08, 64, SOURCE),
	EVENT(RFO, LISTED, "cpu", "ls_mab_alloc.stores", 0x41, 0x02, 64, SOURCE),
	EVENT(STREAM, LISTED, "cpu", "l2_wcb_req.wcb_write", 0x63, 0x40, 0, SOURCE),
	EVENT(STREAM, COUNTED, "cpu", "l2_wcb_req.wcb_close", 0x63, 0x20, 0, SOURCE),
	EVENT_NONE(WC_PARTIAL, "cpu", "closed buffers are counted, why they were closed is not"),
	EVENT(EVADED, LISTED, "cpu", "l2_wcb_req.cl_zero", 0x63, 0x01, 64, SOURCE),
	EVENT(DTLB, COUNTED, "cpu", "ls_tablewalker.dside", 0x46, 0x03, 0, SOURCE),
	AMD_DF_BOTH(SOURCE),
	AMD_NO_PMEM,
};
/* clang-format on */

const struct platform cpu_amd_zen1 = {
	.name = "amd-zen1",
	.desc = "Zen 1 and 1+ (EPYC 7001 Naples, Ryzen 1000 and 2000; Hygon Dhyana)",
	.published_as = "Naples",
	.vendor = VENDOR_AMD,
	MATCH_TABLE(match),
	/* Public CPUID dumps [S]; memory: product pages [P]; the buffers: not published. */
	.geometry = {
		.l1i_bytes = 64 * KIB,
		.l1d_bytes = 32 * KIB,
		.l1d_ways = 8,
		.l2_bytes = 512 * KIB,
		.l2_ways = 8,
		.l3_unit_bytes = 8 * MIB,
		.l3_ways = 16,
		.l3_unit = "CCX of 4 cores",
		.l3_policy = "mostly-exclusive victim",
		.memory = "8 x DDR4-2666 (Naples), 2 channels (client)",
	},
	/* Public CPUID dumps [S]. */
	.has = "clzero",
	.never = "erms fsrm clwb movdiri movdir64b avx512f",
	.notes = "Streaming stores use separate write-combining buffers of unstated number. "
		 "No ERMS: Linux 6.1 copies with rep movsq. Hygon publishes no event file; its core "
		 "is the one that AMD describes.",
	EVENT_TABLE(events),
	/* clang-format off */
	.formula = "uncore: dram_channel_data_controller_* x 64 / bytes stored is r + w; a core counts "
		   "no bytes from memory.",
	.cannot_tell =
		"The data fabric counts reads and writes in one sum, so neither r nor w is known. AMD "
		"calls these counters approximate and means them for one NUMA domain per socket; there "
		"are four of them for eight channels, so they are multiplexed. Whether a write-combining "
		"request stands for 32 bytes or 64 is not published. Page walks of loads and stores are "
		"one count.",
	/* clang-format on */
};
