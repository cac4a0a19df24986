// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The verdict of a group, in words.
 */
#include "report/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis.h"
#include "report/group.h"
#include "report/number.h"
#include "report/thread.h"

const char *words_group_verdict(const struct summary_group *group)
{
	switch (group->verdict) {
	case GROUP_PREFER_COPY:
		return "prefer";
	case GROUP_PREFER_REFERENCE:
		return "prefer " SUMMARY_REFERENCE;
	case GROUP_UNDECIDED:
		return "undecided";
	case GROUP_UNMEASURED:
		return "unmeasured";
	default:
		return "no verdict";
	}
}

void words_placement(FILE *out, const struct summary_group *group)
{
	bool pages = group->page_bytes != RUN_ABSENT;

	if (!pages && group->node == -1)
		return;
	fputs(" (", out);
	if (pages)
		fprintf(out, "%s pages", number_bytes(group->page_bytes).text);
	if (pages && group->node != -1)
		fputs(", ", out);
	if (group->node == -2)
		fputs("mixed nodes", out);
	else if (group->node >= 0)
		fprintf(out, "node %" PRId32, group->node);
	fputs(")", out);
}

/* The case columns in which the groups of this run differ; a single group needs no more words. */
struct differences {
	bool layout, walk, rules, state, pattern, order, drain_every, load, threads, pages;
	bool kernel, map, pageblocks, align;
};

/* Skipped cases may lack a number, and then do not differ in it. */
static bool differs(int64_t *known, int64_t value, int64_t min)
{
	if (value < min)
		return false;
	if (*known < min)
		*known = value;
	return *known != value;
}

static struct differences find_differences(const struct summary *summary)
{
	int64_t layout = 0, drain_every = -1, load = -1, threads = 0, pages = 0, align = -1;
	const struct run_case *a = NULL;
	struct differences d = { 0 };

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct run_case *b = summary->rows[summary->groups[g].first].case_;

		a = a ? a : b;
		/* Of one file, so that equal words are equal pointers. */
		d.walk |= a->walk != b->walk;
		d.rules |= a->rules != b->rules;
		d.state |= a->state != b->state;
		d.pattern |= a->pattern != b->pattern;
		d.order |= a->order != b->order;
		d.kernel |= a->kernel != b->kernel;
		d.map |= a->map != b->map;
		d.pageblocks |= a->pageblocks != b->pageblocks;
		d.layout |= differs(&layout, b->layout, 1);
		d.drain_every |= differs(&drain_every, b->drain_every, 0);
		d.load |= differs(&load, b->load, 0);
		d.align |= differs(&align, b->align, 0);
		d.threads |= differs(&threads, b->threads, 1);
		d.pages |= differs(&pages, b->pages, 1);
	}
	return d;
}

/* The axes whose usual word is no word. */
static void put_unusual(FILE *out, const char *axis, const char *word)
{
	if (strcmp(word, "-"))
		fprintf(out, ", %s %s", axis, word);
}

static void put_case(FILE *out, const struct run_case *c, const struct differences *d)
{
	if (d->state)
		fprintf(out, ", state %s%s", c->state,
			thread_is_first_bind(c) ? " (first bind)" : "");
	if (d->pattern)
		fprintf(out, ", pattern %s", c->pattern);
	if (d->layout && c->layout)
		fprintf(out, ", layout %d", c->layout);
	if (d->walk)
		fprintf(out, ", walk %s", c->walk);
	if (d->rules)
		fprintf(out, ", rules %s", c->rules);
	if (d->kernel)
		put_unusual(out, "kernel", c->kernel);
	if (d->map)
		put_unusual(out, "map", c->map);
	if (d->pageblocks)
		put_unusual(out, "pageblocks", c->pageblocks);
	if (d->order)
		fprintf(out, ", order %s", c->order);
	if (d->drain_every && c->drain_every >= 0)
		fprintf(out, ", drain-every %d", c->drain_every);
	if (d->load && c->load >= 0)
		fprintf(out, ", load %d", c->load);
	if (d->align && c->align > 0)
		fprintf(out, ", align %d", c->align);
	if (d->threads && c->threads)
		fprintf(out, ", threads %d", c->threads);
	if (d->pages && c->pages)
		fprintf(out, ", pages %" PRId64 " (%s of device)", c->pages,
			number_bytes(4096 * c->pages).text);
}

static void put_mode(FILE *out, const struct summary_group *group)
{
	if (group->mode != MODE_ONE)
		fprintf(out, ", %s placement", placement_mode_name[group->mode]);
}

void words_ratio(FILE *out, const struct stats_estimate *ratio)
{
	fputs(number_ratio(ratio->median).text, out);
	if (ratio->has_interval)
		fprintf(out, " [%s .. %s]", number_ratio(ratio->lo).text,
			number_ratio(ratio->hi).text);
}

void words_ties(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	size_t nr = 0;

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		if (summary->rows[i].ties_best)
			fprintf(out, "%s%s", nr++ ? ", " : "; ", summary->rows[i].case_->copy);
	}
	if (nr)
		fprintf(out, " %s not distinguishable", nr == 1 ? "is" : "are");
}

void words_ahead(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	const struct summary_row *row = &summary->rows[group->ahead];

	if (group->ahead == group->best)
		return;
	fprintf(out, "; %s, ", row->case_->copy);
	words_ratio(out, &row->ratio);
	if (!row->ratio.has_interval)
		fprintf(out, " in only %zu round%s", row->ratio.n, row->ratio.n == 1 ? "" : "s");
	fputs(", is not decided", out);
}

