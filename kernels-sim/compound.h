/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The walk over compound pages (devdax), included by walk.h.
 *
 * A range that does not end with a whole compound ends with the beginning of
 * one.  The kernel's loop steps by pgmap_vmemmap_nr() and would write the last
 * compound whole, behind the range; it gets away with that because DAX aligns
 * both ends of a range.  The replay owns no memory there.
 */
#ifndef KERNELS_SIM_COMPOUND_H
#define KERNELS_SIM_COMPOUND_H

#include "copy-ops.h"

/**
 * struct compound - one compound, and what all compounds of a range share
 * @head:     its first record
 * @head_pfn: page frame number of that
 * @nr:       records of it that are written, the head included
 * @base:     vmemmap_base, read from memory for every page
 */
struct compound {
	void *head;
	u64 head_pfn;
	u64 nr;
	const volatile u64 *base;
};

/* The kernel that decides where compounds differ; those of the revisions do not. */
static __always_inline bool heads_after(const struct replay_args *args, enum replay_kernel kernel)
{
	return args->kernel == kernel;
}

static __always_inline void compound_head(const struct compound *c, size_t size,
					  const struct replay_args *args)
{
	SYMBOL(prep_compound_head)(c->head, size, args->pgmap->vmemmap_shift, args->kernel, c->nr);
}

/* What the range and the shortcut of map=mem leave of the compound at @pfn. */
static __always_inline u64 compound_nr(const struct replay_args *args, size_t size, u64 pfn)
{
	const u64 rest = args->start_pfn + args->nr_pages - pfn;
	const u64 nr = replay_compound_pages(args->pgmap->vmemmap_shift, size, args->map_mem);

	return nr < rest ? nr : rest;
}

/*
 * 7.1-rc does the pageblock work of an aligned page right after that page is
 * written, so with the shortcut of map=mem only the head's gets done.
 */
static __always_inline void pageblock_in_loop(const struct replay_args *args, u64 pfn,
					      enum replay_revision revision)
{
	if (revision == REVISION_V4 && !(pfn % PAGEBLOCK_PAGES) && args->pageblocks)
		SYMBOL(pageblock_set_movable)(args, pfn);
}

static __always_inline bool by_ordinary_copy(u64 pfn, const struct copy_ops *ops,
					     enum replay_revision revision)
{
	return revision == REVISION_V4 && ops->drain && !(pfn % PAGEBLOCK_PAGES);
}

/* A page behind which something else follows than what the copy expects. */
static __always_inline void templated_page(char *page, u64 pfn, const u64 *tmpl, size_t size,
					   const struct replay_args *args,
					   const struct copy_ops *ops,
					   enum replay_revision revision)
{
	if (by_ordinary_copy(pfn, ops, revision)) {
		pageblock_copy(page, tmpl, size);
	} else {
		(ops->first ? ops->first : ops->copy)(page, tmpl, size);
		if (ops->finish)
			ops->finish(page + size, tmpl, size);
	}
	pageblock_in_loop(args, pfn, revision);
}

/*
 * Tails 2 and up: copies of the first, which is the template.  The copy starts
 * anew, because tail 1 may hold metadata by then.
 */
static __always_inline void templated_tails(const struct compound *c, const u64 *tmpl, size_t size,
					    const struct replay_args *args,
					    const struct copy_ops *ops,
					    enum replay_revision revision)
{
	const u64 end_pfn = c->head_pfn + c->nr;
	u64 pfn = c->head_pfn + 2;
	char *page = (char *)c->head + 2 * size;

	if (pfn >= end_pfn)
		return;
	if (ops->first || heads_after(args, KERNEL_6_1)) {
		templated_page(page, pfn, tmpl, size, args, ops, revision);
		pfn++;
		if (heads_after(args, KERNEL_6_1))
			compound_head(c, size, args);
	}
	for (; pfn < end_pfn; pfn++) {
		page = (char *)*c->base + pfn * size;
		if (by_ordinary_copy(pfn, ops, revision)) {
			if (ops->finish)
				ops->finish(page, tmpl, size);
			pageblock_copy(page, tmpl, size);
		} else {
			ops->copy(page, tmpl, size);
		}
		pageblock_in_loop(args, pfn, revision);
	}
	if (ops->finish)
		ops->finish(page + size, tmpl, size);
}

