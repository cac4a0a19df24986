// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Prove the bytes: no copy is timed that was not seen to write exactly what is
 * wanted, and nothing around it.
 *
 * The reference is a table of what each record holds in the end.  It shares no
 * code with the walks: neither their order, nor their stores, nor the names of
 * their constants.
 */
#include "replay.h"

#include <errno.h>
#include <string.h>

#define POISON 0xa5
#define MARGIN 128	/* bytes looked at before and after the range */
#define PAGEBLOCK_WORDS 40	/* 640 pageblocks: more than an order-18 compound has */
#define SIZE_MOST (REPLAY_WORDS_MAX * 8)

/* What a page of ZONE_DEVICE on node 0 has for flags: table "Final image". */
#define FLAGS_NODE_0 0x0027ffffc0002000UL
#define FLAGS_NODE_0_6_1 0x0027ffffc0001000UL	/* as read in a guest */

struct reference {
	const struct replay_proof *proof;
	const struct replay_args *args;
	size_t size;
	unsigned int shift;
	u64 written;			/* of a compound */
	enum replay_kernel kernel;
	bool no_copy;			/* the copy stores nothing */
};

static void put(u8 *record, size_t offset, size_t width, u64 value)
{
	memcpy(record + offset, &value, width);
}

static bool is_old(const struct reference *ref)
{
	return ref->kernel == KERNEL_6_1 || ref->kernel == KERNEL_6_12;
}

static bool names_by_mask(const struct reference *ref)
{
	return !is_old(ref) && ref->kernel != KERNEL_7_0;
}

/* A page before anything compound is done to it, and what its reference count is. */
static void put_page(const struct reference *ref, u8 *record)
{
	const u32 type = ref->args->pgmap->type;
	bool keeps = type == MEMORY_DEVICE_GENERIC;
	int i;

	if (ref->proof->pattern != PATTERN_PAGE || ref->proof->walk == WALK_FLAT) {
		for (i = 0; i < REPLAY_WORDS_MAX; i++)
			put(record, 8 * i, 8, ref->args->record[i]);
		return;
	}
	if (is_old(ref))
		keeps |= type == MEMORY_DEVICE_FS_DAX || type == MEMORY_DEVICE_PCI_P2PDMA;
	memset(record, 0, SIZE_MOST);
	put(record, 0, 8, (ref->kernel == KERNEL_6_1 ? FLAGS_NODE_0_6_1 : FLAGS_NODE_0) |
				  (u64)ref->args->nid << 54);
	put(record, 8, 8, (u64)ref->args->pgmap);
	put(record, 48, 4, 0xffffffff);
	put(record, 52, 4, keeps ? 1 : 0);
	put(record, 64, 8, ref->args->word8);
}

static void put_tail(const struct reference *ref, u8 *record, u64 head)
{
	const u64 mask = ~((1UL << (ref->shift + 6)) - 1) | 1;

	put_page(ref, record);
	if (ref->proof->pattern != PATTERN_PAGE)
		return;
	put(record, 8, 8, ref->size == 64 && names_by_mask(ref) ? mask : head + 1);
	put(record, 24, 8, 0xdead000000000400UL);
	put(record, 40, 8, 0);
	put(record, 52, 4, 0);
}

/* Tail 1 of a compound; table "Compound metadata". */
static void put_metadata(const struct reference *ref, u8 *record)
{
	const u32 nr = 1U << ref->shift;

	switch (ref->kernel) {
	case KERNEL_6_1:
		put(record, 16, 1, 1);
		put(record, 17, 1, ref->shift);
		put(record, 20, 4, -1);
		put(record, 24, 4, 0);
		put(record, 28, 4, nr);
		return;
	case KERNEL_6_12:
		put(record, 16, 8, -1);
		put(record, 24, 8, 0);
		put(record, 32, 4, nr);
		break;
	default:
		put(record, 16, 4, -1);
		put(record, 20, 4, 0);
		put(record, 24, 4, -1);
		put(record, 28, 4, 0);
		put(record, 32, 8, -1);
		put(record, 40, 8, 0);
		if (ref->size > 56)
			put(record, 56, 4, nr);
	}
	record[0] = ref->shift;
}

/*
 * A page of ordinary memory: its own address twice, and a count that the second
 * visit takes away.  Where nothing was copied that visit is all there is.
 */