void words_undecided(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	const struct summary_row *best = &summary->rows[group->best];

	if (group->nr_rounds < STATS_MIN_N)
		fprintf(out, "%zu round%s; %d needed", group->nr_rounds,
			group->nr_rounds == 1 ? "" : "s", STATS_MIN_N);
	else
		fprintf(out, "no copy clears the margin of %s",
			number_percent(100 * summary->margin).text);
	if (isnan(best->ratio.median) || best->is_reference)
		return;
	fprintf(out, "; nearest is %s: ", best->case_->copy);
	words_ratio(out, &best->ratio);
	fputs(" of the time of " SUMMARY_REFERENCE, out);
}

static void put_verdict(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	const struct summary_row *best = &summary->rows[group->best];

	switch (group->verdict) {
	case GROUP_PREFER_COPY:
		fprintf(out, "prefer %s: ", best->case_->copy);
		words_ratio(out, &best->ratio);
		fputs(" of the time of " SUMMARY_REFERENCE, out);
		words_ahead(out, summary, group);
		words_ties(out, summary, group);
		break;
	case GROUP_PREFER_REFERENCE:
		fprintf(out, "prefer " SUMMARY_REFERENCE ": the nearest rival, %s, takes ",
			best->case_->copy);
		words_ratio(out, &best->ratio);
		fputs(" of its time", out);
		break;
	case GROUP_UNDECIDED:
		fputs("undecided: ", out);
		words_undecided(out, summary, group);
		break;
	case GROUP_UNMEASURED:
		fprintf(out, "unmeasured: %s", best->skip_reason);
		break;
	case GROUP_NO_RIVAL:
		fputs("no verdict: nothing was measured that a kernel could use instead of " SUMMARY_REFERENCE,
		      out);
		break;
	case GROUP_EMULATED:
		fputs("no verdict: the CPU was emulated, and its times are not compared", out);
		break;
	case GROUP_NO_REFERENCE:
		fputs("no verdict: " SUMMARY_REFERENCE
		      ", with which all are compared, was not measured",
		      out);
		break;
	}
	fputs(".", out);
}

char *words_group(const struct summary *summary, const struct summary_group *group)
{
	const struct run_case *c = summary->rows[group->first].case_;
	struct differences differences = find_differences(summary);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs(c->target, out);
	words_placement(out, group);
	put_case(out, c, &differences);
	put_mode(out, group);
	fputs(": ", out);
	put_verdict(out, summary, group);
	fclose(out);
	return text;
}

/* In place of a table: the copy that did best, without an interval to believe in. */
static void put_thin(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	const struct summary_row *best = &summary->rows[group->best];

	fprintf(out, ": %zu", group_rounds(summary, group));
	if (isnan(best->ratio.median) || best->is_reference)
		return;
	fprintf(out, ", %s at %s of the time of " SUMMARY_REFERENCE " (n %zu)", best->case_->copy,
		number_ratio(best->ratio.median).text, best->ns.nr_samples);
}

char *words_thin(const struct summary *summary)
{
	struct differences differences = find_differences(summary);
	char *text = NULL;
	size_t size, nr = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		const struct run_case *c = summary->rows[group->first].case_;

		if (!group_is_thin(summary, group))
			continue;
		if (nr++)
			fputs("; ", out);
		else
			fprintf(out, "Too few rounds for a verdict, with %d needed: ", STATS_MIN_N);
		fputs(c->target, out);
		put_case(out, c, &differences);
		put_mode(out, group);
		put_thin(out, summary, group);
	}
	fputs(nr ? "." : "", out);
	fclose(out);
	return text;
}

static char *group_words(const struct summary *summary, const struct summary_group *group,
			 const struct differences *which)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs(summary->rows[group->first].case_->target, out);
	words_placement(out, group);
	put_case(out, summary->rows[group->first].case_, which);
	put_mode(out, group);
	fclose(out);
	return text;
}

char *words_group_title(const struct summary *summary, const struct summary_group *group)
{
	struct differences differences = find_differences(summary);

	return group_words(summary, group, &differences);
}

char *words_group_kind(const struct summary *summary, const struct summary_group *group,
		       enum words_axis known)
{
	struct differences differences = find_differences(summary);

	differences.pages &= !(known & WORDS_PAGES);
	differences.walk &= !(known & WORDS_WALK);
	differences.state &= !(known & WORDS_STATE);
	return group_words(summary, group, &differences);
}

/* The first group whose cases have a size; all have when none was skipped. */
static const struct run_case *sized_case(const struct summary *summary)
{
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct run_case *c = summary->rows[summary->groups[g].first].case_;

		if (c->pages)
			return c;
	}
	return summary->rows[summary->groups[0].first].case_;
}

char *words_common(const struct summary *summary)
{
	static const char lead[] = "Every case";
	struct differences d = find_differences(summary);
	const struct differences same = { !d.layout, !d.walk, !d.rules, !d.state, !d.pattern,
					  !d.order, !d.drain_every, !d.load, !d.threads, !d.pages,
					  !d.kernel, !d.map, !d.pageblocks, !d.align };
	char *text = NULL;
	size_t size;
	FILE *out;

	if (!summary->nr_groups)
		return strdup("");
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	fputs(lead, out);
	put_case(out, sized_case(summary), &same);
	fclose(out);
	/* The comma after the lead becomes a colon. */
	if (size > sizeof(lead))
		text[sizeof(lead) - 1] = ':';
	else
		text[0] = '\0';
	return text;
}
