/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of events that several Intel CPUs have with the same encoding.
 *
 * @pmu is the core PMU, @pfm one of the PFM_ macros: how libpfm4 4.13 of
 * Debian 12 spells an event of this CPU, and nothing where it does not know
 * the CPU.  @src names the file of Intel's perfmon repository.
 */
#ifndef PLATFORMS_CPU_INTEL_EVENTS_H
#define PLATFORMS_CPU_INTEL_EVENTS_H

#include "cpu-table.h"

#define PFM_NONE(name) NULL
#define PFM_SKL(name) "skl::" name
#define PFM_SKX(name) "skx::" name
#define PFM_CLX(name) "clx::" name
#define PFM_ICX(name) "icx::" name
#define PFM_ICL(name) "icl::" name
#define PFM_SPR(name) "spr::" name

/* clang-format off */

/* Ownership requests that reach and that miss the L2, hits and misses of prefetches included. */
#define INTEL_L2_RFO(pmu, pfm_, src) \
	EVENT(RFO, LISTED, pmu, "L2_RQSTS.ALL_RFO", 0x24, 0xe2, 64, src, \
	      .pfm = pfm_("L2_RQSTS:ALL_RFO")), \
	EVENT(RFO, COUNTED, pmu, "L2_RQSTS.RFO_MISS", 0x24, 0x22, 64, src, \
	      .pfm = pfm_("L2_RQSTS:RFO_MISS"))

