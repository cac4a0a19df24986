/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the kernel does when it initialises the struct pages of device memory,
 * as functions that a userspace program can call.
 *
 * A walk is one call of memmap_init_zone_device(); a copy is the way in which
 * that call writes one record (one struct page).  Every copy is compiled into
 * every walk at every layout, so that nothing but the stores under test runs
 * between two records.
 */
#ifndef KERNELS_SIM_REPLAY_H
#define KERNELS_SIM_REPLAY_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler.h"

/** REPLAY_WORDS_MAX - 8-byte words of the largest layout (96 bytes) */
#define REPLAY_WORDS_MAX 12

/** PAGEBLOCK_PAGES - pageblock_nr_pages on x86-64 with HugeTLB; pageblock-flags.h, 6.12 */
#define PAGEBLOCK_PAGES 512

/**
 * DEFERRED_CHUNK_PAGES - MAX_ORDER_NR_PAGES: what is initialised before it is freed
 * HOTPLUG_BLOCK_PAGES - of a memory block of 128 MiB: what is initialised before it is onlined
 */
#define DEFERRED_CHUNK_PAGES 1024
#define HOTPLUG_BLOCK_PAGES 32768

/* include/linux/memremap.h, 6.12: the refcount policy depends on it. */
enum memory_type {
	MEMORY_DEVICE_PRIVATE = 1,
	MEMORY_DEVICE_COHERENT,
	MEMORY_DEVICE_FS_DAX,
	MEMORY_DEVICE_GENERIC,
	MEMORY_DEVICE_PCI_P2PDMA,
};

/**
 * struct sim_pgmap - as much of struct dev_pagemap as a bind reads
 * @type: enum memory_type, at the offset it has in Debian's 6.12 (table 1.3:
 *	  load of 4 bytes at pgmap + 104)
 * @vmemmap_shift: order of the compound pages of devdax: 9 for align = 2 MiB,
 *	  18 for 1 GiB; 0 for everything else.  The compound walks read it.
 */
struct sim_pgmap {
	u8 unread[104];
	u32 type;
	u32 flags;
	u64 vmemmap_shift;
	u8 rest[8];
};

enum replay_layout { LAYOUT_56, LAYOUT_64, LAYOUT_72, LAYOUT_80, LAYOUT_88, LAYOUT_96, LAYOUT_NR };

/**
 * enum replay_walk - the loop around the copies
 *
 * Those from WALK_BOOT on are of the ordinary memmap: the series does not touch
 * them, a page holds its own address, and records have 64 bytes and begin with a
 * line.  struct copy_backend.fn is NULL for other layouts.
 */
enum replay_walk {
	WALK_FLAT,
	WALK_ORDER0,
	WALK_ORDER9,
	WALK_ORDER18,
	WALK_BOOT,
	WALK_DEFERRED,
	WALK_HOTPLUG,
	WALK_NR
};


/**
 * enum replay_revision - revisions of the series, in the order of their postings
 *
 * The last one is the default.  A revision that has not been read is none of
 * them: see replay_revision_is_unread().
 */
enum replay_revision {
	REVISION_V1,
	REVISION_V2,
	REVISION_V3,
	REVISION_V4,
	REVISION_V5,
	REVISION_V11,	/* v6 to v10 have not been read */
	REVISION_NR
};
enum replay_pattern { PATTERN_PAGE, PATTERN_DENSE, PATTERN_HALF_ZERO, PATTERN_ZERO, PATTERN_NR };

/**
 * enum replay_kernel - kernel whose stores are replayed, where kernels differ
 *
 * In the refcount policy (6.1 and 6.12 leave FS_DAX and P2PDMA pages their
 * reference), in the bits that mean reserved and head (6.1 against all others),
 * in how the slow path reaches pgmap (7.x asks word 1 for the folio) and, for
 * compound pages, in how a tail names its head, in the moment of
 * prep_compound_head() and in what that stores.
 */
enum replay_kernel {
	KERNEL_OF_REVISION,	/* its base: 7.1-rc up to v4, 7.2-rc1 for v5, 7.3-rc1 for v11 */
	KERNEL_6_1,
	KERNEL_6_12,
	KERNEL_7_0,
	KERNEL_7_1_RC,
	KERNEL_7_2_RC1,
	KERNEL_7_3_RC1,
	KERNEL_NR
};

