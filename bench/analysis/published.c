// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/published.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"

static const char *const column_name[PUBLISHED_NR] = {
	[PUBLISHED_SCENARIO] = "scenario",
	[PUBLISHED_KERNEL] = "kernel",
	[PUBLISHED_SERIES] = "series",
	[PUBLISHED_MACHINE] = "machine",
	[PUBLISHED_FIRST_BIND] = "first_bind",
	[PUBLISHED_REBIND] = "rebind",
	[PUBLISHED_RATIO] = "ratio",
	[PUBLISHED_UNIT] = "unit",
	[PUBLISHED_SOURCE] = "source",
	[PUBLISHED_HOW] = "how",
	[PUBLISHED_NOTE] = "note",
};

/* Cuts the line at its tabs. */
static int split(const char *name, size_t line_nr, char *line, const char **field)
{
	size_t nr = 0;

	for (char *start = line; start; nr++) {
		char *tab = strchr(start, '\t');

		if (tab)
			*tab = '\0';
		if (nr < PUBLISHED_NR)
			field[nr] = start;
		start = tab ? tab + 1 : NULL;
	}
	if (nr == PUBLISHED_NR)
		return 0;
	pr_err("%s:%zu: %zu fields; %d are needed", name, line_nr, nr, PUBLISHED_NR);
	return -EINVAL;
}

static int parse_number(const char *name, size_t line_nr, const struct published_row *row,
			enum published_column column, double *value)
{
	const char *text = row->field[column];
	char *end;

	*value = NAN;
	if (!strcmp(text, "-"))
		return 0;
	*value = strtod(text, &end);
	if (end != text && !*end && isfinite(*value) && *value > 0)
		return 0;
	pr_err("%s:%zu: %s is '%s'; accepted: a number above 0, or -", name, line_nr,
	       column_name[column], text);
	return -EINVAL;
}

static int parse_row(const char *name, size_t line_nr, char *line, struct published_row *row)
{
	int ret = split(name, line_nr, line, row->field);

	if (!ret)
		ret = parse_number(name, line_nr, row, PUBLISHED_FIRST_BIND, &row->first_bind);
	if (!ret)
		ret = parse_number(name, line_nr, row, PUBLISHED_REBIND, &row->rebind);
	if (!ret)
		ret = parse_number(name, line_nr, row, PUBLISHED_RATIO, &row->ratio);
	return ret;
}

static int check_head(const char *name, char *line)
{
	const char *field[PUBLISHED_NR];
	int ret = split(name, 1, line, field);

	for (int c = 0; !ret && c < PUBLISHED_NR; c++) {
		if (strcmp(field[c], column_name[c])) {
			pr_err("%s:1: column %d is '%s'; it should be %s", name, c + 1, field[c],
			       column_name[c]);
			ret = -EINVAL;
		}
	}
	return ret;
}

int published_parse(const char *name, const char *const *lines, size_t nr_lines,
		    struct published *out)
{
	size_t size = 1;
	char *text;
	int ret;

	for (size_t i = 0; i < nr_lines; i++)
		size += strlen(lines[i]) + 1;
	*out = (struct published){
		.rows = calloc(nr_lines + 1, sizeof(*out->rows)),
		.text = calloc(size, 1),
	};
	if (!out->rows || !out->text) {
		pr_err("%s: out of memory", name);
		published_free(out);
		return -ENOMEM;
	}

	/* Without a line the text is empty, and an empty head has not the columns. */
	text = out->text;
	if (nr_lines)
		memcpy(text, lines[0], strlen(lines[0]) + 1);
	ret = check_head(name, text);
	for (size_t i = 1; !ret && i < nr_lines; i++) {
		text += strlen(lines[i - 1]) + 1;
		memcpy(text, lines[i], strlen(lines[i]) + 1);
		ret = parse_row(name, i + 1, text, &out->rows[out->nr_rows++]);
	}
	if (ret)
		published_free(out);
	return ret;
}

void published_free(struct published *published)
{
	free(published->rows);
	free(published->text);
	*published = (struct published){ 0 };
}