static void put_ordinary(const struct reference *ref, u8 *record, u64 self, bool written)
{
	const bool old = ref->kernel == KERNEL_6_1;
	const enum replay_walk walk = ref->proof->walk;

	if (written) {
		memset(record, 0, SIZE_MOST);
		put(record, 0, 8, (FLAGS_NODE_0 & ~(7UL << 51 | 1UL << 13)) | 2UL << 51 |
					  (u64)ref->args->nid << 54);
		put(record, 8, 8, self + 8);
		put(record, 16, 8, self + 8);
		put(record, 48, 4, -1);
		put(record, 52, 4, 1);
	}
	if (walk == WALK_BOOT)
		return;
	put(record, 52, 4, 0);
	if (old)
		record[1] &= ~(1 << 4);		/* bit 12 */
	else if (walk == WALK_DEFERRED)
		record[1] &= ~(1 << 5);		/* bit 13 */
	else
		put(record, 48, 4, -1);
}

/* Record @index of the range, which begins at address @start. */
static void wanted_record(const struct reference *ref, u64 start, u64 index, u8 *record)
{
	const u64 in = ref->shift ? index % (1UL << ref->shift) : index;
	const u64 self = start + index * ref->size;
	const bool base = ref->proof->copy->page_only;
	/* Which records are made by the copy under test? */
	const bool copied = !base && (ref->proof->walk == WALK_FLAT || index) &&
			    !(ref->shift && in == 1);

	memset(record, POISON, SIZE_MOST);
	if (replay_walk_is_ordinary(ref->proof->walk)) {
		put_ordinary(ref, record, self, !copied || !ref->no_copy);
		return;
	}
	if (ref->shift && in >= ref->written)
		return;
	if (!copied || !ref->no_copy) {
		if (ref->shift && in)
			put_tail(ref, record, self - in * ref->size);
		else
			put_page(ref, record);
	}
	if (!ref->shift)
		return;
	if (!in)		/* PG_head */
		record[ref->kernel == KERNEL_6_1 ? 2 : 0] |= ref->kernel == KERNEL_6_1 ? 1 : 1 << 6;
	if (in == 1)
		put_metadata(ref, record);
	/* 6.12 stores the list before the rest of tail 2, which then covers it. */
	if (in == 2 && ref->kernel != KERNEL_6_1 && (ref->kernel != KERNEL_6_12 || ref->no_copy)) {
		put(record, 16, 8, self + 16);
		put(record, 24, 8, self + 16);
	}
}

static bool is_poison(const u8 *at, size_t len)
{
	size_t i;

	for (i = 0; i < len; i++)
		if (at[i] != POISON)
			return false;
	return true;
}

static int fault_at(const u8 *start, const u8 *found, const u8 *wanted, size_t len,
		    struct replay_fault *fault)
{
	size_t i;

	if (wanted && !memcmp(found, wanted, len))
		return 0;
	for (i = 0; i < len && found[i] == (wanted ? wanted[i] : POISON); i++)
		;
	if (i == len)
		return 0;
	if (fault)
		*fault = (struct replay_fault){ found + i - start, found[i],
						wanted ? wanted[i] : POISON };
	return -EBADMSG;
}

/* How many records from @index on are wanted like the one before it? */
static u64 nr_alike(const struct reference *ref, u64 index)
{
	const u64 left = ref->proof->nr_pages - index;
	const u64 in = ref->shift ? index % (1UL << ref->shift) : index;
	u64 border;

	if (replay_walk_is_ordinary(ref->proof->walk))
		return 0;
	if (!ref->shift)
		return in > 1 ? left : 0;
	/* A head and tails 1 to 3 differ; tails end where they are not written. */
	if (in < 4 || in == ref->written)
		return 0;
	border = in < ref->written ? ref->written : 1UL << ref->shift;
	return border - in < left ? border - in : left;
}

