// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/probe-loops.h"

#include <errno.h>
#include <stdlib.h>

static uint64_t next_random(uint64_t *state)
{
	/* splitmix64 (Steele, Lea, Flood 2014): any seed is good. */
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

int probe_chain(struct probe_loop *loop, size_t slot_bytes, uint64_t seed)
{
	const size_t nr = loop->bytes / slot_bytes, lines = slot_bytes / PROBE_LINE;
	uint32_t kept;
	size_t i, j;

	loop->nr_chain = nr;
	loop->chain = malloc((nr + 1) * sizeof(*loop->chain));
	if (!loop->chain)
		return -ENOMEM;
	for (i = 0; i < nr; i++)
		loop->chain[i] = i * lines + next_random(&seed) % lines;
	for (i = nr; i > 1; i--) {
		j = next_random(&seed) % i;
		kept = loop->chain[i - 1];
		loop->chain[i - 1] = loop->chain[j];
		loop->chain[j] = kept;
	}
	return 0;
}

static void **line_of(const struct probe_loop *loop, size_t i)
{
	return (void **)(loop->memory + (size_t)loop->chain[i] * PROBE_LINE);
}

void probe_link(struct probe_loop *loop)
{
	for (size_t i = 0; i < loop->nr_chain; i++)
		*line_of(loop, i) = line_of(loop, i + 1 < loop->nr_chain ? i + 1 : 0);
	loop->start = line_of(loop, 0);
}

static bool is_one_of(enum probe probe, enum probe a, enum probe b, enum probe c)
{
	return probe == a || probe == b || probe == c;
}

static bool descends(enum probe probe)
{
	return probe == PROBE_STREAM_DESC ||
	       is_one_of(probe, PROBE_READ1_DESC, PROBE_READ8_DESC, PROBE_STORE_DESC);
}

int probe_pages(struct probe_loop *loop, enum probe probe, uint64_t seed)
{
	const size_t nr = loop->bytes / PROBE_PAGE;
	uint32_t kept;
	size_t i, j;

	loop->pages = malloc((nr + 1) * sizeof(*loop->pages));
	if (!loop->pages)
		return -ENOMEM;
	for (i = 0; i < nr; i++)
		loop->pages[i] = descends(probe) ? nr - 1 - i : i;
	if (!is_one_of(probe, PROBE_READ1_PAGES, PROBE_READ8_PAGES, PROBE_STORE_PAGES))
		return 0;
	for (i = nr; i > 1; i--) {
		j = next_random(&seed) % i;
		kept = loop->pages[i - 1];
		loop->pages[i - 1] = loop->pages[j];
		loop->pages[j] = kept;
	}
	return 0;
}

void probe_loop_free(struct probe_loop *loop)
{
	free(loop->chain);
	free(loop->pages);
	loop->chain = loop->pages = NULL;
}

static const struct probe_loop *loop_of(const struct replay_args *args)
{
	return (const struct probe_loop *)args;
}

static void chase(const struct replay_args *args)
{
	const struct probe_loop *const loop = loop_of(args);
	const size_t nr = loop->nr_chain * (loop->turns + 1);
	void *at = loop->start;

	for (size_t i = 0; i < nr; i++)
		asm volatile("movq (%0), %0" : "+r"(at) : : "memory");
}

static void store_miss(const struct replay_args *args)
{
	const struct probe_loop *const loop = loop_of(args);

	for (size_t i = 0; i < loop->nr_chain; i++)
		asm volatile("movq %0, (%1)\n\tmfence"
			     :
			     : "r"(i), "r"(line_of(loop, i))
			     : "memory");
}

static void store_hit(const struct replay_args *args)
{
	const struct probe_loop *const loop = loop_of(args);

	for (size_t i = 0; i < loop->nr_chain; i++)
		asm volatile("movq %0, (%1)\n\tmfence" : : "r"(i), "r"(loop->memory) : "memory");
}

/* A line: op(0) to op(7) */
#define EACH_OF_8(op) op(0) op(8) op(16) op(24) op(32) op(40) op(48) op(56)
#define STREAM_ONE(at) "movnti %0, " #at "(%1)\n\t"
#define STORE_ONE(at) "movq %0, " #at "(%1)\n\t"
#define LOAD_ONE(at) "movq " #at "(%1), %0\n\t"

static void stream_drain(const struct replay_args *args)
{
	const struct probe_loop *const loop = loop_of(args);

	for (size_t i = 0; i < loop->nr_chain; i++)
		asm volatile(EACH_OF_8(STREAM_ONE) "sfence"
			     :
			     : "r"(i), "r"(line_of(loop, i))
			     : "memory");
}

/*
 * The lines of a page, in the orders of the streams.  All streams go by such a table,
 * so that they differ in nothing else.
 */
static uint8_t orders[3][PROBE_PAGE_LINES];

enum { ORDER_ASCENDING, ORDER_DESCENDING, ORDER_SHUFFLED };

__attribute__((constructor)) static void make_orders(void)
{
	uint64_t seed = 1;
	size_t i, j;
	uint8_t kept;

	for (i = 0; i < PROBE_PAGE_LINES; i++) {
		orders[ORDER_ASCENDING][i] = i;
		orders[ORDER_DESCENDING][i] = PROBE_PAGE_LINES - 1 - i;
		orders[ORDER_SHUFFLED][i] = i;
	}
	for (i = PROBE_PAGE_LINES; i > 1; i--) {
		j = next_random(&seed) % i;
		kept = orders[ORDER_SHUFFLED][i - 1];
		orders[ORDER_SHUFFLED][i - 1] = orders[ORDER_SHUFFLED][j];
		orders[ORDER_SHUFFLED][j] = kept;
	}
}

/* @line is a statement on the line at @at. */
#define DEFINE_STREAM(name, ...)                                                                \
	static inline __attribute__((always_inline)) void name##_in(                            \
		const struct replay_args *args, const uint8_t *order)                           \
	{                                                                                       \
		const struct probe_loop *const loop = loop_of(args);                            \
		const size_t nr = loop->bytes / PROBE_PAGE;                                     \
		uint64_t word = 1;                                                              \
		\
		for (size_t page = 0; page < nr; page++) {                                      \
			char *const in = loop->memory + (size_t)loop->pages[page] * PROBE_PAGE; \
		\
			for (size_t i = 0; i < PROBE_PAGE_LINES; i++) {                         \
				char *const at = in + (size_t)order[i] * PROBE_LINE;            \
		\
				__VA_ARGS__;                                                    \
			}                                                                       \
		}                                                                               \
	}                                                                                       \
	static void name##_up(const struct replay_args *args)                                   \
	{                                                                                       \
		name##_in(args, orders[ORDER_ASCENDING]);                                       \
	}                                                                                       \
	static void name##_down(const struct replay_args *args)                                 \
	{                                                                                       \
		name##_in(args, orders[ORDER_DESCENDING]);                                      \
	}                                                                                       \
	static void name##_shuffled(const struct replay_args *args)                             \
	{                                                                                       \
		name##_in(args, orders[ORDER_SHUFFLED]);                                        \
	}

