// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mbind(2), which libnuma wraps: a mask of bits says which nodes.
 */
#include "target/node-policy.h"

#include <errno.h>
#include <limits.h>
#include <numaif.h>
#include <string.h>

#include "target/target.h"

#define WORD_BITS (CHAR_BIT * sizeof(unsigned long))

int node_policy_set(void *addr, size_t bytes, const int *nodes, size_t nr, struct reason *reason)
{
	unsigned long mask[NODE_NUMBER_MOST / WORD_BITS + 1] = { 0 };
	size_t i;

	for (i = 0; i < nr; i++)
		mask[nodes[i] / WORD_BITS] |= 1UL << nodes[i] % WORD_BITS;
	/* The kernel looks at one bit less than it is told (get_nodes(), mm/mempolicy.c). */
	if (!mbind(addr, bytes, nr > 1 ? MPOL_INTERLEAVE : MPOL_BIND, mask, NODE_NUMBER_MOST + 2,
		   0))
		return 0;
	return reason_set(reason, -errno, "cannot bind memory to node %d%s: %s", nodes[0],
		       nr > 1 ? " and others" : "", strerror(errno));
}
