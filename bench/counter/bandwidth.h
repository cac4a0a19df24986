/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Bytes by resctrl: the files that resctrl.h finds, read before and after.
 */
#ifndef BENCH_COUNTER_BANDWIDTH_H
#define BENCH_COUNTER_BANDWIDTH_H

#include "resctrl.h"

/**
 * struct bandwidth - the L3 caches of some CPUs
 * @domain, @fd: @nr of them; both events of each, -1 for one that is not there
 * @before:	what the files said at bandwidth_start(), NAN for no number
 * @bytes:	of the last interval, all domains; NAN when a file had no number
 * @reads, @writes: how a direction comes out of the events
 * @error, @why: why nothing can be read, as in struct resctrl_domain
 */
struct bandwidth {
	struct resctrl_domain *domain;
	int (*fd)[RESCTRL_EVENTS];
	double (*before)[RESCTRL_EVENTS];
	size_t nr;
	double bytes[RESCTRL_EVENTS];
	struct resctrl_sum reads;
	struct resctrl_sum writes;
	int error;
	char why[120];
};

/**
 * bandwidth_open() - open the files for the L3 caches that some CPUs have
 * @root: the folder that paths are relative to, "/" on this machine
 *
 * Return: 0 also when there are none, and then @b->error says why; or -ENOMEM.
 */
int bandwidth_open(struct bandwidth *b, const struct machine *m, const char *root, const int *cpus,
		   size_t nr_cpus);
void bandwidth_close(struct bandwidth *b);

/** bandwidth_is_split() - are reads or writes known apart? */
bool bandwidth_is_split(const struct bandwidth *b);

/** bandwidth_start(), bandwidth_stop() - around what is to be counted */
void bandwidth_start(struct bandwidth *b);
void bandwidth_stop(struct bandwidth *b);

/** bandwidth_sum() - bytes of a direction in the last interval; NAN when not known */
double bandwidth_sum(const struct bandwidth *b, const struct resctrl_sum *sum);

/**
 * bandwidth_line() - how an event is counted, or why it is not
 *
 * Return: false for an event that is not there while the other one is.
 */
bool bandwidth_line(const struct bandwidth *b, enum resctrl_event event, char *buf, size_t size);

#endif
