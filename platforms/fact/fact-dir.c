// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Facts that are a folder: one file, or a few, in each of its entries.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "fact.h"

#define NR_VALUES_MAX 32

/**
 * struct dir_answer - what was found so far
 * @out:      the value being built
 * @values:   distinct texts and how often each was seen
 * @nr_read:  files that could be read
 * @bad_path: first file that could not, and why
 */
struct dir_answer {
	struct text out;
	struct {
		char *text;
		unsigned int nr;
	} values[NR_VALUES_MAX];
	size_t nr_values;
	size_t nr_read;
	char *bad_path;
	int bad_err;
};

static char *join(const char *dir, const char *entry, const char *file)
{
	struct text t = { 0 };

	text_addf(&t, "%s/%s", dir, entry);
	if (file)
		text_addf(&t, "/%s", file);
	return text_take(&t);
}

/* One file of an entry; NULL when it cannot be read, with the first reason kept. */
static char *read_entry(struct machine *m, struct dir_answer *a, const char *dir,
			const char *entry, const char *file)
{
	char *path = join(dir, entry, file);
	char *text = NULL;
	int ret;

	if (!path) {
		m->out_of_memory = true;
		return NULL;
	}
	ret = fact_read(m, path, &text);
	if (!ret) {
		a->nr_read++;
	} else if (!a->bad_path) {
		a->bad_path = path;
		a->bad_err = ret;
		return NULL;
	}
	free(path);
	return ret ? NULL : text;
}

static void count_value(struct dir_answer *a, char *text)
{
	size_t i;

	for (i = 0; i < a->nr_values; i++) {
		if (!strcmp(a->values[i].text, text)) {
			a->values[i].nr++;
			free(text);
			return;
		}
	}
	if (a->nr_values == NR_VALUES_MAX) {
		free(text);
		return;
	}
	a->values[a->nr_values].text = text;
	a->values[a->nr_values++].nr = 1;
}

static void add_one_file(struct machine *m, const struct fact_row *row, struct dir_answer *a,
			 const char *entry)
{
	char *text = read_entry(m, a, row->dir, entry, row->files);

	if (!text)
		return;
	if (row->distinct) {
		count_value(a, text);
		return;
	}
	if (!row->skip || strcmp(text, row->skip)) {
		text_sep(&a->out, "; ");
		text_addf(&a->out, "%s: %s", entry, text);
	}
	free(text);
}

static void add_files(struct machine *m, const struct fact_row *row, struct dir_answer *a,
		      const char *entry)
{
	const char *files = row->files;
	size_t nr_before = a->nr_read;
	struct text t = { 0 };
	char file[64];

	while (text_next_word(&files, file, sizeof(file))) {
		char *text = read_entry(m, a, row->dir, entry, file);
		const char *base = strrchr(file, '/');

		text_addf(&t, " %s=%s", base ? base + 1 : file, text ? text : "-");
		free(text);
	}
	if (a->nr_read > nr_before && t.s) {
		text_sep(&a->out, "; ");
		text_addf(&a->out, "%s:%s", entry, t.s);
	}
	text_drop(&t);
}

static void answer(struct machine *m, const struct fact_row *row, struct dir_answer *a)
{
	size_t i;

	for (i = 0; i < a->nr_values; i++) {
		text_sep(&a->out, "; ");
		text_add(&a->out, a->values[i].text);
		if (a->nr_values > 1)
			text_addf(&a->out, " (%u)", a->values[i].nr);
	}

	if (a->out.len || a->out.failed)
		fact_add(m, row, text_take(&a->out));
	else if (a->nr_read && row->empty)
		fact_addf(m, row, "%s", row->empty);
	else if (a->bad_path)
		fact_absent(m, row, a->bad_path, a->bad_err);
	else
		fact_addf(m, row, "absent: none: /%s/%s*", row->dir, row->prefix);
}

void fact_get_dir(struct machine *m, const struct fact_row *row)
{
	bool several = row->files && strchr(row->files, ' ');
	struct dir_answer a = { 0 };
	struct name_list list;
	size_t i;
	int ret;

	ret = source_list(m->src, row->dir, row->prefix, &list);
	/* Git keeps no empty folders: to a recording, no folder is no entries. */
	if (ret == -ENOENT)
		ret = 0;
	if (ret) {
		fact_absent(m, row, row->dir, ret);
		return;
	}
	for (i = 0; i < list.nr; i++) {
		if (several)
			add_files(m, row, &a, list.names[i]);
		else
			add_one_file(m, row, &a, list.names[i]);
	}
	name_list_free(&list);
	answer(m, row, &a);

	for (i = 0; i < a.nr_values; i++)
		free(a.values[i].text);
	free(a.bad_path);
	text_drop(&a.out);
}
