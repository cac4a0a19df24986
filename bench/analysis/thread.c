// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/thread.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "analysis/group.h"

/* clang-format off */
const struct thread_series_word thread_series_word[SERIES_NR] = {
	[SERIES_BASE]	     = { "base",	SUMMARY_BASE },
	[SERIES_TEMPLATE]    = { "template",	"mov" },
	[SERIES_OUT_OF_LINE] = { "out-of-line", "flushcache" },
	[SERIES_STREAMING]   = { "streaming",	"movnti" },
};

const struct thread_scenario thread_scenario[THREAD_SCENARIO_NR] = {
	{ "nd_pmem",	    "order0", "file memfd fsdax",  "file" },
	{ "dax_pmem",	    "order9", "file memfd devdax", "file" },
	{ "device_private", "order0", "dram",		   "dram" },
};
/* clang-format on */

/* Is the target's first word, up to its colon, among these? */
static bool is_kind(const char *target, const char *kinds)
{
	size_t len = strcspn(target, ":");

	while (*kinds) {
		size_t word = strcspn(kinds, " ");

		if (word == len && !memcmp(kinds, target, len))
			return true;
		kinds += word + strspn(kinds + word, " ");
	}
	return false;
}

bool thread_has(const struct thread_scenario *scenario, const struct run_case *case_)
{
	return !strcmp(case_->walk, scenario->walk) && is_kind(case_->target, scenario->kinds) &&
	       case_is_usual(case_, AXIS_BIT(AXIS_PAGEBLOCKS));
}

static bool has_few_rounds(const struct summary *summary, const struct summary_group *group)
{
	return group_rounds(summary, group) < STATS_MIN_N;
}

bool thread_is_outvoted(const struct summary *summary, const struct summary_group *group)
{
	if (group->mode == MODE_ONE || !has_few_rounds(summary, group))
		return false;
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *other = &summary->groups[g];

		if (other->verdict != GROUP_UNMEASURED && !has_few_rounds(summary, other) &&
		    group_same_kind(summary->rows[other->first].case_,
				    summary->rows[group->first].case_))
			return true;
	}
	return false;
}

bool thread_is_judged(const struct summary *summary, const struct summary_group *group,
		      const struct thread_scenario *scenario)
{
	const struct run_case *c = summary->rows[group->first].case_;

	return group->verdict != GROUP_UNMEASURED && thread_has(scenario, c) &&
	       !thread_is_first_bind(c) && thread_is_replayed(summary, group) &&
	       !thread_is_outvoted(summary, group);
}

bool thread_is_first_bind(const struct run_case *case_)
{
	return !strcmp(case_->state, "first-touch");
}

const struct summary_row *thread_row(const struct summary *summary,
				     const struct summary_group *group, enum thread_series series)
{
	const struct run_case *first = summary->rows[group->first].case_;

	/* Skipped rows of a group that was measured stand behind it. */
	for (size_t i = group->first; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (!strcmp(row->case_->copy, thread_series_word[series].copy) &&
		    (row->mode == group->mode || row->verdict == VERDICT_UNMEASURED) &&
		    group_same_kind(row->case_, first))
			return row;
	}
	return NULL;
}

bool thread_is_replayed(const struct summary *summary, const struct summary_group *group)
{
	for (int s = 0; s < SERIES_NR; s++) {
		if (thread_row(summary, group, (enum thread_series)s))
			return true;
	}
	return false;
}

int thread_series_of(const struct published_row *row)
{
	const char *word = row->field[PUBLISHED_SERIES];

	for (int s = 0; s < SERIES_NR; s++) {
		if (!strcmp(word, thread_series_word[s].name))
			return s;
	}
	return *word == 'v' && strstr(word, " patches ") ? SERIES_TEMPLATE : -1;
}

const char *const thread_place_word[PLACE_NR] = {
	[PLACE_UNKNOWN] = "-", [PLACE_GUEST] = "guest", [PLACE_HOST] = "host",
};

enum thread_place thread_place_of(const struct published_row *row)
{
	const char *machine = row->field[PUBLISHED_MACHINE];

	if (!strncmp(machine, "VM", 2))
		return PLACE_GUEST;
	return strncmp(machine, "host", 4) ? PLACE_UNKNOWN : PLACE_HOST;
}

