// SPDX-License-Identifier: GPL-2.0-or-later
#include "base/parse.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char units[] = "KMGT";

int parse_size(const char *text, uint64_t *bytes)
{
	unsigned long long value;
	const char *unit;
	int shift = 0;
	char *end;

	if (!isdigit((unsigned char)*text))
		return -EINVAL;
	errno = 0;
	value = strtoull(text, &end, 10);
	if (errno)
		return -ERANGE;
	if (*end) {
		unit = strchr(units, toupper((unsigned char)*end));
		if (!unit || end[1])
			return -EINVAL;
		shift = 10 * (int)(unit - units + 1);
	}
	if (value > (1ULL << 62) >> shift)
		return -ERANGE;
	*bytes = value << shift;
	return 0;
}

int parse_number(const char *text, int64_t least, int64_t most, int64_t *value)
{
	const char *digits = text + (*text == '-');
	char *end;

	if (!isdigit((unsigned char)*digits))
		return -EINVAL;
	errno = 0;
	*value = strtoll(text, &end, 10);
	if (*end)
		return -EINVAL;
	if (errno || *value < least || *value > most)
		return -ERANGE;
	return 0;
}

int parse_real(const char *text, double least, double most, double *value)
{
	char *end;

	if (!isdigit((unsigned char)*text) && *text != '.')
		return -EINVAL;
	errno = 0;
	*value = strtod(text, &end);
	if (*end || end == text || !isfinite(*value))
		return -EINVAL;
	if (errno || *value < least || *value > most)
		return -ERANGE;
	return 0;
}

const char *format_size(uint64_t bytes, char text[SIZE_TEXT])
{
	int unit = 0;

	while (unit < 4 && bytes && !(bytes % 1024)) {
		bytes /= 1024;
		unit++;
	}
	if (unit)
		snprintf(text, SIZE_TEXT, "%" PRIu64 "%c", bytes, units[unit - 1]);
	else
		snprintf(text, SIZE_TEXT, "%" PRIu64, bytes);
	return text;
}

/* Length of a home folder at the start of @text, 0 when there is none. */
static size_t home_length(const char *text)
{
	static const char shared[] = "/home/";
	const char *home = getenv("HOME");
	size_t len = home && home[0] == '/' && home[1] ? strlen(home) : 0;

	if (len && !strncmp(text, home, len) && (!text[len] || strchr("/ ,", text[len])))
		return len;
	if (strncmp(text, shared, strlen(shared)))
		return 0;
	len = strlen(shared) + strcspn(text + strlen(shared), "/ ,");
	return len > strlen(shared) ? len : 0;
}

char *text_without_home(const char *text)
{
	char *out = malloc(strlen(text) + 1), *to = out;
	bool in_path = false;
	size_t len;

	while (out && *text) {
		len = in_path ? 0 : home_length(text);
		if (len) {
			*to++ = '~';
			text += len;
		}
		if (!*text)
			break;
		/* A home folder starts a path; "/x/home/y" is none. */
		in_path = !strchr(" ,:=", *text);
		*to++ = *text++;
	}
	if (out)
		*to = 0;
	return out;
}

int words_add(struct words *list, const char *word, size_t len)
{
	char **grown = realloc(list->word, (list->nr + 1) * sizeof(*grown));

	if (!grown)
		return -ENOMEM;
	list->word = grown;
	list->word[list->nr] = strndup(word, len);
	if (!list->word[list->nr])
		return -ENOMEM;
	list->nr++;
	return 0;
}

int words_split(struct words *list, const char *text)
{
	size_t len;
	int ret;

	for (;; text += len + 1) {
		len = strcspn(text, ",");
		if (!len)
			return -EINVAL;
		ret = words_add(list, text, len);
		if (ret || !text[len])
			return ret;
	}
}

void words_free(struct words *list)
{
	size_t i;

	for (i = 0; i < list->nr; i++)
		free(list->word[i]);
	free(list->word);
	*list = (struct words){ 0 };
}
