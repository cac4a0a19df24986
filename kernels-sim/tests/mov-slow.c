// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Copies of the test program only.
 *
 * mov-slow: mov made 5 % slower, whatever the machine.  A benchmark that does
 * not find this difference finds none.  Every 65,536 records it waits for a
 * twentieth of the time that these records took; so long that what the caches
 * and buffers still write back meanwhile does not matter.
 *
 * mov-crawl: mov two hundred times over, for the rule that a copy ten times slower
 * is timed on a part of the range; the machine may be busy with other work.
 *
 * mov-picky: mov that ends its process where it finds a record which only the kernel
 * has written: memory is to be warm before the first sample.
 *
 * mov-wrong: mov that leaves out the last word, which its proof must see.
 */
#include "walk.h"

#define EVERY_BYTES (65536UL * 64)

static u64 last_tsc;

static __always_inline u64 rdtsc(void)
{
	u32 low, high;

	asm volatile("rdtsc" : "=a"(low), "=d"(high));
	return (u64)high << 32 | low;
}

static noinline void lose_a_twentieth(void)
{
	const u64 now = rdtsc();

	if (last_tsc)
		while (rdtsc() - now < (now - last_tsc) / 20)
			;
	last_tsc = rdtsc();
}

static __always_inline void mov_slow_copy(void *dst, const u64 *tmpl, size_t size)
{
	ordinary_copy(dst, tmpl, size);
	if (!((u64)dst % EVERY_BYTES))
		lose_a_twentieth();
}

static __always_inline void mov_slow_finish(void *end, const u64 *tmpl, size_t size)
{
	last_tsc = 0;
}

static const struct copy_ops mov_slow_ops = { .copy = mov_slow_copy, .finish = mov_slow_finish };

DEFINE_COPY_BACKEND(mov_slow,
		    .name = "mov-slow",
		    .desc = "for tests: mov, 5 % slower",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);

static __always_inline void mov_crawl_copy(void *dst, const u64 *tmpl, size_t size)
{
	int i;

	for (i = 0; i < 200; i++)
		ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops mov_crawl_ops = { .copy = mov_crawl_copy };

DEFINE_COPY_BACKEND(mov_crawl,
		    .name = "mov-crawl",
		    .desc = "for tests: mov two hundred times over",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);

static __always_inline void mov_picky_copy(void *dst, const u64 *tmpl, size_t size)
{
	const u64 *old = dst;
	u64 any = 0;
	size_t i;

	for (i = 0; i < size / 8; i++)
		any |= READ_ONCE(old[i]);
	if (!any)
		__builtin_trap();
	ordinary_copy(dst, tmpl, size);
}

static const struct copy_ops mov_picky_ops = { .copy = mov_picky_copy };

DEFINE_COPY_BACKEND(mov_picky,
		    .name = "mov-picky",
		    .desc = "for tests: mov, which takes no memory that nobody has written",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);

static __always_inline void mov_wrong_copy(void *dst, const u64 *tmpl, size_t size)
{
	ordinary_copy(dst, tmpl, size - 8);
}

static const struct copy_ops mov_wrong_ops = { .copy = mov_wrong_copy };

DEFINE_COPY_BACKEND(mov_wrong,
		    .name = "mov-wrong",
		    .desc = "for tests: mov, which leaves out a word",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
