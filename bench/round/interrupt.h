/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Signals that end a run in order.
 */
#ifndef BENCH_ROUND_INTERRUPT_H
#define BENCH_ROUND_INTERRUPT_H

#include <signal.h>

/** run_interrupted - set by SIGINT, SIGTERM and SIGHUP; looked at between samples */
extern volatile sig_atomic_t run_interrupted;

/** run_catch_interrupts() - from here on these signals set it; @flags: of struct sigaction */
void run_catch_interrupts(int flags);

#endif
