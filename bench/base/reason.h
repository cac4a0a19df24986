/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why something cannot be had here, as a phrase for a row of the run file or a
 * message.
 */
#ifndef BENCH_BASE_REASON_H
#define BENCH_BASE_REASON_H

/** struct reason - one phrase */
struct reason {
	char text[512];
};

/** reason_set() - fill in the phrase and hand the error number through */
int reason_set(struct reason *reason, int error, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
