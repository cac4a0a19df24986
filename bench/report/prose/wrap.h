/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_PROSE_WRAP_H
#define BENCH_REPORT_PROSE_WRAP_H

#include <stddef.h>
#include <stdio.h>

/** MAIL_WIDTH - columns of what is quoted in a mail */
#define MAIL_WIDTH 72

/**
 * wrap_width() - columns of a line
 * @asked: 0 asks COLUMNS, then the terminal, and takes 80 where there is none
 */
int wrap_width(FILE *out, int asked);

/**
 * wrap_print() - print text in lines of at most @width columns
 * @first: goes before the first line
 * @indent: blanks before each further line
 *
 * Breaks at blanks alone: a word wider than the line sticks out, so that
 * paths and commands can still be copied.
 */
void wrap_print(FILE *out, int width, const char *first, int indent, const char *text);

/** wrap_columns() - columns that UTF-8 text takes (no wide characters) */
size_t wrap_columns(const char *text, size_t len_bytes);

/** wrap_lines() - lines that a text has */
size_t wrap_lines(const char *text);

#endif
