// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * dispatch: what the generated thresholds choose for this CPU, this memory,
 * this size and this distance between drains.
 *
 * The header is the one that kernels compile.  It is asked once per call of a
 * walk, outside the loop over the records, as a kernel would; the CPU is
 * matched once, before main().
 */
#include "walk-table.h"

#include "events.h"
#include "memcpy_streaming_thresholds.h"

#define COPY(ident) extern const struct copy_backend SYMBOL(copy_##ident);
COPY(flushcache)
COPY(mov)
COPY(movdir64b)
COPY(movdiri)
COPY(movnti)
#undef COPY

/* The header holds for struct pages of this size. */
#define DISPATCH_BYTES 64

static const struct memcpy_streaming_cpu *this_cpu;

__attribute__((constructor)) static void match_once(void)
{
	this_cpu = memcpy_streaming_match();
}

/* Struct pages of the whole range, by which a kernel would decide once. */
static u64 pages_of_range(const struct replay_args *args)
{
	return args->of_pages ? args->of_pages : args->nr_pages;
}

/*
 * Records between two drains of a walk without extra ones: the tails of a compound, or all.
 * v11 drains nowhere, but the metadata of a compound are ordinary stores into what was just
 * streamed, so a run of streamed records ends there all the same.
 */
static u64 records_between_drains(const struct replay_args *args, unsigned int shift, size_t size)
{
	u64 nr = pages_of_range(args);

	if (shift && replay_compound_pages(shift, size, args->map_mem) - 1 < nr)
		nr = replay_compound_pages(shift, size, args->map_mem) - 1;
	return nr;
}

static noinline const struct copy_backend *choose(const struct replay_args *args, u64 records,
						  size_t size)
{
	static const struct copy_backend *const copies[] = {
		[MEMCPY_STREAMING_UNDECIDED] = &SYMBOL(copy_mov),
		[MEMCPY_STREAMING_MEMCPY] = &SYMBOL(copy_mov),
		[MEMCPY_STREAMING_FLUSHCACHE] = &SYMBOL(copy_flushcache),
		[MEMCPY_STREAMING_MOVDIR64B] = &SYMBOL(copy_movdir64b),
		[MEMCPY_STREAMING_MOVDIRI] = &SYMBOL(copy_movdiri),
		[MEMCPY_STREAMING_MOVNTI] = &SYMBOL(copy_movnti),
	};

	if (size != DISPATCH_BYTES)
		return &SYMBOL(copy_mov);
	return copies[memcpy_streaming_choose(this_cpu,
					      args->altmap ? MEMCPY_STREAMING_DAX :
							     MEMCPY_STREAMING_DRAM,
					      pages_of_range(args) * size, records)];
}

#define DISPATCH_WALK(name, bytes, records, walk)                                                  \
	static void dispatch_##name##_##bytes(const struct replay_args *args)                      \
	{                                                                                          \
		choose(args, records, bytes)->walk[LAYOUT_##bytes](args);                          \
		/* A call, so that the test of the object code finds where it ends. */             \
		asm volatile("" : : : "memory");                                                   \
	}

#define DISPATCH(name, walk, revision, bytes, shift)                                               \
	DISPATCH_WALK(name, bytes, records_between_drains(args, shift, bytes), fn[walk][revision])

/* A drain every so many records, and one behind the last. */
#define DISPATCH_DRAINED(bytes)                                                                    \
	DISPATCH_WALK(order0_drained, bytes,                                                       \
		      args->drain_every < pages_of_range(args) ? args->drain_every :               \
								 pages_of_range(args),             \
		      drained)

#define DISPATCH_OF_SIZE(bytes)                                                                    \
	DISPATCH(flat, WALK_FLAT, REVISION_V5, bytes, 0)                                           \
	DISPATCH(order0_v4, WALK_ORDER0, REVISION_V4, bytes, 0)                                    \
	DISPATCH(order0_v5, WALK_ORDER0, REVISION_V5, bytes, 0)                                    \
	DISPATCH(order0_v11, WALK_ORDER0, REVISION_V11, bytes, 0)                                  \
	DISPATCH(compound_v4, WALK_ORDER9, REVISION_V4, bytes, args->pgmap->vmemmap_shift)         \
	DISPATCH(compound_v5, WALK_ORDER9, REVISION_V5, bytes, args->pgmap->vmemmap_shift)         \
	DISPATCH(compound_v11, WALK_ORDER9, REVISION_V11, bytes, args->pgmap->vmemmap_shift)       \
	DISPATCH_DRAINED(bytes)

DISPATCH(boot, WALK_BOOT, REVISION_V11, 64, 0)
DISPATCH(deferred, WALK_DEFERRED, REVISION_V11, 64, 0)
DISPATCH(hotplug, WALK_HOTPLUG, REVISION_V11, 64, 0)

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
	.desc = "what the generated thresholds choose here",
	.mirrors = "the header of 'report thresholds', kernels-sim/module/",
	.kind = COPY_KERNEL,
	.ordering = COPY_WEAK,
};
