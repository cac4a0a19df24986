/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A second traffic model, written from the rules of traffic.h alone and as
 * simply as can be: it searches where the other one computes.
 */
#ifndef KERNELS_SIM_TESTS_PLAIN_MODEL_H
#define KERNELS_SIM_TESTS_PLAIN_MODEL_H

#include "events.h"
#include "traffic-shape.h"

/** PLAIN_LINES_MOST - that a level of the shape may have */
#define PLAIN_LINES_MOST 256

/** struct plain_line - a line in a cache; @used: time of its last use */
struct plain_line {
	bool there, dirty;
	u64 line, used;
};

/**
 * struct plain - a machine in some state; all zero but @shape: empty caches
 * @lines:  of each level, in no order
 * @buffer: write-combining buffers; @byte says what was stored, @opened when
 * @time:   goes on with every use of a line
 */
struct plain {
	struct traffic_shape shape;
	struct plain_line lines[TRAFFIC_LEVELS_MOST][PLAIN_LINES_MOST];
	struct {
		bool open, byte[TRAFFIC_LINE_MOST];
		u64 line, opened;
	} buffer[TRAFFIC_BUFFERS_MOST];
	u64 time;
	struct traffic_counts counts;
};

/** plain_event() - one access, as traffic_event() */
void plain_event(struct plain *m, enum replay_event event, u64 at, u64 width);

/** plain_dirty_lines() - as traffic_dirty_lines() */
u64 plain_dirty_lines(struct plain *m);

#endif