/* Poison around the range and the records in it. */
static int check_records(const struct reference *ref, const u8 *start, struct replay_fault *fault)
{
	const u64 nr_pages = ref->proof->nr_pages;
	const u8 *at = start, *end = start + nr_pages * ref->size;
	u8 record[SIZE_MOST];
	u64 i = 0, alike;
	int ret;

	ret = fault_at(start, start - MARGIN, NULL, MARGIN, fault);
	while (!ret && i < nr_pages) {
		alike = nr_alike(ref, i);
		/* Proven records repeat: one comparison of neighbours, which is quick. */
		if (alike && !memcmp(at - ref->size, at, alike * ref->size)) {
			i += alike;
		} else {
			wanted_record(ref, (u64)start, i, record);
			ret = fault_at(start, at, record, ref->size, fault);
			i++;
		}
		at = start + i * ref->size;
	}
	if (!ret && !is_poison(end, MARGIN))
		ret = fault_at(start, end, NULL, MARGIN, fault);
	return ret;
}

/*
 * Type 1, movable, in the low three of each pageblock's four bits, where the
 * rest is poison.  With the shortcut of map=mem 7.1-rc sets only the types of
 * pageblocks that begin in pages it writes.
 */
static int check_pageblocks(const struct reference *ref, const u64 *found,
			    struct replay_fault *fault)
{
	const struct replay_proof *proof = ref->proof;
	const u64 first = proof->start_pfn / PAGEBLOCK_PAGES;
	u64 wanted[PAGEBLOCK_WORDS], i;
	int ret;

	memset(wanted, POISON, sizeof(wanted));
	for (i = 0; proof->pageblocks && proof->walk != WALK_FLAT && i < proof->nr_pages; i++) {
		const u64 block = (proof->start_pfn + i) / PAGEBLOCK_PAGES - first;

		if ((proof->start_pfn + i) % PAGEBLOCK_PAGES)
			continue;
		if (replay_rules_in_loop(proof->revision) && ref->shift &&
		    i % (1UL << ref->shift) >= ref->written)
			continue;
		wanted[block / 16] &= ~(7UL << block % 16 * 4);
		wanted[block / 16] |= 1UL << block % 16 * 4;
	}
	ret = fault_at((const u8 *)found, (const u8 *)found, (const u8 *)wanted, sizeof(wanted),
		       fault);
	if (ret && fault)
		fault->offset += SIZE_MOST * proof->nr_pages;
	return ret;
}

int replay_prove(const struct replay_proof *proof, void *area, size_t area_bytes,
		 struct replay_fault *fault)
{
	replay_walk_fn *walk = replay_walk_of(proof->copy, proof->walk, proof->revision,
					      proof->layout, proof->drain_every);
	u64 pageblocks[PAGEBLOCK_WORDS];
	struct replay_args args;
	struct reference ref = {
		.proof = proof,
		.args = &args,
		.size = replay_layout_bytes[proof->layout],
		.shift = replay_walk_shift(proof->walk),
		.kernel = proof->kernel,
		.no_copy = proof->copy->kind == COPY_NULL,
	};
	const size_t len = proof->nr_pages * ref.size;
	u8 *start = (u8 *)area + MARGIN + proof->offset;
	int ret;

	if (proof->offset >= 64 || (u64)area % 64 ||
	    area_bytes < REPLAY_PROVE_BYTES(proof->nr_pages) ||
	    REPLAY_PAGEBLOCKS_BYTES(proof->nr_pages) > sizeof(pageblocks) || !walk ||
	    (proof->drain_every && proof->pageblocks) ||
	    ((proof->copy->page_only || replay_walk_is_ordinary(proof->walk)) &&
	     proof->pattern != PATTERN_PAGE) ||
	    (replay_walk_is_ordinary(proof->walk) && proof->offset))
		return -EINVAL;

	replay_pass(&args, proof->walk, proof->pattern, proof->layout,
		    proof->start_pfn ^ proof->nr_pages);
	args.memmap = start;
	args.start_pfn = proof->start_pfn;
	args.nr_pages = proof->nr_pages;
	args.kernel = proof->kernel;
	args.map_mem = proof->map_mem;
	args.drain_every = proof->drain_every;
	args.pageblocks = proof->pageblocks ? pageblocks : NULL;
	memset(start - MARGIN, POISON, len + 2 * MARGIN);
	memset(pageblocks, POISON, sizeof(pageblocks));
	ref.written = 1UL << ref.shift;
	if (ref.size == 64 && proof->map_mem && ref.shift)
		ref.written = 128;

	walk(&args);

	ret = check_records(&ref, start, fault);
	return ret ? ret : check_pageblocks(&ref, pageblocks, fault);
}