DEFINE_STREAM(read1, asm volatile(LOAD_ONE(0) : "=r"(word) : "r"(at)))
DEFINE_STREAM(read8, asm volatile(EACH_OF_8(LOAD_ONE) : "=&r"(word) : "r"(at)))
DEFINE_STREAM(store, asm volatile(EACH_OF_8(STORE_ONE) : : "r"(word), "r"(at) : "memory"))
DEFINE_STREAM(stream, asm volatile(EACH_OF_8(STREAM_ONE) : : "r"(word), "r"(at) : "memory"))

replay_walk_fn *probe_walk_of(enum probe probe)
{
	static replay_walk_fn *const loops[PROBE_NR] = {
		[PROBE_CHASE] = chase,
		[PROBE_STORE_HIT] = store_hit,
		[PROBE_STORE_MISS] = store_miss,
		[PROBE_STREAM_DRAIN] = stream_drain,
		[PROBE_READ1] = read1_up,
		[PROBE_READ1_DESC] = read1_down,
		[PROBE_READ1_SHUFFLED] = read1_shuffled,
		[PROBE_READ1_PAGES] = read1_up,
		[PROBE_READ8] = read8_up,
		[PROBE_READ8_DESC] = read8_down,
		[PROBE_READ8_SHUFFLED] = read8_shuffled,
		[PROBE_READ8_PAGES] = read8_up,
		[PROBE_STORE] = store_up,
		[PROBE_STORE_DESC] = store_down,
		[PROBE_STORE_SHUFFLED] = store_shuffled,
		[PROBE_STORE_PAGES] = store_up,
		[PROBE_STREAM] = stream_up,
		[PROBE_STREAM_DESC] = stream_down,
		[PROBE_STREAM_SHUFFLED] = stream_shuffled,
	};

	return loops[probe];
}

bool probe_is_stream(enum probe probe)
{
	return probe >= PROBE_READ1;
}

size_t probe_units(enum probe probe, const struct probe_loop *loop)
{
	return probe_is_stream(probe) ? loop->bytes / PROBE_LINE : loop->nr_chain;
}
