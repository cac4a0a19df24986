/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * One round of one group, seen from the process that waits for it.
 */
#ifndef BENCH_RUN_ROUND_PROCESS_H
#define BENCH_RUN_ROUND_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct run;

/** run_goes_on() - is it the round that was interrupted, with samples of this group? */
bool run_goes_on(const struct run *run, int number, size_t group);

/**
 * run_fork_round() - a fresh process for one round of one group
 * @share_ns: measuring time of it; no repetition starts after that, but for the first
 *
 * Return: 0, -EINTR, -EIO when a row could not be written, -ENXIO when a CPU was
 * taken away, -ECHILD when the round failed otherwise; the last two with @why in
 * the log.
 */
int run_fork_round(struct run *run, int number, size_t group, int64_t share_ns);

#endif
