// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/compare-verdict.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/thread.h"
#include "report/prose/number.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

/* What one run says of a scenario, while it is put together. */
struct scenario_text {
	const struct thread_scenario *scenario;
	FILE *out;
	int width;
	size_t nr[THREAD_DISAGREES + 1]; /* series states by agreement */
	size_t nr_states;		 /* of the series, published or not */
	size_t nr_groups;		 /* of rebinds */
	const char *revision;		 /* of all of them; NULL: of several */
	bool places[PLACE_NR];		 /* whose figures were compared with */
};

static const char *change_word(enum thread_change change)
{
	switch (change) {
	case CHANGE_FASTER:
		return "faster";
	case CHANGE_SLOWER:
		return "slower";
	case CHANGE_NONE:
		return "as fast as base";
	default:
		return "undecided";
	}
}

static void put_here(FILE *out, const struct stats_estimate *ratio)
{
	fputs(number_ratio(ratio->median).text, out);
	if (ratio->has_interval)
		fprintf(out, " [%s..%s]", number_ratio(ratio->lo).text,
			number_ratio(ratio->hi).text);
}

/* A series state of a revision, and where it is compared. */
struct compared {
	const struct published *published;
	struct scenario_text *text;
	enum thread_series series;
	const char *revision;
};

/* Each ratio, in the source's own digits, and where it was measured: "3.07 (v11, guest)". */
static void put_published(FILE *out, const struct compared *compared)
{
	const struct thread_scenario *scenario = compared->text->scenario;
	const struct published_row *row, *next;
	const char *revision = compared->revision;
	size_t at = 0, nr = 0;

	next = thread_next_published(compared->published, scenario, compared->series, revision,
				     &at);
	while ((row = next)) {
		const enum thread_place place = thread_place_of(row);

		fprintf(out, "%s%s", nr++ ? ", " : "", row->field[PUBLISHED_RATIO]);
		compared->text->places[place] = true;
		next = thread_next_published(compared->published, scenario, compared->series,
					     revision, &at);
		if (!next || thread_place_of(next) != place)
			fprintf(out, " (%s, %s)", revision, thread_place_word[place]);
	}
}

static void put_judgement(FILE *out, const struct compared *compared,
			  const struct thread_judgement *judgement,
			  const struct stats_estimate *ratio)
{
	bool agrees = judgement->agreement == THREAD_AGREES;

	fprintf(out, "%s %s, ", change_word(judgement->here), agrees ? "in both" : "here");
	put_here(out, ratio);
	if (!ratio->has_interval)
		fprintf(out, " of %zu round%s (%d needed)", ratio->n, ratio->n == 1 ? "" : "s",
			STATS_FEW_N);
	if (!judgement->lo) {
		fprintf(out, "; not published of %s", compared->revision);
		return;
	}
	if (agrees)
		fputs(" here and ", out);
	else if (!judgement->there)
		fputs("; the published ratios contradict each other, ", out);
	else
		fprintf(out, "; %s as published, ", change_word(judgement->there));
	put_published(out, compared);
	if (agrees)
		fprintf(out, " published; the size %s",
			judgement->size_agrees ? "agrees" : "differs");
}

static void put_state(FILE *out, const struct summary *summary, const struct summary_group *group,
		      enum thread_series series, bool alone)
{
	const struct run_case *c = summary->rows[group->first].case_;

	fputs(thread_series_word[series].name, out);
	if (!alone)
		fprintf(out, " on %s, %s, %s, %s", c->target, c->state, c->revision,
			number_bytes(PAGE_DEVICE_BYTES * c->pages).text);
	if (group->mode != MODE_ONE)
		fprintf(out, ", %s", summary->mode_word[group->mode]);
	fputs(": ", out);
}

/* One line per series state of a group; counts them by agreement. */
static int judge_group(const struct published *published, const struct summary *summary,
		       const struct summary_group *group, struct scenario_text *text)
{
	const char *revision = summary->rows[group->first].case_->revision;

	for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++) {
		const struct summary_row *row = thread_row(summary, group, (enum thread_series)s);
		const struct compared compared = { published, text, (enum thread_series)s,
						   revision };
		struct thread_judgement judgement;
		char *line = NULL;
		size_t size;
		FILE *out;

		if (!row || !row->base_ratio.nr_samples)
			continue;
		judgement = thread_judge(published, text->scenario, (enum thread_series)s,
					 revision, &row->base_ratio, summary->margin);
		text->nr_states++;
		/* What nobody published decides nothing. */
		if (judgement.lo)
			text->nr[judgement.agreement]++;
		out = open_memstream(&line, &size);
		if (!out)
			return -ENOMEM;
		put_state(out, summary, group, (enum thread_series)s, text->nr_groups == 1);
		put_judgement(out, &compared, &judgement, &row->base_ratio);
		fclose(out);
		wrap_print(text->out, text->width, "  ", 4, line);
		free(line);
	}
	return 0;
}

static const char *scenario_word(const struct summary *summary, const struct scenario_text *text)
{
	if (!text->nr_groups)
		return "is undecided: it was not measured";
	if (summary->emulated)
		return "is undecided: the CPU was emulated";
	if (text->nr[THREAD_DISAGREES])
		return "disagrees with";
	if (text->nr[THREAD_UNDECIDED])
		return "is undecided against";
	if (text->nr[THREAD_AGREES])
		return "agrees with";
	if (text->nr_states)
		return "is undecided: nothing of it was published of";
	return "is undecided: base and another series state are needed";
}

/* Against which revision and which machines a scenario stands: "v11 (guest, host)". */
static void put_against(FILE *out, const struct summary *summary, const struct scenario_text *text)
{
	const char *part = " (";

	if (summary->emulated || !text->nr_states)
		return;
	fprintf(out, " %s", text->revision ? text->revision : "the revisions measured");
	for (int p = PLACE_GUEST; p < PLACE_NR; p++) {
		if (!text->places[p])
			continue;
		fprintf(out, "%s%s", part, thread_place_word[p]);
		part = ", ";
	}
	fputs(*part == ',' ? ")" : "", out);
}

static void note_revision(struct scenario_text *text, const char *revision)
{
	if (!text->nr_groups)
		text->revision = revision;
	else if (text->revision && strcmp(text->revision, revision))
		text->revision = NULL;
	text->nr_groups++;
}

int compare_verdict(FILE *out, int width, const struct published *published,
		    const struct summary *summary, const struct thread_scenario *scenario)
{
	struct scenario_text text = { .scenario = scenario, .width = width };
	char *states = NULL;
	size_t size;
	int ret = 0;

	/* The verdict stands before the lines that it follows from. */
	text.out = open_memstream(&states, &size);
	if (!text.out)
		return -ENOMEM;
	for (size_t g = 0; g < summary->nr_groups; g++)
		if (thread_is_judged(summary, &summary->groups[g], scenario))
			note_revision(&text,
				      summary->rows[summary->groups[g].first].case_->revision);
	for (size_t g = 0; g < summary->nr_groups && !ret; g++) {
		if (thread_is_judged(summary, &summary->groups[g], scenario))
			ret = judge_group(published, summary, &summary->groups[g], &text);
	}
	fclose(text.out);
	if (!ret) {
		fprintf(out, "%s %s", scenario->name, scenario_word(summary, &text));
		put_against(out, summary, &text);
		fprintf(out, ".\n%s", states);
	}
	free(states);
	return ret;
}
