// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * memcpy-unrolled: the kernel's out-of-line memcpy() without string moves.
 *
 * Mirrors memcpy_orig in arch/x86/lib/memcpy_64.S, 6.12: rounds of four loads
 * and four stores, forward or backward as the low bytes of the two addresses
 * compare, then a tail of two overlapping halves.  What clang calls for 80
 * and 96 bytes on a CPU without FSRM.
 */
#include "walk.h"

#define LOAD(offset) READ_ONCE(*(const u64 *)(src + (offset)))
#define STORE(offset, value) WRITE_ONCE(*(u64 *)(dst + (offset)), value)

static noinline void memcpy_orig(char *dst, const char *src, size_t len)
{
	u64 a, b, c, d;

	/* Records are multiples of 8 bytes, so a tail has 0, 8, 16 or 24. */
	if ((signed char)(u64)src >= (signed char)(u64)dst) {
		for (; len >= 32; len -= 32, src += 32, dst += 32) {
			a = LOAD(0);
			b = LOAD(8);
			c = LOAD(16);
			d = LOAD(24);
			STORE(0, a);
			STORE(8, b);
			STORE(16, c);
			STORE(24, d);
		}
	} else {
		for (; len >= 32; len -= 32) {
			a = LOAD(len - 8);
			b = LOAD(len - 16);
			c = LOAD(len - 24);
			d = LOAD(len - 32);
			STORE(len - 8, a);
			STORE(len - 16, b);
			STORE(len - 24, c);
			STORE(len - 32, d);
		}
	}

	if (len >= 16) {
		a = LOAD(0);
		b = LOAD(8);
		c = LOAD(len - 16);
		d = LOAD(len - 8);
		STORE(0, a);
		STORE(8, b);
		STORE(len - 16, c);
		STORE(len - 8, d);
	} else if (len >= 8) {
		a = LOAD(0);
		b = LOAD(len - 8);
		STORE(0, a);
		STORE(len - 8, b);
	}
}

static __always_inline void memcpy_unrolled_copy(void *dst, const u64 *tmpl, size_t size)
{
	/* The kernel's compiler cannot see into the assembly: hide the size. */
	asm("" : "+r"(size));
	memcpy_orig(dst, (const char *)tmpl, size);
}

static const struct copy_ops memcpy_unrolled_ops = { .copy = memcpy_unrolled_copy };

DEFINE_COPY_BACKEND(memcpy_unrolled,
		    .name = "memcpy-unrolled",
		    .desc = "the kernel's out-of-line memcpy(): rounds of 32 bytes",
		    .mirrors = "memcpy_orig, arch/x86/lib/memcpy_64.S, 6.12",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
