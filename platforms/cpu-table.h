/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the files below cpu/ need to define their one struct platform.
 */
#ifndef PLATFORMS_CPU_TABLE_H
#define PLATFORMS_CPU_TABLE_H

#include "platform.h"

#define KIB 1024u
#define MIB (1024u * 1024u)

#define MATCH_TABLE(rows) .match = (rows), .nr_match = sizeof(rows) / sizeof((rows)[0])

#define VARIANT_TABLE(rows) .variants = (rows), .nr_variants = sizeof(rows) / sizeof((rows)[0])

/* clang-format off */

#define EVENT_TABLE(rows) .events = (rows), .nr_events = sizeof(rows) / sizeof((rows)[0])

/* A row of an event table; the last arguments are further fields of struct platform_event. */
#define EVENT(quantity_, use_, pmu_, name_, code_, umask_, bytes_, source_, ...) \
	{ \
		.quantity = EVENT_##quantity_, .use = EVENT_##use_, .pmu = (pmu_), \
		.name = (name_), .code = (code_), .umask = (umask_), .bytes = (bytes_), \
		.source = (source_), ##__VA_ARGS__ \
	}

/* A quantity for which there is no event, and why. */
#define EVENT_NONE(quantity_, pmu_, why_) \
	{ .quantity = EVENT_##quantity_, .pmu = (pmu_), .none = (why_) }

/*
 * Bandwidth monitoring of L3 caches, by the kernel's resctrl.  The codes are those of
 * IA32_QM_EVTSEL, in include/linux/resctrl_types.h.
 */
#define RESCTRL_MBM \
	EVENT(DRAM_BOTH, LISTED, "resctrl", "mbm_total_bytes", 0x02, 0, 1, \
	      "Linux resctrl_types.h, resctrl.rst"), \
	EVENT(DRAM_BOTH, LISTED, "resctrl", "mbm_local_bytes", 0x03, 0, 1, \
	      "Linux resctrl_types.h, resctrl.rst")

/* clang-format on */

#define CPU_PLATFORM(name) extern const struct platform cpu_##name;
#include "cpu-list.h"
#undef CPU_PLATFORM

#endif
