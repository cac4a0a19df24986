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
#include "report/number.h"

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
};

static struct differences find_differences(const struct summary *summary)
{
	const struct run_case *a = summary->rows[summary->groups[0].first].case_, *b;
	struct differences d = { 0 };

	for (size_t g = 1; g < summary->nr_groups; g++) {
		b = summary->rows[summary->groups[g].first].case_;
		/* Of one file, so that equal words are equal pointers. */
		d.layout |= a->layout != b->layout;
		d.walk |= a->walk != b->walk;
		d.rules |= a->rules != b->rules;
		d.state |= a->state != b->state;
		d.pattern |= a->pattern != b->pattern;
		d.order |= a->order != b->order;
		d.drain_every |= a->drain_every != b->drain_every;
		d.load |= a->load != b->load;
		d.threads |= a->threads != b->threads;
		d.pages |= a->pages != b->pages;
	}
	return d;
}

static void put_case(FILE *out, const struct run_case *c, const struct differences *d)
{
	if (d->state)
		fprintf(out, ", state %s", c->state);
	if (d->pattern)
		fprintf(out, ", pattern %s", c->pattern);
	if (d->layout && c->layout)
		fprintf(out, ", layout %d", c->layout);
	if (d->walk)
		fprintf(out, ", walk %s", c->walk);
	if (d->rules)
		fprintf(out, ", rules %s", c->rules);
	if (d->order)
		fprintf(out, ", order %s", c->order);
	if (d->drain_every && c->drain_every >= 0)
		fprintf(out, ", drain-every %d", c->drain_every);
	if (d->load && c->load >= 0)
		fprintf(out, ", load %d", c->load);
	if (d->threads && c->threads)
		fprintf(out, ", threads %d", c->threads);
	if (d->pages && c->pages)
		fprintf(out, ", pages %" PRId64, c->pages);
}

static void put_mode(FILE *out, const struct summary_group *group)
{
	if (group->mode != MODE_ONE)
		fprintf(out, ", %s placement", placement_mode_name[group->mode]);
}

static void put_ratio(FILE *out, const struct stats_estimate *ratio)
{
	fputs(number_ratio(ratio->median).text, out);
	if (ratio->has_interval)
		fprintf(out, " [%s .. %s]", number_ratio(ratio->lo).text,
			number_ratio(ratio->hi).text);
}

static void put_ties(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	size_t nr = 0;

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		if (summary->rows[i].ties_best)
			fprintf(out, "%s%s", nr++ ? ", " : "; ", summary->rows[i].case_->copy);
	}
	if (nr)
		fprintf(out, " %s not distinguishable", nr == 1 ? "is" : "are");
}

static void put_undecided(FILE *out, const struct summary *summary,
			  const struct summary_group *group)
{
	const struct summary_row *best = &summary->rows[group->best];

	if (group->nr_rounds < STATS_MIN_N)
		fprintf(out, "undecided: %zu round%s; %d needed", group->nr_rounds,
			group->nr_rounds == 1 ? "" : "s", STATS_MIN_N);
	else
		fprintf(out, "undecided: no copy clears the margin of %s",
			number_percent(100 * summary->margin).text);
	if (isnan(best->ratio.median) || best->is_reference)
		return;
	fprintf(out, "; nearest is %s: ", best->case_->copy);
	put_ratio(out, &best->ratio);
	fputs(" of the time of " SUMMARY_REFERENCE, out);
}

static void put_verdict(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	const struct summary_row *best = &summary->rows[group->best];

	switch (group->verdict) {
	case GROUP_PREFER_COPY:
		fprintf(out, "prefer %s: ", best->case_->copy);
		put_ratio(out, &best->ratio);
		fputs(" of the time of " SUMMARY_REFERENCE, out);
		put_ties(out, summary, group);
		break;
	case GROUP_PREFER_REFERENCE:
		fprintf(out, "prefer " SUMMARY_REFERENCE ": the nearest rival, %s, takes ",
			best->case_->copy);
		put_ratio(out, &best->ratio);
		fputs(" of its time", out);
		break;
	case GROUP_UNDECIDED:
		put_undecided(out, summary, group);
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

char *words_group_title(const struct summary *summary, const struct summary_group *group)
{
	static const struct differences all = { true, true, true, true, true,
						true, true, true, true, true };
	const struct run_case *c = summary->rows[group->first].case_;
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs(c->target, out);
	words_placement(out, group);
	put_case(out, c, &all);
	if (c->pages)
		fprintf(out, " (%s of device)", number_bytes(4096 * c->pages).text);
	put_mode(out, group);
	fclose(out);
	return text;
}
