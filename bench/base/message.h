/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one way in which the command speaks of a failure: one line on standard
 * error that names what, where, and what would be accepted.
 */
#ifndef BENCH_BASE_MESSAGE_H
#define BENCH_BASE_MESSAGE_H

#include <stddef.h>

/**
 * pr_err() - print one line on standard error
 * @fmt: printf() format without the program's name and without a line end
 *
 * Whoever notices a failure calls this once; everyone above passes the error
 * number on unchanged.
 */
void pr_err(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * message_add() - append to a message in the making
 * @text: a string in a buffer of @size bytes; what does not fit is cut
 */
void message_add(char *text, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
