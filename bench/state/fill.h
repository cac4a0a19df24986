/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the memory of a vmemmap is filled with while it is populated.
 */
#ifndef BENCH_STATE_FILL_H
#define BENCH_STATE_FILL_H

#include <stddef.h>

/**
 * fill_blocks() - fill memory as vmemmap_populate() finds it filled
 *
 * 2 MiB at a time, ascending, each by one REP STOSB: by the end only what the
 * caches hold of the last blocks is cached, and dirty, while a walk begins at
 * the first.
 */
void fill_blocks(void *addr, size_t bytes, unsigned char value);

#endif
