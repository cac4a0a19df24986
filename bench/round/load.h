/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Background load: threads that keep the memory busy while a sample is taken.
 */
#ifndef BENCH_ROUND_LOAD_H
#define BENCH_ROUND_LOAD_H

struct load;

/**
 * load_new() - memory for so many threads at a time
 *
 * Each has 32 MiB of its own and goes over them again and again: it reads each
 * line and streams it back, so that every line is one read and one write of
 * memory, however large the caches are.
 *
 * Return: NULL without memory.
 */
struct load *load_new(int most);
void load_free(struct load *load);

/**
 * load_start() - run @nr threads; returns when each has done one pass
 * @cpus: one for each
 *
 * Return: 0 or -errno.
 */
int load_start(struct load *load, const int *cpus, int nr);

/** load_stop() - wait until all have ended */
void load_stop(struct load *load);

#endif
