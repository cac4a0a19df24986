// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/template.h"

#include <ctype.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"

#define NAME "memcpy_streaming"
#define NAME_CAPITALS "MEMCPY_STREAMING"

extern const struct embedded_file kernel_templates[];

/* Column and the one behind the last open bracket, of the template and of what is written. */
struct cursor {
	size_t column[2];
	size_t bracket[2];
};

static void advance(struct cursor *at, int side, char c)
{
	at->column[side] = c == '\t' ? (at->column[side] | 7) + 1 : at->column[side] + 1;
	if (c == '(')
		at->bracket[side] = at->column[side];
}

static void put(struct cursor *at, FILE *out, char c)
{
	fputc(c, out);
	advance(at, 1, c);
}

static void put_name(const struct report_ctx *ctx, struct cursor *at, FILE *out, bool capitals)
{
	for (const char *c = ctx->options->api; *c; c++)
		put(at, out, capitals ? (char)toupper((unsigned char)*c) : *c);
	for (size_t i = 0; i < strlen(NAME); i++)
		advance(at, 0, NAME[i]);
}

static bool begins(const char *text, const char *word)
{
	return !strncmp(text, word, strlen(word));
}

/* Blanks at the start of a line; those up to a bracket follow it. */
static size_t put_indent(struct cursor *at, FILE *out, const char *line, size_t len)
{
	const size_t blanks = strspn(line, " \t") < len ? strspn(line, " \t") : len;

	at->column[0] = at->column[1] = 0;
	for (size_t i = 0; i < blanks; i++)
		advance(at, 0, line[i]);
	if (at->bracket[0] && at->column[0] == at->bracket[0]) {
		while (at->column[1] + 8 - at->column[1] % 8 <= at->bracket[1])
			put(at, out, '\t');
		while (at->column[1] < at->bracket[1])
			put(at, out, ' ');
		return blanks;
	}
	for (size_t i = 0; i < blanks; i++)
		put(at, out, line[i]);
	return blanks;
}

static void put_line(const struct report_ctx *ctx, struct cursor *at, FILE *out, const char *line,
		     size_t len)
{
	for (size_t i = put_indent(at, out, line, len); i < len;) {
		const bool small = begins(line + i, NAME),
			   capitals = begins(line + i, NAME_CAPITALS);

		if (small || capitals) {
			put_name(ctx, at, out, capitals);
			i += strlen(NAME);
		} else {
			advance(at, 0, line[i]);
			put(at, out, line[i++]);
		}
	}
}

/* The mark of a line, "@MARK@", in @mark. */
static bool has_mark(const char *line, size_t len, char *mark, size_t size)
{
	const char *begin = memchr(line, '@', len);
	const char *end = begin ? memchr(begin + 1, '@', (size_t)(line + len - begin - 1)) : NULL;

	if (!end)
		return false;
	snprintf(mark, size, "%.*s", (int)(end - begin - 1), begin + 1);
	return true;
}

static void write_text(const struct report_ctx *ctx, FILE *out, const char *text,
		       kernel_fill_fn *fill, void *arg)
{
	struct cursor at = { 0 };
	char mark[32];

	while (*text) {
		const size_t len = strcspn(text, "\n");

		if (fill && has_mark(text, len, mark, sizeof(mark))) {
			fill(arg, mark, out);
			text += len + (text[len] == '\n');
			continue;
		}
		put_line(ctx, &at, out, text, len);
		text += len;
		if (*text)
			fputc(*text++, out);
	}
}

void kernel_text(const struct report_ctx *ctx, FILE *out, const char *text)
{
	write_text(ctx, out, text, NULL, NULL);
}

void kernel_template(const struct report_ctx *ctx, FILE *out, const char *name,
		     kernel_fill_fn *fill, void *arg)
{
	const char *text = embedded_find(kernel_templates, name);

	/* The list is made with the program: what is asked for is in it. */
	if (!text)
		abort();
	write_text(ctx, out, text, fill, arg);
}
