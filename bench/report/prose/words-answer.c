// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The answer of a whole run in one paragraph, for whoever reads no further.
 */
#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"

/* More memories than this in one sentence, and none of them is read. */
#define ENTRIES_MAX 4

/* As many sizes of one kind are told as a range. */
#define SIZES_MIN 3

/* The groups that the paragraph is about: kernels decide by these. */
static bool is_told(const struct summary *summary, const struct summary_group *group, bool all)
{
	return !group_is_thin(summary, group) && (all || group_is_deciding(summary, group));
}

static bool lacks_rounds(const struct summary_group *group)
{
	return group->nr_rounds < STATS_FEW_N;
}

/* Same verdict for the same copy or reason: one sentence for both. */
static bool is_same(const struct summary *summary, const struct summary_group *a,
		    const struct summary_group *b)
{
	if (a->verdict != b->verdict)
		return false;
	if (a->verdict == GROUP_UNDECIDED)
		return lacks_rounds(a) == lacks_rounds(b);
	return a->verdict != GROUP_PREFER_COPY ||
	       summary->rows[a->best].case_->copy == summary->rows[b->best].case_->copy;
}

static void put_lead(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	switch (group->verdict) {
	case GROUP_PREFER_COPY:
		fprintf(out, "Prefer %s on ", summary->rows[group->best].case_->copy);
		break;
	case GROUP_PREFER_REFERENCE:
		fputs("Prefer " SUMMARY_REFERENCE " on ", out);
		break;
	case GROUP_UNDECIDED:
		fputs("Undecided on ", out);
		break;
	case GROUP_UNMEASURED:
		fputs("Not measured on ", out);
		break;
	default:
		fputs("No verdict on ", out);
		break;
	}
}

/* What follows the memory; @first says in full what the others repeat. */
static void put_figure(FILE *out, const struct summary *summary, const struct summary_group *group,
		       bool first)
{
	const struct summary_row *best = &summary->rows[group->best];

	switch (group->verdict) {
	case GROUP_PREFER_COPY:
		words_ratio(out, &best->ratio);
		fputs(first ? " of the time of " SUMMARY_REFERENCE : "", out);
		words_ties(out, summary, group);
		break;
	case GROUP_PREFER_REFERENCE:
		fprintf(out, "%s%s takes ", first ? "the nearest rival, " : "", best->case_->copy);
		words_ratio(out, &best->ratio);
		fputs(first ? " of its time" : "", out);
		break;
	case GROUP_UNDECIDED:
		words_undecided(out, summary, group);
		break;
	case GROUP_UNMEASURED:
		fputs(best->skip_reason, out);
		break;
	case GROUP_NO_RIVAL:
		fputs("nothing that a kernel could use instead of " SUMMARY_REFERENCE, out);
		break;
	case GROUP_TOO_BUSY:
		fputs("every sample was left out: the machine was too busy", out);
		break;
	case GROUP_NO_REFERENCE:
		fputs(SUMMARY_REFERENCE ", with which all are compared, was not measured", out);
		break;
	case GROUP_EMULATED:
		fputs("no emulated time decides", out);
		break;
	}
}

/*
 * Several groups that are told as one: how many, and from where to where.
 * @ratio: of the best copy
 */
struct span {
	size_t nr;
	int64_t least_pages, most_pages;
	double least_ratio, most_ratio;
	size_t least_rounds, most_rounds;
};

static void span_add(struct span *span, const struct summary *summary,
		     const struct summary_group *group)
{
	const struct summary_row *best = &summary->rows[group->best];
	const int64_t pages = best->case_->pages;

	if (!span->nr++)
		*span = (struct span){
			1, pages, pages, NAN, NAN, group->nr_rounds, group->nr_rounds
		};
	if (pages < span->least_pages)
		span->least_pages = pages;
	if (pages > span->most_pages)
		span->most_pages = pages;
	span->least_ratio = fmin(span->least_ratio, best->ratio.median);
	span->most_ratio = fmax(span->most_ratio, best->ratio.median);
	if (group->nr_rounds < span->least_rounds)
		span->least_rounds = group->nr_rounds;
	if (group->nr_rounds > span->most_rounds)
		span->most_rounds = group->nr_rounds;
}

