// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The verdict of a group, in words.
 */
#include "report/prose/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"

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

void words_memory(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	const struct run_case *c = summary->rows[group->first].case_;

	fputs(c->target, out);
	words_placement(out, group);
	fprintf(out, ", state %s, revision %s", c->state, c->revision);
	if (strcmp(c->pageblocks, "-"))
		fprintf(out, ", pageblocks %s", c->pageblocks);
	if (strcmp(c->returns, "-"))
		fprintf(out, ", returns %s", c->returns);
	fprintf(out, ", %s of device", number_bytes(PAGE_DEVICE_BYTES * c->pages).text);
	if (group->mode != MODE_ONE)
		fprintf(out, ", %s", summary->mode_word[group->mode]);
}

static void put_mode(FILE *out, const struct summary *summary,
		     const struct summary_group *group)
{
	if (group->mode != MODE_ONE)
		fprintf(out, ", %s", summary->mode_word[group->mode]);
}

void words_ratio(FILE *out, const struct stats_estimate *ratio)
{
	fputs(number_ratio(ratio->median).text, out);
	if (!ratio->has_interval)
		return;
	fprintf(out, " [%s..%s", number_ratio(ratio->lo).text, number_ratio(ratio->hi).text);
	if (stats_is_marked(ratio))
		fprintf(out, "; %zu rounds", ratio->n);
	fputs("]", out);
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

	if (group->nr_rounds < STATS_FEW_N)
		fprintf(out, "%zu round%s; %d needed", group->nr_rounds,
			group->nr_rounds == 1 ? "" : "s", STATS_FEW_N);
	else if (group->nr_rounds < STATS_MIN_N)
		fprintf(out, "in %zu rounds no copy clears %s, %d times the margin",
			group->nr_rounds,
			number_percent(100 * STATS_FEW_MARGINS * summary->margin).text,
			STATS_FEW_MARGINS);
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
	case GROUP_TOO_BUSY:
		fputs("no verdict: every sample was left out, the machine was too busy; measure again on a quiet one, or with more --time",
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
	struct words_usual usual = words_usual(summary);
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs(c->target, out);
	words_placement(out, group);
	words_case(out, c, &usual);
	put_mode(out, summary, group);
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
	struct words_usual usual = words_usual(summary);
	char *text = NULL;
	size_t size, nr = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		const struct run_case *c = summary->rows[group->first].case_;

		if (!group_is_thin(summary, group) || !group_has_samples(summary, group))
			continue;
		if (nr++)
			fputs("; ", out);
		else
			fprintf(out, "Too few rounds for a verdict, with %d needed: ", STATS_FEW_N);
		fputs(c->target, out);
		words_case(out, c, &usual);
		put_mode(out, summary, group);
		put_thin(out, summary, group);
	}
	fputs(nr ? "." : "", out);
	fclose(out);
	return text;
}

static char *group_words(const struct summary *summary, const struct summary_group *group,
			 const struct words_usual *usual)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs(summary->rows[group->first].case_->target, out);
	words_placement(out, group);
	words_case(out, summary->rows[group->first].case_, usual);
	put_mode(out, summary, group);
	fclose(out);
	return text;
}

char *words_group_title(const struct summary *summary, const struct summary_group *group)
{
	struct words_usual usual = words_usual(summary);

	return group_words(summary, group, &usual);
}

char *words_group_kind(const struct summary *summary, const struct summary_group *group,
		       unsigned int known)
{
	struct words_usual usual = words_usual(summary);

	usual.known = known;
	return group_words(summary, group, &usual);
}
