// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/mail-traffic.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "analysis/traffic-sum.h"
#include "report/table/traffic-table.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

struct section {
	FILE *out;
	int width;
	const struct summary *summary;
	const size_t *list;
	size_t nr;
};

static const struct summary_group *group_at(const struct section *s, size_t i)
{
	return &s->summary->groups[s->list[i]];
}

static void print_item(const struct section *s, const char *text)
{
	wrap_print(s->out, s->width, "  ", 4, text);
}

static int print_measured(const struct section *s)
{
	const char *caveat = run_file_fact(s->summary->file, "traffic-caveat");

	fprintf(s->out, "Traffic, DRAM bytes per byte stored\n");
	print_item(s, "r: read, w: written, counted by the source named; r_model, w_model: "
		      "predicted from the stores alone. Regular stores are 1 and 1, ideal "
		      "streaming stores 0 and 1.");
	if (caveat)
		print_item(s, caveat);
	for (size_t i = 0; i < s->nr; i++) {
		char *title;

		if (!traffic_known(s->summary, group_at(s, i)))
			continue;
		title = words_group_title(s->summary, group_at(s, i));
		if (!title)
			return -ENOMEM;
		fputc('\n', s->out);
		wrap_print(s->out, s->width, "", 0, title);
		free(title);
		traffic_table(s->out, s->summary, group_at(s, i), s->width);
	}
	return 0;
}

/* The groups from @first on for which the model says the same; -ENOMEM or how many are new. */
static int print_predicted(const struct section *s, char *const *said, size_t first)
{
	size_t nr_same = 0, nr_said = 0;
	char *text = NULL;
	size_t size;
	FILE *item;

	for (size_t i = 0; i < s->nr; i++) {
		nr_said += said[i] != NULL;
		nr_same += said[i] && !strcmp(said[i], said[first]);
	}
	item = open_memstream(&text, &size);
	if (!item)
		return -ENOMEM;
	/* Mostly the memory makes no difference, and then needs no naming. */
	for (size_t i = first; i < s->nr && nr_same < nr_said; i++) {
		char *title;

		if (!said[i] || strcmp(said[i], said[first]))
			continue;
		title = words_group_title(s->summary, group_at(s, i));
		fprintf(item, "%s%s", i == first ? "" : "; ", title ? title : "");
		free(title);
	}
	fprintf(item, "%s%s", nr_same < nr_said ? ": " : "", said[first]);
	if (fclose(item)) {
		free(text);
		return -ENOMEM;
	}
	print_item(s, text);
	free(text);
	return 0;
}

static bool said_before(char *const *said, size_t i)
{
	for (size_t before = 0; before < i; before++) {
		if (said[before] && !strcmp(said[before], said[i]))
			return true;
	}
	return false;
}

static int print_unmeasured(const struct section *s)
{
	char **said = calloc(s->nr + 1, sizeof(*said)), reason[240], text[320];
	bool any = false;
	int ret = 0;

	if (!said)
		return -ENOMEM;
	fprintf(s->out, "Traffic\n");
	for (size_t i = 0; i < s->nr && !ret; i++) {
		said[i] = words_model(s->summary, group_at(s, i));
		any |= said[i] != NULL;
	}
	for (size_t i = 0; i < s->nr && !ret; i++) {
		if (said[i] && !said_before(said, i))
			ret = print_predicted(s, said, i);
	}
	for (size_t i = 0; i < s->nr; i++)
		free(said[i]);
	free(said);
	if (!ret && traffic_missing(s->summary, reason, sizeof(reason))) {
		snprintf(text, sizeof(text), "%s: %s.",
			 any ? "Not measured" : "Neither measured nor predicted", reason);
		print_item(s, text);
	}
	return ret;
}

int mail_traffic(FILE *out, const struct summary *summary, const size_t *list, size_t nr,
		 int width)
{
	const struct section s = { out, width, summary, list, nr };

	if (!nr)
		return 0;
	fputc('\n', out);
	for (size_t i = 0; i < nr; i++) {
		if (traffic_measured(summary, group_at(&s, i)))
			return print_measured(&s);
	}
	return print_unmeasured(&s);
}
