// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Every encoding of every platform beside the vendor's published one.
 *
 * The table was written from the publications named in it and not from the
 * code: Intel's perfmon event files (SKX 1.37, CLX 1.25, ICX 1.30, ICL 1.24, SPR
 * 1.39, EMR 1.24, GNR 1.20, ADL 1.40, ARL 1.20), the event files that AMD keeps
 * in the kernel's perf (amdzen2 to amdzen5), LIKWID's for the write-combining
 * buffers of Zen, and the aliases of the kernel's uncore drivers.
 */
#include <stdio.h>
#include <string.h>

#include "platform.h"
#include "support.h"
#include "text.h"

#define XEON_MESH "intel-icx intel-spr intel-emr intel-gnr"
#define P_CORES "intel-adl intel-rpl intel-arl"
#define HYBRID "intel-adl intel-rpl"

struct published {
	int line;
	const char *platforms;
	const char *pmu;
	const char *name;
	uint32_t code;
	uint32_t last; /* code of the last channel, 0: there is one */
	uint64_t umask;
	uint64_t extra; /* offcore response, or rdwrmask */
	double bytes;
};

#define ROW(platforms, pmu, name, code, umask, bytes) \
	{ __LINE__, platforms, pmu, name, code, 0, umask, 0, bytes }
#define OCR(platforms, pmu, name, code, rsp) \
	{ __LINE__, platforms, pmu, name, code, 0, 1, rsp, 64 }
#define UMC(platforms, name, code, rdwr) \
	{ __LINE__, platforms, "amd_umc", name, code, 0, 0, rdwr, 64 }
#define DF(platforms, name, code, last, umask, bytes) \
	{ __LINE__, platforms, "amd_df", name, code, last, umask, 0, bytes }

