/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Two machines of one shape, or one machine at two times: kept, compared and
 * moved along.
 */
#ifndef KERNELS_SIM_TRAFFIC_STATE_H
#define KERNELS_SIM_TRAFFIC_STATE_H

#include "traffic.h"

/** struct traffic_lines - from @begin to before @end */
struct traffic_lines {
	u64 begin;
	u64 end;
};

/** traffic_clear() - as after traffic_init(), but for counts and stops */
void traffic_clear(struct traffic *t);

/** traffic_copy() - caches, buffers and counts */
void traffic_copy(struct traffic *to, const struct traffic *from);

/** traffic_counts_since() - @a less @b */
struct traffic_counts traffic_counts_since(const struct traffic_counts *a,
					   const struct traffic_counts *b);
void traffic_counts_add(struct traffic_counts *sum, const struct traffic_counts *d, u64 times);

/** traffic_is_shifted() - do the caches of @b hold what those of @a do, @lines further? */
bool traffic_is_shifted(const struct traffic *a, const struct traffic *b, u64 lines);

/**
 * traffic_stays() - do the caches hold the same lines before and after, and will nothing
 * come in their way while @touched are?
 */
bool traffic_stays(const struct traffic *a, const struct traffic *b,
		   const struct traffic_lines *touched);

/** traffic_buffers_repeat() - has each open buffer moved @by lines, or can nothing happen to it? */
bool traffic_buffers_repeat(const struct traffic *a, const struct traffic *b, u64 by,
			    const struct traffic_lines *touched);

/**
 * traffic_shift() - move what moves @by lines further
 * @copy:   the machine before, by which is seen what does; its caches are lost
 * @caches: these move, too
 */
void traffic_shift(struct traffic *t, struct traffic *copy, u64 by, bool caches);

#endif
