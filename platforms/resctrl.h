/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The kernel's resctrl file system as a source of memory traffic.
 *
 * Intel's MBM and AMD's bandwidth monitoring count bytes per L3 cache ("domain")
 * and per group of tasks.  Which transactions an event counts can be chosen on
 * AMD (BMEC, ABMC) and nowhere else.  Everything here is read as it was found:
 * nothing is mounted, no group is made and no event is configured, because all
 * of that changes the machine for everybody on it.
 *
 * The group is the one that this process is in.  Whoever wants its traffic
 * counted apart from that of others puts the shell into a group of its own.
 */
#ifndef PLATFORMS_RESCTRL_H
#define PLATFORMS_RESCTRL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct machine;

/* Transactions that an event may count: mbm_total_bytes_config, Linux resctrl.rst. */
#define RESCTRL_LOCAL_READS	   0x01u
#define RESCTRL_REMOTE_READS	   0x02u
#define RESCTRL_LOCAL_NT_WRITES	   0x04u
#define RESCTRL_REMOTE_NT_WRITES   0x08u
#define RESCTRL_LOCAL_SLOW_READS   0x10u
#define RESCTRL_REMOTE_SLOW_READS  0x20u
#define RESCTRL_DIRTY_VICTIMS	   0x40u
#define RESCTRL_TRANSACTIONS	   7

enum resctrl_event { RESCTRL_TOTAL, RESCTRL_LOCAL, RESCTRL_EVENTS };

/** resctrl_event_name - "mbm_total_bytes", "mbm_local_bytes" */
extern const char *const resctrl_event_name[RESCTRL_EVENTS];

#define RESCTRL_PATH 320

/**
 * struct resctrl_domain - what counts the bytes behind one L3 cache
 * @id:	       of the cache
 * @own_group: the tasks counted are those of a group that somebody made; else
 *	       all tasks that are in none
 * @path:      of the file to read, for a root of "/"; "" for an event that is not there
 * @mask:      RESCTRL_ bits that the event counts; 0: the kernel does not say
 * @error:     0; -ENOENT: not on this machine, -ENODEV: resctrl is not mounted,
 *	       -EACCES: not permitted; or another -errno
 * @why:       of an error: one phrase
 */
struct resctrl_domain {
	int id;
	bool own_group;
	char path[RESCTRL_EVENTS][RESCTRL_PATH];
	unsigned int mask[RESCTRL_EVENTS];
	int error;
	char why[120];
};

/** machine_resctrl() - find the files for the L3 cache of a CPU; returns @out->error */
int machine_resctrl(const struct machine *m, int cpu, struct resctrl_domain *out);

/**
 * struct resctrl_sum - bytes of a direction: sum over the events of @times x count
 * @known: the masks give this direction
 */
struct resctrl_sum {
	bool known;
	int times[RESCTRL_EVENTS];
};

/**
 * resctrl_split() - can reads and writes be told apart?
 * @mask: of each event; 0 for one that is not there or says nothing
 *
 * All reads of DRAM are one direction, streamed stores and dirty victims
 * together are the other.  An event that counts exactly one of them gives it,
 * and so does the difference of two.
 */
void resctrl_split(const unsigned int mask[RESCTRL_EVENTS], struct resctrl_sum *reads,
		   struct resctrl_sum *writes);

/** resctrl_mask_text() - "local and remote reads, dirty victims" */
void resctrl_mask_text(unsigned int mask, char *buf, size_t size);

/** resctrl_cannot_tell - what a figure by resctrl leaves open */
extern const char resctrl_cannot_tell[];

#endif