/* clang-format off */
static const struct published published[] = {
	/* perfmon, core */
	ROW("intel-skx intel-clx intel-icx intel-icl", "cpu", "L2_RQSTS.ALL_RFO", 0x24, 0xe2, 64),
	ROW("intel-skx intel-clx intel-icx intel-icl intel-spr intel-emr intel-gnr", "cpu",
	    "L2_RQSTS.RFO_MISS", 0x24, 0x22, 64),
	ROW(P_CORES, "cpu_core", "L2_RQSTS.RFO_MISS", 0x24, 0x22, 64),
	ROW("intel-arl", "cpu_core", "L2_RQSTS.RFO_HIT", 0x24, 0x42, 64),
	ROW("intel-skx intel-clx intel-icx intel-icl", "cpu", "OFFCORE_REQUESTS.DEMAND_RFO", 0xb0, 0x04, 64),
	ROW("intel-spr intel-emr intel-gnr", "cpu", "OFFCORE_REQUESTS.DEMAND_RFO", 0x21, 0x04, 64),
	ROW(P_CORES, "cpu_core", "OFFCORE_REQUESTS.DEMAND_RFO", 0x21, 0x04, 64),
	ROW("intel-skx intel-clx intel-icx intel-icl intel-spr intel-emr intel-gnr", "cpu",
	    "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0),
	ROW(HYBRID, "cpu_core", "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0),
	ROW("intel-arl", "cpu_core", "L1D_MISS.FB_FULL", 0x49, 0x02, 0),
	ROW("intel-skx intel-clx intel-icx intel-icl", "cpu", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0),
	ROW("intel-spr intel-emr intel-gnr", "cpu", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x13, 0x0e, 0),
	ROW(P_CORES, "cpu_core", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x13, 0x0e, 0),
	ROW(P_CORES, "cpu_atom", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0),

	/* perfmon, offcore response: MSRValue */
	OCR("intel-skx intel-clx", "cpu", "OCR.DEMAND_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000002),
	OCR("intel-skx intel-clx", "cpu", "OCR.ALL_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000122),
	OCR("intel-skx intel-clx", "cpu", "OCR.OTHER.ANY_RESPONSE", 0xb7, 0x18000),
	OCR("intel-clx", "cpu", "OCR.DEMAND_RFO.PMM_HIT_LOCAL_PMM.ANY_SNOOP", 0xb7, 0x3f80400002),
	OCR("intel-icx", "cpu", "OCR.READS_TO_CORE.L3_MISS", 0xb7, 0x3f3fc00477),
	OCR("intel-spr intel-emr", "cpu", "OCR.READS_TO_CORE.L3_MISS", 0x2a, 0x3f3fc04477),
	OCR("intel-icx", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3f3fc00002),
	OCR("intel-icl", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3fffc00002),
	OCR("intel-spr intel-emr intel-gnr", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3f3fc00002),
	OCR(HYBRID, "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3fbfc00002),
	OCR("intel-arl", "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0xfe7f8000002),
	OCR(HYBRID, "cpu_atom", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3f84400002),
	OCR(HYBRID, "cpu_atom", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x784000002),
	OCR("intel-icx", "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x73c000002),
	OCR("intel-icl", "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x184000002),
	OCR("intel-spr intel-emr intel-gnr", "cpu", "OCR.DEMAND_RFO.DRAM", 0x2a, 0x73c000002),
	OCR("intel-icx", "cpu", "OCR.DEMAND_RFO.LOCAL_DRAM", 0xb7, 0x104000002),
	OCR("intel-spr intel-emr intel-gnr", "cpu", "OCR.DEMAND_RFO.LOCAL_DRAM", 0x2a, 0x104000002),
	OCR("intel-icx", "cpu", "OCR.DEMAND_RFO.PMM", 0xb7, 0x703c00002),
	OCR("intel-icl", "cpu", "OCR.HWPF_L2_RFO.L3_MISS", 0xb7, 0x3fffc00020),
	OCR("intel-icx", "cpu", "OCR.ITOM.L3_MISS_LOCAL", 0xb7, 0x84000002),
	OCR("intel-icx", "cpu", "OCR.ITOM.REMOTE", 0xb7, 0x90000002),
	OCR("intel-icx intel-icl", "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800),
	OCR("intel-spr intel-emr intel-gnr", "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800),
	OCR(P_CORES, "cpu_core", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800),
	OCR(P_CORES, "cpu_atom", "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800),
	OCR(P_CORES, "cpu_atom", "OCR.FULL_STREAMING_WR.ANY_RESPONSE", 0xb7, 0x800000010000),
	OCR(P_CORES, "cpu_atom", "OCR.PARTIAL_STREAMING_WR.ANY_RESPONSE", 0xb7, 0x400000010000),
	OCR("intel-icx", "cpu", "OCR.STREAMING_WR.L3_MISS", 0xb7, 0x94000800),
	OCR("intel-icl", "cpu", "OCR.STREAMING_WR.L3_MISS", 0xb7, 0x3fffc00800),
	OCR("intel-spr intel-emr", "cpu", "OCR.STREAMING_WR.L3_MISS", 0x2a, 0x94000800),

	/* perfmon, memory controllers */
	ROW("intel-skx intel-clx", "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x04, 0x03, 64),
	ROW("intel-skx intel-clx", "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x04, 0x0c, 64),
	ROW("intel-skx intel-clx", "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x04, 0x02, 64),
	ROW("intel-icx", "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x04, 0x0f, 64),
	ROW("intel-icx", "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x04, 0x30, 64),
	ROW("intel-icx", "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x04, 0x04, 64),
	ROW("intel-icx", "uncore_imc", "UNC_M_CAS_COUNT.RD_PRE_UNDERFILL", 0x04, 0x08, 64),
	ROW("intel-spr intel-emr", "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x05, 0xcf, 64),
	ROW("intel-spr intel-emr", "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x05, 0xf0, 64),
	ROW("intel-spr intel-emr", "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x05, 0xc4, 64),
	ROW("intel-spr intel-emr", "uncore_imc", "UNC_M_CAS_COUNT.RD_PRE_UNDERFILL", 0x05, 0xc8, 64),
	ROW("intel-gnr", "uncore_imc", "UNC_M_CAS_COUNT_SCH0.RD", 0x05, 0xcf, 64),
	ROW("intel-gnr", "uncore_imc", "UNC_M_CAS_COUNT_SCH1.RD", 0x06, 0xcf, 64),
	ROW("intel-gnr", "uncore_imc", "UNC_M_CAS_COUNT_SCH0.WR", 0x05, 0xf0, 64),
	ROW("intel-gnr", "uncore_imc", "UNC_M_CAS_COUNT_SCH1.WR", 0x06, 0xf0, 64),
	ROW("intel-gnr", "uncore_imc", "UNC_M_CAS_COUNT_SCH0.RD_UNDERFILL", 0x05, 0xcc, 64),
	ROW("intel-gnr", "uncore_imc", "UNC_M_CAS_COUNT_SCH1.RD_UNDERFILL", 0x06, 0xcc, 64),
	ROW(HYBRID, "uncore_imc_free_running", "UNC_MC0_RDCAS_COUNT_FREERUN", 0xff, 0x20, 64),
	ROW(HYBRID, "uncore_imc_free_running", "UNC_MC0_WRCAS_COUNT_FREERUN", 0xff, 0x30, 64),
	ROW(HYBRID, "uncore_imc", "UNC_M_CAS_COUNT_RD", 0x22, 0, 64),
	ROW(HYBRID, "uncore_imc", "UNC_M_CAS_COUNT_WR", 0x23, 0, 64),
	/* "in 32B chunks"; a CAS of this memory controller is 32 or 64 bytes, so no figure */
	ROW("intel-arl", "uncore_imc", "UNC_M_RD_DATA", 0x3a, 0, 32),
	ROW("intel-arl", "uncore_imc", "UNC_M_WR_DATA", 0x3b, 0, 32),
	ROW("intel-arl", "uncore_imc", "UNC_M_CAS_COUNT_RD", 0x22, 0, 0),
	ROW("intel-arl", "uncore_imc", "UNC_M_CAS_COUNT_WR", 0x23, 0, 0),
	ROW("intel-arl", "uncore_imc_free_running", "UNC_M_MC0_RDCAS_COUNT_FREERUN", 0xff, 0x20, 0),
	ROW("intel-arl", "uncore_imc_free_running", "UNC_M_MC0_WRCAS_COUNT_FREERUN", 0xff, 0x30, 0),
	/* kernel drivers: arch/x86/events/intel/uncore_snb.c, uncore_snbep.c */
	ROW("intel-icl", "uncore_imc", "data_reads", 0x01, 0, 64),
	ROW("intel-icl", "uncore_imc", "data_writes", 0x02, 0, 64),
	ROW("intel-icx", "uncore_imc_free_running", "free-running read", 0xff, 0x20, 64),
	ROW("intel-icx", "uncore_imc_free_running", "free-running write", 0xff, 0x21, 64),

	/* perfmon, persistent memory */
	ROW("intel-clx intel-icx intel-spr", "uncore_imc", "UNC_M_PMM_RPQ_INSERTS", 0xe3, 0, 64),
	ROW("intel-clx intel-icx intel-spr", "uncore_imc", "UNC_M_PMM_WPQ_INSERTS", 0xe7, 0, 64),

	/* perfmon, links: nine slots per line in Intel's bandwidth metric */
	ROW("intel-skx intel-clx " XEON_MESH, "uncore_upi", "UNC_UPI_TxL_FLITS.ALL_DATA", 0x02, 0x0f, 7.1111),

	/* Linux 7.2: QOS_L3_MBM_TOTAL_EVENT_ID and QOS_L3_MBM_LOCAL_EVENT_ID */
	ROW("intel-skx intel-clx " XEON_MESH " amd-zen2 amd-zen3 amd-zen4 amd-zen5", "resctrl",
	    "mbm_total_bytes", 0x02, 0, 1),
	ROW("intel-skx intel-clx " XEON_MESH " amd-zen2 amd-zen3 amd-zen4 amd-zen5", "resctrl",
	    "mbm_local_bytes", 0x03, 0, 1),

	/* perfmon, mesh: UMask with UMaskExt in front */
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_RFO", 0x35, 0xc807ff01, 64),
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_MISS_RFO", 0x35, 0xc807fe01, 64),
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_MISS_RFO_LOCAL", 0x35, 0xc806fe01, 64),
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_MISS_RFO_REMOTE", 0x35, 0xc8077e01, 64),
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_MISS_RFO_PREF", 0x35, 0xc887fe01, 64),
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_SPECITOM", 0x35, 0xcc57ff01, 64),
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_ITOM", 0x35, 0xcc47ff01, 64),
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_WCILF", 0x35, 0xc867ff01, 64),
	ROW(XEON_MESH, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_WCIL", 0x35, 0xc86fff01, 64),
	ROW("intel-skx intel-clx", "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x38, 0x02, 64),
	ROW("intel-icx", "uncore_m2m", "UNC_M2M_IMC_WRITES.FULL", 0x38, 0x1c01, 64),
	ROW("intel-icx", "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x38, 0x1c02, 64),
	ROW("intel-spr intel-emr", "uncore_m2m", "UNC_M2M_IMC_WRITES.FULL", 0x25, 0x1801, 64),
	ROW("intel-spr intel-emr", "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x25, 0x1802, 64),
	ROW("intel-gnr", "uncore_b2cmi", "UNC_B2CMI_IMC_WRITES.FULL", 0x25, 0x101, 64),
	ROW("intel-gnr", "uncore_b2cmi", "UNC_B2CMI_IMC_WRITES.PARTIAL", 0x25, 0x102, 64),

	/* pmu-events amdzen2 to amdzen5 */
	ROW("amd-zen2 amd-zen3 amd-zen4 amd-zen5", "cpu", "l2_request_g1.rd_blk_x", 0x60, 0x40, 64),
	ROW("amd-zen2 amd-zen3 amd-zen4", "cpu", "l2_request_g1.change_to_x", 0x60, 0x08, 64),
	ROW("amd-zen2 amd-zen3", "cpu", "ls_mab_alloc.stores", 0x41, 0x02, 64),
	ROW("amd-zen2", "cpu", "ls_refills_from_sys.ls_mabresp_lcl_dram", 0x43, 0x08, 64),
	ROW("amd-zen2", "cpu", "ls_refills_from_sys.ls_mabresp_rmt_dram", 0x43, 0x40, 64),
	ROW("amd-zen3", "cpu", "ls_any_fills_from_sys.mem_io_local", 0x44, 0x08, 64),
	ROW("amd-zen3", "cpu", "ls_any_fills_from_sys.mem_io_remote", 0x44, 0x40, 64),
	ROW("amd-zen4", "cpu", "ls_any_fills_from_sys.dram_io_near", 0x44, 0x08, 64),
	ROW("amd-zen4", "cpu", "ls_any_fills_from_sys.dram_io_far", 0x44, 0x40, 64),
	ROW("amd-zen4 amd-zen5", "cpu", "ls_any_fills_from_sys.alternate_memories", 0x44, 0x80, 64),
	ROW("amd-zen5", "cpu", "ls_any_fills_from_sys.dram_io_all", 0x44, 0x48, 64),
	ROW("amd-zen5", "cpu", "l2_fill_rsp_src.dram_io_near", 0x165, 0x08, 64),
	ROW("amd-zen5", "cpu", "l2_fill_rsp_src.dram_io_far", 0x165, 0x40, 64),
	ROW("amd-zen2 amd-zen3 amd-zen4", "cpu", "l2_wcb_req.wcb_write", 0x63, 0x40, 0),
	ROW("amd-zen2 amd-zen3 amd-zen4 amd-zen5", "cpu", "l2_wcb_req.wcb_close", 0x63, 0x20, 0),
	ROW("amd-zen2 amd-zen3", "cpu", "l2_wcb_req.cl_zero", 0x63, 0x01, 64),
	ROW("amd-zen2 amd-zen3 amd-zen4 amd-zen5", "cpu",
	    "ls_st_commit_cancel2.st_commit_cancel_wcb_full", 0x37, 0x01, 0),
	ROW("amd-zen2 amd-zen3 amd-zen4 amd-zen5", "cpu", "ls_l1_d_tlb_miss.all_l2_miss", 0x45, 0xf0, 0),
	ROW("amd-zen5", "cpu", "wcb_close.full_line_64b", 0x50, 0x01, 0),
	/* LIKWID, perfmon_zen3_events.txt and perfmon_zen4c_events.txt */
	ROW("amd-zen3 amd-zen4", "cpu", "WCB_CLOSE.FULL_LINE", 0x50, 0x01, 0),
	ROW("amd-zen3", "cpu", "WCB_CLOSE.NEEDS_EXCLUSIVE", 0x50, 0x02, 0),
	ROW("amd-zen3", "cpu", "WCB_CLOSE.LOCK_OR_VIRT", 0x50, 0x04, 0),
	ROW("amd-zen3", "cpu", "WCB_CLOSE.BARRIER", 0x50, 0x08, 0),
	ROW("amd-zen3", "cpu", "WCB_CLOSE.EXHAUSTED", 0x50, 0x10, 0),
	ROW("amd-zen3", "cpu", "WCB_CLOSE.TIMER", 0x50, 0x20, 0),
	ROW("amd-zen3", "cpu", "WCB_CLOSE.SELF_MODIFYING", 0x50, 0x40, 0),
	ROW("amd-zen3", "cpu", "WCB_CLOSE.LOAD_HIT", 0x50, 0x80, 0),
	/* pmu-events, memory and fabric */
	UMC("amd-zen4 amd-zen5", "umc_cas_cmd.rd", 0x0a, 1),
	UMC("amd-zen4 amd-zen5", "umc_cas_cmd.wr", 0x0a, 2),
	DF("amd-zen2 amd-zen3", "dram_channel_data_controller_*", 0x07, 0x1c7, 0x38, 64),
	DF("amd-zen2 amd-zen3", "remote_outbound_data_controller_*", 0x7c7, 0x887, 0x02, 32),
	DF("amd-zen4", "local_processor_read_data_beats_cs*", 0x1f, 0x2df, 0x7fe, 64),
	DF("amd-zen4", "remote_processor_read_data_beats_cs*", 0x1f, 0x2df, 0xbfe, 64),
	DF("amd-zen4", "local_processor_write_data_beats_cs*", 0x1f, 0x2df, 0x7ff, 64),
	DF("amd-zen4", "remote_processor_write_data_beats_cs*", 0x1f, 0x2df, 0xbff, 64),
	DF("amd-zen4", "local_socket_outbound_data_beats_link*", 0xb5f, 0xd1f, 0xf3e, 64),
	DF("amd-zen5", "local_or_remote_socket_read_data_beats_dram_*", 0x1f, 0x2df, 0xffe, 64),
	DF("amd-zen5", "local_or_remote_socket_write_data_beats_dram_*", 0x1f, 0x2df, 0xfff, 64),
	DF("amd-zen5", "local_socket_outbound_data_beats_link_*", 0xd5f, 0xe9f, 0xf3e, 64),
};
/* clang-format on */

static const struct published *find_published(const char *platform,
					      const struct platform_event *event)
{
	size_t i;

	for (i = 0; i < NR(published); i++)
		if (text_has_word(published[i].platforms, platform) &&
		    !strcmp(published[i].pmu, event->pmu) &&
		    !strcmp(published[i].name, event->name))
			return &published[i];
	return NULL;
}

static void compare(const struct platform *p, const struct platform_event *event)
{
	const struct published *row = find_published(p->name, event);
	unsigned int channels = event_channels(event);

	if (!row)
		fail_msg("%s %s %s: nothing published", p->name, event->pmu, event->name);
	check_row(row, event->code == row->code, "%s: code 0x%x", p->name, event->code);
	check_row(row, event->umask == row->umask, "%s: unit mask 0x%llx", p->name,
		  (unsigned long long)event->umask);
	check_row(row, (event->offcore_rsp | event->rdwrmask) == row->extra, "%s: extra", p->name);
	check_row(row, event->bytes > row->bytes - 0.001 && event->bytes < row->bytes + 0.001,
		  "%s: %g bytes", p->name, event->bytes);
	check_row(row, channels == 1 ? !row->last :
		  event->code + (channels - 1) * event->step == row->last &&
		  event->step == 0x40, "%s: %u channels", p->name, channels);
}

static void encodings_are_the_published_ones(void **state)
{
	const struct platform *const *list;
	size_t nr, i, j;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++)
		for (j = 0; list[i] != platform_generic() && j < list[i]->nr_events; j++)
			if (!list[i]->events[j].none)
				compare(list[i], &list[i]->events[j]);
}

static void nothing_published_is_left_out(void **state)
{
	char word[32];
	size_t r, j;

	for (r = 0; r < NR(published); r++) {
		const char *names = published[r].platforms;

		while (text_next_word(&names, word, sizeof(word))) {
			const struct platform *p = platform_find(word);

			check_row(&published[r], p, "no platform %s", word);
			for (j = 0; j < p->nr_events; j++)
				if (!p->events[j].none &&
				    find_published(p->name, &p->events[j]) == &published[r])
					break;
			check_row(&published[r], j < p->nr_events, "%s has no such event", word);
		}
	}
}

static int has_quantity(const struct platform *p, enum event_quantity quantity)
{
	size_t j;

	for (j = 0; j < p->nr_events; j++)
		if (p->events[j].quantity == quantity)
			return 1;
	return 0;
}

/* Each is there, or its absence is said; what was never considered is neither. */
static void every_platform_answers_every_question(void **state)
{
	static const enum event_quantity wanted[] = {
		EVENT_DRAM_READ, EVENT_DRAM_WRITE, EVENT_CROSS_SOCKET, EVENT_PMEM_READ,
		EVENT_PMEM_WRITE, EVENT_WC_PARTIAL, EVENT_DTLB, EVENT_RFO,
	};
	const struct platform *const *list;
	size_t nr, i, q;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++) {
		for (q = 0; q < NR(wanted); q++)
			if (!has_quantity(list[i], wanted[q]))
				fail_msg("%s says nothing about %s", list[i]->name,
					 event_quantity_name[wanted[q]]);
		assert_non_null(list[i]->formula);
		assert_non_null(list[i]->cannot_tell);
	}
}

static void check_event(const struct platform *p, const struct platform_event *e)
{
	char text[160];

	assert_non_null(e->pmu);
	if (e->none) {
		assert_null(e->name);
		assert_int_equal(e->use, EVENT_LISTED);
		return;
	}
	assert_non_null(e->source);
	/* A way is for what is added up, and that must be bytes. */
	assert_int_equal(e->use == EVENT_BYTES, e->way > 0);
	if (e->use == EVENT_BYTES && !e->alias)
		assert_true(e->bytes > 0);
	assert_true(!e->pfm || event_is_core(e));
	assert_true(!e->pfm || !e->pfm_differs);
	assert_int_equal(event_channels(e) > 1, strchr(e->name, '*') != NULL);
	event_name(e, 1, text, sizeof(text));
	assert_null(strchr(text, '*'));
}

/* Two registers hold the offcore masks of a core, so a third event would be multiplexed. */
static void offcore_events_fit(void **state)
{
	static const char *const pmus[] = { "cpu", "cpu_core", "cpu_atom" };
	const struct platform *const *list;
	size_t nr, i, j, k;

	list = platform_list(&nr);
	for (i = 0; i < nr; i++) {
		for (j = 0; j < list[i]->nr_events; j++)
			check_event(list[i], &list[i]->events[j]);
		for (k = 0; k < NR(pmus); k++) {
			unsigned int offcore = 0, core = 0;

			for (j = 0; j < list[i]->nr_events; j++) {
				const struct platform_event *e = &list[i]->events[j];

				if (e->use == EVENT_LISTED || strcmp(e->pmu, pmus[k]))
					continue;
				core++;
				offcore += e->offcore_rsp != 0;
			}
			if (offcore > 2 || core > 6)
				fail_msg("%s %s: %u offcore events, %u in all", list[i]->name,
					 pmus[k], offcore, core);
		}
	}
}

static void terms_are_perfs(void **state)
{
	static const struct platform_event ocr = {
		.pmu = "cpu", .name = "x", .code = 0xb7, .umask = 1, .offcore_rsp = 0x10800,
	};
	static const struct platform_event row = {
		.pmu = "amd_df", .name = "ch*_x", .code = 7, .umask = 0x38, .nr = 8, .step = 0x40,
	};
	char text[64];

	event_terms(&ocr, 0, text, sizeof(text));
	assert_string_equal(text, "event=0xb7,umask=0x1,offcore_rsp=0x10800");
	event_terms(&row, 7, text, sizeof(text));
	assert_string_equal(text, "event=0x1c7,umask=0x38");
	event_name(&row, 7, text, sizeof(text));
	assert_string_equal(text, "ch7_x");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(encodings_are_the_published_ones),
		cmocka_unit_test(nothing_published_is_left_out),
		cmocka_unit_test(every_platform_answers_every_question),
		cmocka_unit_test(offcore_events_fit),
		cmocka_unit_test(terms_are_perfs),
	};

	return cmocka_run_group_tests_name("event", tests, NULL, NULL);
}
