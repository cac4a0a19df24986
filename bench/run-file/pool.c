// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Each string and each case of a run file, kept once.
 *
 * A million rows hold a few dozen different strings and a few hundred cases.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "run-file/internal.h"
#include "run-file/run-file.h"

#define BLOCK_BYTES (64u << 10)

struct block {
	struct block *next;
	size_t used;
	size_t size;
	char text[];
};

struct probe_node {
	struct probe_node *next;
	struct run_probe probe;
};

struct run_pool {
	struct block *blocks;
	struct probe_node *probes;
	const char **strings; /* open addressing, NULL is free */
	size_t nr_strings, strings_size;
	int32_t *case_slots; /* index + 1, 0 is free */
	size_t case_slots_size;
};

static uint64_t mix(uint64_t hash, uint64_t value)
{
	hash = (hash ^ value) * 0x9e3779b97f4a7c15ull;
	return hash ^ (hash >> 29);
}

static uint64_t text_hash(const char *text, size_t len)
{
	uint64_t hash = len, word;

	for (; len >= sizeof(word); text += sizeof(word), len -= sizeof(word)) {
		memcpy(&word, text, sizeof(word));
		hash = mix(hash, word);
	}
	word = 0;
	memcpy(&word, text, len);
	return mix(hash, word);
}

static char *pool_copy(struct run_pool *pool, const char *text, size_t len)
{
	struct block *block = pool->blocks;
	char *copy;

	if (!block || block->size - block->used < len + 1) {
		size_t size = len + 1 > BLOCK_BYTES ? len + 1 : BLOCK_BYTES;

		block = malloc(sizeof(*block) + size);
		if (!block)
			return NULL;
		*block = (struct block){ .next = pool->blocks, .size = size };
		pool->blocks = block;
	}
	copy = block->text + block->used;
	memcpy(copy, text, len);
	copy[len] = '\0';
	block->used += len + 1;
	return copy;
}

static int pool_grow_strings(struct run_pool *pool)
{
	size_t size = pool->strings_size ? 2 * pool->strings_size : 256;
	const char **grown = calloc(size, sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	for (size_t i = 0; i < pool->strings_size; i++) {
		const char *text = pool->strings[i];
		size_t at;

		if (!text)
			continue;
		for (at = text_hash(text, strlen(text)) & (size - 1); grown[at];)
			at = (at + 1) & (size - 1);
		grown[at] = text;
	}
	free(pool->strings);
	pool->strings = grown;
	pool->strings_size = size;
	return 0;
}

const char *run_pool_intern(struct run_pool *pool, const char *text, size_t len)
{
	size_t at;

	if (2 * (pool->nr_strings + 1) > pool->strings_size && pool_grow_strings(pool))
		return NULL;
	at = text_hash(text, len) & (pool->strings_size - 1);
	while (pool->strings[at]) {
		if (!strncmp(pool->strings[at], text, len) && !pool->strings[at][len])
			return pool->strings[at];
		at = (at + 1) & (pool->strings_size - 1);
	}
	pool->strings[at] = pool_copy(pool, text, len);
	if (pool->strings[at])
		pool->nr_strings++;
	return pool->strings[at];
}

const struct run_probe *run_pool_probe(struct run_pool *pool, const struct run_probe *probe)
{
	struct probe_node *node = malloc(sizeof(*node));

	if (!node)
		return NULL;
	*node = (struct probe_node){ pool->probes, *probe };
	pool->probes = node;
	return &node->probe;
}

void run_pool_free(struct run_pool *pool)
{
	struct probe_node *next_probe;
	struct block *next;

	if (!pool)
		return;
	for (struct probe_node *node = pool->probes; node; node = next_probe) {
		next_probe = node->next;
		free(node);
	}
	for (struct block *block = pool->blocks; block; block = next) {
		next = block->next;
		free(block);
	}
	free(pool->strings);
	free(pool->case_slots);
	free(pool);
}

static int pool_grow_cases(struct run_pool *pool, const struct run_file *file)
{
	size_t size = pool->case_slots_size ? 2 * pool->case_slots_size : 256;
	int32_t *slots = calloc(size, sizeof(*slots));
	size_t at;

	if (!slots)
		return -ENOMEM;
	for (size_t i = 0; i < file->nr_cases; i++) {
		for (at = case_hash(&file->cases[i]) & (size - 1); slots[at];)
			at = (at + 1) & (size - 1);
		slots[at] = (int32_t)i + 1;
	}
	free(pool->case_slots);
	pool->case_slots = slots;
	pool->case_slots_size = size;
	return 0;
}

int32_t run_pool_case(struct run_pool *pool, struct run_file *file, size_t *size,
		      const struct run_case *case_)
{
	size_t at;
	int ret;

	if (file->nr_cases == INT32_MAX)
		return -EOVERFLOW;
	if (2 * (file->nr_cases + 1) > pool->case_slots_size) {
		ret = pool_grow_cases(pool, file);
		if (ret)
			return ret;
	}
	at = case_hash(case_) & (pool->case_slots_size - 1);
	for (; pool->case_slots[at]; at = (at + 1) & (pool->case_slots_size - 1)) {
		if (case_same(&file->cases[pool->case_slots[at] - 1], case_, 0))
			return pool->case_slots[at] - 1;
	}

	ret = run_array_grow(&file->cases, size, file->nr_cases, sizeof(*case_));
	if (ret)
		return ret;
	file->cases[file->nr_cases] = *case_;
	pool->case_slots[at] = (int32_t)++file->nr_cases;
	return pool->case_slots[at] - 1;
}

int run_array_grow(void *array_ptr, size_t *size, size_t used, size_t element)
{
	size_t more = *size + *size / 2 + 64;
	void *grown, *array;

	if (used < *size)
		return 0;
	memcpy(&array, array_ptr, sizeof(array));
	grown = reallocarray(array, more, element);
	if (!grown)
		return -ENOMEM;
	memcpy(array_ptr, &grown, sizeof(grown));
	*size = more;
	return 0;
}

struct run_pool *run_pool_new(void)
{
	return calloc(1, sizeof(struct run_pool));
}
