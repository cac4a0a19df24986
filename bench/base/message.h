/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The one way in which the command speaks on standard error: of a failure in one
 * line that names what, where, and what would be accepted.
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

/** pr_info() - print one line on standard error that is no failure, as it is */
void pr_info(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/**
 * pr_status() - show the status line of a terminal, cut to its width
 *
 * Whatever is printed next, another status line too, takes its place.
 */
void pr_status(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/** pr_status_end() - take the status line back */
void pr_status_end(void);

/**
 * message_add() - append to a message in the making
 * @text: a string in a buffer of @size bytes; what does not fit is cut
 */
void message_add(char *text, size_t size, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

#endif
