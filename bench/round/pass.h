/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * How a pass goes over its range: in one call of the walk, block by block, or
 * split among threads.
 */
#ifndef BENCH_ROUND_PASS_H
#define BENCH_ROUND_PASS_H

#include "plan/block-order.h"
#include "round/measure.h"
#include "target/cpus.h"
#include "replay.h"

/**
 * PASS_BLOCK_PAGES - records of a block: the memmap of a section
 *
 * 128 MiB of device, whose memmap takes 2 MiB of 64-byte records and is what
 * the kernel populates at once (vmemmap_populate_hugepages(), 6.12).
 */
#define PASS_BLOCK_PAGES 32768ULL

/**
 * struct pass - one timed pass
 * @walk, @args: what runs; the range of @args is that of the whole pass
 * @layout_bytes: size of a record
 * @order:   of blocks.  But for BLOCK_ORDER_ASCENDING each block is a call of its own:
 *	     it begins with a page of the slow path and ends with a drain
 * @threads: the range is cut into so many parts of whole compounds, one after
 *	     the other, each walked by a thread of its own
 * @seed:    of BLOCK_ORDER_RANDOM
 * @cpus:    one for each thread; the calling thread is on the first
 * @counters: read around the call; NULL: none
 */
struct pass {
	replay_walk_fn *walk;
	const struct replay_args *args;
	size_t layout_bytes;
	enum replay_walk kind;
	enum block_order order;
	int threads;
	uint64_t seed;
	const struct cpus *cpus;
	struct counters *counters;
};

/**
 * pass_cannot() - why a case cannot be swept so
 *
 * Return: a phrase, or NULL when it can.
 */
const char *pass_cannot(enum replay_walk kind, enum block_order order, int threads,
			 uint64_t nr_pages);

/**
 * pass_measure() - time one pass, from its start to the end of the last thread
 * @sample: faults, switches and steal are those of all threads
 *
 * One thread in ascending order is one call of the walk and nothing else.
 *
 * Return: 0 or -errno.
 */
int pass_measure(const struct pass *pass, struct sample *sample);

#endif
