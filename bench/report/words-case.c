// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/words-case.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis.h"
#include "report/number.h"
#include "report/thread.h"
#include "report/words.h"

/* Below any number and no address; a skipped case may lack a size. */
#define UNKNOWN INT64_MIN

static int64_t number_from(int64_t least, int64_t value)
{
	return value < least ? UNKNOWN : value;
}

/* Of one file, so that equal words are equal addresses. */
static int64_t word(const char *word)
{
	return (intptr_t)word;
}

static int64_t value_of(const struct run_case *c, enum words_axis axis)
{
	switch (axis) {
	case WORDS_AXIS_STATE:
		return word(c->state);
	case WORDS_AXIS_PATTERN:
		return word(c->pattern);
	case WORDS_AXIS_LAYOUT:
		return number_from(1, c->layout);
	case WORDS_AXIS_WALK:
		return word(c->walk);
	case WORDS_AXIS_RULES:
		return word(c->rules);
	case WORDS_AXIS_KERNEL:
		return word(c->kernel);
	case WORDS_AXIS_MAP:
		return word(c->map);
	case WORDS_AXIS_PAGEBLOCKS:
		return word(c->pageblocks);
	case WORDS_AXIS_ORDER:
		return word(c->order);
	case WORDS_AXIS_DRAIN_EVERY:
		return number_from(0, c->drain_every);
	case WORDS_AXIS_LOAD:
		return number_from(0, c->load);
	case WORDS_AXIS_ALIGN:
		return number_from(0, c->align);
	case WORDS_AXIS_THREADS:
		return number_from(1, c->threads);
	case WORDS_AXIS_PAGES:
		return number_from(1, c->pages);
	default:
		return UNKNOWN;
	}
}

static const struct run_case *case_of(const struct summary *summary, size_t group)
{
	return summary->rows[summary->groups[group].first].case_;
}

/* The one value that can be in more than half of the groups: each other one takes one away. */
static int64_t candidate(const struct summary *summary, enum words_axis axis)
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

	for (int a = 0; a < WORDS_AXIS_NR; a++) {
		size_t nr = 0, nr_known = 0;

		usual.value[a] = candidate(summary, a);
		for (size_t g = 0; g < summary->nr_groups; g++) {
			const int64_t here = value_of(case_of(summary, g), a);

			nr_known += here != UNKNOWN;
			nr += here != UNKNOWN && here == usual.value[a];
		}
		usual.has[a] = 2 * nr > nr_known;
		usual.all[a] = nr == nr_known;
	}
	return usual;
}

/* The axes whose usual word in any run is no word. */
static void put_word(FILE *out, const char *axis, int64_t value, bool always)
{
	const char *text = (const char *)(intptr_t)value;

	if (always || strcmp(text, "-"))
		fprintf(out, ", %s %s", axis, text);
}

static void put_number(FILE *out, const char *axis, int64_t value, bool always)
{
	if (always || value)
		fprintf(out, ", %s %" PRId64, axis, value);
}

static void put_state(FILE *out, const char *state)
{
	const struct run_case c = { .state = state };

	fprintf(out, ", state %s%s", state, thread_is_first_bind(&c) ? " (first bind)" : "");
}

static void put_axis(FILE *out, enum words_axis axis, int64_t value)
{
	switch (axis) {
	case WORDS_AXIS_STATE:
		put_state(out, (const char *)(intptr_t)value);
		break;
	case WORDS_AXIS_PATTERN:
		put_word(out, "pattern", value, true);
		break;
	case WORDS_AXIS_LAYOUT:
		put_number(out, "layout", value, true);
		break;
	case WORDS_AXIS_WALK:
		put_word(out, "walk", value, true);
		break;
	case WORDS_AXIS_RULES:
		put_word(out, "rules", value, true);
		break;
	case WORDS_AXIS_KERNEL:
		put_word(out, "kernel", value, false);
		break;
	case WORDS_AXIS_MAP:
		put_word(out, "map", value, false);
		break;
	case WORDS_AXIS_PAGEBLOCKS:
		put_word(out, "pageblocks", value, false);
		break;
	case WORDS_AXIS_ORDER:
		put_word(out, "order", value, true);
		break;
	case WORDS_AXIS_DRAIN_EVERY:
		put_number(out, "drain-every", value, true);
		break;
	case WORDS_AXIS_LOAD:
		put_number(out, "load", value, true);
		break;
	case WORDS_AXIS_ALIGN:
		put_number(out, "align", value, false);
		break;
	case WORDS_AXIS_THREADS:
		put_number(out, "threads", value, true);
		break;
	case WORDS_AXIS_PAGES:
		put_number(out, "pages", value, true);
		fprintf(out, " (%s of device)", number_bytes(THREAD_PAGE_BYTES * value).text);
		break;
	default:
		break;
	}
}

static bool is_known(enum words_axis axis, unsigned int known)
{
	return (axis == WORDS_AXIS_PAGES && known & WORDS_PAGES) ||
	       (axis == WORDS_AXIS_WALK && known & WORDS_WALK) ||
	       (axis == WORDS_AXIS_STATE && known & WORDS_STATE);
}

static bool is_usual(const struct run_case *c, enum words_axis axis,
		     const struct words_usual *usual)
{
	const int64_t value = value_of(c, axis);

	return value == UNKNOWN || (usual->has[axis] && value == usual->value[axis]) ||
	       is_known(axis, usual->known);
}

void words_case(FILE *out, const struct run_case *c, const struct words_usual *usual)
{
	for (int a = 0; a < WORDS_AXIS_NR; a++) {
		if (!is_usual(c, a, usual))
			put_axis(out, a, value_of(c, a));
	}
}

int words_nr_unusual(const struct run_case *c, const struct words_usual *usual)
{
	int nr = 0;

	for (int a = 0; a < WORDS_AXIS_NR; a++)
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
	for (int a = 0; a < WORDS_AXIS_NR; a++) {
		if (!usual.has[a] || usual.value[a] == UNKNOWN)
			continue;
		put_axis(out, a, usual.value[a]);
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
