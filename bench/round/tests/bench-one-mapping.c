// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Is our streaming slower than that of another program?  bench-one-mapping [ROUNDS]
 *
 * Two programs have two mappings, and so other frames of memory, in other banks.
 * Here both loops take turns on one mapping in pages of 4 KiB: copy movnti, which loads
 * its template anew for each record, and what gcc 12 makes of stress-ng 0.15.06's write64nt
 * (objdump): sixteen MOVNTI of one register per 128 bytes.  Either ends with SFENCE.
 * Prints the ratio of the rates, ours / theirs, with its interval.  Asserts nothing.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

#include "base/clock.h"
#include "replay.h"
#include "run-file/stats.h"

/* As many as compare-peers writes: struct pages of 100 GiB. */
#define NR_PAGES (100UL << 18)
#define RECORD_BYTES 64

static void theirs(char *at, const char *end)
{
	const uint64_t value = 0xaaaaaaaaaaaaaaaaULL;

	for (; at < end; at += 128)
		asm volatile("movnti %1, 0x00(%0)\n\t"
			     "movnti %1, 0x08(%0)\n\t"
			     "movnti %1, 0x10(%0)\n\t"
			     "movnti %1, 0x18(%0)\n\t"
			     "movnti %1, 0x20(%0)\n\t"
			     "movnti %1, 0x28(%0)\n\t"
			     "movnti %1, 0x30(%0)\n\t"
			     "movnti %1, 0x38(%0)\n\t"
			     "movnti %1, 0x40(%0)\n\t"
			     "movnti %1, 0x48(%0)\n\t"
			     "movnti %1, 0x50(%0)\n\t"
			     "movnti %1, 0x58(%0)\n\t"
			     "movnti %1, 0x60(%0)\n\t"
			     "movnti %1, 0x68(%0)\n\t"
			     "movnti %1, 0x70(%0)\n\t"
			     "movnti %1, 0x78(%0)"
			     :: "r"(at), "r"(value) : "memory");
	asm volatile("sfence" ::: "memory");
}

static double ns_of(bool is_ours, replay_walk_fn *ours, const struct replay_args *args)
{
	const int64_t start = clock_ns();

	if (is_ours) {
		ours(args);
		asm volatile("sfence" ::: "memory");
	} else {
		theirs(args->memmap, (char *)args->memmap + NR_PAGES * RECORD_BYTES);
	}
	return (double)(clock_ns() - start);
}

int main(int argc, char **argv)
{
	const int rounds = argc > 1 ? atoi(argv[1]) : 40;
	const struct copy_backend *copy = replay_copy_find("movnti");
	replay_walk_fn *const walk = replay_walk_of(copy, WALK_ORDER0, REVISION_V11, LAYOUT_64, 0);
	struct replay_args args = { .zone = 4, .nr_pages = NR_PAGES };
	double *ratio = rounds < STATS_MIN_N ? NULL : calloc(rounds, sizeof(*ratio));
	struct stats_estimate est;

	args.memmap = mmap(NULL, NR_PAGES * RECORD_BYTES, PROT_READ | PROT_WRITE,
			   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (!ratio || args.memmap == MAP_FAILED) {
		fprintf(stderr, "bench-one-mapping: it takes %d rounds and %lu MiB\n", STATS_MIN_N,
			NR_PAGES * RECORD_BYTES >> 20);
		exit(1);
	}
	madvise(args.memmap, NR_PAGES * RECORD_BYTES, MADV_NOHUGEPAGE);
	memset(args.memmap, 1, NR_PAGES * RECORD_BYTES);
	replay_pass(&args, WALK_ORDER0, PATTERN_PAGE, LAYOUT_64, 1);
	for (int r = 0; r < rounds; r++) {
		const double first = ns_of(r % 2, walk, &args);
		const double second = ns_of(!(r % 2), walk, &args);

		ratio[r] = r % 2 ? second / first : first / second;
	}
	stats_median_interval(ratio, rounds, &est);
	printf("movnti / write64nt, rates in one mapping: %.3f [%.3f..%.3f], %d rounds\n",
	       est.median, est.lo, est.hi, rounds);
	munmap(args.memmap, NR_PAGES * RECORD_BYTES);
	free(ratio);
	return 0;
}
