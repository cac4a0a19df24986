/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_ROUND_PRIVILEGES_H
#define BENCH_ROUND_PRIVILEGES_H

/**
 * privileges_drop() - give up all capabilities, for good
 *
 * Behind the last thing that needs one: counters are open, memory is mapped.
 * What stores to it from here on can do no more than its user.
 */
void privileges_drop(void);

#endif
