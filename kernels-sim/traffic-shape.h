/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What of a machine the traffic model knows, and what it counts.
 */
#ifndef KERNELS_SIM_TRAFFIC_SHAPE_H
#define KERNELS_SIM_TRAFFIC_SHAPE_H

#include "compiler.h"

#define TRAFFIC_LEVELS_MOST 4
#define TRAFFIC_BUFFERS_MOST 64

/** TRAFFIC_LINE_LEAST, _MOST - bytes per line: powers of two between */
#define TRAFFIC_LINE_LEAST 32
#define TRAFFIC_LINE_MOST 128

/**
 * struct traffic_shape - the machine that is modelled
 * @level:	first level first; @bytes a multiple of @ways x @line_bytes
 * @line_bytes: of all levels
 * @nr_buffers: write-combining buffers, 1 to TRAFFIC_BUFFERS_MOST
 */
struct traffic_shape {
	struct {
		u64 bytes;
		unsigned int ways;
	} level[TRAFFIC_LEVELS_MOST];
	unsigned int nr_levels;
	unsigned int line_bytes;
	unsigned int nr_buffers;
};

/**
 * struct traffic_counts - lines that moved
 * @fills:	 per level: into it, from the one below; of the last: DRAM reads
 * @write_backs: per level: modified ones, out of it; of the last: DRAM writes
 * @full:	 streamed lines that were written whole
 * @partial:	 streamed lines that were closed before
 */
struct traffic_counts {
	u64 fills[TRAFFIC_LEVELS_MOST];
	u64 write_backs[TRAFFIC_LEVELS_MOST];
	u64 full;
	u64 partial;
};

/** traffic_shape_check() - 0, or -EINVAL for one that no machine can have */
int traffic_shape_check(const struct traffic_shape *shape);

/** traffic_read_bytes(), traffic_write_bytes() - of DRAM */
u64 traffic_read_bytes(const struct traffic_shape *shape, const struct traffic_counts *counts);
u64 traffic_write_bytes(const struct traffic_shape *shape, const struct traffic_counts *counts);

#endif