/**
 * struct replay_args - one call of a walk
 * @memmap:	first record of the range, 8-byte aligned
 * @start_pfn:	page frame number of that record; says where pageblocks begin
 * @nr_pages:	records to write
 * @zone:	zone index (4: ZONE_DEVICE; 2: ZONE_NORMAL, for the ordinary memmap)
 * @nid:	node number that goes into the flags
 * @pgmap:	what word 1 of each page points to
 * @word8:	what layouts above 64 bytes hold in word 8, where the kernel puts
 *		a KMSAN pointer or the last cpupid
 * @slow_seed:	the first page goes through the slow path and becomes the
 *		template, as in the series; false: @record is the template
 * @record:	the words of one record; of heads and tails alike
 * @kernel:	whose stores; replay_pass() leaves it KERNEL_OF_REVISION
 * @map_mem:	the memmap lies in DRAM (namespace with map=mem), so that only
 *		the head and the tails of the first two vmemmap pages of a
 *		compound are written; see replay_compound_pages().  The others
 *		keep their addresses and are left alone: a kernel maps them to
 *		the second vmemmap page.  replay_pass() leaves it false.
 * @altmap:	the memmap lies in the device (namespace with map=dev); only copy
 *		"dispatch" asks.  replay_pass() leaves it false.
 * @pageblocks:	REPLAY_PAGEBLOCKS_BYTES(nr_pages) of memory for the migratetypes
 *		of the range's pageblocks, 8-byte aligned; NULL: the walk does
 *		without that work.  replay_pass() leaves it NULL.
 *
 * @drain_every: records between extra drains, more than 0; for the walks in
 *		struct copy_backend.drained, the others do not look at it
 * @of_pages:	records of the whole range, where this call writes a part of it; 0:
 *		@nr_pages.  Only copy "dispatch" asks, which decides once per range
 *
 * Filled by replay_pass(), but for @memmap, @start_pfn and @nr_pages.
 */
struct replay_args {
	void *memmap;
	u64 start_pfn;
	u64 nr_pages;
	unsigned int zone;
	unsigned int nid;
	const struct sim_pgmap *pgmap;
	u64 word8;
	bool slow_seed;
	u64 record[REPLAY_WORDS_MAX];
	enum replay_kernel kernel;
	bool map_mem;
	bool altmap;
	u64 *pageblocks;
	u64 drain_every;
	u64 of_pages;
};

/** REPLAY_PAGEBLOCKS_BYTES() - 4 bits for each pageblock that a range may touch */
#define REPLAY_PAGEBLOCKS_BYTES(nr_pages) (((nr_pages) / PAGEBLOCK_PAGES + 17) / 16 * 8)

typedef void replay_walk_fn(const struct replay_args *args);

/** enum copy_ordering - do the stores need a drain (SFENCE) before others may see them? */
enum copy_ordering { COPY_ORDERED, COPY_WEAK };

/** enum copy_kind - what a result with this copy may be used for */
enum copy_kind {
	COPY_KERNEL,	/* kernel code may do this without saving FPU state */
	COPY_FPU_ONLY,	/* needs vector registers or libc: shows what the machine can do */
	COPY_NULL,	/* no store: shows what the harness costs */
};

/**
 * struct copy_backend - one way of writing a record
 * @name:	the user's word
 * @desc:	one line
 * @mirrors:	kernel function and version, or the posting it was read in
 * @needs:	CPU features as in /proc/cpuinfo, separated by blanks; NULL: x86-64
 * @page_only:	writes struct page fields and cannot write another pattern
 * @by_policy:	the series' own streaming copy: under some revisions, and at some
 *		layouts, a kernel runs another one; see policy_backend()
 * @looks_ahead: asks for lines ahead of the record: see ahead.h
 * @fn:		the walks compiled with this copy
 * @drained:	order0 under revision v5 or v11 with a drain every so many records,
 *		one behind the last, and no pageblock work; without a drain for a
 *		copy that needs none.  NULL for base
 */
struct copy_backend {
	const char *name;
	const char *desc;
	const char *mirrors;
	const char *needs;
	enum copy_kind kind;
	enum copy_ordering ordering;
	bool page_only;
	bool by_policy;
	bool looks_ahead;
	replay_walk_fn *fn[WALK_NR][REVISION_NR][LAYOUT_NR];
	replay_walk_fn *drained[LAYOUT_NR];
};

/**
 * struct replay_word - a word of the command line with its meaning
 * @mirrors: kernel function and revision where there is one, else NULL
 */
struct replay_word {
	const char *name;
	const char *desc;
	const char *mirrors;
};

extern const struct replay_word replay_walks[WALK_NR];
extern const struct replay_word replay_revisions[REVISION_NR];
extern const struct replay_word replay_patterns[PATTERN_NR];
extern const struct replay_word replay_kernels[KERNEL_NR];
extern const struct replay_word replay_maps[2];		/* by struct replay_args.map_mem */
extern const struct replay_word replay_pageblocks[2];	/* by whether .pageblocks is there */
extern const int replay_layout_bytes[LAYOUT_NR];

/** replay_walk_is_ordinary() - does the walk make the memmap of ordinary memory? */
bool replay_walk_is_ordinary(enum replay_walk walk);

/** replay_walk_has_kernel() - does the walk differ between kernels? */
bool replay_walk_has_kernel(enum replay_walk walk);

/** replay_walk_has_revision() - does the walk differ between revisions of the series? */
bool replay_walk_has_revision(enum replay_walk walk);

/**
 * replay_revision_is_unread() - is it a posting of the series whose rules are not known?
 *
 * v6 to v10 were posted and could not be read (docs/series.md), so nothing is
 * replayed in their name.
 */
bool replay_revision_is_unread(const char *name);

/** replay_revision_drains() - does the revision drain (SFENCE)?  v11 never does */
bool replay_revision_drains(enum replay_revision revision);

