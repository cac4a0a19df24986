/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walks as templates: a copy's source file includes this, names its
 * functions, and DEFINE_COPY_BACKEND() compiles them into every walk at every
 * layout.  The functions are always inlined at a constant record size, which
 * is how the kernel's compiler sees them.
 */
#ifndef KERNELS_SIM_WALK_H
#define KERNELS_SIM_WALK_H

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
 */
struct copy_ops {
	void (*copy)(void *dst, const u64 *tmpl, size_t size);
	void (*first)(void *dst, const u64 *tmpl, size_t size);
	void (*finish)(void *end, const u64 *tmpl, size_t size);
	void (*drain)(void);
	bool held;
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
	asm volatile("sfence" : : : "memory");
}

static __always_inline void movnti(u64 *dst, u64 value)
{
	asm volatile("movnti %1, %0" : "=m"(*dst) : "r"(value) : "memory");
}

/* Three copies of the template in a row; the walks use the last. */
struct walk_template {
	u64 words[3 * REPLAY_WORDS_MAX];
};

static __always_inline const u64 *template_fill(struct walk_template *t, const u64 *record,
						size_t size, const struct copy_ops *ops)
{
	const size_t n = size / 8;

#define FILL(i) (t->words[i] = t->words[n + (i)] = t->words[2 * n + (i)] = record[i])
	EACH_WORD(size, FILL);
#undef FILL
	/*
	 * In a kernel the template is an object whose address is passed around.
	 * clang, which sees all of this walk, would scatter its words instead.
	 */
	if (!ops->held)
		asm volatile("" : : "r"(t->words) : "memory");
	return t->words + 2 * n;
}

/* n records, one after the other: the copy itself, without the kernel around it. */
static __always_inline void walk_flat(const struct replay_args *args, size_t size,
				      const struct copy_ops *ops)
{
	char *page = args->memmap;
	char *const end = page + args->nr_pages * size;
	struct walk_template t;
	const u64 *tmpl;

	if (page == end)
		return;
	tmpl = template_fill(&t, args->record, size, ops);

	if (ops->first) {
		ops->first(page, tmpl, size);
		page += size;
	}
	for (; page != end; page += size)
		ops->copy(page, tmpl, size);
	if (ops->finish)
		ops->finish(end, tmpl, size);
	if (ops->drain)
		ops->drain();
}

/*
 * memmap_init_zone_device() for pages that are not compound (fsdax, device
 * private).  The refresh of PFN-dependent fields is empty on x86-64 (flags
 * hold no section bits with vmemmap, and there is no page->virtual), so the
 * template is not written inside the loop.
 */
static __always_inline void walk_order0(const struct replay_args *args, size_t size,
					const struct copy_ops *ops, enum replay_rules rules)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	/* pfn_to_page() reads vmemmap_base from memory for every page. */
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	u64 pfn = args->start_pfn;
	struct walk_template t;
	const u64 *tmpl;
	char *page = args->memmap;

	if (!args->nr_pages)
		return;

	if (args->slow_seed) {
		init_zone_device_page(page, size, args);
		tmpl = template_fill(&t, args->memmap, size, ops);
	} else {
		tmpl = template_fill(&t, args->record, size, ops);
		ordinary_copy(page, tmpl, size);
	}

	for (pfn++; pfn < end_pfn; pfn++) {
		page = (char *)vmemmap_base + pfn * size;
		/*
		 * v4 leaves pageblock-aligned pages to memcpy(), because code
		 * that runs right after may read them back.  A copy that needs
		 * no drain stands for memcpy() itself.
		 */
		if (rules == RULES_V4 && ops->drain && !(pfn % PAGEBLOCK_PAGES)) {
			if (ops->finish)
				ops->finish(page, tmpl, size);
			ordinary_copy(page, tmpl, size);
			continue;
		}
		ops->copy(page, tmpl, size);
	}
	if (ops->finish)
		ops->finish(page + size, tmpl, size);
	if (ops->drain)
		ops->drain();
}

#define DEFINE_WALKS_OF_SIZE(ident, bytes)                                                         \
	static noinline void ident##_flat_##bytes(const struct replay_args *args)                  \
	{                                                                                          \
		walk_flat(args, bytes, &ident##_ops);                                              \
	}                                                                                          \
	static noinline void ident##_order0_v4_##bytes(const struct replay_args *args)             \
	{                                                                                          \
		walk_order0(args, bytes, &ident##_ops, RULES_V4);                                  \
	}                                                                                          \
	static noinline void ident##_order0_v5_##bytes(const struct replay_args *args)             \
	{                                                                                          \
		walk_order0(args, bytes, &ident##_ops, RULES_V5);                                  \
	}

#define DEFINE_WALKS(ident)                                                                        \
	DEFINE_WALKS_OF_SIZE(ident, 56)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 64)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 72)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 80)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 88)                                                            \
	DEFINE_WALKS_OF_SIZE(ident, 96)

#define WALK_SIZES(prefix)                                                                         \
	{                                                                                          \
		[LAYOUT_56] = prefix##_56, [LAYOUT_64] = prefix##_64, [LAYOUT_72] = prefix##_72,   \
		[LAYOUT_80] = prefix##_80, [LAYOUT_88] = prefix##_88, [LAYOUT_96] = prefix##_96,   \
	}

/*
 * The table of the walks that DEFINE_WALKS() made.  The flat walk is the same
 * under both rules.
 */
#define WALK_TABLE(ident)                                                                          \
	{                                                                                          \
		[WALK_FLAT] = { [RULES_V4] = WALK_SIZES(ident##_flat),                             \
				[RULES_V5] = WALK_SIZES(ident##_flat) },                           \
		[WALK_ORDER0] = { [RULES_V4] = WALK_SIZES(ident##_order0_v4),                      \
				  [RULES_V5] = WALK_SIZES(ident##_order0_v5) },                    \
	}

/**
 * DEFINE_COPY_BACKEND() - compile the walks and define the backend
 * @ident: C name; a "static const struct copy_ops <ident>_ops" precedes it
 * @...:   fields of struct copy_backend
 */
#define DEFINE_COPY_BACKEND(ident, ...)                                                            \
	DEFINE_WALKS(ident)                                                                        \
	extern const struct copy_backend copy_##ident;                                             \
	const struct copy_backend copy_##ident = { .fn = WALK_TABLE(ident), __VA_ARGS__ }

#endif
