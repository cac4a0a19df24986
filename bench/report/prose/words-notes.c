// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What a reader must know beside the verdicts, in words.
 */
#include "report/prose/words.h"

#include <inttypes.h>
#include <math.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/group.h"
#include "analysis/scaling.h"
#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"

/* The device that the thread's figures are for. */
#define THREAD_BYTES (100ll << 30)

/* A copy this much slower than the reference in the pilot gets fewer repetitions. */
#define PILOT_FACTOR 3

struct emitter {
	void (*emit)(void *arg, const char *sentence);
	void *arg;
};

static void say(const struct emitter *to, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

static void say(const struct emitter *to, const char *fmt, ...)
{
	char *text = NULL;
	va_list args;
	int len;

	va_start(args, fmt);
	len = vasprintf(&text, fmt, args);
	va_end(args);
	if (len < 0)
		return;
	to->emit(to->arg, text);
	free(text);
}

const char *words_origin(const struct summary *summary)
{
	const char *origin = run_file_fact(summary->file, "origin");

	if (!origin)
		return "ORIGIN UNKNOWN: the file does not say whether a machine was measured.";
	/* A remark may follow the word. */
	if (!strncmp(origin, "measured", strlen("measured")))
		return NULL;
	if (summary->emulated)
		return "EMULATED: this is not the hardware that it names, and no time here is real.";
	if (!strncmp(origin, "synthetic", strlen("synthetic")))
		return "SYNTHETIC: made for a test; no machine was measured.";
	return "ORIGIN UNKNOWN: neither measured, emulated nor synthetic.";
}

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
	{ "did not run", "without a CPU" }, { "steal", "steal" },     { "stolen", "steal" },
	{ "switch", "context switches" },   { "fault", "page faults" },
	{ "page", "other pages" },	    { "node", "other nodes" },
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

/* "212 of 750 samples left out: 191 busy sibling, 21 steal." */
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
		  summary->siblings == SIBLINGS_BUSY ? "idle sibling" : "busy sibling", &first);
	for (size_t i = 0; i <= NR_CAUSES; i++)
		put_cause(out, marked[i], i < NR_CAUSES ? causes[i].cause : "other", &first);
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

static bool has_target(const struct summary *summary, const char *kind)
{
	for (size_t i = 0; i < summary->nr_rows; i++) {
		if (summary->rows[i].ns.nr_samples &&
		    !strncmp(summary->rows[i].case_->target, kind, strlen(kind)))
			return true;
	}
	return false;
}

bool words_is_guest(const struct summary *summary)
{
	const char *hypervisor = run_file_fact(summary->file, "hypervisor");

	return hypervisor && *hypervisor && strncmp(hypervisor, "absent", strlen("absent")) &&
	       strncmp(hypervisor, "none", strlen("none"));
}

/* A time is never turned into traffic, whatever is known of it. */
static const char *traffic_limit(const struct summary *summary)
{
	bool predicted = false;

	for (size_t i = 0; i < summary->nr_rows; i++) {
		if (summary->rows[i].traffic.source)
			return "Traffic beyond what its source counts: which bytes those are, and whose, is said with the figures.";
		predicted |= !isnan(summary->rows[i].r_model);
	}
	if (predicted)
		return "Traffic. It is predicted and not measured; the time of one thread is about latency and buffers, not bytes.";
	return "Traffic. The time of one thread is about latency and buffers, not bytes; write-allocate reads need counters.";
}

void words_limits(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		  void *arg)
{
	const struct emitter to = { emit, arg };

	say(&to,
	    "What another machine does. Absolute times of two machines, or of two hours on a shared host, do not compare; ratios within one run do.");
	say(&to, "%s", traffic_limit(summary));
	if (!has_target(summary, "devdax") && !has_target(summary, "fsdax"))
		say(&to,
		    "What pmem does: no DAX device was measured, and dram, memfd and file are DRAM with different page tables.");
	if (words_is_guest(summary))
		say(&to,
		    "Which CPU, caches and microcode are really below: in a guest they are the hypervisor's claims.");
}

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
