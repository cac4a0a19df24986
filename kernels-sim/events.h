/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the replay does to memory, said next to the statement that does it.
 *
 * The walks and the copies are compiled three times from the same source.
 * Without REPLAY_SINK they are what is measured, and an event is nothing.  With
 * it, each statement that touches a record becomes the event that describes it:
 * no memory lies behind the records then, and 100 GiB of device can be walked
 * on any machine.  The two sinks are count.h, for the tests of how many stores
 * there are, and traffic-sink.h, for the model of caches.
 *
 * REPLAY_SINK names a header that defines REPLAY_SYMBOL(name), what the external
 * names are in that build, and
 *
 *	void replay_event(enum replay_event, const volatile void *addr, size_t width)
 *
 * as an inline function, which costs little more than what it counts, or as a
 * macro that calls one out of line, where every walk would repeat too much.
 */
#ifndef KERNELS_SIM_EVENTS_H
#define KERNELS_SIM_EVENTS_H

#include <stdbool.h>
#include <stddef.h>

#include "compiler.h"

/**
 * enum replay_event - one access, or a mark that says why the next ones are done
 *
 * @ACCESS_LOAD: a load; of a template, of a record that becomes one, or by the
 *	        slow path.  What only steers a walk (vmemmap_base, struct
 *	        replay_args) is no event.
 */
enum replay_event {
	ACCESS_LOAD,
	ACCESS_STORE,		/* regular */
	ACCESS_RMW,		/* regular, reads what it changes; one instruction or two */
	ACCESS_ATOMIC,		/* the same with LOCK */
	ACCESS_STREAM,		/* non-temporal or direct, weakly ordered */
	ACCESS_STRING,		/* REP MOVS: width is its length */
	ACCESS_ALLOCATE,	/* CLZERO: a line without reading it */
	ACCESS_PREFETCH,	/* for writing */
	ACCESS_FLUSH,		/* CLFLUSHOPT */
	ACCESS_WRITE_BACK,	/* CLWB */
	ACCESS_DRAIN,		/* SFENCE; no address */
	MARK_SLOW_PAGE,		/* a record by the slow path; width is its size */
	MARK_PAGEBLOCK_COPY,	/* an ordinary copy because of the page frame number */
	REPLAY_EVENT_NR
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
#define PAGE_LOAD(x) (replay_event(ACCESS_LOAD, &(x), sizeof(x)), (__typeof__(x))0)
#undef READ_ONCE
#define READ_ONCE(x)                                                                               \
	(replay_event(ACCESS_LOAD, &(x), sizeof(x)), *(const volatile __typeof__(x) *)&(x))
#undef WRITE_ONCE
#define WRITE_ONCE(x, value) ((void)(value), replay_event(ACCESS_STORE, &(x), sizeof(x)))
#define MARK(event, addr, size) replay_event(event, addr, size)
#else
#define ISSUE(event, ...) __VA_ARGS__
#define SYMBOL(name) name
#define PAGE_LOAD(x) (x)
#define MARK(event, addr, size) do { } while (0)
#endif

#endif
