// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/prose/wrap.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>

#define MIN_WIDTH 40
#define MAX_WIDTH 200
#define DEFAULT_WIDTH 80
#define LONGEST_INTERVAL 32

int wrap_width(FILE *out, int asked)
{
	const char *columns = getenv("COLUMNS");
	struct winsize size;
	int width = asked;

	if (width <= 0 && columns)
		width = atoi(columns);
	if (width <= 0 && fileno(out) >= 0 && !ioctl(fileno(out), TIOCGWINSZ, &size))
		width = size.ws_col;
	if (width <= 0)
		width = DEFAULT_WIDTH;
	return width < MIN_WIDTH ? MIN_WIDTH : width > MAX_WIDTH ? MAX_WIDTH : width;
}

size_t wrap_columns(const char *text, size_t len_bytes)
{
	size_t columns = 0;

	for (size_t i = 0; i < len_bytes; i++)
		columns += ((unsigned char)text[i] & 0xc0) != 0x80;
	return columns;
}

/* Up to the next blank, but an interval in brackets stays whole. */
static size_t word_length(const char *text)
{
	size_t len = strcspn(text, " ");
	const char *close = *text == '[' ? strchr(text, ']') : NULL;

	if (close && close - text < LONGEST_INTERVAL)
		len = (size_t)(close - text) + strcspn(close, " ");
	return len;
}

void wrap_print(FILE *out, int width, const char *first, int indent, const char *text)
{
	size_t used = wrap_columns(first, strlen(first));
	bool line_empty = true;

	fputs(first, out);
	while (*text) {
		size_t len = word_length(text), columns = wrap_columns(text, len);

		if (len && !line_empty && used + 1 + columns > (size_t)width) {
			fprintf(out, "\n%*s", indent, "");
			used = (size_t)indent;
			line_empty = true;
		}
		if (len) {
			fprintf(out, "%s%.*s", line_empty ? "" : " ", (int)len, text);
			used += columns + !line_empty;
			line_empty = false;
		}
		text += len + strspn(text + len, " ");
	}
	fputc('\n', out);
}

size_t wrap_lines(const char *text)
{
	size_t nr = 0;

	for (; *text; text++)
		nr += *text == '\n';
	return nr;
}
