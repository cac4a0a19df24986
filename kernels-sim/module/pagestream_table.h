/* SPDX-License-Identifier: GPL-2.0 */
/*
 * The table that both modules show: what is selected for each memory and size,
 * with one drain behind all records, and with one behind each compound page.
 */
#ifndef PAGESTREAM_TABLE_H
#define PAGESTREAM_TABLE_H

#ifdef THRESHOLDS
#include THRESHOLDS
#else
#include "memcpy_streaming_thresholds.h"
#endif

#define KIB(n) ((u64)(n) << 10)

/* The tails of a compound page of 2 MiB, which lie between two drains. */
#define COMPOUND_RECORDS 511

static const char *const backends[] = {
	[MEMCPY_STREAMING_UNDECIDED] = "undecided",
	[MEMCPY_STREAMING_MEMCPY] = "memcpy",
	[MEMCPY_STREAMING_FLUSHCACHE] = "flushcache",
	[MEMCPY_STREAMING_MOVDIR64B] = "movdir64b",
	[MEMCPY_STREAMING_MOVDIRI] = "movdiri",
	[MEMCPY_STREAMING_MOVNTI] = "movnti",
};

static const char *const memories[] = {
	[MEMCPY_STREAMING_DAX] = "dax",
	[MEMCPY_STREAMING_DRAM] = "dram",
};

/* 64 KiB to 4 GiB of memmap: 4 MiB to 256 GiB of device. */
#define for_each_size(bytes) for (bytes = KIB(64); bytes <= KIB(4 << 20); bytes *= 4)

#endif