const char *thread_revision_of(const struct published_row *row, char *buf)
{
	const char *source = row->field[PUBLISHED_SOURCE];
	const char *reply = strstr(source, "reply to v");
	size_t digits;

	if (reply)
		source = reply + strlen("reply to ");
	digits = *source == 'v' ? strspn(source + 1, "0123456789") : 0;
	snprintf(buf, THREAD_REVISION_MOST, "%.*s", digits ? (int)digits + 1 : 0, source);
	return buf;
}

/* "device_private_call" against "device_private" */
static bool is_whole_call(const struct published_row *row, const struct thread_scenario *scenario)
{
	const size_t len = strlen(scenario->name);
	const char *name = row->field[PUBLISHED_SCENARIO];

	return !strncmp(name, scenario->name, len) && !strcmp(name + len, "_call");
}

static bool has_loop(const struct published *published, const struct thread_scenario *scenario,
		     const struct published_row *row)
{
	for (size_t i = 0; i < published->nr_rows; i++)
		if (!strcmp(published->rows[i].field[PUBLISHED_SCENARIO], scenario->name) &&
		    !strcmp(published->rows[i].field[PUBLISHED_SOURCE],
			    row->field[PUBLISHED_SOURCE]))
			return true;
	return false;
}

bool thread_stands_for(const struct published *published, const struct published_row *row,
		       const struct thread_scenario *scenario)
{
	return !strcmp(row->field[PUBLISHED_SCENARIO], scenario->name) ||
	       (is_whole_call(row, scenario) && !has_loop(published, scenario, row));
}

const struct published_row *thread_next_published(const struct published *published,
						  const struct thread_scenario *scenario,
						  enum thread_series series, const char *revision,
						  size_t *at)
{
	char buf[THREAD_REVISION_MOST];

	while (*at < published->nr_rows) {
		const struct published_row *row = &published->rows[(*at)++];

		if (thread_series_of(row) != (int)series || isnan(row->ratio) ||
		    (revision && strcmp(thread_revision_of(row, buf), revision)))
			continue;
		if (thread_stands_for(published, row, scenario))
			return row;
	}
	return NULL;
}

static enum thread_change change_of(const struct stats_estimate *ratio, double margin)
{
	switch (stats_side(ratio, margin)) {
	case STATS_ABOVE:
		return CHANGE_FASTER;
	case STATS_BELOW:
		return CHANGE_SLOWER;
	case STATS_WITHIN:
		return CHANGE_NONE;
	default:
		return CHANGE_UNDECIDED;
	}
}

static enum thread_change published_change(double ratio, double margin)
{
	const struct stats_estimate exact = { .lo = ratio, .hi = ratio, .has_interval = true };

	return change_of(&exact, margin);
}

static void find_published(const struct published *published,
			   const struct thread_scenario *scenario, enum thread_series series,
			   const char *revision, double margin, struct thread_judgement *judgement)
{
	const struct published_row *row;
	size_t at = 0;

	while ((row = thread_next_published(published, scenario, series, revision, &at))) {
		enum thread_change change = published_change(row->ratio, margin);

		if (!judgement->lo)
			judgement->there = change;
		else if (judgement->there != change)
			judgement->there = CHANGE_UNDECIDED;
		if (!judgement->lo || row->ratio < judgement->lo->ratio)
			judgement->lo = row;
		if (!judgement->hi || row->ratio > judgement->hi->ratio)
			judgement->hi = row;
	}
}

struct thread_judgement thread_judge(const struct published *published,
				     const struct thread_scenario *scenario,
				     enum thread_series series, const char *revision,
				     const struct stats_estimate *ratio, double margin)
{
	struct thread_judgement judgement = { 0 };

	find_published(published, scenario, series, revision, margin, &judgement);
	if (!ratio->has_interval)
		return judgement;
	judgement.here = change_of(ratio, margin);
	if (!judgement.lo)
		return judgement;
	judgement.size_agrees = judgement.hi->ratio >= ratio->lo * (1 - margin) &&
				judgement.lo->ratio <= ratio->hi * (1 + margin);
	if (judgement.here && judgement.there)
		judgement.agreement =
			judgement.here == judgement.there ? THREAD_AGREES : THREAD_DISAGREES;
	return judgement;
}
