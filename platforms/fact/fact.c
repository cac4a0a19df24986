// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Adding facts and reading the files they come from.
 */
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fact.h"

void fact_add(struct machine *m, const struct fact_row *row, char *value)
{
	struct fact *grown;

	if (!value)
		goto out_no_memory;
	grown = realloc(m->facts, (m->nr_facts + 1) * sizeof(*grown));
	if (!grown) {
		free(value);
		goto out_no_memory;
	}
	m->facts = grown;
	m->facts[m->nr_facts++] = (struct fact){
		.pub = { .key = row->key, .value = text_fold(value) },
		.drifts = row->drifts,
	};
	return;

out_no_memory:
	m->out_of_memory = true;
}

void fact_addf(struct machine *m, const struct fact_row *row, const char *fmt, ...)
{
	char *value = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&value, fmt, ap) < 0)
		value = NULL;
	va_end(ap);
	fact_add(m, row, value);
}

void fact_absent(struct machine *m, const struct fact_row *row, const char *path, int err)
{
	switch (-err) {
	case ENOENT:
	case ENOTDIR:
		fact_addf(m, row, "absent: no such file: /%s", path);
		break;
	case EACCES:
	case EPERM:
		fact_addf(m, row, "absent: not permitted: /%s", path);
		break;
	case ENOMEM:
		m->out_of_memory = true;
		break;
	default:
		fact_addf(m, row, "absent: cannot read /%s: %s", path, strerror(-err));
		break;
	}
}

int fact_read(struct machine *m, const char *path, char **line)
{
	int ret = source_read(m->src, path, line);

	if (!ret)
		text_fold(*line);
	return ret;
}

/* The rest of the line "PICK: rest", or NULL; the text is cut behind it. */
