/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a sequence of accesses costs in memory traffic: levels of cache and
 * write-combining buffers, fed with the events of events.h.
 *
 * The rules, each where the manuals leave a choice the simplest one:
 *
 * - Every level allocates on a miss of a load, a regular store or a prefetch;
 *   a line that is fetched from memory goes into all of them, the last first.
 *   A modified line that leaves a level goes into the next, where it keeps its
 *   place when it is there already.  Levels neither include nor exclude each
 *   other.
 * - A streamed store opens a write-combining buffer for its line; that line
 *   leaves all caches, modified or not (SDM vol. 1, 10.4.6.2).  A buffer that
 *   is filled is written at once, as a full line.  It is closed, and written
 *   as a partial line, by a drain, by any other access to its line, and when
 *   another line needs a buffer and all are open: then the oldest goes.
 * - A partial line costs a read and a write of the line: the controller must
 *   merge it.  That is the worst case (docs/platform-facts.md 3.7); ECC
 *   controllers may merge in their queue.
 * - A line that is zeroed whole (CLZERO) is allocated without a fetch.
 * - CLWB keeps the line, CLFLUSHOPT drops it; both write it when modified.
 * - A locked access drains first.
 *
 * It knows no prefetch by hardware, no conversion of stores into full-line
 * writes (SpecI2M), no timer of buffers and no other core.  Only records are
 * looked at: templates and stacks are taken to stay in the first level and to
 * need no room there.
 */
#ifndef KERNELS_SIM_TRAFFIC_H
#define KERNELS_SIM_TRAFFIC_H

#include "cache.h"
#include "events.h"
#include "line-trace.h"
#include "traffic-shape.h"

/**
 * TRAFFIC_ORIGIN - where records lie that have no memory behind them
 *
 * No address of a process comes near, which tells records from all else.
 */
#define TRAFFIC_ORIGIN (1UL << 60)

/**
 * struct traffic_buffer - an open write-combining buffer
 * @mask: what was stored, a bit per 1/64 of the line or per byte if that is more
 */
struct traffic_buffer {
	u64 line;
	u64 mask;
};

/**
 * struct traffic - a machine in some state
 * @buffer:	the open ones, oldest first
 * @settled:	line that is modified and was used last, so that one more store
 *		to it changes nothing
 * @bias:	is added to the address of each event
 * @next_stop:	@stop is called before an event at or behind it is looked at
 * @stop:	may change @next_stop and @bias; @owner is for its use
 * @trace:	takes what a walk does instead of the machine; NULL: none
 */
struct traffic {
	struct traffic_shape shape;
	unsigned int line_shift;
	unsigned int bit_shift;
	u64 full_mask;
	struct cache level[TRAFFIC_LEVELS_MOST];
	struct traffic_buffer buffer[TRAFFIC_BUFFERS_MOST];
	unsigned int nr_open;
	u64 settled;
	u64 bias;
	u64 next_stop;
	void (*stop)(struct traffic *traffic, u64 at);
	void *owner;
	struct line_trace *trace;
	struct traffic_counts counts;
};

/** replay_traffic - the machine that modelled walks run on; one thread */
extern struct traffic *replay_traffic;

/**
 * traffic_init() - a machine with empty caches
 *
 * Return: 0, -EINVAL for a shape that is none, -ENOMEM; traffic_free() in any case.
 */
int traffic_init(struct traffic *traffic, const struct traffic_shape *shape);
void traffic_free(struct traffic *traffic);

/** traffic_event() - one access, cut into lines; @at is not looked at for a drain */
void traffic_event(struct traffic *traffic, enum replay_event event, u64 at, size_t width);

/**
 * traffic_take() - one access of a walk that runs on replay_traffic
 * @addr: where the walk believes the record to lie
 */
void traffic_take(enum replay_event event, u64 addr, size_t width);

/** traffic_same_lines() - do two machines of one shape hold the same, in the same order? */
bool traffic_same_lines(const struct traffic *a, const struct traffic *b);

/** traffic_dirty_lines() - modified lines in any cache: what is still to be written */
u64 traffic_dirty_lines(const struct traffic *traffic);

#endif
