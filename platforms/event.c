// SPDX-License-Identifier: GPL-2.0-or-later
#include "event.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

const char *const event_quantity_name[EVENT_QUANTITIES] = {
	[EVENT_RFO] = "rfo",
	[EVENT_FILL] = "fill",
	[EVENT_DRAM_READ] = "dram-read",
	[EVENT_DRAM_WRITE] = "dram-write",
	[EVENT_DRAM_BOTH] = "dram-both",
	[EVENT_UNDERFILL] = "underfill",
	[EVENT_PMEM_READ] = "pmem-read",
	[EVENT_PMEM_WRITE] = "pmem-write",
	[EVENT_CROSS_SOCKET] = "cross-socket",
	[EVENT_EVADED] = "evaded",
	[EVENT_STREAM] = "stream",
	[EVENT_WC_FULL] = "wc-full",
	[EVENT_WC_PARTIAL] = "wc-partial",
	[EVENT_WC_STALL] = "wc-stall",
	[EVENT_DTLB] = "dtlb",
	[EVENT_SOFTWARE] = "software",
};

int event_is_core(const struct platform_event *event)
{
	return !strncmp(event->pmu, "cpu", 3) || !strcmp(event->pmu, "software");
}

uint64_t event_raw(const struct platform_event *event)
{
	/* AMD has bits 8 to 11 of the code in 32 to 35; Intel's codes have eight. */
	return (event->code & 0xff) | (uint64_t)(event->code >> 8) << 32 | event->umask << 8;
}

unsigned int event_channels(const struct platform_event *event)
{
	if (event->none)
		return 0;
	return event->nr ? event->nr : 1;
}

void event_name(const struct platform_event *event, unsigned int channel, char *buf, size_t size)
{
	const char *star = strchr(event->name, '*');

	if (star)
		snprintf(buf, size, "%.*s%u%s", (int)(star - event->name), event->name, channel,
			 star + 1);
	else
		snprintf(buf, size, "%s", event->name);
}

void event_terms(const struct platform_event *event, unsigned int channel, char *buf, size_t size)
{
	const struct {
		const char *name;
		uint64_t value;
	} terms[] = {
		{ "umask", event->umask },
		{ "rdwrmask", event->rdwrmask },
		{ "offcore_rsp", event->offcore_rsp },
	};
	size_t i, used;

	used = snprintf(buf, size, "event=0x%x", event->code + channel * event->step);
	for (i = 0; i < sizeof(terms) / sizeof(terms[0]) && used < size; i++)
		if (terms[i].value)
			used += snprintf(buf + used, size - used, ",%s=0x%" PRIx64, terms[i].name,
					 terms[i].value);
}

int event_how(const struct platform_event *event, char *buf, size_t size)
{
	if (event->none)
		return snprintf(buf, size, "-");
	if (event->pfm)
		return snprintf(buf, size, "libpfm4 %s", event->pfm);
	if (event->pfm_differs)
		return snprintf(buf, size, "raw table (libpfm4 %s differs)", event->pfm_differs);
	if (event_is_core(event))
		return snprintf(buf, size, "raw table");
	if (!strcmp(event->pmu, "resctrl"))
		return snprintf(buf, size, "resctrl mon_data");
	if (event->alias)
		return snprintf(buf, size, "sysfs alias %s", event->alias);
	return snprintf(buf, size, "sysfs format");
}
