// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What was not measured, and why: a sentence for each reason.
 */
#include "report/prose/words.h"

#include <stdlib.h>

#include "analysis/summary.h"
#include "report/prose/say.h"

/* The verdict line of a group in which everything was skipped gives this reason already. */
static bool said_already(const struct summary *summary, size_t row)
{
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];

		if (row >= group->first && row < group->first + group->nr_rows)
			return group->verdict == GROUP_UNMEASURED &&
			       summary->rows[row].skip_reason ==
				       summary->rows[group->best].skip_reason;
	}
	return false;
}

/* Has an earlier skipped row the same reason, and the same copy if @copy? */
static bool seen_before(const struct summary *summary, size_t row, bool copy)
{
	const struct summary_row *rows = summary->rows;

	for (size_t i = 0; i < row; i++) {
		if (rows[i].verdict == VERDICT_UNMEASURED &&
		    rows[i].skip_reason == rows[row].skip_reason &&
		    (!copy || rows[i].case_->copy == rows[row].case_->copy) &&
		    !said_already(summary, i))
			return true;
	}
	return false;
}

static void put_skipped_copy(FILE *out, const struct summary *summary, size_t row)
{
	const struct summary_row *rows = summary->rows;
	size_t nr_skipped = 0, nr_all = 0;

	for (size_t i = 0; i < summary->nr_rows; i++) {
		if (rows[i].case_->copy != rows[row].case_->copy || rows[i].mode == MODE_FAR)
			continue;
		nr_all++;
		nr_skipped += rows[i].verdict == VERDICT_UNMEASURED &&
			      rows[i].skip_reason == rows[row].skip_reason;
	}
	fputs(rows[row].case_->copy, out);
	if (nr_skipped < nr_all)
		fprintf(out, " (%zu of %zu cases)", nr_skipped, nr_all);
}

void words_skips(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		 void *arg)
{
	const struct emitter to = { emit, arg };
	const struct summary_row *rows = summary->rows;

	for (size_t i = 0; i < summary->nr_rows; i++) {
		char *text = NULL;
		size_t size, nr = 0;
		FILE *out;

		if (rows[i].verdict != VERDICT_UNMEASURED || said_already(summary, i) ||
		    seen_before(summary, i, false))
			continue;
		out = open_memstream(&text, &size);
		if (!out)
			return;
		for (size_t j = i; j < summary->nr_rows; j++) {
			if (rows[j].verdict != VERDICT_UNMEASURED ||
			    rows[j].skip_reason != rows[i].skip_reason ||
			    said_already(summary, j) || seen_before(summary, j, true))
				continue;
			fputs(nr++ ? ", " : "", out);
			put_skipped_copy(out, summary, j);
		}
		fclose(out);
		say(&to, "%s: %s", text, rows[i].skip_reason);
		free(text);
	}
}
