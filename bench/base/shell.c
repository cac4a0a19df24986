// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/shell.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

void shell_put(FILE *out, const char *before, const char *word)
{
	/* What stands for the home folder must not be quoted. */
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_@%+=:,./~-";

	if (*word && !word[strspn(word, plain)]) {
		fprintf(out, "%s%s", before, word);
		return;
	}
	fprintf(out, "%s'", before);
	for (; *word; word++)
		*word == '\'' ? fputs("'\\''", out) : fputc(*word, out);
	fputc('\'', out);
}

bool shell_split(const char *text, struct words *words)
{
	const char *home = getenv("HOME");
	bool quoted = false, word = false;
	char *one = NULL;
	size_t size;
	FILE *out = open_memstream(&one, &size);
	int ret = out ? 0 : -ENOMEM;
	char before = ' ';

	for (; !ret; before = *text++) {
		if (!*text || (*text == ' ' && !quoted)) {
			fclose(out);
			if (word)
				ret = words_add(words, one, strlen(one));
			free(one);
			if (!*text || ret)
				return !ret && !quoted;
			word = false;
			out = open_memstream(&one, &size);
			ret = out ? 0 : -ENOMEM;
			continue;
		}
		word = true;
		if (*text == '\'')
			quoted = !quoted;
		else if (*text == '\\' && !quoted && text[1])
			fputc(*++text, out);
		else if (*text == '~' && home && strchr(" ,:='", before))
			fputs(home, out);
		else
			fputc(*text, out);
	}
	return false;
}
