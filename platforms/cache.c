// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Caches from CPUID: leaf 4 on Intel, 0x8000001D on AMD, whose fields agree, and
 * leaves 0x80000005/6 for AMD guests without topoext.
 *
 * Inclusiveness is not decoded: QEMU's tables set the bit for AMD L3s that are
 * victim caches.
 */
#include <string.h>

#include "machine-private.h"

#define CACHE_TYPE_DATA 1
#define CACHE_TYPE_INSTRUCTION 2
#define CACHE_TYPE_UNIFIED 3

static struct machine_cache decode_subleaf(const struct cpuid_leaf *at)
{
	unsigned int partitions = (at->ebx >> 12 & 0x3ff) + 1;
	struct machine_cache cache = {
		.level = at->eax >> 5 & 0x7,
		.shared_by = (at->eax >> 14 & 0xfff) + 1,
		.line_bytes = (at->ebx & 0xfff) + 1,
		.ways = (at->ebx >> 22 & 0x3ff) + 1,
	};

	cache.bytes = (uint64_t)cache.ways * partitions * cache.line_bytes *
		      ((uint64_t)at->ecx + 1);
	return cache;
}

static void decode_subleaves(struct machine *m, uint32_t leaf)
{
	uint32_t i;

	for (i = 0; i < 16 && m->nr_caches < NR_CACHES_MAX; i++) {
		struct cpuid_leaf at = cpuid_get(&m->cpuid, leaf, i);
		unsigned int type = at.eax & 0x1f;

		if (!type)
			break;
		if (type == CACHE_TYPE_DATA || type == CACHE_TYPE_UNIFIED)
			m->caches[m->nr_caches++] = decode_subleaf(&at);
		else if (type == CACHE_TYPE_INSTRUCTION && !m->l1i.bytes)
			m->l1i = decode_subleaf(&at);
	}
}

static void add_legacy(struct machine *m, unsigned int level, uint64_t bytes, unsigned int ways,
		       unsigned int line_bytes)
{
	if (bytes)
		m->caches[m->nr_caches++] = (struct machine_cache){
			.level = level,
			.bytes = bytes,
			.ways = ways,
			.line_bytes = line_bytes,
		};
}

/* AMD APM vol. 3, appendix E; the way codes of L2 and L3 need a table of their own. */
static void decode_amd_legacy(struct machine *m)
{
	static const unsigned char ways[16] = { 0, 1, 2, 3, 4, 6, 8, 0, 16, 0, 32, 48, 64, 96,
						128, 0 };
	struct cpuid_leaf l1 = cpuid_get(&m->cpuid, 0x80000005, 0);
	struct cpuid_leaf l23 = cpuid_get(&m->cpuid, 0x80000006, 0);

	m->l1i = (struct machine_cache){
		.level = 1, .bytes = (uint64_t)(l1.edx >> 24) * 1024, .ways = l1.edx >> 16 & 0xff,
		.line_bytes = l1.edx & 0xff,
	};
	add_legacy(m, 1, (uint64_t)(l1.ecx >> 24) * 1024, l1.ecx >> 16 & 0xff, l1.ecx & 0xff);
	add_legacy(m, 2, (uint64_t)(l23.ecx >> 16) * 1024, ways[l23.ecx >> 12 & 0xf],
		   l23.ecx & 0xff);
	add_legacy(m, 3, (uint64_t)(l23.edx >> 18) * 512 * 1024, ways[l23.edx >> 12 & 0xf],
		   l23.edx & 0xff);
}

void caches_decode(struct machine *m)
{
	bool amd = !strcmp(m->cpu.vendor, VENDOR_AMD) || !strcmp(m->cpu.vendor, VENDOR_HYGON);

	decode_subleaves(m, amd ? 0x8000001d : 4);
	if (!m->nr_caches && amd)
		decode_amd_legacy(m);
}

void cache_describe(const struct machine_cache *cache, struct text *out)
{
	text_size(out, cache->bytes);
	if (cache->ways)
		text_addf(out, " %u-way", cache->ways);
}

size_t machine_nr_caches(const struct machine *m)
{
	return m->nr_caches;
}

const struct machine_cache *machine_cache(const struct machine *m, size_t i)
{
	return i < m->nr_caches ? &m->caches[i] : NULL;
}

const struct machine_cache *machine_cache_level(const struct machine *m, unsigned int level)
{
	size_t i;

	for (i = 0; i < m->nr_caches; i++)
		if (m->caches[i].level == level)
			return &m->caches[i];
	return NULL;
}

uint64_t machine_llc_bytes(const struct machine *m)
{
	unsigned int level = 0;
	uint64_t bytes = 0;
	size_t i;

	for (i = 0; i < m->nr_caches; i++) {
		if (m->caches[i].level > level) {
			level = m->caches[i].level;
			bytes = m->caches[i].bytes;
		}
	}
	/* A lone first-level cache is what a stripped-down CPUID shows, not a last level. */
	return level > 1 ? bytes : 0;
}
