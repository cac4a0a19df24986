/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kernel code says of each CPU: from which size on it copies struct pages by
 * non-temporal stores, and the evidence in words.
 */
#ifndef BENCH_REPORT_KERNEL_KERNEL_ENTRY_H
#define BENCH_REPORT_KERNEL_KERNEL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "report/kernel/selection.h"

/** KERNEL_COPY - what memcpy_nontemporal() is for a struct page: entries rest on it alone */
#define KERNEL_COPY "movnti"

/** enum kernel_shape - a kernel writes a range of single pages or one of compound pages */
enum kernel_shape { KERNEL_PAGES, KERNEL_COMPOUNDS, KERNEL_NR_SHAPES };

/** KERNEL_WALK, KERNEL_COMPOUND_WALK - the walks that stand for the two, the second with 2 MiB */
#define KERNEL_WALK "order0"
#define KERNEL_COMPOUND_WALK "order9"

/** KERNEL_REVISION - the revision of the series that the entries are for, the last one */
#define KERNEL_REVISION NEWEST_REVISION

/**
 * KERNEL_REVISION_BEFORE - whose cells count where KERNEL_REVISION was not measured
 *
 * v5 stores what v11 stores, and drains besides: what streams faster than
 * memcpy() under v5 does so under v11, and what does not is not known to.
 */
#define KERNEL_REVISION_BEFORE "v5"

/**
 * struct kernel_entry - one CPU
 * @of:	     a cell for each memory and shape
 * @decided: one of them decides, so that there is an entry
 * @guest:   a run that decides is of a guest: the CPU is its hypervisor's claim
 */
struct kernel_entry {
	const struct platform *platform;
	struct selection of[MEMORY_NR][KERNEL_NR_SHAPES];
	bool decided;
	bool guest;
};

/**
 * kernel_entries() - one for each platform, in the order of the list
 * @nr: entries
 *
 * Return: 0 or -ENOMEM after one line of pr_err(); *@out is to be freed.
 */
int kernel_entries(const struct report_ctx *ctx, struct kernel_entry **out, size_t *nr);

/**
 * kernel_unused() - a line on standard error for each run file that decides nothing: why
 *
 * @report: who says so
 */
void kernel_unused(const struct report_ctx *ctx, const char *report);

/** kernel_decides() - does a cell decide for or against streaming under KERNEL_REVISION? */
bool kernel_decides(const struct selection *s);

/**
 * kernel_from() - where it was seen from which size on a cell streams
 *
 * Compounds whose sizes were not swept have those of single pages.
 *
 * Return: NULL where no sizes were swept: then nothing is known of others.
 */
const struct crossover *kernel_from(const struct kernel_entry *entry, enum selection_memory memory,
				    enum kernel_shape shape);

/**
 * kernel_from_bytes() - from which memmap on a cell streams
 *
 * A power of two, and no less than kernel_from() shows that the copy wins; 0 without that.
 */
int64_t kernel_from_bytes(const struct kernel_entry *entry, enum selection_memory memory,
			  enum kernel_shape shape);

/** kernel_size_up() - a size that kernel code can name: a power of two and no less than @bytes */
int64_t kernel_size_up(int64_t bytes);

/** KERNEL_EVIDENCE_MOST - bytes of what kernel_evidence() writes, at most */
#define KERNEL_EVIDENCE_MOST 512

/**
 * kernel_evidence() - one cell in words, each figure with its run
 *
 * "DRAM: 0.385 [0.380..0.391], 1.6 GiB of memmap, run 0006b0bbce266c03; from within
 * (4 MiB..32 MiB] on, run 0006b0bb0e326952"
 */
void kernel_evidence(const struct kernel_entry *entry, enum selection_memory memory,
		     enum kernel_shape shape, char buf[KERNEL_EVIDENCE_MOST]);

#endif