/** replay_revision_takes_drains() - has it the walks in struct copy_backend.drained? */
bool replay_revision_takes_drains(enum replay_revision revision);

/**
 * replay_rules_in_loop() - is pageblock work done inside the loop over the pages?
 *
 * Up to 7.1-rc, on which v1 to v4 are based.  Under v1 it is not replayed: no
 * walk has it there without the ordinary copies that came with v2.
 */
bool replay_rules_in_loop(enum replay_revision revision);

/** replay_walk_shift() - order of the walk's compound pages; 0: they are not compound */
unsigned int replay_walk_shift(enum replay_walk walk);

/**
 * replay_compound_pages() - how many records of a compound a walk writes
 * @shift:   order of the compound
 * @size:    bytes of a record
 * @map_mem: struct replay_args.map_mem
 *
 * Mirrors compound_nr_pages() and vmemmap_can_optimize(), mm/mm_init.c and
 * include/linux/mm.h, 6.12: two vmemmap pages' worth, when there is no altmap,
 * the record size is a power of two and the compound's memmap is longer.
 */
static inline u64 replay_compound_pages(unsigned int shift, size_t size, bool map_mem)
{
	const u64 nr = 1UL << shift, two_pages = 2 * 4096 / size;

	return map_mem && !(size & (size - 1)) && nr > two_pages ? two_pages : nr;
}

/**
 * replay_walk_of() - the compiled walk of a case
 * @drain_every: records between extra drains; 0: none
 *
 * Return: NULL for extra drains in another walk than order0 under revision v5 or v11, and for
 * the ordinary memmap at another layout than 64 bytes.
 */
replay_walk_fn *replay_walk_of(const struct copy_backend *copy, enum replay_walk walk,
			       enum replay_revision revision, enum replay_layout layout,
			       u64 drain_every);

/** replay_copies() - all copies, sorted by name; never freed */
const struct copy_backend *const *replay_copies(size_t *nr);

/** replay_copy_find() - a copy by name, NULL when there is none */
const struct copy_backend *replay_copy_find(const char *name);

/**
 * replay_pass() - prepare the values that one pass writes
 * @args:    everything but the range is set
 * @walk:    order0 and flat get a pgmap of FS_DAX, the compound walks of
 *	     GENERIC with the order of their compounds in it; the ordinary memmap
 *	     has none, its passes differ in the node
 * @pattern: what the records hold
 * @layout:  their size
 * @pass:    counts the passes over one mapping.  Two neighbouring passes
 *	     differ in at least one word of every cache line (but for the zero
 *	     pattern), so that no store is a silent one.
 */
void replay_pass(struct replay_args *args, enum replay_walk walk, enum replay_pattern pattern,
		 enum replay_layout layout, u64 pass);

/**
 * struct replay_fault - the first byte that a walk left wrong
 * @offset: from the first byte of the range; negative: before it
 */
struct replay_fault {
	long offset;
	u8 found;
	u8 wanted;
};

/**
 * struct replay_proof - one case to prove
 * @copy, @walk, @revision, @layout, @pattern: the case
 * @kernel, @map_mem: as in struct replay_args
 * @drain_every: records between extra drains; 0: none
 * @pageblocks: let the walk do its pageblock work too, and look at the result
 * @offset:     where in its first cache line the range starts, below 64.  Only
 *		copies with regular stores take one that is no multiple of 8
 * @start_pfn:  decides which pages are pageblock-aligned
 * @nr_pages:   records
 */
struct replay_proof {
	const struct copy_backend *copy;
	enum replay_walk walk;
	enum replay_revision revision;
	enum replay_layout layout;
	enum replay_pattern pattern;
	enum replay_kernel kernel;
	bool map_mem;
	u64 drain_every;
	bool pageblocks;
	size_t offset;
	u64 start_pfn;
	u64 nr_pages;
};

/**
 * replay_prove() - run one walk and compare every byte with a reference
 * @proof:      the case
 * @area:       memory to use, 64-byte aligned; its old contents are lost
 * @area_bytes: at least REPLAY_PROVE_BYTES(nr_pages)
 * @fault:      filled when a byte is wrong; a wrong pageblock bit lies behind
 *		the range, at REPLAY_WORDS_MAX * 8 * nr_pages and up
 *
 * The reference says what each record holds in the end, and knows nothing of
 * the order in which a walk got there.  A copy of kind COPY_NULL is proven to
 * write nothing but what the walk writes around the copy: the pages that seed
 * the templates, PG_head and the metadata of compounds.
 *
 * Return: 0 when all bytes are right, inside the range and around it,
 * -EBADMSG when not, -EINVAL for a wrong argument.
 */
int replay_prove(const struct replay_proof *proof, void *area, size_t area_bytes,
		 struct replay_fault *fault);

/** REPLAY_PROVE_BYTES() - area that replay_prove() needs for so many records of any layout */
#define REPLAY_PROVE_BYTES(nr_pages) ((nr_pages) * REPLAY_WORDS_MAX * 8 + 256)

#endif
