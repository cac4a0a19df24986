/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One level of a cache: set-associative, write-back; of a full set the line
 * goes that was used longest ago.
 */
#ifndef KERNELS_SIM_CACHE_H
#define KERNELS_SIM_CACHE_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler.h"

/**
 * CACHE_EMPTY - an entry without a line
 *
 * It is zero, so that sets which are never used take no memory.
 */
#define CACHE_EMPTY 0UL

/* An entry is a line number (address / line size) and whether it is modified. */
#define CACHE_ENTRY(line) ((line) << 2 | 1)
#define CACHE_LINE(entry) ((entry) >> 2)
#define CACHE_DIRTY 2UL

/**
 * struct cache - a level
 * @entries:  @ways per set, the one used last first, empty ones at the end
 * @nr_lines: lines held
 * @nr_most:  most lines held since somebody set it to @nr_lines
 */
struct cache {
	u64 nr_sets;
	unsigned int ways;
	u64 *entries;
	u64 nr_lines;
	u64 nr_most;
};

/**
 * cache_init() - an empty level
 * @lines: that it holds; a multiple of @ways
 *
 * Return: 0 or -ENOMEM; released with cache_free().
 */
int cache_init(struct cache *cache, u64 lines, unsigned int ways);
void cache_free(struct cache *cache);

/** cache_clear() - forget all lines */
void cache_clear(struct cache *cache);

/** cache_find() - the entry of a line; NULL when it is not there */
u64 *cache_find(const struct cache *cache, u64 line);

/** cache_use() - the same, and the line counts as used just now */
u64 *cache_use(struct cache *cache, u64 line);

/**
 * cache_insert() - add a line that is not there, as used just now
 * @entry: the line and whether it is modified
 *
 * Return: the entry that had to go, or CACHE_EMPTY.
 */
u64 cache_insert(struct cache *cache, u64 entry);

/** cache_remove() - drop the line of an entry */
void cache_remove(struct cache *cache, u64 *entry);

/** cache_copy() - make a level of the same shape hold the same */
void cache_copy(struct cache *to, const struct cache *from);

/** cache_same() - do two levels of one shape hold the same, in the same order? */
bool cache_same(const struct cache *a, const struct cache *b);

/** cache_is_shifted() - does @b hold what @a does, in the same order, each line @by further? */
bool cache_is_shifted(const struct cache *a, const struct cache *b, u64 by);

/** cache_shift() - make @to, of the same shape, hold what @from does, each line @by further */
void cache_shift(struct cache *to, const struct cache *from, u64 by);

#endif
