// SPDX-License-Identifier: GPL-2.0-or-later
#include "counter/encode.h"

#include <errno.h>
#include <perfmon/pfmlib_perf_event.h>
#include <string.h>

int encode_libpfm4(const char *spelling, uint64_t config[2])
{
	struct perf_event_attr attr = { .size = sizeof(attr) };
	pfm_perf_encode_arg_t arg = { .attr = &attr, .size = sizeof(arg) };

	if (pfm_initialize() != PFM_SUCCESS)
		return -ENOENT;
	/* Without a privilege level it asks for the kernel's share too. */
	if (pfm_get_os_event_encoding(spelling, PFM_PLM3, PFM_OS_PERF_EVENT_EXT, &arg) !=
	    PFM_SUCCESS)
		return -ENOENT;
	config[0] = attr.config;
	config[1] = attr.config1;
	return 0;
}
