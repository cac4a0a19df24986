/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Numbers and lists as users type them.
 */
#ifndef BENCH_BASE_PARSE_H
#define BENCH_BASE_PARSE_H

#include <stddef.h>
#include <stdint.h>

/**
 * parse_size() - "100G", "64K", "4096": powers of two, K M G T
 *
 * Return: 0, -EINVAL for anything else, -ERANGE beyond 2^62.
 */
int parse_size(const char *text, uint64_t *bytes);

/**
 * parse_number() - a whole decimal number within limits, nothing before or after
 *
 * Return: 0, -EINVAL or -ERANGE.
 */
int parse_number(const char *text, int64_t least, int64_t most, int64_t *value);

/** parse_real() - a decimal number within limits, as parse_number() */
int parse_real(const char *text, double least, double most, double *value);

/** SIZE_TEXT - bytes that format_size() needs */
#define SIZE_TEXT 32

/** format_size() - the shortest exact form ("100G"), as parse_size() reads it */
const char *format_size(uint64_t bytes, char text[SIZE_TEXT]);

/**
 * text_without_home() - a copy of a text with home folders, which name their
 * owners, as "~"; to be freed, NULL without memory
 */
char *text_without_home(const char *text);

/** struct words - a list of words; an element belongs to the list */
struct words {
	char **word;
	size_t nr;
};

/** words_add() - append a copy of the first @len bytes; 0 or -ENOMEM */
int words_add(struct words *list, const char *word, size_t len);

/** words_split() - append each word of a comma-separated text; -EINVAL for an empty word */
int words_split(struct words *list, const char *text);

void words_free(struct words *list);

#endif
