// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A string that grows, and the few things done to strings in this layer.
 */
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

void text_addn(struct text *t, const char *s, size_t len)
{
	if (t->failed)
		return;

	if (!t->s || t->len + len + 1 > t->cap) {
		size_t cap = (t->len + len + 1) * 2;
		char *grown = realloc(t->s, cap);

		if (!grown) {
			t->failed = true;
			return;
		}
		t->s = grown;
		t->cap = cap;
	}
	memcpy(t->s + t->len, s, len);
	t->len += len;
	t->s[t->len] = '\0';
}

void text_add(struct text *t, const char *s)
{
	text_addn(t, s, strlen(s));
}

void text_addf(struct text *t, const char *fmt, ...)
{
	char *s = NULL;
	va_list ap;
	int len;

	va_start(ap, fmt);
	len = vasprintf(&s, fmt, ap);
	va_end(ap);
	if (len < 0) {
		t->failed = true;
		return;
	}
	text_addn(t, s, (size_t)len);
	free(s);
}

void text_sep(struct text *t, const char *sep)
{
	if (t->len)
		text_add(t, sep);
}

void text_size(struct text *t, unsigned long long bytes)
{
	if (bytes && bytes % (1024 * 1024) == 0)
		text_addf(t, "%llu MiB", bytes / (1024 * 1024));
	else if (bytes && bytes % 1024 == 0)
		text_addf(t, "%llu KiB", bytes / 1024);
	else
		text_addf(t, "%llu bytes", bytes);
}

char *text_take(struct text *t)
{
	char *s;

	if (!t->s && !t->failed)
		text_addn(t, "", 0);
	if (t->failed) {
		text_drop(t);
		return NULL;
	}
	s = t->s;
	*t = (struct text){ 0 };
	return s;
}

void text_drop(struct text *t)
{
	free(t->s);
	*t = (struct text){ 0 };
}

char *text_fold(char *s)
{
	char *in, *out = s;

	for (in = s; *in; in++) {
		unsigned char c = (unsigned char)*in;

		if (c == ' ' || (c >= '\t' && c <= '\r')) {
			if (out > s && out[-1] != ' ')
				*out++ = ' ';
		} else {
			*out++ = c < 0x20 || c >= 0x7f ? '?' : (char)c;
		}
	}
	if (out > s && out[-1] == ' ')
		out--;
	*out = '\0';
	return s;
}

bool text_has_word(const char *list, const char *word)
{
	size_t len = strlen(word);
	const char *at = list;

	while (len && (at = strstr(at, word))) {
		bool starts = at == list || at[-1] == ' ';
		bool ends = at[len] == '\0' || at[len] == ' ';

		if (starts && ends)
			return true;
		at += len;
	}
	return false;
}

bool text_next_word(const char **list, char *word, size_t size)
{
	const char *s = *list + strspn(*list, " \t\n");
	size_t len = strcspn(s, " \t\n");

	if (!len)
		return false;
	*list = s + len;
	snprintf(word, size, "%.*s", (int)len, s);
	return true;
}
