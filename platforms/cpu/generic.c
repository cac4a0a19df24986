// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The last resort: an x86-64 CPU about which nothing is claimed.  What CPUID
 * says about caches and features is used as it stands.
 */
#include "cpu-table.h"

#define SOURCE "the running kernel's own alias"
#define UNKNOWN_CPU "an event of an unknown CPU is a guess"

/* clang-format off */
static const struct platform_event events[] = {
	/* What a driver of a kernel newer than this table may offer. */
	EVENT(DRAM_READ, BYTES, "uncore_imc", "cas_count_read", 0, 0, 0, SOURCE,
	      .way = 1, .alias = "cas_count_read"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "cas_count_write", 0, 0, 0, SOURCE,
	      .way = 1, .alias = "cas_count_write"),
	/* Two schedulers per channel: kernels from 2026-02 on name both. */
	EVENT(DRAM_READ, BYTES, "uncore_imc", "cas_count_read_sch0", 0, 0, 0, SOURCE,
	      .way = 2, .alias = "cas_count_read_sch0"),
	EVENT(DRAM_READ, BYTES, "uncore_imc", "cas_count_read_sch1", 0, 0, 0, SOURCE,
	      .way = 2, .alias = "cas_count_read_sch1"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "cas_count_write_sch0", 0, 0, 0, SOURCE,
	      .way = 2, .alias = "cas_count_write_sch0"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "cas_count_write_sch1", 0, 0, 0, SOURCE,
	      .way = 2, .alias = "cas_count_write_sch1"),
	EVENT(DRAM_READ, BYTES, "uncore_imc_free_running", "data_read", 0, 0, 0, SOURCE,
	      .way = 3, .alias = "data_read"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc_free_running", "data_write", 0, 0, 0, SOURCE,
	      .way = 3, .alias = "data_write"),
	/* What clients up to Ice Lake call them. */
	EVENT(DRAM_READ, BYTES, "uncore_imc", "data_reads", 0, 0, 0, SOURCE,
	      .way = 4, .alias = "data_reads"),
	EVENT(DRAM_WRITE, BYTES, "uncore_imc", "data_writes", 0, 0, 0, SOURCE,
	      .way = 4, .alias = "data_writes"),
	EVENT_NONE(RFO, "cpu", UNKNOWN_CPU),
	EVENT_NONE(CROSS_SOCKET, "uncore_upi", UNKNOWN_CPU),
	EVENT_NONE(PMEM_READ, "uncore_imc", UNKNOWN_CPU),
	EVENT_NONE(PMEM_WRITE, "uncore_imc", UNKNOWN_CPU),
	EVENT_NONE(WC_PARTIAL, "cpu", UNKNOWN_CPU),
	EVENT_NONE(DTLB, "cpu", UNKNOWN_CPU),
};
/* clang-format on */

const struct platform cpu_generic = {
	.name = "generic",
	.desc = "x86-64 CPU that no other entry describes",
	.notes = "Nothing is known beyond what CPUID says; results stand for this one machine.",
	EVENT_TABLE(events),
	.formula = "uncore: r and w are the bytes of the kernel's aliases, in their scale and unit, / "
		   "bytes stored, less the idle socket's.",
	.cannot_tell =
		"What the aliases leave out, and whether their scale is right, is not known for this "
		"CPU. Two known ways to be wrong by two: a controller with two schedulers per channel of "
		"which an older kernel names one, and CAS commands that move 32 bytes and are scaled by "
		"64.",
};
