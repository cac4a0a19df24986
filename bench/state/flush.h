/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Memory that no cache holds.
 */
#ifndef BENCH_STATE_FLUSH_H
#define BENCH_STATE_FLUSH_H

#include <stddef.h>

/** flush_lines() - write back and drop each line of @bytes from @addr on, and wait for it */
void flush_lines(void *addr, size_t bytes);

#endif
