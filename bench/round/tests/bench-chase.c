// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Is the latency that the probe measures that of memory?  bench-chase [ROUNDS]
 *
 * Beside the probe's loop stands another pointer chase that shares no code with it: in an
 * order of another generator, and lines that are to come from memory are thrown out by
 * reading other memory in place of a flush.  Both take turns in each round, at sizes for
 * L1, L2, L3 and memory.  Prints medians and their ratio.  Asserts nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "round/probe-loops.h"
#include "round/probe.h"
#include "run-file/stats.h"
#include "state/flush.h"

#define OTHER_BYTES (1UL << 30)
#define LOADS (1UL << 17)

struct size {
	const char *name;
	size_t bytes;
	size_t slot;
	bool flush;
};

static char *huge_pages(size_t bytes)
{
	char *memory = aligned_alloc(2UL << 20, bytes);

	if (!memory) {
		fprintf(stderr, "bench-chase: no %zu MiB\n", bytes >> 20);
		exit(1);
	}
	madvise(memory, bytes, MADV_HUGEPAGE);
	memset(memory, 1, bytes);
	return memory;
}

/* By the probe: several times where lines are cached, the first of which brings them. */
static double by_probe(char *memory, const struct size *size, uint64_t seed)
{
	struct probe_loop loop = { .memory = memory, .bytes = size->bytes };
	replay_walk_fn *const chase = probe_walk_of(PROBE_CHASE);
	int64_t start;
	double ns;

	if (probe_chain(&loop, size->slot, seed))
		exit(1);
	probe_link(&loop);
	if (size->flush) {
		flush_lines(memory, size->bytes);
	} else {
		chase(&loop.args);
		/* In one call: the next would not wait for the end of the last. */
		loop.turns = LOADS / loop.nr_chain;
	}
	start = clock_ns();
	chase(&loop.args);
	ns = (double)(clock_ns() - start) / (double)((loop.turns + 1) * loop.nr_chain);
	probe_loop_free(&loop);
	return ns;
}

/* By hand: as lat_mem_rd does, from an order of places to a chain of pointers. */
static double by_hand(char *memory, const char *other, const struct size *size, unsigned int seed)
{
	const size_t nr = size->bytes / size->slot, lines = size->slot / 64;
	const size_t turns = size->flush ? 1 : LOADS / nr, spare = lines > 16 ? 8 : 0;
	size_t *place = malloc(nr * sizeof(*place)), i, j, kept, sum = 0;
	void *volatile *at;
	int64_t start;
	double ns;

	if (!place)
		exit(1);
	for (i = 0; i < nr; i++) {
		/* The first lines of a slot stay free for what warms the TLB. */
		place[i] = (i * lines + spare + (size_t)rand_r(&seed) % (lines - spare)) * 64;
		j = (size_t)rand_r(&seed) % (i + 1);
		kept = place[i];
		place[i] = place[j];
		place[j] = kept;
	}
	for (i = 0; i < nr; i++)
		*(void **)(memory + place[i]) = memory + place[i + 1 < nr ? i + 1 : 0];
	at = (void *volatile *)(memory + place[0]);
	if (size->flush)
		for (i = 0; i < OTHER_BYTES; i += 64)
			sum += *(const volatile char *)(other + i);
	/* A flush touches each page as well: both find their pages in the TLB. */
	for (i = 0; spare && i < nr; i++)
		sum += *(const volatile char *)(memory + i * size->slot);
	for (i = 0; !size->flush && i < nr; i++)
		at = *at;
	start = clock_ns();
	for (i = 0; i < turns * nr; i++)
		at = *at;
	ns = (double)(clock_ns() - start) / (double)(turns * nr);
	if ((size_t)at + sum == 1)
		puts("");
	free(place);
	return ns;
}

int main(int argc, char **argv)
{
	static const struct size sizes[] = {
		{ "L1", 16UL << 10, 64, false },
		{ "L2", 512UL << 10, 64, false },
		{ "L3", 8UL << 20, 256, false },
		{ "memory", PROBE_BYTES, PROBE_SLOT_BYTES, true },
	};
	const int rounds = argc > 1 ? atoi(argv[1]) : 15;
	char *memory = huge_pages(PROBE_BYTES), *other = huge_pages(OTHER_BYTES);
	double *probe, *hand;

	if (rounds < 1)
		return 1;
	probe = calloc(rounds, sizeof(*probe));
	hand = calloc(rounds, sizeof(*hand));
	if (!probe || !hand)
		exit(1);
	printf("size     probe, ns   by hand, ns   probe / by hand\n");
	for (size_t s = 0; s < sizeof(sizes) / sizeof(sizes[0]); s++) {
		for (int r = 0; r < rounds; r++) {
			probe[r] = by_probe(memory, &sizes[s], r);
			hand[r] = by_hand(memory, other, &sizes[s], 2 * r + 1);
		}
		printf("%-7s %10.2f %13.2f %17.3f\n", sizes[s].name, stats_median(probe, rounds),
		       stats_median(hand, rounds),
		       stats_median(probe, rounds) / stats_median(hand, rounds));
	}
	free(memory);
	free(other);
	free(probe);
	free(hand);
	return 0;
}
