/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A string that grows.  Running out of memory is remembered and reported once,
 * when the string is taken, so that callers can append without checks.
 */
#ifndef PLATFORMS_TEXT_H
#define PLATFORMS_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/** struct text - start with all zero; @s is NULL while nothing was added */
struct text {
	char *s;
	size_t len;
	size_t cap;
	bool failed;
};

void text_addn(struct text *t, const char *s, size_t len);
void text_add(struct text *t, const char *s);
void text_addf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** text_sep() - add @sep unless the text is empty */
void text_sep(struct text *t, const char *sep);

/** text_size() - add a byte count as "48 KiB" or "32 MiB", exact */
void text_size(struct text *t, unsigned long long bytes);

/**
 * text_take() - hand the string to the caller and start over
 *
 * Return: the string ("" when nothing was added), to be freed; NULL when
 * memory ran out.
 */
char *text_take(struct text *t);
void text_drop(struct text *t);

/** text_fold() - make one printable ASCII line in place: no controls, single blanks, trimmed */
char *text_fold(char *s);

/** text_has_word() - is @word one of the blank-separated words of @list? */
bool text_has_word(const char *list, const char *word);

/**
 * text_next_word() - cut the next blank-separated word off a list
 * @list: advanced past the word
 * @word: receives it
 * @size: of @word; longer words are cut
 *
 * Return: false at the end.
 */
bool text_next_word(const char **list, char *word, size_t size);

#endif
