/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a copy consists of, what copies are made of, and the template that
 * they read.
 */
#ifndef KERNELS_SIM_COPY_OPS_H
#define KERNELS_SIM_COPY_OPS_H

#include "slow-path.h"

/**
 * struct copy_ops - the parts of one copy
 * @copy:   write one record.  @tmpl is the template on the walk's stack; two
 *	    more copies of it lie right before it, so that a copy which writes
 *	    whole cache lines finds the bytes that precede a record.
 * @first:  write the first record of a range, when that differs from @copy
 *	    because nothing before @dst may be touched; else NULL
 * @finish: complete what @copy left open before @end; called before an
 *	    ordinary copy and at the end of the range; else NULL
 * @drain:  order the stores before later ones (SFENCE); NULL when ordered
 * @held:   the copy keeps the template in registers
 * @looks_ahead: the copy loads from records ahead, of which there may be none:
 *	    template_last() says where they end
 */
struct copy_ops {
	void (*copy)(void *dst, const u64 *tmpl, size_t size);
	void (*first)(void *dst, const u64 *tmpl, size_t size);
	void (*finish)(void *end, const u64 *tmpl, size_t size);
	void (*drain)(void);
	bool held;
	bool looks_ahead;
};

/*
 * EACH_WORD() - spell out op(0) op(1) ... for a constant record size.  A loop
 * would stay a loop: gcc 12 does not unroll it at -O2.
 */
#define EACH_WORD(size, op)                                                                        \
	do {                                                                                       \
		op(0); op(1); op(2); op(3); op(4); op(5); op(6);                                   \
		if ((size) > 56) op(7);                                                            \
		if ((size) > 64) op(8);                                                            \
		if ((size) > 72) op(9);                                                            \
		if ((size) > 80) op(10);                                                           \
		if ((size) > 88) op(11);                                                           \
	} while (0)

/**
 * ordinary_copy() - memcpy() at a constant size, as gcc 12.2 builds it in a kernel
 *
 * Load and store 8 bytes, ascending, through one register; the template is
 * read again for every record.
 */
static __always_inline void ordinary_copy(void *dst, const u64 *tmpl, size_t size)
{
	u64 *words = dst;

#define ORDINARY(i) WRITE_ONCE(words[i], READ_ONCE(tmpl[i]))
	EACH_WORD(size, ORDINARY);
#undef ORDINARY
}

static __always_inline void sfence(void)
{
	ISSUE(replay_event(ACCESS_DRAIN, NULL, 0), asm volatile("sfence" : : : "memory"));
}

static __always_inline void movnti(u64 *dst, u64 value)
{
	ISSUE(replay_event(ACCESS_STREAM, dst, sizeof(*dst)),
	      asm volatile("movnti %1, %0" : "=m"(*dst) : "r"(value) : "memory"));
}

/* v4's way with a pageblock-aligned page. */
static __always_inline void pageblock_copy(void *dst, const u64 *tmpl, size_t size)
{
	MARK(MARK_PAGEBLOCK_COPY, dst, size);
	ordinary_copy(dst, tmpl, size);
}

/* Three copies of the template in a row; the walks use the last. */
struct walk_template {
	u64 words[3 * REPLAY_WORDS_MAX];
	const void *last;	/* word of the range, for copies that look ahead */
};

/** template_last() - where the last word of the range is; @tmpl as a copy is given it */
static __always_inline const void *template_last(const u64 *tmpl, size_t size)
{
	return ((const struct walk_template *)(tmpl - 2 * (size / 8)))->last;
}

static __always_inline const u64 *template_hide(struct walk_template *t, size_t size,
						const struct replay_args *args,
						const struct copy_ops *ops)
{
	if (ops->looks_ahead)
		t->last = (char *)args->memmap + args->nr_pages * size - 8;
	/*
	 * In a kernel the template is an object whose address is passed around.
	 * clang, which sees all of this walk, would scatter its words instead.
	 */
	if (!ops->held)
		asm volatile("" : : "r"(t->words) : "memory");
	return t->words + 2 * (size / 8);
}

#define FILL(i) (t->words[i] = t->words[n + (i)] = t->words[2 * n + (i)] = SOURCE(i))
/* The template is @record. */
static __always_inline const u64 *template_fill(struct walk_template *t, const u64 *record,
						size_t size, const struct replay_args *args,
						const struct copy_ops *ops)
{
	const size_t n = size / 8;

#define SOURCE(i) record[i]
	EACH_WORD(size, FILL);
#undef SOURCE
	return template_hide(t, size, args, ops);
}

/* The template is what @page holds, which was written just before. */
static __always_inline const u64 *template_seed(struct walk_template *t, const u64 *page,
						size_t size, const struct replay_args *args,
						const struct copy_ops *ops)
{
	const size_t n = size / 8;

#define SOURCE(i) PAGE_LOAD(page[i])
	EACH_WORD(size, FILL);
#undef SOURCE
	return template_hide(t, size, args, ops);
}
#undef FILL

#endif
