// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dispatch: what the generated table chooses for this CPU, this memory, single
 * or compound pages and this size.
 *
 * The table is the one that modules compile.  It is asked once per call of a
 * walk, outside the loop over the records, as a kernel would; the CPU is
 * matched once, before main().  The question is one load.
 */
#include "walk-table.h"

#include "events.h"
#include "memmap_nontemporal_table.h"

#define COPY(ident) extern const struct copy_backend SYMBOL(copy_##ident);
COPY(mov)
COPY(movnti)
#undef COPY

/* The table holds for struct pages of this size. */
#define DISPATCH_BYTES 64

/* By value, as a kernel keeps it: of all entries a cold cache has to fetch one line. */
static struct memmap_nontemporal this_cpu __attribute__((aligned(64)));

__attribute__((constructor)) static void match_once(void)
{
	this_cpu = *memmap_nontemporal_match();
}

/* Bytes of struct pages that the whole range writes, by which a kernel would decide once. */
static u64 bytes_of_range(const struct replay_args *args, bool compound, size_t size)
{
	const u64 nr = args->of_pages ? args->of_pages : args->nr_pages;
	unsigned int shift;

	if (!compound)
		return nr * size;
	/* With map=mem most tails share the struct pages of others, which nobody writes. */
	shift = args->pgmap->vmemmap_shift;
	return (nr >> shift) * replay_compound_pages(shift, size, args->map_mem) * size;
}

static noinline const struct copy_backend *choose(const struct replay_args *args, bool compound,
						  size_t size)
{
	if (size == DISPATCH_BYTES &&
	    memmap_nontemporal(&this_cpu, bytes_of_range(args, compound, size), args->altmap,
			       compound))
		return &SYMBOL(copy_movnti);
	return &SYMBOL(copy_mov);
}

#define DISPATCH_WALK(name, bytes, compound, walk)                                                 \
	static void dispatch_##name##_##bytes(const struct replay_args *args)                      \
	{                                                                                          \
		choose(args, compound, bytes)->walk[LAYOUT_##bytes](args);                         \
		/* A call, so that the test of the object code finds where it ends. */             \
		asm volatile("" : : : "memory");                                                   \
	}

#define DISPATCH(name, walk, revision, bytes, compound)                                            \
	DISPATCH_WALK(name, bytes, compound, fn[walk][revision])

#define DISPATCH_OF_SIZE(bytes)                                                                    \
	DISPATCH(flat, WALK_FLAT, REVISION_V5, bytes, false)                                       \
	DISPATCH(order0_v4, WALK_ORDER0, REVISION_V4, bytes, false)                                \
	DISPATCH(order0_v5, WALK_ORDER0, REVISION_V5, bytes, false)                                \
	DISPATCH(order0_v11, WALK_ORDER0, REVISION_V11, bytes, false)                              \
	DISPATCH(compound_v4, WALK_ORDER9, REVISION_V4, bytes, true)                               \
	DISPATCH(compound_v5, WALK_ORDER9, REVISION_V5, bytes, true)                               \
	DISPATCH(compound_v11, WALK_ORDER9, REVISION_V11, bytes, true)                             \
	DISPATCH_WALK(order0_drained, bytes, false, drained)

DISPATCH(boot, WALK_BOOT, REVISION_V11, 64, false)
DISPATCH(deferred, WALK_DEFERRED, REVISION_V11, 64, false)
DISPATCH(hotplug, WALK_HOTPLUG, REVISION_V11, 64, false)

DISPATCH_OF_SIZE(56)
DISPATCH_OF_SIZE(64)
DISPATCH_OF_SIZE(72)
DISPATCH_OF_SIZE(80)
DISPATCH_OF_SIZE(88)
DISPATCH_OF_SIZE(96)

extern const struct copy_backend SYMBOL(copy_dispatch);
const struct copy_backend SYMBOL(copy_dispatch) = {
	.fn = WALK_TABLE(dispatch_flat, dispatch_order0_v4, dispatch_order0_v5, dispatch_order0_v11,
			 dispatch_compound_v4, dispatch_compound_v5, dispatch_compound_v11,
			 dispatch_boot, dispatch_deferred, dispatch_hotplug),
	.drained = WALK_SIZES(dispatch_order0_drained),
	.name = "dispatch",
	.desc = "what the generated table chooses here",
	.mirrors = "the table of 'report thresholds', kernels-sim/module/",
	.kind = COPY_KERNEL,
	.ordering = COPY_WEAK,
};
