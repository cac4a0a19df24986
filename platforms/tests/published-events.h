/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the vendors publish of each event, for test-event.c.
 *
 * Written from the publications named in it and not from the code: Intel's
 * perfmon event files of August 2026, the event files that AMD keeps in the perf
 * of Linux 7.2 (amdzen1 to amdzen6), LIKWID's for the write-combining buffers of
 * Zen, and the aliases of the kernel's uncore drivers.
 */
#ifndef PLATFORMS_TESTS_PUBLISHED_EVENTS_H
#define PLATFORMS_TESTS_PUBLISHED_EVENTS_H

#include <stdint.h>

#define XEON_MESH "intel-icx intel-spr intel-emr intel-gnr intel-srf intel-cwf"
#define SKYLAKE_CORES "intel-hsx intel-skl intel-skx intel-clx intel-icx intel-icl intel-tgl"
#define GOLDEN_XEON "intel-spr intel-emr intel-gnr"
#define LION_COVE "intel-arl intel-lnl intel-ptl"
#define HYBRID "intel-adl intel-rpl"
#define P_CORES HYBRID " intel-mtl " LION_COVE
#define FORESTS "intel-srf intel-cwf"
#define SCHEDULERS "intel-gnr " FORESTS
#define CHUNKS "intel-mtl " LION_COVE

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
	ROW(SKYLAKE_CORES, "cpu", "L2_RQSTS.ALL_RFO", 0x24, 0xe2, 64),
	ROW(SKYLAKE_CORES " " GOLDEN_XEON, "cpu",
	    "L2_RQSTS.RFO_MISS", 0x24, 0x22, 64),
	ROW(P_CORES, "cpu_core", "L2_RQSTS.RFO_MISS", 0x24, 0x22, 64),
	ROW(LION_COVE, "cpu_core", "L2_RQSTS.RFO_HIT", 0x24, 0x42, 64),
	ROW(SKYLAKE_CORES, "cpu", "OFFCORE_REQUESTS.DEMAND_RFO", 0xb0, 0x04, 64),
	ROW("intel-spr intel-emr intel-gnr", "cpu", "OFFCORE_REQUESTS.DEMAND_RFO", 0x21, 0x04, 64),
	ROW(P_CORES, "cpu_core", "OFFCORE_REQUESTS.DEMAND_RFO", 0x21, 0x04, 64),
	ROW(SKYLAKE_CORES " " GOLDEN_XEON, "cpu",
	    "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0),
	ROW(HYBRID " intel-mtl", "cpu_core", "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0),
	ROW(LION_COVE, "cpu_core", "L1D_MISS.FB_FULL", 0x49, 0x02, 0),
	ROW(SKYLAKE_CORES, "cpu", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0),
	ROW("intel-spr intel-emr intel-gnr", "cpu", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x13, 0x0e, 0),
	ROW(P_CORES, "cpu_core", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x13, 0x0e, 0),
	ROW(P_CORES, "cpu_atom", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0),
	ROW("intel-arl", "cpu_lowpower", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0),
	ROW("intel-adln intel-snr " FORESTS, "cpu", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0),
	ROW("intel-cwf", "cpu", "L2_REQUEST.DEMAND_RFO_MISS", 0x24, 0x42, 64),
	ROW("intel-ptl", "cpu_atom", "L2_REQUEST.DEMAND_RFO_MISS", 0x24, 0x42, 64),

	/* perfmon, offcore response: MSRValue */
	OCR("intel-hsx", "cpu", "OFFCORE_RESPONSE.DEMAND_RFO.LLC_MISS.ANY_RESPONSE", 0xb7, 0x3fbfc00002),
	OCR("intel-hsx", "cpu", "OFFCORE_RESPONSE.ALL_RFO.LLC_MISS.ANY_RESPONSE", 0xb7, 0x3fbfc00122),
	OCR("intel-skl", "cpu", "OFFCORE_RESPONSE.DEMAND_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3ffc400002),
	OCR("intel-skl", "cpu", "OFFCORE_RESPONSE.OTHER.ANY_RESPONSE", 0xb7, 0x18000),
	OCR("intel-skx", "cpu", "OFFCORE_RESPONSE.DEMAND_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000002),
	OCR("intel-skx", "cpu", "OFFCORE_RESPONSE.ALL_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000122),
	OCR("intel-clx", "cpu", "OCR.DEMAND_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000002),
	OCR("intel-clx", "cpu", "OCR.ALL_RFO.L3_MISS.ANY_SNOOP", 0xb7, 0x3fbc000122),
	OCR("intel-clx", "cpu", "OCR.OTHER.ANY_RESPONSE", 0xb7, 0x18000),
	OCR("intel-clx", "cpu", "OCR.DEMAND_RFO.PMM_HIT_LOCAL_PMM.ANY_SNOOP", 0xb7, 0x3f80400002),
	OCR("intel-icx", "cpu", "OCR.READS_TO_CORE.L3_MISS", 0xb7, 0x3f3fc00477),
	OCR(GOLDEN_XEON, "cpu", "OCR.READS_TO_CORE.L3_MISS", 0x2a, 0x3f3fc04477),
	OCR("intel-snr", "cpu", "OCR.READS_TO_CORE.L3_MISS", 0xb7, 0x2184000477),
	OCR("intel-snr", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x2184000002),
	OCR("intel-snr", "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x184000002),
	OCR("intel-icx", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3f3fc00002),
	OCR("intel-icl", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3fffc00002),
	OCR("intel-spr intel-emr intel-gnr", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3f3fc00002),
	OCR(HYBRID, "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3fbfc00002),
	OCR("intel-arl", "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0xfe7f8000002),
	OCR("intel-mtl", "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x3fbfc00002),
	OCR("intel-lnl intel-ptl", "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, 0x9e7fa000002),
	OCR(HYBRID, "cpu_atom", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3f84400002),
	OCR(HYBRID, "cpu_atom", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x784000002),
	OCR("intel-adln", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3f84400002),
	OCR("intel-adln", "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x784000002),
	OCR("intel-mtl", "cpu_atom", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3fbfc00002),
	OCR("intel-mtl", "cpu_atom", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x184000002),
	OCR("intel-lnl intel-ptl", "cpu_atom", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x13fbfc00002),
	OCR("intel-lnl", "cpu_atom", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x1fbc000002),
	OCR("intel-srf", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3fbfc00002),
	OCR("intel-cwf", "cpu", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x33fbfc00002),
	OCR("intel-icx", "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x73c000002),
	OCR("intel-icl", "cpu", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x184000002),
	OCR("intel-spr intel-emr intel-gnr", "cpu", "OCR.DEMAND_RFO.DRAM", 0x2a, 0x73c000002),
	OCR("intel-icx", "cpu", "OCR.DEMAND_RFO.LOCAL_DRAM", 0xb7, 0x104000002),
	OCR("intel-spr intel-emr intel-gnr", "cpu", "OCR.DEMAND_RFO.LOCAL_DRAM", 0x2a, 0x104000002),
	OCR("intel-icx", "cpu", "OCR.DEMAND_RFO.PMM", 0xb7, 0x703c00002),
	OCR("intel-icl", "cpu", "OCR.HWPF_L2_RFO.L3_MISS", 0xb7, 0x3fffc00020),
	OCR("intel-icx", "cpu", "OCR.ITOM.L3_MISS_LOCAL", 0xb7, 0x84000002),
	OCR("intel-icx", "cpu", "OCR.ITOM.REMOTE", 0xb7, 0x90000002),
	OCR("intel-icx intel-icl intel-tgl intel-snr intel-adln intel-srf", "cpu",
	    "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800),
	OCR("intel-spr intel-emr intel-gnr", "cpu", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800),
	OCR(P_CORES, "cpu_core", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800),
	OCR(HYBRID " intel-mtl intel-arl intel-lnl", "cpu_atom", "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800),
	OCR(HYBRID " intel-mtl intel-arl intel-lnl", "cpu_atom", "OCR.FULL_STREAMING_WR.ANY_RESPONSE", 0xb7, 0x800000010000),
	OCR("intel-snr intel-adln", "cpu", "OCR.FULL_STREAMING_WR.ANY_RESPONSE", 0xb7, 0x800000010000),
	OCR(HYBRID " intel-mtl intel-arl intel-lnl", "cpu_atom", "OCR.PARTIAL_STREAMING_WR.ANY_RESPONSE", 0xb7, 0x400000010000),
	OCR("intel-snr intel-adln", "cpu", "OCR.PARTIAL_STREAMING_WR.ANY_RESPONSE", 0xb7, 0x400000010000),
	OCR("intel-icx", "cpu", "OCR.STREAMING_WR.L3_MISS", 0xb7, 0x94000800),
	OCR("intel-icl", "cpu", "OCR.STREAMING_WR.L3_MISS", 0xb7, 0x3fffc00800),
	OCR("intel-spr intel-emr", "cpu", "OCR.STREAMING_WR.L3_MISS", 0x2a, 0x94000800),

	/* perfmon, memory controllers */
	ROW("intel-hsx intel-skx intel-clx", "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x04, 0x03, 64),
	ROW("intel-hsx intel-skx intel-clx", "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x04, 0x0c, 64),
	ROW("intel-hsx intel-skx intel-clx", "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x04, 0x02, 64),
	ROW("intel-icx intel-snr", "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x04, 0x0f, 64),
	ROW("intel-icx intel-snr", "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x04, 0x30, 64),
	ROW("intel-icx intel-snr", "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x04, 0x04, 64),
	ROW("intel-icx", "uncore_imc", "UNC_M_CAS_COUNT.RD_PRE_UNDERFILL", 0x04, 0x08, 64),
	ROW("intel-spr intel-emr", "uncore_imc", "UNC_M_CAS_COUNT.RD", 0x05, 0xcf, 64),
	ROW("intel-spr intel-emr", "uncore_imc", "UNC_M_CAS_COUNT.WR", 0x05, 0xf0, 64),
	ROW("intel-spr intel-emr", "uncore_imc", "UNC_M_CAS_COUNT.RD_UNDERFILL", 0x05, 0xc4, 64),
	ROW("intel-spr intel-emr", "uncore_imc", "UNC_M_CAS_COUNT.RD_PRE_UNDERFILL", 0x05, 0xc8, 64),
	ROW(SCHEDULERS, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.RD", 0x05, 0xcf, 64),
	ROW(SCHEDULERS, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.RD", 0x06, 0xcf, 64),
	ROW(SCHEDULERS, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.WR", 0x05, 0xf0, 64),
	ROW(SCHEDULERS, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.WR", 0x06, 0xf0, 64),
	ROW(SCHEDULERS, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.RD_UNDERFILL", 0x05, 0xc4, 64),
	ROW(SCHEDULERS, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.RD_UNDERFILL", 0x06, 0xc4, 64),
	ROW(HYBRID " intel-adln intel-tgl", "uncore_imc_free_running",
	    "UNC_MC0_RDCAS_COUNT_FREERUN", 0xff, 0x20, 64),
	ROW(HYBRID " intel-adln intel-tgl", "uncore_imc_free_running",
	    "UNC_MC0_WRCAS_COUNT_FREERUN", 0xff, 0x30, 64),
	ROW(HYBRID, "uncore_imc", "UNC_M_CAS_COUNT_RD", 0x22, 0, 64),
	ROW(HYBRID, "uncore_imc", "UNC_M_CAS_COUNT_WR", 0x23, 0, 64),
	/* "in 32B chunks"; a CAS of this memory controller is 32 or 64 bytes, so no figure */
	ROW(CHUNKS, "uncore_imc", "UNC_M_RD_DATA", 0x3a, 0, 32),
	ROW(CHUNKS, "uncore_imc", "UNC_M_WR_DATA", 0x3b, 0, 32),
	ROW(CHUNKS, "uncore_imc", "UNC_M_CAS_COUNT_RD", 0x22, 0, 0),
	ROW(CHUNKS, "uncore_imc", "UNC_M_CAS_COUNT_WR", 0x23, 0, 0),
	ROW("intel-arl intel-mtl", "uncore_imc_free_running", "UNC_M_MC0_RDCAS_COUNT_FREERUN", 0xff, 0x20, 0),
	ROW("intel-arl intel-mtl", "uncore_imc_free_running", "UNC_M_MC0_WRCAS_COUNT_FREERUN", 0xff, 0x30, 0),
	/* kernel drivers: arch/x86/events/intel/uncore_snb.c, uncore_snbep.c */
	ROW("intel-icl intel-skl", "uncore_imc", "data_reads", 0x01, 0, 64),
	ROW("intel-icl intel-skl", "uncore_imc", "data_writes", 0x02, 0, 64),
	ROW("intel-icx", "uncore_imc_free_running", "free-running read", 0xff, 0x20, 64),
	ROW("intel-icx", "uncore_imc_free_running", "free-running write", 0xff, 0x21, 64),

	/* perfmon, high-bandwidth memory of Xeon Max */
	ROW("intel-spr", "uncore_hbm", "UNC_MCHBM_CAS_COUNT.RD", 0x05, 0xcf, 64),
	ROW("intel-spr", "uncore_hbm", "UNC_MCHBM_CAS_COUNT.WR", 0x05, 0xf0, 64),

	/* perfmon, persistent memory */
	ROW("intel-clx intel-icx intel-spr", "uncore_imc", "UNC_M_PMM_RPQ_INSERTS", 0xe3, 0, 64),
	ROW("intel-clx intel-icx intel-spr", "uncore_imc", "UNC_M_PMM_WPQ_INSERTS", 0xe7, 0, 64),

	/* perfmon, links: nine slots per line in Intel's bandwidth metric */
	ROW("intel-skx intel-clx " XEON_MESH, "uncore_upi", "UNC_UPI_TxL_FLITS.ALL_DATA", 0x02, 0x0f, 7.1111),

	/* perfmon, Haswell and Broadwell: a data flit is 8 bytes; ExtSel is bit 8 */
	ROW("intel-hsx", "uncore_qpi", "UNC_Q_TxL_FLITS_G1.DRS_DATA", 0x100, 0x08, 8),
	ROW("intel-hsx", "uncore_ha", "UNC_H_IMC_WRITES.FULL", 0x1a, 0x01, 64),
	ROW("intel-hsx", "uncore_ha", "UNC_H_IMC_WRITES.PARTIAL", 0x1a, 0x02, 64),

	/* Linux 7.2: QOS_L3_MBM_TOTAL_EVENT_ID and QOS_L3_MBM_LOCAL_EVENT_ID */
	ROW("intel-skx intel-clx " XEON_MESH " amd-zen2 amd-zen3 amd-zen4 amd-zen5 amd-zen6", "resctrl",
	    "mbm_total_bytes", 0x02, 0, 1),
	ROW("intel-skx intel-clx " XEON_MESH " amd-zen2 amd-zen3 amd-zen4 amd-zen5 amd-zen6", "resctrl",
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
	ROW("intel-icx intel-snr", "uncore_m2m", "UNC_M2M_IMC_WRITES.FULL", 0x38, 0x1c01, 64),
	ROW("intel-icx intel-snr", "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x38, 0x1c02, 64),
	ROW("intel-spr intel-emr", "uncore_m2m", "UNC_M2M_IMC_WRITES.FULL", 0x25, 0x1801, 64),
	ROW("intel-spr intel-emr", "uncore_m2m", "UNC_M2M_IMC_WRITES.PARTIAL", 0x25, 0x1802, 64),
	ROW(SCHEDULERS, "uncore_b2cmi", "UNC_B2CMI_IMC_WRITES.FULL", 0x25, 0x101, 64),
	ROW(SCHEDULERS, "uncore_b2cmi", "UNC_B2CMI_IMC_WRITES.PARTIAL", 0x25, 0x102, 64),

	/* pmu-events amdzen2 to amdzen5 */
	ROW("amd-zen1 amd-zen2 amd-zen3 amd-zen4 amd-zen5 amd-zen6", "cpu", "l2_request_g1.rd_blk_x", 0x60, 0x40, 64),
	ROW("amd-zen1 amd-zen2 amd-zen3 amd-zen4", "cpu", "l2_request_g1.change_to_x", 0x60, 0x08, 64),
	ROW("amd-zen1 amd-zen2 amd-zen3", "cpu", "ls_mab_alloc.stores", 0x41, 0x02, 64),
	ROW("amd-zen2", "cpu", "ls_refills_from_sys.ls_mabresp_lcl_dram", 0x43, 0x08, 64),
	ROW("amd-zen2", "cpu", "ls_refills_from_sys.ls_mabresp_rmt_dram", 0x43, 0x40, 64),
	ROW("amd-zen3", "cpu", "ls_any_fills_from_sys.mem_io_local", 0x44, 0x08, 64),
	ROW("amd-zen3", "cpu", "ls_any_fills_from_sys.mem_io_remote", 0x44, 0x40, 64),
	ROW("amd-zen4", "cpu", "ls_any_fills_from_sys.dram_io_near", 0x44, 0x08, 64),
	ROW("amd-zen4", "cpu", "ls_any_fills_from_sys.dram_io_far", 0x44, 0x40, 64),
	ROW("amd-zen4 amd-zen5", "cpu", "ls_any_fills_from_sys.alternate_memories", 0x44, 0x80, 64),
	ROW("amd-zen6", "cpu", "ls_any_fills_from_sys.alt_mem", 0x44, 0x80, 64),
	ROW("amd-zen5 amd-zen6", "cpu", "ls_any_fills_from_sys.dram_io_all", 0x44, 0x48, 64),
	ROW("amd-zen5 amd-zen6", "cpu", "l2_fill_rsp_src.dram_io_near", 0x165, 0x08, 64),
	ROW("amd-zen5 amd-zen6", "cpu", "l2_fill_rsp_src.dram_io_far", 0x165, 0x40, 64),
	ROW("amd-zen1 amd-zen2 amd-zen3", "cpu", "l2_wcb_req.wcb_write", 0x63, 0x40, 0),
	ROW("amd-zen1 amd-zen2 amd-zen3 amd-zen5 amd-zen6", "cpu", "l2_wcb_req.wcb_close", 0x63, 0x20, 0),
	ROW("amd-zen1 amd-zen2 amd-zen3", "cpu", "l2_wcb_req.cl_zero", 0x63, 0x01, 64),
	ROW("amd-zen2 amd-zen3 amd-zen4 amd-zen5", "cpu",
	    "ls_st_commit_cancel2.st_commit_cancel_wcb_full", 0x37, 0x01, 0),
	ROW("amd-zen1 amd-zen2 amd-zen3", "cpu", "ls_tablewalker.dside", 0x46, 0x03, 0),
	ROW("amd-zen4 amd-zen5", "cpu", "ls_l1_d_tlb_miss.all_l2_miss", 0x45, 0xf0, 0),
	ROW("amd-zen6", "cpu", "ls_l1_d_tlb_miss.l2_miss_all", 0x45, 0xf0, 0),
	ROW("amd-zen5 amd-zen6", "cpu", "wcb_close.full_line_64b", 0x50, 0x01, 64),
	/* LIKWID, perfmon_zen3_events.txt and perfmon_zen4c_events.txt */
	ROW("amd-zen3", "cpu", "WC_BUFFER_CLOSE_FLUSH_FULL_LINE_64B", 0x50, 0x01, 64),
	ROW("amd-zen3", "cpu", "WC_BUFFER_CLOSE_FLUSH_NEED_SBEX", 0x50, 0x02, 64),
	ROW("amd-zen3", "cpu", "WC_BUFFER_CLOSE_FLUSH_WFQ_VIRT_CR_BUS_LOCK", 0x50, 0x04, 64),
	ROW("amd-zen3", "cpu", "WC_BUFFER_CLOSE_FLUSH_BARRIER", 0x50, 0x08, 64),
	ROW("amd-zen3", "cpu", "WC_BUFFER_CLOSE_FLUSH_WCB_FULL", 0x50, 0x10, 64),
	ROW("amd-zen3", "cpu", "WC_BUFFER_CLOSE_FLUSH_TIMER", 0x50, 0x20, 64),
	ROW("amd-zen3", "cpu", "WC_BUFFER_CLOSE_FLUSH_SMC_HIT", 0x50, 0x40, 64),
	ROW("amd-zen3", "cpu", "WC_BUFFER_CLOSE_FLUSH_LD_HIT", 0x50, 0x80, 64),
	ROW("amd-zen4", "cpu", "WCB_CLOSE_FLUSH_FULL_LINE_64B", 0x50, 0x01, 64),
	ROW("amd-zen4", "cpu", "L2_WCB_REQ_WRITE", 0x63, 0x40, 0),
	ROW("amd-zen4", "cpu", "L2_WCB_REQ_CLOSE", 0x63, 0x20, 0),
	/* pmu-events, memory and fabric */
	UMC("amd-zen4 amd-zen5 amd-zen6", "umc_cas_cmd.rd", 0x0a, 1),
	UMC("amd-zen4 amd-zen5 amd-zen6", "umc_cas_cmd.wr", 0x0a, 2),
	DF("amd-zen1 amd-zen2 amd-zen3", "dram_channel_data_controller_*", 0x07, 0x1c7, 0x38, 64),
	DF("amd-zen1 amd-zen2 amd-zen3", "remote_outbound_data_controller_*", 0x7c7, 0x887, 0x02, 32),
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

#endif
