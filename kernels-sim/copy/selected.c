// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * selected: what the generated thresholds choose for this CPU, this memory,
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
#define SELECTED_BYTES 64

static const struct memcpy_streaming_cpu *this_cpu;

__attribute__((constructor)) static void match_once(void)
{
	this_cpu = memcpy_streaming_match();
}

/* Records between two drains of a walk without extra ones: the tails of a compound, or all. */
static u64 records_between_drains(const struct replay_args *args, unsigned int shift, size_t size)
{
	u64 nr = args->nr_pages;

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

	if (size != SELECTED_BYTES)
		return &SYMBOL(copy_mov);
	return copies[memcpy_streaming_choose(this_cpu,
					      args->altmap ? MEMCPY_STREAMING_DAX :
							     MEMCPY_STREAMING_DRAM,
					      args->nr_pages * size, records)];
}

#define SELECTED_WALK(name, bytes, records, walk)                                                  \
	static void selected_##name##_##bytes(const struct replay_args *args)                      \
	{                                                                                          \
		choose(args, records, bytes)->walk[LAYOUT_##bytes](args);                          \
		/* A call, so that the test of the object code finds where it ends. */             \
		asm volatile("" : : : "memory");                                                   \
	}

#define SELECTED(name, walk, rules, bytes, shift)                                                  \
	SELECTED_WALK(name, bytes, records_between_drains(args, shift, bytes), fn[walk][rules])

/* A drain every so many records, and one behind the last. */
#define SELECTED_DRAINED(bytes)                                                                    \
	SELECTED_WALK(order0_drained, bytes,                                                       \
		      args->drain_every < args->nr_pages ? args->drain_every : args->nr_pages,     \
		      drained)

#define SELECTED_OF_SIZE(bytes)                                                                    \
	SELECTED(flat, WALK_FLAT, RULES_V5, bytes, 0)                                              \
	SELECTED(order0_v4, WALK_ORDER0, RULES_V4, bytes, 0)                                       \
	SELECTED(order0_v5, WALK_ORDER0, RULES_V5, bytes, 0)                                       \
	SELECTED(compound_v4, WALK_ORDER9, RULES_V4, bytes, args->pgmap->vmemmap_shift)            \
	SELECTED(compound_v5, WALK_ORDER9, RULES_V5, bytes, args->pgmap->vmemmap_shift)            \
	SELECTED_DRAINED(bytes)

SELECTED_OF_SIZE(56)
SELECTED_OF_SIZE(64)
SELECTED_OF_SIZE(72)
SELECTED_OF_SIZE(80)
SELECTED_OF_SIZE(88)
SELECTED_OF_SIZE(96)

extern const struct copy_backend SYMBOL(copy_selected);
const struct copy_backend SYMBOL(copy_selected) = {
	.fn = WALK_TABLE(selected_flat, selected_order0_v4, selected_order0_v5,
			 selected_compound_v4, selected_compound_v5),
	.drained = WALK_SIZES(selected_order0_drained),
	.name = "selected",
	.desc = "what the generated thresholds choose here",
	.mirrors = "the header of 'report thresholds', kernels-sim/module/",
	.kind = COPY_KERNEL,
	.ordering = COPY_WEAK,
};
