// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a reader must know beside the verdicts, in words.
 */
#include "report/prose/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/scaling.h"
#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/prose/say.h"
#include "report/prose/words-case.h"

/* A copy this much slower than the reference in the pilot gets fewer repetitions. */
#define PILOT_FACTOR 3

static bool is_short(const struct summary_row *row)
{
	return row->verdict == VERDICT_UNDECIDED && !row->ratio.has_interval && row->ns.nr_samples;
}

/* Where other copies have an interval, a reader wonders at these. */
static void say_short(const struct summary *summary, const struct emitter *to)
{
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		char *text = NULL, *title;
		size_t size, nr = 0;
		FILE *out;

		if (group->nr_rounds < STATS_FEW_N)
			continue;
		out = open_memstream(&text, &size);
		title = words_group_title(summary, group);
		for (size_t i = group->first; out && i < group->first + group->nr_rows; i++) {
			const struct summary_row *row = &summary->rows[i];

			if (is_short(row))
				fprintf(out, "%s%s (%zu)", nr++ ? ", " : "", row->case_->copy,
					row->ratio.n);
		}
		if (out && !fclose(out) && title && nr)
			say(to,
			    "Undecided for want of rounds on %s: %s; %d are needed in which both it and " SUMMARY_REFERENCE
			    " count.",
			    title, text, STATS_FEW_N);
		free(title);
		free(text);
	}
}

/* A copy that is another one's code, because the kernel's policy has it so. */
static void say_policy(const struct summary *summary, const struct emitter *to)
{
	const struct run_file *file = summary->file;

	for (size_t i = 0; i < file->nr_facts; i++) {
		if (!strcmp(file->facts[i].key, "policy"))
			say(to, "Policy: %s.", file->facts[i].value);
	}
}

/* A copy is slow everywhere or nowhere: once for each, with the range. */
static void say_slow(const struct summary *summary, const struct emitter *to)
{
	for (size_t i = 0; i < summary->nr_rows; i++) {
		double least = NAN, most = NAN;
		bool before = false;
		char what[128];

		for (size_t j = 0; j < summary->nr_rows; j++) {
			const struct summary_row *row = &summary->rows[j];

			if (row->case_->copy != summary->rows[i].case_->copy ||
			    !(row->pilot_factor > PILOT_FACTOR))
				continue;
			before |= j < i;
			least = fmin(least, row->pilot_factor);
			most = fmax(most, row->pilot_factor);
		}
		if (before || !(summary->rows[i].pilot_factor > PILOT_FACTOR))
			continue;
		if (summary->rows[i].part_pages)
			snprintf(what, sizeof(what), "is timed on a part of the range, %" PRId64
				 " of %" PRId64 " struct pages", summary->rows[i].part_pages,
				 summary->rows[i].case_->pages);
		else
			snprintf(what, sizeof(what), "gets fewer repetitions");
		say(to,
		    "%s took %s%s%s times as long as " SUMMARY_REFERENCE
		    " in the pilot and %s.",
		    summary->rows[i].case_->copy, number_ratio(least).text,
		    most > least ? " to " : "", most > least ? number_ratio(most).text : "", what);
	}
}

/* Of each kind of case that was measured with several numbers of threads. */
static void say_scaling(const struct summary *summary, const struct emitter *to)
{
	struct scaling scaling;

	for (size_t nth = 0; !scaling_find(summary, nth, &scaling); nth++) {
		char *kind = words_group_kind(summary, scaling.group[0], WORDS_THREADS);
		char *said = words_scaling(summary, &scaling);

		if (kind && said)
			say(to, "On %s: %s.", kind, said);
		free(said);
		free(kind);
		scaling_free(&scaling);
	}
}

void words_notes(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		 void *arg)
{
	const struct emitter to = { emit, arg };

	if (summary->two_modes)
		say(&to,
		    "Two core-to-core latencies, %s and %s: the host moved the vCPUs. They are two results and are not averaged.",
		    summary->mode_word[MODE_NEAR], summary->mode_word[MODE_FAR]);
	if (summary->mixes_distances)
		say(&to, "Two core-to-core latencies, %s and %s: the host moved the vCPUs too often to tell results apart. All samples count, in pairs of one repetition, and intervals are as wide as that makes them.",
		    summary->mode_word[MODE_NEAR], summary->mode_word[MODE_FAR]);
	if (summary->siblings == SIBLINGS_BUSY)
		say(&to, "The core's other hyperthread was busy in most samples (%zu, idle in %zu): all figures are beside a busy sibling.",
		    summary->nr_busy, summary->nr_idle);
	if (summary->siblings == SIBLINGS_ANY)
		say(&to, "The core's other hyperthread came and went: busy in %zu samples, idle in %zu. All of them count, and intervals are as wide as that makes them.",
		    summary->nr_busy, summary->nr_idle);
	if (summary->nr_samples && !(summary->nr_marked + summary->nr_moved + summary->nr_spun))
		say(&to, "No sample was left out as disturbed: %zu count.", summary->nr_samples);
	if (run_file_fact(summary->file, "crowded"))
		say(&to, "Crowded: %s.", run_file_fact(summary->file, "crowded"));
	say_scaling(summary, &to);
	say_short(summary, &to);
	say_policy(summary, &to);
	say_slow(summary, &to);
}
