/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Rows of events that several AMD CPUs have with the same encoding.  @src names
 * the folder of event files in the kernel's perf, which AMD maintains.
 */
#ifndef PLATFORMS_CPU_AMD_EVENTS_H
#define PLATFORMS_CPU_AMD_EVENTS_H

#include "cpu-table.h"

/* clang-format off */

/* The data fabric up to Zen 3; its figures are approximate [S]. */
#define AMD_DF_BOTH(src) \
	EVENT(DRAM_BOTH, COUNTED, "amd_df", "dram_channel_data_controller_*", 0x07, 0x38, 64, \
	      src, .nr = 8, .step = 0x40), \
	EVENT_NONE(DRAM_READ, "amd_df", "the data fabric counts reads and writes in one sum"), \
	EVENT_NONE(DRAM_WRITE, "amd_df", "the data fabric counts reads and writes in one sum"), \
	EVENT(CROSS_SOCKET, COUNTED, "amd_df", "remote_outbound_data_controller_*", 0x7c7, 0x02, \
	      32, src, .nr = 4, .step = 0x40)

/* Memory controllers, from Linux 6.8 on. */
#define AMD_UMC(src) \
	EVENT(DRAM_READ, BYTES, "amd_umc", "umc_cas_cmd.rd", 0x0a, 0, 64, src, \
	      .rdwrmask = 1, .way = 1), \
	EVENT(DRAM_WRITE, BYTES, "amd_umc", "umc_cas_cmd.wr", 0x0a, 0, 64, src, \
	      .rdwrmask = 2, .way = 1)

#define AMD_NO_PMEM \
	EVENT_NONE(PMEM_READ, "amd_df", "no persistent memory on this platform"), \
	EVENT_NONE(PMEM_WRITE, "amd_df", "no persistent memory on this platform")

/* clang-format on */

#endif
