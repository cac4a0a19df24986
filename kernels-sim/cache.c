// SPDX-License-Identifier: GPL-2.0-or-later
#include "cache.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>

/* Memory is had in such pieces, and what is only read takes none. */
#define PIECE 4096

static size_t cache_bytes(const struct cache *cache)
{
	return cache->nr_sets * cache->ways * sizeof(cache->entries[0]);
}

/* Write what differs alone: of a last level of 480 MiB a short walk uses little. */
static void put_pieces(void *to, const void *from, size_t bytes)
{
	size_t at, len;

	for (at = 0; at < bytes; at += len) {
		len = bytes - at < PIECE ? bytes - at : PIECE;
		if (memcmp((char *)to + at, (const char *)from + at, len))
			memcpy((char *)to + at, (const char *)from + at, len);
	}
}

int cache_init(struct cache *cache, u64 lines, unsigned int ways)
{
	*cache = (struct cache){ .ways = ways, .nr_sets = lines / ways };
	/* calloc() stores zeros where somebody looks for errors with MALLOC_PERTURB_. */
	cache->entries = mmap(NULL, cache_bytes(cache), PROT_READ | PROT_WRITE,
			      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (cache->entries != MAP_FAILED)
		return 0;
	cache->entries = NULL;
	return -ENOMEM;
}

void cache_free(struct cache *cache)
{
	if (cache->entries)
		munmap(cache->entries, cache_bytes(cache));
	*cache = (struct cache){ 0 };
}

void cache_clear(struct cache *cache)
{
	static const char nothing[PIECE];
	size_t at, len;

	for (at = 0; cache->nr_lines && at < cache_bytes(cache); at += len) {
		len = cache_bytes(cache) - at < PIECE ? cache_bytes(cache) - at : PIECE;
		put_pieces((char *)cache->entries + at, nothing, len);
	}
	cache->nr_lines = 0;
	cache->nr_most = 0;
}

static u64 *set_of(const struct cache *cache, u64 line)
{
	/* Most levels have a power of two of sets, and a division takes as long as the search. */
	const u64 set = cache->nr_sets & (cache->nr_sets - 1) ? line % cache->nr_sets :
								line & (cache->nr_sets - 1);

	return cache->entries + set * cache->ways;
}

u64 *cache_find(const struct cache *cache, u64 line)
{
	/* As it looks when modified, which is added to what is compared with it. */
	const u64 entry = CACHE_ENTRY(line) | CACHE_DIRTY;
	u64 *const set = set_of(cache, line);
	unsigned int way = 0;

#define IS_IN(i) ((set[i] | CACHE_DIRTY) == entry)
	if (*set == CACHE_EMPTY)
		return NULL;
	/* Most searches are in vain: one branch for four ways. */
	for (; way + 4 <= cache->ways; way += 4)
		if (IS_IN(way) | IS_IN(way + 1) | IS_IN(way + 2) | IS_IN(way + 3))
			break;
	for (; way < cache->ways; way++)
		if (IS_IN(way))
			return &set[way];
#undef IS_IN
	return NULL;
}

u64 *cache_use(struct cache *cache, u64 line)
{
	u64 *const found = cache_find(cache, line);
	u64 *set, entry;

	if (!found)
		return NULL;
	set = set_of(cache, line);
	entry = *found;
	memmove(set + 1, set, (found - set) * sizeof(*set));
	*set = entry;
	return set;
}

u64 cache_insert(struct cache *cache, u64 entry)
{
	u64 *const set = set_of(cache, CACHE_LINE(entry));
	const u64 gone = set[cache->ways - 1];

	memmove(set + 1, set, (cache->ways - 1) * sizeof(*set));
	*set = entry;
	if (gone == CACHE_EMPTY && ++cache->nr_lines > cache->nr_most)
		cache->nr_most = cache->nr_lines;
	return gone;
}

void cache_remove(struct cache *cache, u64 *entry)
{
	u64 *const end = set_of(cache, CACHE_LINE(*entry)) + cache->ways;

	memmove(entry, entry + 1, (end - entry - 1) * sizeof(*entry));
	end[-1] = CACHE_EMPTY;
	cache->nr_lines--;
}

void cache_copy(struct cache *to, const struct cache *from)
{
	put_pieces(to->entries, from->entries, cache_bytes(from));
	to->nr_lines = from->nr_lines;
	to->nr_most = from->nr_most;
}

bool cache_same(const struct cache *a, const struct cache *b)
{
	return a->nr_lines == b->nr_lines && !memcmp(a->entries, b->entries, cache_bytes(a));
}

static u64 shifted(u64 entry, u64 by)
{
	return entry == CACHE_EMPTY ? entry : entry + CACHE_ENTRY(by) - CACHE_ENTRY(0);
}

bool cache_is_shifted(const struct cache *a, const struct cache *b, u64 by)
{
	u64 set, way;

	for (set = 0; set < a->nr_sets; set++) {
		const u64 *from = a->entries + set * a->ways;
		const u64 *to = b->entries + (set + by) % b->nr_sets * b->ways;

		for (way = 0; way < a->ways; way++)
			if (to[way] != shifted(from[way], by))
				return false;
	}
	return true;
}

void cache_shift(struct cache *to, const struct cache *from, u64 by)
{
	u64 set, way;

	for (set = 0; set < from->nr_sets; set++) {
		const u64 *const old = from->entries + set * from->ways;
		u64 *const new = to->entries + (set + by) % to->nr_sets * to->ways;

		for (way = 0; way < from->ways; way++)
			if (new[way] != shifted(old[way], by))
				new[way] = shifted(old[way], by);
	}
	to->nr_lines = from->nr_lines;
	to->nr_most = from->nr_most;
}
