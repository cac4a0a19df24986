/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the run files of a platform say together: which copy, for which
 * memory, from what size on.
 *
 * The rule by which several run files and several targets of one class are
 * pooled is in data/rules.md, "From runs to thresholds".
 */
#ifndef BENCH_REPORT_KERNEL_SELECTION_H
#define BENCH_REPORT_KERNEL_SELECTION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "platform.h"
#include "analysis/summary.h"
#include "analysis/crossover.h"
#include "report/prose/context.h"

/** enum selection_memory - what a kernel can tell about a memmap: in the device, or in DRAM */
enum selection_memory { MEMORY_DAX, MEMORY_DRAM, MEMORY_NR };

/** selection_memory_name - "dax", "dram" */
extern const char *const selection_memory_name[MEMORY_NR];

/**
 * selection_memory_of() - of a target of a run file
 *
 * MEMORY_DAX: it stands for memory in the device, where map=dev puts the memmap.
 */
enum selection_memory selection_memory_of(const struct run_file *file, const char *target);

/** SELECTION_LAYOUT - bytes of the struct page that the header decides for */
#define SELECTION_LAYOUT 64

/** enum selection_verdict - of a copy, and of a cell */
enum selection_verdict {
	SELECTION_UNMEASURED,
	SELECTION_UNDECIDED,
	SELECTION_CONTRADICTORY, /* one sweep wins where another loses */
	SELECTION_STREAM,	 /* the copy wins from a size on */
	SELECTION_REFERENCE,	 /* it loses */
};

extern const char *const selection_verdict_name[];

/**
 * struct selection_copy - one copy in one cell
 * @copy:	 its name
 * @ratio:	 weakest ratio to the reference at the greatest size, among the
 *		 sweeps that agree with @verdict
 * @run:	 the run file that has it; NULL without one
 * @target, @pages: where
 * @from:	 memmap bytes from which it wins, see crossover_pool_settle(); its sources
 *		 are struct summary
 * @spacing:	 the same for records between two drains; @nr 0: not known
 * @spaced:	 there is a sweep of them, whether it shows where winning begins or not
 * @nr_wins, @nr_loses, @nr_sweeps: sweeps
 */
struct selection_copy {
	const char *copy;
	enum selection_verdict verdict;
	struct stats_estimate ratio;
	const struct summary *run;
	const char *target;
	int64_t pages;
	struct crossover from;
	struct crossover spacing;
	bool spaced;
	size_t nr_wins;
	size_t nr_loses;
	size_t nr_sweeps;
};

/**
 * struct selection_key - a cell
 * @platform, @walk, @revision: as in run files; the same walk drains elsewhere and
 *			     reads back other words under other revisions
 * @copy:		     the only streaming copy that counts; NULL: whichever is the fastest
 *
 * The page images and the map are those of the revision: what another kernel
 * generation or map=mem writes is no part of any cell.
 */
struct selection_key {
	const char *platform;
	enum selection_memory memory;
	int layout;
	const char *walk;
	const char *revision;
	const char *copy;
};

/**
 * struct selection - one cell, decided
 * @best:  the kernel-usable copy with the least ratio; no value without one
 * @stream: the streaming copy that a kernel would take
 * @regs:  mov-regs, what registers gain without any streaming
 */
struct selection {
	struct selection_key key;
	enum selection_verdict verdict;
	struct selection_copy best;
	struct selection_copy stream;
	struct selection_copy regs;
};

/** selection_counts() - is it a run of real hardware, so that it may decide anything? */
bool selection_counts(const struct summary *summary);

/**
 * selection_make() - decide one cell
 *
 * Return: 0 or -ENOMEM after one line of pr_err().
 */
int selection_make(const struct report_ctx *ctx, const struct selection_key *key,
		   struct selection *out);

#endif
