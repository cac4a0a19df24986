// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * flushcache: the kernel's out-of-line streaming copy.
 *
 * Mirrors __memcpy_flushcache() in arch/x86/lib/usercopy_64.c, 6.12, for the
 * 8-byte-aligned destinations and lengths that struct pages have: rounds of
 * four loads and four MOVNTI, then single words.  What memcpy_flushcache()
 * calls for 56, 72 and 88 bytes.
 */
#include "walk.h"

static noinline void memcpy_flushcache(u64 *dst, const u64 *src, size_t len)
{
	u64 a, b, c, d;

	for (; len >= 32; len -= 32, src += 4, dst += 4) {
		a = READ_ONCE(src[0]);
		b = READ_ONCE(src[1]);
		c = READ_ONCE(src[2]);
		d = READ_ONCE(src[3]);
		movnti(&dst[0], a);
		movnti(&dst[1], b);
		movnti(&dst[2], c);
		movnti(&dst[3], d);
	}
	for (; len >= 8; len -= 8, src++, dst++)
		movnti(dst, READ_ONCE(*src));
}

static __always_inline void flushcache_copy(void *dst, const u64 *tmpl, size_t size)
{
	/* The length is an argument in the kernel: hide that it is constant. */
	asm("" : "+r"(size));
	memcpy_flushcache(dst, tmpl, size);
}

static const struct copy_ops flushcache_ops = { .copy = flushcache_copy, .drain = sfence };

DEFINE_COPY_BACKEND(flushcache,
		    .name = "flushcache",
		    .desc = "the kernel's out-of-line streaming copy: batches of four",
		    .mirrors = "__memcpy_flushcache(), arch/x86/lib/usercopy_64.c, 6.12",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_WEAK);
