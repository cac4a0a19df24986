/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The loops that probes time.
 */
#ifndef BENCH_ROUND_PROBE_LOOPS_H
#define BENCH_ROUND_PROBE_LOOPS_H

#include <stddef.h>
#include <stdint.h>

#include "replay.h"
#include "run-file/probe.h"

#define PROBE_LINE 64
#define PROBE_PAGE 4096
#define PROBE_PAGE_LINES (PROBE_PAGE / PROBE_LINE)

/**
 * struct probe_loop - what one loop goes through
 * @args:   first member: what measure_call() hands to the loop
 * @memory: aligned to PROBE_PAGE
 * @bytes:  of it, a multiple of PROBE_PAGE
 * @chain:  line numbers in an order that visits each once; for the loops of single lines
 * @nr_chain: how many, 1 at least
 * @pages:  numbers of the pages of @memory, in the order of a stream
 * @start:  of the chain of pointers
 * @turns:  how often the chase goes round more than once
 */
struct probe_loop {
	struct replay_args args;
	char *memory;
	size_t bytes;
	uint32_t *chain;
	size_t nr_chain;
	uint32_t *pages;
	void *start;
	size_t turns;
};

/**
 * probe_chain() - an order that visits one line of each @slot_bytes at random
 * @slot_bytes: a multiple of PROBE_LINE; neighbours that a prefetcher fetches as a pair, or
 *	   as a stream, are so left out
 *
 * A single cycle (Sattolo), so that it ends after all.
 *
 * Return: 0 or -ENOMEM; probe_loop_free().
 */
int probe_chain(struct probe_loop *loop, size_t slot_bytes, uint64_t seed);

/** probe_link() - store the chain as pointers into @memory; sets @start */
void probe_link(struct probe_loop *loop);

/** probe_pages() - an order of pages: ascending, descending or at random; as probe_chain() */
int probe_pages(struct probe_loop *loop, enum probe probe, uint64_t seed);

/** probe_walk_of() - the loop of a probe; it takes a struct probe_loop */
replay_walk_fn *probe_walk_of(enum probe probe);

/** probe_units() - how many of its units the loop of a probe does */
size_t probe_units(enum probe probe, const struct probe_loop *loop);

/** probe_is_stream() - does it go through whole pages, and not from line to line? */
bool probe_is_stream(enum probe probe);

void probe_loop_free(struct probe_loop *loop);

#endif
