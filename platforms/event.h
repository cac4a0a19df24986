/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Performance events of a platform: what is counted, how it is asked for, and
 * what one count is worth.
 *
 * Facts only.  Which of them a machine has is found by pmu.c, and only bench
 * opens them.
 */
#ifndef PLATFORMS_EVENT_H
#define PLATFORMS_EVENT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * enum event_quantity - what an event counts
 *
 * A line is 64 bytes.  "Past the L3" means that no cache of the socket had it.
 */
enum event_quantity {
	EVENT_RFO,		/* lines asked for to own them */
	EVENT_FILL,		/* lines that came to a core from memory, whoever asked */
	EVENT_DRAM_READ,	/* by the memory controllers */
	EVENT_DRAM_WRITE,
	EVENT_DRAM_BOTH,	/* reads and writes in one sum */
	EVENT_UNDERFILL,	/* reads a memory controller makes to complete a partial write */
	EVENT_PMEM_READ,	/* on the bus to persistent memory, 64-byte transactions */
	EVENT_PMEM_WRITE,
	EVENT_CROSS_SOCKET,	/* data sent to another socket */
	EVENT_EVADED,		/* ownership taken without data: SpecI2M */
	EVENT_STREAM,		/* streaming stores that left a core, full lines or not */
	EVENT_WC_FULL,		/* write-combining buffers that left full */
	EVENT_WC_PARTIAL,	/* write-combining buffers that left before they were full */
	EVENT_WC_STALL,		/* stores held up because every buffer was taken */
	EVENT_DTLB,		/* page walks */
	EVENT_SOFTWARE,		/* what the kernel counts by itself */
	EVENT_QUANTITIES
};

/** event_quantity_name - the word for each, as `list events` prints it */
extern const char *const event_quantity_name[EVENT_QUANTITIES];

/**
 * enum event_use - what a run does with an event
 *
 * Of the events that count bytes, those of one way (see @way in struct
 * platform_event) add up to the traffic of a direction.
 */
enum event_use {
	EVENT_LISTED,	/* known, not opened: for perf stat by hand */
	EVENT_COUNTED,	/* opened; its count stands beside the sample */
	EVENT_BYTES,	/* opened; its bytes are r or w */
};

/**
 * struct platform_event - one event, or a row of them on equal channels
 * @quantity:	what it counts
 * @use:	what a run does with it
 * @way:	of EVENT_BYTES: 1 is tried first, a later one where no PMU of those before it
 *		has what it takes
 * @pmu:	name in /sys/bus/event_source/devices without the number of the
 *		instance ("uncore_imc"); "cpu", "cpu_core", "cpu_atom" and
 *		"software" count a thread, "resctrl" a group of tasks (see resctrl.h),
 *		all others a socket
 * @name:	the vendor's; a "*" stands for the number of the channel
 * @code:	event code
 * @umask:	unit mask, with the extension where the PMU has one
 * @rdwrmask:	of AMD's memory controllers: 1 reads, 2 writes; 0: none
 * @offcore_rsp: request and response mask, 0: none
 * @nr:		channels; 0 stands for 1
 * @step:	what to add to @code for the next channel
 * @bytes:	per count, 0: a count of something else than bytes
 * @at_most:	@bytes is the most one count can stand for: a part of a line
 * @optional:	not every machine of the platform has the PMU; without it nothing is missing
 * @alias:	what the kernel calls it in the PMU's events folder, or NULL
 * @pfm:	libpfm4's spelling where it encodes to the values above, or NULL
 * @pfm_differs: libpfm4's spelling where it encodes to something else, or NULL
 * @source:	where the encoding is published
 * @none:	the vendor has no such event, and this is why; then only @quantity
 *		and @pmu are set beside it
 */
struct platform_event {
	enum event_quantity quantity;
	enum event_use use;
	unsigned int way;
	const char *pmu;
	const char *name;
	uint32_t code;
	uint64_t umask;
	unsigned int rdwrmask;
	uint64_t offcore_rsp;
	unsigned int nr;
	uint32_t step;
	double bytes;
	bool at_most;
	bool optional;
	const char *alias;
	const char *pfm;
	const char *pfm_differs;
	const char *source;
	const char *none;
};

/**
 * event_how() - how it is asked for: libpfm4, raw table, sysfs alias, sysfs format or resctrl
 *
 * Return: the length of the text, "-" for an event that does not exist.
 */
int event_how(const struct platform_event *event, char *buf, size_t size);

/** event_raw() - config of a core's event for PERF_TYPE_RAW; its offcore mask goes into config1 */
uint64_t event_raw(const struct platform_event *event);

/** event_is_core() - does it count a thread rather than a socket? */
int event_is_core(const struct platform_event *event);

/** event_channels() - how many events the row stands for; 0 for one that does not exist */
unsigned int event_channels(const struct platform_event *event);

/** event_name() - the vendor's name with the number of the channel in place */
void event_name(const struct platform_event *event, unsigned int channel, char *buf, size_t size);

/**
 * event_terms() - a channel of an event in perf's spelling, "event=0x4,umask=0xf"
 *
 * Names are those of the PMU's format folder; zero terms other than the event
 * are left out.
 */
void event_terms(const struct platform_event *event, unsigned int channel, char *buf, size_t size);

#endif
