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
	      0x35, 0xc86fff01, 64, src)

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

/* Gracemont: the efficiency cores of Alder and Raptor Lake. */
#define INTEL_GRACEMONT(src) \
	INTEL_OCR(RFO, BYTES, "cpu_atom", "OCR.DEMAND_RFO.L3_MISS", 0xb7, 0x3f84400002, src, \
		  .way = 1), \
	INTEL_OCR(RFO, LISTED, "cpu_atom", "OCR.DEMAND_RFO.DRAM", 0xb7, 0x784000002, src), \
	INTEL_ATOM_STREAM(src)

/* Gracemont and Skymont. */
#define INTEL_ATOM_STREAM(src) \
	INTEL_OCR(STREAM, LISTED, "cpu_atom", "OCR.STREAMING_WR.ANY_RESPONSE", 0xb7, 0x10800, \
		  src), \
	INTEL_OCR(WC_FULL, LISTED, "cpu_atom", "OCR.FULL_STREAMING_WR.ANY_RESPONSE", 0xb7, \
		  0x800000010000, src), \
	INTEL_OCR(WC_PARTIAL, COUNTED, "cpu_atom", "OCR.PARTIAL_STREAMING_WR.ANY_RESPONSE", \
		  0xb7, 0x400000010000, src), \
	EVENT(DTLB, COUNTED, "cpu_atom", "DTLB_STORE_MISSES.WALK_COMPLETED", 0x49, 0x0e, 0, src)

/* What every Intel platform has to say about itself. */
#define INTEL_FORMULA_UNCORE \
	"uncore: r = bytes of dram-read and pmem-read / bytes stored, w = bytes of dram-write " \
	"and pmem-write / bytes stored, both less the idle socket's; "
#define INTEL_CANNOT_CORE \
	"A core counts requests and not data: DEMAND_RFO includes ItoM, which takes a line " \
	"without reading it, and lines that the L2 prefetcher fetched for a stream of stores are " \
	"not demand requests. "
#define INTEL_CANNOT_SPECI2M \
	"Near saturation SpecI2M turns ownership requests into ItoM: the core's r stays at 1 " \
	"while the memory controllers' falls, and UNC_CHA_TOR_INSERTS.IA_SPECITOM says by how " \
	"much. One thread and a full socket can have opposite answers. "

/* clang-format on */

#endif
