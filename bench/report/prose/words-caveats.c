// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What stands in the way of an answer: how much counts, what was left out, how long the range is.
 */
#include "report/prose/words.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/group.h"
#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/prose/say.h"

/* The device that the thread's figures are for. */
#define THREAD_BYTES (100ll << 30)

static void say_amount(const struct summary *summary, const struct emitter *to)
{
	size_t nr_left_out = summary->nr_marked + summary->nr_moved + summary->nr_spun;

	if (!summary->file->nr_rows)
		say(to, "No rows: nothing was measured.");
	else if (!summary->nr_rows)
		say(to, "No cases: the rows are stamps alone, and nothing was measured.");
	else if (!summary->nr_samples && summary->nr_skips && !nr_left_out && !summary->nr_pilots)
		say(to, "Nothing was measured: every case was skipped.");
	else if (!summary->nr_samples)
		say(to, "No sample counts: %zu left out as disturbed, %zu pilot passes, %zu skips.",
		    nr_left_out, summary->nr_pilots, summary->nr_skips);
	else if (summary->nr_samples == 1)
		say(to, "One sample: it shows that the run works, and nothing more.");
}

static void say_end(const struct summary *summary, const struct emitter *to)
{
	const char *end = run_file_fact(summary->file, "end");

	if (!summary->file->complete)
		say(to,
		    "Cut short: the file has no end line, so the run was killed or the file is a part of it; every row that is there counts.");
	else if (end && !strcmp(end, "interrupted"))
		say(to, "Cut short: the run was interrupted; every row that is there counts.");
}

static void say_range(const struct summary *summary, const struct emitter *to)
{
	int64_t largest = 0;

	for (size_t i = 0; i < summary->nr_rows; i++) {
		if (summary->rows[i].ns.nr_samples && summary->rows[i].case_->pages > largest)
			largest = summary->rows[i].case_->pages;
	}
	if (largest && largest < THREAD_BYTES / PAGE_DEVICE_BYTES)
		say(to,
		    "The range is %s of device (%" PRId64
		    " struct pages), smaller than the thread's %s.",
		    number_bytes(PAGE_DEVICE_BYTES * largest).text, largest,
		    number_bytes(THREAD_BYTES).text);
}

/* The same code twice must not differ; where it does, the run cannot tell copies apart. */
static void say_again(const struct summary *summary, const struct emitter *to)
{
	for (size_t i = 0; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (row->is_reference || !group_is_reference_again(row))
			continue;
		if (row->verdict == VERDICT_PREFER_COPY || row->verdict == VERDICT_PREFER_REFERENCE)
			say(to,
			    "%s on %s is the same code as " SUMMARY_REFERENCE
			    " and yet takes %s [%s..%s] of its time: differences of that size mean nothing in this run.",
			    row->case_->copy, row->case_->target,
			    number_ratio(row->ratio.median).text, number_ratio(row->ratio.lo).text,
			    number_ratio(row->ratio.hi).text);
	}
}

void words_amount(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		  void *arg)
{
	const struct emitter to = { emit, arg };

	say_amount(summary, &to);
}

/* The kinds of reason that a run marks samples with, by a word of each. */
static const struct {
	const char *word;
	const char *cause;
} causes[] = {
	{ "did not run", "without a CPU" }, { "steal", "by steal" },
	{ "stolen", "by steal" },	    { "switch", "by context switches" },
	{ "fault", "by page faults" },	    { "page", "by other pages" },
	{ "node", "by other nodes" },
};

#define NR_CAUSES (sizeof(causes) / sizeof(causes[0]))

static size_t cause_of(const char *reason)
{
	size_t i;

	for (i = 0; i < NR_CAUSES; i++)
		if (strstr(reason, causes[i].word))
			break;
	return i;
}

static void put_cause(FILE *out, size_t nr, const char *cause, bool *first)
{
	if (nr)
		fprintf(out, "%s%zu %s", *first ? "" : ", ", nr, cause);
	*first &= !nr;
}

/* "212 of 750 samples left out: 191 by a busy sibling, 21 by steal." */
static void say_left_out(const struct summary *summary, const struct emitter *to)
{
	const size_t nr = summary->nr_marked + summary->nr_moved + summary->nr_spun;
	const struct run_file *file = summary->file;
	size_t marked[NR_CAUSES + 1] = { 0 }, size;
	bool first = true;
	char *text = NULL;
	FILE *out;

	if (!nr)
		return;
	for (size_t i = 0; i < file->nr_rows; i++)
		if (file->rows[i].status == ROW_DISTURBED)
			marked[cause_of(file->rows[i].reason)]++;
	out = open_memstream(&text, &size);
	if (!out)
		return;
	fprintf(out, "%zu of %zu samples left out: ", nr, nr + summary->nr_samples);
	put_cause(out, summary->nr_spun,
		  summary->siblings == SIBLINGS_BUSY ? "by an idle sibling" : "by a busy sibling", &first);
	for (size_t i = 0; i <= NR_CAUSES; i++)
		put_cause(out, marked[i], i < NR_CAUSES ? causes[i].cause : "by other causes", &first);
	put_cause(out, summary->nr_moved, "moved by the host", &first);
	fputc('.', out);
	if (!fclose(out))
		to->emit(to->arg, text);
	free(text);
}

void words_caveats(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		   void *arg)
{
	const struct emitter to = { emit, arg };

	say_again(summary, &to);
	say_amount(summary, &to);
	say_end(summary, &to);
	say_left_out(summary, &to);
	say_range(summary, &to);
}
