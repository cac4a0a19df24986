// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/compare-missing.h"

#include <stdlib.h>

#include "analysis/group.h"
#include "analysis/thread.h"

static void print_missing(const struct compare_missing *to, const struct summary *summary,
			  const struct thread_scenario *scenario, const char *what,
			  const char *reason, const char *target, const char *state)
{
	char *sentence = NULL;
	int len;

	if (to->name_run)
		len = asprintf(&sentence, "run %s: %s: %s %s", summary->run, scenario->name, what,
			       reason);
	else
		len = asprintf(&sentence, "%s: %s %s", scenario->name, what, reason);
	if (len < 0)
		return;
	to->emit(to->arg, sentence);
	free(sentence);
	/* In two lines that a shell takes as one. */
	fprintf(to->out,
		"    pagestream run --copy base,mov,flushcache,movnti --walk %s \\\n"
		"      --target %s --state %s\n",
		scenario->walk, target, state);
}

/* Measured, if in another c2c mode or only to be left out as disturbed? */
static bool is_in_run(const struct summary *summary, const struct summary_group *group,
		      enum thread_series series)
{
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *other = &summary->groups[g];
		const struct summary_row *row;

		if (!group_same_kind(summary->rows[other->first].case_,
				     summary->rows[group->first].case_))
			continue;
		row = thread_row(summary, other, series);
		if (row && (row->ns.nr_samples || row->nr_disturbed))
			return true;
	}
	return false;
}

static void print_missing_series(const struct compare_missing *to, const struct summary *summary,
				 const struct summary_group *group,
				 const struct thread_scenario *scenario)
{
	const struct run_case *c = summary->rows[group->first].case_;
	char what[128] = "", reason[256];
	const char *skipped = NULL;
	size_t used = 0;

	for (int s = 0; s < SERIES_NR; s++) {
		const struct summary_row *row = thread_row(summary, group, (enum thread_series)s);

		if (is_in_run(summary, group, (enum thread_series)s))
			continue;
		used += (size_t)snprintf(what + used, sizeof(what) - used, "%s%s", used ? ", " : "",
					 thread_series_word[s].name);
		if (row && row->skip_reason)
			skipped = row->skip_reason;
	}
	if (!used)
		return;
	snprintf(reason, sizeof(reason), "on %.80s, state %.20s, not measured%s%.100s", c->target,
		 c->state, skipped ? ": " : "", skipped ? skipped : "");
	print_missing(to, summary, scenario, what, reason, c->target, c->state);
}

/* Without a command: whoever asked for this target has it. */
static void print_skipped(const struct compare_missing *to, const struct summary *summary,
			  const struct summary_row *row, const struct thread_scenario *scenario)
{
	char text[384], run[80] = "";

	if (to->name_run)
		snprintf(run, sizeof(run), "run %.64s: ", summary->run);
	snprintf(text, sizeof(text), "%s%s: %.100s, state %.20s, was skipped: %.120s", run,
		 scenario->name, row->case_->target, row->case_->state, row->skip_reason);
	to->emit(to->arg, text);
}

void compare_missing(const struct compare_missing *to, const struct summary *summary,
		     const struct thread_scenario *scenario)
{
	size_t nr_rebinds = 0, nr_first = 0;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		const struct summary_row *row = &summary->rows[group->first];

		if (!thread_has(scenario, row->case_) ||
		    (group->verdict != GROUP_UNMEASURED && !thread_is_replayed(summary, group)))
			continue;
		if (group->verdict == GROUP_UNMEASURED) {
			print_skipped(to, summary, row, scenario);
			continue;
		}
		print_missing_series(to, summary, group, scenario);
		nr_rebinds += !thread_is_first_bind(row->case_);
		nr_first += thread_is_first_bind(row->case_);
	}
	if (!nr_rebinds && !nr_first)
		print_missing(to, summary, scenario, "rebinds and first bind", "not measured",
			      scenario->target, "reused,first-touch");
	else if (!nr_rebinds)
		print_missing(to, summary, scenario, "rebinds", "not measured", scenario->target,
			      "reused");
	else if (!nr_first)
		print_missing(to, summary, scenario, "first bind", "not measured",
			      scenario->target, "first-touch");
}
