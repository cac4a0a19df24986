/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * In which order a pass visits the 2 MiB blocks of its range.
 */
#ifndef BENCH_PLAN_BLOCK_ORDER_H
#define BENCH_PLAN_BLOCK_ORDER_H

#include "replay.h"

enum block_order {
	BLOCK_ORDER_ASCENDING,
	BLOCK_ORDER_DESCENDING,
	BLOCK_ORDER_RANDOM,
	BLOCK_ORDER_NR
};

/** block_orders - the words of the axis */
extern const struct replay_word block_orders[BLOCK_ORDER_NR];

#endif
