// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/drift-pairs.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "report/prose/number.h"

/* These are in every pair's words, without the name of the axis. */
#define NAMED_BY_WORD (AXIS_BIT(AXIS_TARGET) | AXIS_BIT(AXIS_WALK) | AXIS_BIT(AXIS_REVISION) | \
		       AXIS_BIT(AXIS_STATE))

static void put_axis(FILE *out, const struct run_case *c, enum axis axis)
{
	char option[32];

	if (AXIS_BIT(axis) & NAMED_BY_WORD) {
		fprintf(out, "%s%s", axis == AXIS_TARGET ? "" : ", ", case_word(c, axis));
		return;
	}
	if (!axis_table[axis].usual || case_has(c, axis, axis_table[axis].usual))
		return;
	fprintf(out, ", %s ", axis_option(axis, option, sizeof(option)));
	if (axis_table[axis].kind == AXIS_IS_WORD)
		fputs(case_word(c, axis), out);
	else
		fprintf(out, "%" PRId64, case_number(c, axis));
}

/* Equal words mean equal cases, so a size that would be rounded is given in pages. */
static char *pair_words(const struct run_case *c)
{
	const int64_t device = c->pages * PAGE_DEVICE_BYTES;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	put_axis(out, c, AXIS_TARGET);
	for (int a = 0; a < AXIS_NR; a++)
		if (a != AXIS_TARGET && a != AXIS_COPY && a != AXIS_PAGES)
			put_axis(out, c, a);
	if (device % (1 << 30) && (device >= 1 << 30 || device % (1 << 20)))
		fprintf(out, ", %" PRId64 " pages", c->pages);
	else
		fprintf(out, ", %s", number_bytes(device).text);
	if (!fclose(out))
		return text;
	free(text);
	return NULL;
}

static bool is_result(const struct summary_row *row)
{
	return row->ratio.nr_samples && (row->verdict == VERDICT_PREFER_COPY ||
					 row->verdict == VERDICT_PREFER_REFERENCE ||
					 row->verdict == VERDICT_UNDECIDED);
}

int drift_results(const struct summary *summary, size_t run, struct drift_result **out,
		  size_t *nr)
{
	*nr = 0;
	*out = calloc(summary->nr_rows + 1, sizeof(**out));
	if (!*out)
		return -ENOMEM;
	for (size_t i = 0; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];
		struct drift_result *r = &(*out)[*nr];

		if (!is_result(row))
			continue;
		r->pair = pair_words(row->case_);
		r->copy = strdup(row->case_->copy);
		r->device = row->case_->pages * PAGE_DEVICE_BYTES;
		r->run = run;
		snprintf(r->mode, sizeof(r->mode), "%s",
			 row->mode == MODE_ONE ? "-" : summary->mode_word[row->mode]);
		r->verdict = row->verdict;
		r->ratio = row->ratio;
		(*nr)++;
		if (!r->pair || !r->copy)
			return -ENOMEM;
	}
	return 0;
}

static int compare_pair_of(const struct drift_result *a, const struct drift_result *b)
{
	return strcmp(a->copy, b->copy) ?: strcmp(a->pair, b->pair);
}

static int compare_results(const void *a, const void *b)
{
	const struct drift_result *l = a, *r = b;

	return compare_pair_of(l, r) ?: (l->run > r->run) - (l->run < r->run) ?:
	       strcmp(l->mode, r->mode);
}

static int compare_pairs(const void *a, const void *b)
{
	const struct drift_pair *l = a, *r = b;

	if (l->fate != r->fate)
		return l->fate < r->fate ? -1 : 1;
	if (l->nr_runs != r->nr_runs)
		return l->nr_runs > r->nr_runs ? -1 : 1;
	if (l->first->device != r->first->device)
		return l->first->device > r->first->device ? -1 : 1;
	return compare_pair_of(l->first, r->first);
}

static bool is_decided(const struct drift_result *r)
{
	return r->verdict != VERDICT_UNDECIDED;
}

static struct drift_pair make_pair(const struct drift_result *first, size_t nr)
{
	struct drift_pair pair = { .first = first, .nr = nr };
	bool copy = false, reference = false;

	for (size_t i = 0; i < nr; i++) {
		pair.nr_runs += !i || first[i].run != first[i - 1].run;
		pair.nr_decided += is_decided(&first[i]);
		copy |= first[i].verdict == VERDICT_PREFER_COPY;
		reference |= first[i].verdict == VERDICT_PREFER_REFERENCE;
	}
	for (size_t i = 0; i < nr; i++) {
		/* What turned shows the two verdicts. */
		if (copy && reference && !is_decided(&first[i]))
			continue;
		if (!pair.least || first[i].ratio.median < pair.least->ratio.median)
			pair.least = &first[i];
		if (!pair.most || first[i].ratio.median > pair.most->ratio.median)
			pair.most = &first[i];
	}
	if (copy && reference)
		pair.fate = DRIFT_TURNED;
	else if (!pair.nr_decided)
		pair.fate = DRIFT_OPEN;
	else
		pair.fate = pair.nr_decided == nr ? DRIFT_HELD : DRIFT_WAVERS;
	return pair;
}

int drift_pairs(struct drift_result *results, size_t nr, struct drift_pair **out,
		size_t *nr_pairs)
{
	*nr_pairs = 0;
	*out = calloc(nr + 1, sizeof(**out));
	if (!*out)
		return -ENOMEM;
	qsort(results, nr, sizeof(*results), compare_results);
	for (size_t i = 0, end; i < nr; i = end) {
		struct drift_pair pair;

		for (end = i; end < nr && !compare_pair_of(&results[i], &results[end]);)
			end++;
		pair = make_pair(&results[i], end - i);
		if (pair.nr_runs > 1)
			(*out)[(*nr_pairs)++] = pair;
	}
	qsort(*out, *nr_pairs, sizeof(**out), compare_pairs);
	return 0;
}