static bool same_but_size(const struct summary *summary, const struct summary_group *a,
			  const struct summary_group *b)
{
	const struct run_case *mine = summary->rows[a->first].case_;
	struct run_case theirs = *summary->rows[b->first].case_;

	theirs.pages = mine->pages;
	return a->mode == b->mode && group_same_kind(mine, &theirs);
}

/* The sizes of one kind for which a sentence holds. */
static struct span span_of_sizes(const struct summary *summary, size_t nr, bool all)
{
	const struct summary_group *group = &summary->groups[nr];
	struct span span = { 0 };

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *other = &summary->groups[g];

		if (is_told(summary, other, all) && is_same(summary, group, other) &&
		    same_but_size(summary, group, other))
			span_add(&span, summary, other);
	}
	/* A size in between for which it does not hold: then each is told. */
	for (size_t g = 0; g < summary->nr_groups && span.nr >= SIZES_MIN; g++) {
		const struct summary_group *other = &summary->groups[g];
		const int64_t pages = summary->rows[other->first].case_->pages;

		if (pages > span.least_pages && pages < span.most_pages &&
		    !is_same(summary, group, other) && same_but_size(summary, group, other))
			span.nr = 1;
	}
	return span;
}

static void put_range(FILE *out, const struct span *span)
{
	struct number least = number_ratio(span->least_ratio),
		      most = number_ratio(span->most_ratio);

	fputs(least.text, out);
	if (strcmp(least.text, most.text))
		fprintf(out, " to %s", most.text);
}

/* put_figure() for several groups. */
static void put_figures(FILE *out, const struct summary *summary, const struct summary_group *group,
			const struct span *span)
{
	if (group->verdict == GROUP_PREFER_COPY) {
		put_range(out, span);
		fputs(" of the time of " SUMMARY_REFERENCE, out);
	} else if (group->verdict == GROUP_PREFER_REFERENCE) {
		fputs("the nearest rival takes ", out);
		put_range(out, span);
		fputs(" of its time", out);
	} else if (group->verdict == GROUP_UNDECIDED && lacks_rounds(group)) {
		fprintf(out, "%zu", span->least_rounds);
		if (span->most_rounds > span->least_rounds)
			fprintf(out, " to %zu", span->most_rounds);
		fprintf(out, " rounds count, and %d are needed", STATS_FEW_N);
	} else if (group->verdict == GROUP_UNDECIDED) {
		fprintf(out, "no copy clears the margin of %s",
			number_percent(100 * summary->margin).text);
	} else {
		put_figure(out, summary, group, true);
	}
}

/* One or all sizes of one kind, in the sentence that begins with @from. */
static void put_entry(FILE *out, const struct summary *summary, size_t nr, bool all, bool first)
{
	const struct summary_group *group = &summary->groups[nr];
	const struct span span = span_of_sizes(summary, nr, all);
	const bool several = span.nr >= SIZES_MIN;
	char *title = words_group_kind(summary, group, several ? WORDS_PAGES : 0);

	fprintf(out, "%s%s", first ? "" : "; on ", title ? title : "");
	free(title);
	if (several) {
		fprintf(out, ", %s", number_bytes(PAGE_DEVICE_BYTES * span.least_pages).text);
		fprintf(out, " to %s of device: ", number_bytes(PAGE_DEVICE_BYTES * span.most_pages).text);
		put_figures(out, summary, group, &span);
	} else {
		fputs(": ", out);
		put_figure(out, summary, group, first);
	}
}

/* Has an earlier group of the sentence told of all sizes of this one's kind? */
static bool is_covered(const struct summary *summary, size_t from, size_t nr, bool all)
{
	const struct summary_group *group = &summary->groups[nr];

	for (size_t g = from; g < nr; g++) {
		if (is_told(summary, &summary->groups[g], all) &&
		    is_same(summary, group, &summary->groups[g]) &&
		    same_but_size(summary, group, &summary->groups[g]))
			return span_of_sizes(summary, g, all).nr >= SIZES_MIN;
	}
	return false;
}

