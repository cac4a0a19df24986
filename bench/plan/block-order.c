// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan/block-order.h"

const struct replay_word block_orders[BLOCK_ORDER_NR] = {
	[BLOCK_ORDER_ASCENDING] = { "ascending", "one call, first record first (default)", NULL },
	[BLOCK_ORDER_DESCENDING] = { "descending", "blocks of 2 MiB, last one first; ascending inside",
			       NULL },
	[BLOCK_ORDER_RANDOM] = { "random", "blocks of 2 MiB, shuffled for each pass; ascending inside",
			   NULL },
};
