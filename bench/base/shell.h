/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Commands that are printed to be typed again, and read from what was printed.
 */
#ifndef BENCH_BASE_SHELL_H
#define BENCH_BASE_SHELL_H

#include <stdbool.h>
#include <stdio.h>

#include "base/parse.h"

/** shell_put() - @before, then a word as a shell takes it again: in quotes where it must be */
void shell_put(FILE *out, const char *before, const char *word);

/**
 * shell_split() - append the words of such a command, quotes and home folders undone
 *
 * Return: false when it is none, or without memory.
 */
bool shell_split(const char *text, struct words *words);

#endif
