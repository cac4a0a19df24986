/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Asking the kernel for memory of certain NUMA nodes; node-policy.c does so
 * with libnuma, node-policy-fallback.c says that it is not there.
 */
#ifndef BENCH_TARGET_NODE_POLICY_H
#define BENCH_TARGET_NODE_POLICY_H

#include <stddef.h>

struct reason;

/**
 * node_policy_set() - pages of a mapping that are not there yet come from these nodes
 * @addr, @bytes: whole pages
 * @nodes: one node: from it alone; several: page by page in turn
 *
 * Return: 0, -EOPNOTSUPP when nodes cannot be asked for, or another -errno;
 * after filling @reason.
 */
int node_policy_set(void *addr, size_t bytes, const int *nodes, size_t nr, struct reason *reason);

#endif
