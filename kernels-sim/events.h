/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the replay does to memory, said next to the statement that does it.
 *
 * The walks and the copies are compiled twice from the same source.  Without
 * REPLAY_SINK they are what is measured, and an event is nothing.  With it,
 * each statement that touches a record becomes the event that describes it:
 * no memory lies behind the records then, and 100 GiB of device can be walked
 * on any machine.  REPLAY_SINK names a header that defines
 *
 *	void replay_event(enum replay_event, const volatile void *addr, size_t width)
 *
 * as an inline function, so that it costs little more than what it counts, and
 * REPLAY_SYMBOL(name), what the external names are in that build.
 */
#ifndef KERNELS_SIM_EVENTS_H
#define KERNELS_SIM_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler.h"

/**
 * enum replay_event - one access, or a mark that says why the next ones are done
 *
 * @EVENT_LOAD: a load; of a template, of a record that becomes one, or by the
 *	        slow path.  What only steers a walk (vmemmap_base, struct
 *	        replay_args) is no event.
 */
enum replay_event {
	EVENT_LOAD,
	EVENT_STORE,		/* regular */
	EVENT_RMW,		/* regular, reads what it changes; one instruction or two */
	EVENT_ATOMIC,		/* the same with LOCK */
	EVENT_STREAM,		/* non-temporal or direct, weakly ordered */
	EVENT_STRING,		/* REP MOVS: width is its length */
	EVENT_ALLOCATE,		/* CLZERO: a line without reading it */
	EVENT_PREFETCH,		/* for writing */
	EVENT_FLUSH,		/* CLFLUSHOPT */
	EVENT_WRITE_BACK,	/* CLWB */
	EVENT_DRAIN,		/* SFENCE; no address */
	MARK_SLOW_PAGE,		/* a record by the slow path; width is its size */
	MARK_PAGEBLOCK_COPY,	/* an ordinary copy because of the page frame number */
	EVENT_NR
};

/*
 * ISSUE() - a statement, and the event that it is
 * SYMBOL() - the external name of what this source defines
 * PAGE_LOAD() - read a word of a record that was just written
 */
#ifdef REPLAY_SINK
#include REPLAY_SINK

/* The words of a template, one event each. */
static __always_inline void replay_events(enum replay_event event, const volatile void *addr,
					  size_t width, size_t bytes)
{
	size_t at;

	for (at = 0; at < bytes; at += width)
		replay_event(event, (const volatile char *)addr + at, width);
}

#define ISSUE(event, ...) event
#define SYMBOL(name) REPLAY_SYMBOL(name)
#define PAGE_LOAD(x) (replay_event(EVENT_LOAD, &(x), sizeof(x)), (__typeof__(x))0)
#undef READ_ONCE
#define READ_ONCE(x)                                                                               \
	(replay_event(EVENT_LOAD, &(x), sizeof(x)), *(const volatile __typeof__(x) *)&(x))
#undef WRITE_ONCE
#define WRITE_ONCE(x, value) ((void)(value), replay_event(EVENT_STORE, &(x), sizeof(x)))
#define MARK(event, addr, size) replay_event(event, addr, size)
#else
#define ISSUE(event, ...) __VA_ARGS__
#define SYMBOL(name) name
#define PAGE_LOAD(x) (x)
#define MARK(event, addr, size) do { } while (0)
#endif

#endif