/* Skylake to Ice Lake. */
#define INTEL_SKL_CORE(pmu, pfm_, src) \
	INTEL_L2_RFO(pmu, pfm_, src), \
	EVENT(RFO, LISTED, pmu, "OFFCORE_REQUESTS.DEMAND_RFO", 0xb0, 0x04, 64, src, \
	      .pfm = pfm_("OFFCORE_REQUESTS:DEMAND_RFO")), \
	EVENT(WC_STALL, LISTED, pmu, "L1D_PEND_MISS.FB_FULL", 0x48, 0x02, 0, src, \
	      .pfm = pfm_("L1D_PEND_MISS:FB_FULL")), \
	EVENT(DTLB, COUNTED, pmu, "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0, src, \
	      .pfm = pfm_("DTLB_STORE_MISSES:WALK_COMPLETED"))

/* Golden Cove and its successors; libpfm4 has no OFFCORE_REQUESTS:DEMAND_RFO for them. */
#define INTEL_GLC_CORE(pmu, pfm_, src) \
	EVENT(RFO, COUNTED, pmu, "L2_RQSTS.RFO_MISS", 0x24, 0x22, 64, src, \
	      .pfm = pfm_("L2_RQSTS:RFO_MISS")), \
	EVENT(RFO, LISTED, pmu, "OFFCORE_REQUESTS.DEMAND_RFO", 0x21, 0x04, 64, src), \
	EVENT(DTLB, COUNTED, pmu, "DTLB_STORE_MISSES.WALK_COMPLETED", 0x13, 0x0e, 0, src, \
	      .pfm = pfm_("DTLB_STORE_MISSES:WALK_COMPLETED"))

/* Lion Cove and Cougar Cove, which tell full lines from partial on the efficiency cores alone. */
#define INTEL_LNC_CORE(l3_miss_rsp, src) \
	INTEL_GLC_CORE("cpu_core", PFM_NONE, src), \
	EVENT(RFO, LISTED, "cpu_core", "L2_RQSTS.RFO_HIT", 0x24, 0x42, 64, src), \
	EVENT(WC_STALL, LISTED, "cpu_core", "L1D_MISS.FB_FULL", 0x49, 0x02, 0, src), \
	INTEL_OCR(RFO, BYTES, "cpu_core", "OCR.DEMAND_RFO.L3_MISS", 0x2a, l3_miss_rsp, src, \
		  .way = 1), \
	INTEL_OCR(STREAM, COUNTED, "cpu_core", "OCR.STREAMING_WR.ANY_RESPONSE", 0x2a, 0x10800, \
		  src), \
	EVENT_NONE(WC_PARTIAL, "cpu_core", \
		   "no event is published that tells full lines from partial")

/* One offcore response event; @code is 0xb7 up to Ice Lake and 0x2a from Golden Cove on. */
#define INTEL_OCR(quantity, use, pmu, name, code, rsp, src, ...) \
	EVENT(quantity, use, pmu, name, code, 0x01, 64, src, .offcore_rsp = (rsp), ##__VA_ARGS__)

/* The mesh from Ice Lake-SP on: why reads and writes became what they are. */
#define INTEL_CHA(src) \
	EVENT(RFO, LISTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_RFO", \
	      0x35, 0xc807ff01, 64, src), \
	EVENT(RFO, LISTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_MISS_RFO", \
	      0x35, 0xc807fe01, 64, src), \
	EVENT(RFO, LISTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_MISS_RFO_LOCAL", \
	      0x35, 0xc806fe01, 64, src), \
	EVENT(RFO, LISTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_MISS_RFO_REMOTE", \
	      0x35, 0xc8077e01, 64, src), \
	EVENT(RFO, LISTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_MISS_RFO_PREF", \
	      0x35, 0xc887fe01, 64, src), \
	EVENT(EVADED, COUNTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_SPECITOM", \
	      0x35, 0xcc57ff01, 64, src), \
	EVENT(EVADED, LISTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_ITOM", \
	      0x35, 0xcc47ff01, 64, src), \
	EVENT(WC_FULL, COUNTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_WCILF", \
	      0x35, 0xc867ff01, 64, src), \
	EVENT(WC_PARTIAL, COUNTED, "uncore_cha", "UNC_CHA_TOR_INSERTS.IA_WCIL", \
	      0x35, 0xc86fff01, 64, src, .at_most = true)

/* A line is nine slots on the link: Intel's own bandwidth metric, and LIKWID's [S]. */
#define INTEL_UPI(src) \
	EVENT(CROSS_SOCKET, COUNTED, "uncore_upi", "UNC_UPI_TxL_FLITS.ALL_DATA", \
	      0x02, 0x0f, 64.0 / 9, src)

/* Optane behind a server memory controller. */
#define INTEL_PMEM(src) \
	EVENT(PMEM_READ, BYTES, "uncore_imc", "UNC_M_PMM_RPQ_INSERTS", 0xe3, 0, 64, src, \
	      .way = 1), \
	EVENT(PMEM_WRITE, BYTES, "uncore_imc", "UNC_M_PMM_WPQ_INSERTS", 0xe7, 0, 64, src, \
	      .way = 1)

#define INTEL_NO_PMEM(why) \
	EVENT_NONE(PMEM_READ, "uncore_imc", why), \
	EVENT_NONE(PMEM_WRITE, "uncore_imc", why)

/* Gracemont: the efficiency cores of Alder and Raptor Lake, and Alder Lake-N. */
#define INTEL_GRACEMONT(pmu, src) \
	INTEL_OCR(RFO, BYTES, pmu, "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3f84400002, src, .way = 1), \
	INTEL_OCR(RFO, LISTED, pmu, "OCR.DEMAND_RFO.DRAM", 0xb7, 0x784000002, src), \
	INTEL_ATOM_STREAM(pmu, src)

/* Tremont to Skymont. */
#define INTEL_ATOM_STREAM(pmu, src) \
	INTEL_OCR(STREAM, LISTED, pmu, "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800, src), \
	INTEL_OCR(WC_FULL, LISTED, pmu, "OCR.FULL_STREAMING_WR.ANY_RESPONSE", 0xb7, \
		  0x800000010000, src), \
	INTEL_OCR(WC_PARTIAL, COUNTED, pmu, "OCR.PARTIAL_STREAMING_WR.ANY_RESPONSE", \
		  0xb7, 0x400000010000, src, .at_most = true), \
	INTEL_ATOM_DTLB(pmu, src)

#define INTEL_ATOM_DTLB(pmu, src) \
	EVENT(DTLB, COUNTED, pmu, "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0, src)

/* What clients lack. */
#define INTEL_CLIENT_NONE \
	EVENT_NONE(CROSS_SOCKET, "uncore_upi", "one socket"), \
	INTEL_NO_PMEM("no persistent memory on this platform")

/* The memory controller of clients up to Ice Lake, by the kernel's names. */
#define INTEL_CLIENT_IMC \
	EVENT(DRAM_READ, BYTES, "uncore_imc", "data_reads", 0x01, 0, 64, "Linux 7.2 uncore driver", \
	      .way = 1, .alias = "data_reads"), \
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "data_writes", 0x02, 0, 64, \
	      "Linux 7.2 uncore driver", .way = 1, .alias = "data_writes")

/* Free-running counters of Tiger, Alder and Raptor Lake; the driver numbers them. */
#define INTEL_FREE_RUNNING(src) \
	EVENT(DRAM_READ, BYTES, "uncore_imc_free_running", "UNC_MC0_RDCAS_COUNT_FREERUN", 0xff, \
	      0x20, 64, src, .way = 1, .alias = "data_read"), \
	EVENT(DRAM_WRITE, BYTES, "uncore_imc_free_running", "UNC_MC0_WRCAS_COUNT_FREERUN", 0xff, \
	      0x30, 64, src, .way = 1, .alias = "data_write")

/* From Meteor Lake on: data in 32-byte chunks, because a CAS moves 32 bytes or 64. */
#define INTEL_CHUNKS(src) \
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_RD_DATA", 0x3a, 0, 32, src, .way = 1), \
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_WR_DATA", 0x3b, 0, 32, src, .way = 1), \
	EVENT(DRAM_READ, LISTED, "uncore_imc", "UNC_M_CAS_COUNT_RD", 0x22, 0, 0, src), \
	EVENT(DRAM_WRITE, LISTED, "uncore_imc", "UNC_M_CAS_COUNT_WR", 0x23, 0, 0, src)

#define INTEL_CHUNKS_FREE_RUNNING(src) \
	EVENT(DRAM_READ, LISTED, "uncore_imc_free_running", "UNC_M_MC0_RDCAS_COUNT_FREERUN", \
	      0xff, 0x20, 0, src), \
	EVENT(DRAM_WRITE, LISTED, "uncore_imc_free_running", "UNC_M_MC0_WRCAS_COUNT_FREERUN", \
	      0xff, 0x30, 0, src)

/* Two schedulers per channel: Granite Rapids, Sierra Forest, Grand Ridge, Clearwater Forest. */
#define INTEL_SCHEDULERS(src) \
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.RD", 0x05, 0xcf, 64, src, \
	      .way = 1, .alias = "cas_count_read_sch0"), \
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.WR", 0x05, 0xf0, 64, src, \
	      .way = 1, .alias = "cas_count_write_sch0"), \
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT_SCH0.RD_UNDERFILL", 0x05, 0xc4, \
	      64, src), \
	EVENT(DRAM_READ, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.RD", 0x06, 0xcf, 64, src, \
	      .way = 1, .alias = "cas_count_read_sch1"), \
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.WR", 0x06, 0xf0, 64, src, \
	      .way = 1, .alias = "cas_count_write_sch1"), \
	EVENT(UNDERFILL, LISTED, "uncore_imc", "UNC_M_CAS_COUNT_SCH1.RD_UNDERFILL", 0x06, 0xc4, \
	      64, src)

/* What those have between mesh and memory. */
#define INTEL_B2CMI(src) \
	EVENT(WC_FULL, LISTED, "uncore_b2cmi", "UNC_B2CMI_IMC_WRITES.FULL", 0x25, 0x101, 64, src), \
	EVENT(WC_PARTIAL, COUNTED, "uncore_b2cmi", "UNC_B2CMI_IMC_WRITES.PARTIAL", 0x25, 0x102, \
	      64, src, .at_most = true)

#define INTEL_SCHEDULERS_FORMULA "each memory controller counts its two sub-channels apart; "

/* What every Intel platform has to say about itself. */
#define INTEL_FORMULA_UNCORE \
	"uncore: r = bytes of dram-read and pmem-read / bytes stored, w = bytes of dram-write " \
	"and pmem-write / bytes stored, both less the idle socket's; "
#define INTEL_CANNOT_CORE \
	"A core counts requests and not data: DEMAND_RFO includes ItoM, which takes a line " \
	"without reading it, PREFETCHW counts as one, and lines that the L2 prefetcher fetched for " \
	"a stream of stores are not demand requests. "
#define INTEL_CANNOT_LOCAL \
	"LOCAL_DRAM is the core's own cluster where sub-NUMA clustering is on, and the socket " \
	"where it is not. "
#define INTEL_CANNOT_READS \
	"READS_TO_CORE adds demand and prefetched data reads, code reads and ownership requests: " \
	"the walk reads next to nothing from memory, a page walk's lines are in it. " \
	INTEL_CANNOT_LOCAL
#define INTEL_CANNOT_GRAPHICS "The memory controllers count graphics and display as well."
#define INTEL_CANNOT_SPECI2M \
	"Near saturation SpecI2M turns ownership requests into ItoM: the core's r stays at 1 " \
	"while the memory controllers' falls, and UNC_CHA_TOR_INSERTS.IA_SPECITOM says by how " \
	"much. One thread and a full socket can have opposite answers. "

/* clang-format on */

#endif
