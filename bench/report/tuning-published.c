// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What others published about a CPU, which no entry rests on.
 */
#include "report/tuning-published.h"

#include <string.h>

#include "analysis/published.h"
#include "platform.h"
#include "report/prose/wrap.h"

static const struct {
	const char *const *lines;
	const size_t *nr;
} published_tables[] = {
	{ published_page_clearing, &published_page_clearing_nr },
	{ published_thread, &published_thread_nr },
};

/* What a line of others' figures says: the machine first, by which it is found. */
static const int published_columns[] = { PUBLISHED_MACHINE, PUBLISHED_SCENARIO, PUBLISHED_SERIES,
					 PUBLISHED_RATIO, PUBLISHED_SOURCE, PUBLISHED_HOW };

/* The field of a tab-separated line; returns its length. */
static int field(const char *line, int nr, const char **start)
{
	while (nr-- && (line = strchr(line, '\t')))
		line++;
	*start = line ? line : "";
	return (int)strcspn(*start, "\t");
}

/* Does a table's machine, of @len characters, have one of the names of the platform in it? */
static bool names_platform(const char *machine, int len, const struct platform *p)
{
	const char *name = p->published_as;

	while (name && *name) {
		const size_t size = strcspn(name, ";");

		if (memmem(machine, (size_t)len, name, size))
			return true;
		name += size + (name[size] == ';');
	}
	return false;
}

/* Rows with ratio 1 are what the others are compared with. */
static bool is_compared(const char *line)
{
	const char *start;
	const int len = field(line, PUBLISHED_RATIO, &start);

	return len != 1 || (*start != '1' && *start != '-');
}

void tuning_published(const struct platform *p, FILE *out)
{
	size_t nr = 0;

	for (size_t t = 0; t < sizeof(published_tables) / sizeof(published_tables[0]); t++) {
		for (size_t i = 1; i < *published_tables[t].nr; i++) {
			const char *line = published_tables[t].lines[i], *word[6];
			int len[6];
			char text[512];

			for (int c = 0; c < 6; c++)
				len[c] = field(line, published_columns[c], &word[c]);
			if (!names_platform(word[0], len[0], p) || !is_compared(line))
				continue;
			if (!nr++)
				fputs("\n## Published by others\n\n"
				      "Not measured with pagestream, and no entry rests on it.\n\n",
				      out);
			snprintf(text, sizeof(text), "%.*s, %.*s: %.*s times as fast on %.*s (%.*s; "
				 "%.*s)", len[1], word[1], len[2], word[2], len[3], word[3], len[0],
				 word[0], len[4], word[4], len[5], word[5]);
			wrap_print(out, MAIL_WIDTH, "- ", 2, text);
		}
	}
}