/*
 * memmap_init_compound(): PG_head, the first tail by the slow path, the others
 * by a template of it, which is made for every compound; the metadata.
 */
static __always_inline void init_compound(const struct compound *c, size_t size,
					  const struct replay_args *args,
					  const struct copy_ops *ops, enum replay_revision revision)
{
	char *const tail1 = (char *)c->head + size;
	const unsigned int order = args->pgmap->vmemmap_shift;
	struct walk_template t;
	const u64 *tmpl;

	set_head_flag(c->head, slow_path_of(args));
	if (c->nr > 1) {
		if (args->slow_seed) {
			init_zone_device_page(tail1, size, args, slow_path_of(args));
			/* One store per compound: as the revision's base, whatever @kernel says. */
			prep_compound_tail(tail1, tail_info(c->head, size, order, args),
					   revision < REVISION_V11);
			tmpl = template_seed(&t, (const u64 *)tail1, size, args, ops);
		} else {
			tmpl = template_fill(&t, args->record, size, args, ops);
			ordinary_copy(tail1, tmpl, size);
		}
		pageblock_in_loop(args, c->head_pfn + 1, revision);
		/* Its list head in tail 2 is overwritten by tail 2's own initialisation. */
		if (heads_after(args, KERNEL_6_12))
			compound_head(c, size, args);
		templated_tails(c, tmpl, size, args, ops, revision);
	}
	if (ops->drain && revision != REVISION_V11)
		ops->drain();
	if (!heads_after(args, KERNEL_6_12) &&
	    !(heads_after(args, KERNEL_6_1) && c->nr > 2))
		compound_head(c, size, args);
}

/*
 * memmap_init_zone_device() with memmap_init_compound(), both with the series.
 *
 * Drains: after each head, before PG_head; after the tails of each compound,
 * before its metadata; and before returning.  The seeds give that without an
 * exception, so v4 drains 2 * 51,200 + 1 times for 100 GiB of 2 MiB pages.
 * The code of v5 enters the first compound without a drain, as its head was
 * written by ordinary stores: one less.  v11 has no drain: PG_head is set on a
 * head that may still lie in a write-combining buffer.
 */
static __always_inline void walk_compound(const struct replay_args *args, size_t size,
					  const struct copy_ops *ops, enum replay_revision revision)
{
	const u64 end_pfn = args->start_pfn + args->nr_pages;
	const u64 step = 1UL << args->pgmap->vmemmap_shift;
	volatile u64 vmemmap_base = (u64)args->memmap - args->start_pfn * size;
	struct compound c = { args->memmap, args->start_pfn, 0, &vmemmap_base };
	struct walk_template t;
	const u64 *tmpl;

	if (!args->nr_pages)
		return;

	if (args->slow_seed) {
		init_zone_device_page(c.head, size, args, slow_path_of(args));
		tmpl = template_seed(&t, c.head, size, args, ops);
	} else {
		tmpl = template_fill(&t, args->record, size, args, ops);
		ordinary_copy(c.head, tmpl, size);
	}
	pageblock_in_loop(args, c.head_pfn, revision);
	if (revision == REVISION_V4 && ops->drain)
		ops->drain();

	for (;;) {
		c.nr = compound_nr(args, size, c.head_pfn);
		init_compound(&c, size, args, ops, revision);
		c.head_pfn += step;
		if (c.head_pfn >= end_pfn)
			break;
		c.head = (char *)vmemmap_base + c.head_pfn * size;
		templated_page(c.head, c.head_pfn, tmpl, size, args, ops, revision);
		if (ops->drain && revision != REVISION_V11)
			ops->drain();
	}

	if (ops->drain && revision != REVISION_V11)
		ops->drain();
	if (revision >= REVISION_V5 && args->pageblocks)
		SYMBOL(pageblocks_set_movable)(args);
}

#endif
