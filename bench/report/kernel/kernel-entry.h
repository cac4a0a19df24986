/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What kernel code says of each platform: its cells, and their evidence in words.
 */
#ifndef BENCH_REPORT_KERNEL_KERNEL_ENTRY_H
#define BENCH_REPORT_KERNEL_KERNEL_ENTRY_H

#include <stdbool.h>
#include <stddef.h>

#include "report/kernel/selection.h"

/** KERNEL_WALK - the walk whose cells become entries: it drains once, at the end */
#define KERNEL_WALK "order0"

/** KERNEL_REVISION - the revision of the series that the header is for, the last one */
#define KERNEL_REVISION NEWEST_REVISION

/**
 * KERNEL_REVISION_BEFORE - whose cells count where KERNEL_REVISION was not measured
 *
 * v5 stores what v11 stores, and drains besides: what streams faster than
 * memcpy() under v5 does so under v11, and what does not is not known to.
 */
#define KERNEL_REVISION_BEFORE "v5"

/** KERNEL_COMPOUND_WALK, KERNEL_COMPOUND_RECORDS - the walk that drains per 2 MiB compound */
#define KERNEL_COMPOUND_WALK "order9"
#define KERNEL_COMPOUND_RECORDS 511

/**
 * struct kernel_entry - what the header says of one platform
 * @of:	      the cells of KERNEL_WALK
 * @compound: those of KERNEL_COMPOUND_WALK
 * @decided:  there is an entry
 */
struct kernel_entry {
	const struct platform *platform;
	struct selection of[MEMORY_NR];
	struct selection compound[MEMORY_NR];
	bool decided;
};

/**
 * kernel_entries() - one for each platform, in the order of the list
 * @nr: entries
 *
 * Return: 0 or -ENOMEM after one line of pr_err(); *@out is to be freed.
 */
int kernel_entries(const struct report_ctx *ctx, struct kernel_entry **out, size_t *nr);

/** kernel_decides() - does a cell decide for or against streaming? */
bool kernel_decides(const struct selection *s);

/**
 * kernel_from_bytes() - from which memmap on the header streams
 *
 * A power of two, and no less than where a sweep of sizes shows that the copy
 * wins; 0, none, where no sizes were swept: then nothing is known of others.
 */
int64_t kernel_from_bytes(const struct selection *s);

/**
 * kernel_from_records() - fewest records streamed one after the other, as the header says it
 *
 * 0, none, where the copy wins in compounds too; else more than a 2 MiB compound has.
 */
int64_t kernel_from_records(const struct kernel_entry *entry, enum selection_memory memory);

/**
 * kernel_evidence() - "0.385 [0.380 .. 0.391] of the time of memcpy(), 12 rounds (run ..."
 * @cell: whose revision it names where that is not KERNEL_REVISION
 */
void kernel_evidence(const struct selection *cell, const struct selection_copy *copy, char *buf,
		     size_t size);

#endif
