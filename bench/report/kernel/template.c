// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/template.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/embedded.h"

extern const struct embedded_file kernel_templates[];

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

void kernel_template(FILE *out, const char *name, kernel_fill_fn *fill, void *arg)
{
	const char *text = embedded_find(kernel_templates, name);
	char mark[32];

	/* The list is made with the program: what is asked for is in it. */
	if (!text)
		abort();
	while (*text) {
		const size_t len = strcspn(text, "\n");

		if (fill && has_mark(text, len, mark, sizeof(mark)))
			fill(arg, mark, out);
		else
			fprintf(out, "%.*s\n", (int)len, text);
		text += len + (text[len] == '\n');
	}
}