static void put_sentence(FILE *out, const struct summary *summary, size_t from, bool all)
{
	const struct summary_group *first = &summary->groups[from];
	struct span span = { 0 };
	size_t nr_entries = 0;

	put_lead(out, summary, first);
	for (size_t g = from; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];

		if (!is_told(summary, group, all) || !is_same(summary, first, group))
			continue;
		span_add(&span, summary, group);
		/* Enough to know that there are too many. */
		if (nr_entries <= ENTRIES_MAX)
			nr_entries += !is_covered(summary, from, g, all);
	}
	if (nr_entries > ENTRIES_MAX) {
		fprintf(out,
			"%zu kinds of memory and case, which the tables tell apart: ", span.nr);
		put_figures(out, summary, first, &span);
		fputs(". ", out);
		return;
	}
	for (size_t g = from; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];

		if (is_told(summary, group, all) && is_same(summary, first, group) &&
		    !is_covered(summary, from, g, all))
			put_entry(out, summary, g, all, g == from);
	}
	fputs(". ", out);
}

/* A sentence for each answer; those for what was measured come first. */
static void put_sentences(FILE *out, const struct summary *summary, bool all, bool measured)
{
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		bool told = !is_told(summary, group, all) ||
			    (group->verdict != GROUP_UNMEASURED) != measured;

		for (size_t before = 0; before < g && !told; before++)
			told = is_told(summary, &summary->groups[before], all) &&
			       is_same(summary, &summary->groups[before], group);
		if (!told)
			put_sentence(out, summary, g, all);
	}
}

/* The series in the thread's words, for the copies that were measured. */
static void put_series(FILE *out, const struct summary *summary)
{
	static const struct {
		const char *copy;
		const char *is;
	} series[] = {
		{ SUMMARY_REFERENCE,
		  "the template by ordinary stores (patches 1-5 of v4)" },
		{ "movnti", "the template streamed (the full series)" },
		{ SUMMARY_BASE, "the code before the series" },
	};
	size_t nr = 0;

	for (size_t s = 0; s < sizeof(series) / sizeof(series[0]); s++) {
		bool there = false;

		for (size_t i = 0; i < summary->nr_rows && !there; i++)
			there = summary->rows[i].ns.nr_samples &&
				!strcmp(summary->rows[i].case_->copy, series[s].copy);
		if (there)
			fprintf(out, "%s%s is %s", nr++ ? ", " : "", series[s].copy, series[s].is);
	}
	fputs(nr ? "." : "", out);
}

char *words_answer(const struct summary *summary)
{
	size_t size, nr_deciding = 0, nr_other = 0;
	char *text = NULL, *thin;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t g = 0; g < summary->nr_groups; g++) {
		if (is_told(summary, &summary->groups[g], false))
			nr_deciding++;
		else
			nr_other += is_told(summary, &summary->groups[g], true);
	}
	put_sentences(out, summary, !nr_deciding, true);
	put_sentences(out, summary, !nr_deciding, false);
	if (nr_deciding && nr_other)
		fprintf(out,
			"%zu more group%s of cases, with other layouts or patterns, explain%s and do%s not decide. ",
			nr_other, nr_other == 1 ? "" : "s", nr_other == 1 ? "s" : "",
			nr_other == 1 ? "es" : "");
	thin = words_thin(summary);
	if (thin && *thin)
		fprintf(out, "%s ", thin);
	free(thin);
	put_series(out, summary);
	fclose(out);
	return text;
}

/* For somebody who has never seen such a table. */
char *words_legend(const struct summary *summary)
{
	bool fpu_only = false, null = false;
	char *text;

	for (size_t r = 0; r < summary->nr_rows; r++) {
		fpu_only |= summary->rows[r].is_fpu_only && summary->rows[r].ns.nr_samples;
		null |= summary->rows[r].is_null && summary->rows[r].ns.nr_samples;
	}
	if (asprintf(
		    &text,
		    "ns/page: time per struct page, median over rounds (a fresh process with fresh "
		    "memory each); time/" SUMMARY_REFERENCE ": paired within a repetition, below 1 "
		    "is faster; [95 %%]: interval over rounds; n: samples; prefer: the whole "
		    "interval is more than %s below 1%s%s.",
		    number_percent(100 * summary->margin).text,
		    fpu_only ? "; fpu-only: needs FPU state, which kernel code has not" : "",
		    null ? "; null stores nothing: what the harness itself costs" : "") < 0)
		return NULL;
	return text;
}
