// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/prose/words-case.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "report/prose/number.h"
#include "analysis/thread.h"

/* Below any number and no address; a skipped case may lack a size. */
#define UNKNOWN INT64_MIN

/* Words are of one file, so that equal words are equal addresses. */
static int64_t value_of(const struct run_case *c, enum axis axis)
{
	if (axis_table[axis].title == AXIS_TITLE_NEVER)
		return UNKNOWN;
	if (axis_table[axis].kind == AXIS_IS_WORD)
		return (intptr_t)case_word(c, axis);
	return case_is_known(c, axis) ? case_number(c, axis) : UNKNOWN;
}

static const struct run_case *case_of(const struct summary *summary, size_t group)
{
	return summary->rows[summary->groups[group].first].case_;
}

/* The one value that can be in more than half of the groups: each other one takes one away. */
static int64_t candidate(const struct summary *summary, enum axis axis)
{
	int64_t value = UNKNOWN;
	size_t ahead = 0;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const int64_t here = value_of(case_of(summary, g), axis);

		if (here == UNKNOWN)
			continue;
		if (!ahead)
			value = here;
		ahead += here == value ? 1 : -1;
	}
	return value;
}

struct words_usual words_usual(const struct summary *summary)
{
	struct words_usual usual = { 0 };

	for (int a = 0; a < AXIS_NR; a++) {
		size_t nr = 0, nr_known = 0;

		usual.value[a] = candidate(summary, a);
		for (size_t g = 0; g < summary->nr_groups; g++) {
			const int64_t here = value_of(case_of(summary, g), a);

			nr_known += here != UNKNOWN;
			if (here == UNKNOWN || here != usual.value[a])
				continue;
			nr++;
			usual.example[a] = case_of(summary, g);
		}
		usual.has[a] = 2 * nr > nr_known;
		usual.all[a] = nr == nr_known;
	}
	return usual;
}

static void put_axis(FILE *out, enum axis axis, const struct run_case *c)
{
	const bool always = axis_table[axis].title == AXIS_TITLE_ALWAYS;
	const bool is_word = axis_table[axis].kind == AXIS_IS_WORD;
	char option[32];

	if (!always && is_word && !strcmp(case_word(c, axis), "-"))
		return;
	if (!always && !is_word && !case_number(c, axis))
		return;
	fprintf(out, ", %s ", axis_option(axis, option, sizeof(option)));
	if (is_word)
		fputs(case_word(c, axis), out);
	else
		fprintf(out, "%" PRId64, case_number(c, axis));
	if (axis == AXIS_STATE && thread_is_first_bind(c))
		fputs(" (first bind)", out);
	if (axis == AXIS_PAGES)
		fprintf(out, " (%s of device)", number_bytes(PAGE_DEVICE_BYTES * c->pages).text);
}

static bool is_known(enum axis axis, unsigned int known)
{
	return (axis == AXIS_PAGES && known & WORDS_PAGES) ||
	       (axis == AXIS_WALK && known & WORDS_WALK) ||
	       (axis == AXIS_STATE && known & WORDS_STATE) ||
	       (axis == AXIS_THREADS && known & WORDS_THREADS);
}

static bool is_usual(const struct run_case *c, enum axis axis,
		     const struct words_usual *usual)
{
	const int64_t value = value_of(c, axis);

	return value == UNKNOWN || (usual->has[axis] && value == usual->value[axis]) ||
	       is_known(axis, usual->known);
}

void words_case(FILE *out, const struct run_case *c, const struct words_usual *usual)
{
	for (int a = 0; a < AXIS_NR; a++) {
		if (!is_usual(c, a, usual))
			put_axis(out, a, c);
	}
}

int words_nr_unusual(const struct run_case *c, const struct words_usual *usual)
{
	int nr = 0;

	for (int a = 0; a < AXIS_NR; a++)
		nr += !is_usual(c, a, usual);
	return nr;
}

char *words_common(const struct summary *summary)
{
	const struct words_usual usual = words_usual(summary);
	char *text = NULL, *axes = NULL;
	bool all = true;
	size_t size;
	FILE *out;

	if (!summary->nr_groups)
		return strdup("");
	out = open_memstream(&axes, &size);
	if (!out)
		return NULL;
	for (int a = 0; a < AXIS_NR; a++) {
		if (!usual.has[a] || usual.value[a] == UNKNOWN)
			continue;
		put_axis(out, a, usual.example[a]);
		all &= usual.all[a];
	}
	fclose(out);
	/* What follows the lead begins with a comma. */
	if (!*axes)
		text = strdup("");
	else if (asprintf(&text, "%s:%s", all ? "Every case" : "Unless said otherwise",
			  axes + 1) < 0)
		text = NULL;
	free(axes);
	return text;
}
