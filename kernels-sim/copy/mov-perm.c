// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mov-perm: the words of the template in the order in which the slow path stores
 * them, each once, without its load and its read-modify-write.
 */
#include "walk.h"

static __always_inline void mov_perm_copy(void *dst, const u64 *tmpl, size_t size)
{
	u64 *words = dst;

#define PERM(i) WRITE_ONCE(words[i], READ_ONCE(tmpl[i]))
	if (size > 88)
		PERM(11);
	if (size > 80)
		PERM(10);
	if (size > 72)
		PERM(9);
	if (size > 64)
		PERM(8);
	if (size > 56)
		PERM(7);
	PERM(5);
	PERM(4);
	PERM(3);
	PERM(6);
	PERM(1);
	PERM(0);
	PERM(2);
#undef PERM
}

static const struct copy_ops mov_perm_ops = { .copy = mov_perm_copy };

DEFINE_COPY_BACKEND(mov_perm,
		    .name = "mov-perm",
		    .desc = "template in the order of the slow path's stores, without a load",
		    .kind = COPY_KERNEL,
		    .ordering = COPY_ORDERED);
