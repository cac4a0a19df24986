// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The answer of a whole run in one paragraph, for whoever reads no further.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "report/analysis.h"
#include "report/group.h"
#include "report/number.h"
#include "report/words.h"

/* More groups than this are counted: a paragraph of twenty memories answers nobody. */
#define GROUPS_NAMED 8

/* The groups that the paragraph is about: kernels decide by these. */
static bool is_told(const struct summary *summary, const struct summary_group *group, bool all)
{
	return !group_is_thin(summary, group) && (all || group_is_deciding(summary, group));
}

/* Same verdict and same copy: one sentence for both. */
static bool is_same(const struct summary *summary, const struct summary_group *a,
		    const struct summary_group *b)
{
	if (a->verdict != b->verdict)
		return false;
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
		words_ahead(out, summary, group);
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
	case GROUP_NO_REFERENCE:
		fputs(SUMMARY_REFERENCE ", with which all are compared, was not measured", out);
		break;
	case GROUP_EMULATED:
		fputs("no emulated time decides", out);
		break;
	}
}

static void put_sentence(FILE *out, const struct summary *summary, size_t from, bool all)
{
	const struct summary_group *first = &summary->groups[from];

	put_lead(out, summary, first);
	for (size_t g = from; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		char *title;

		if (!is_told(summary, group, all) || !is_same(summary, first, group))
			continue;
		title = words_group_title(summary, group);
		if (!title)
			return;
		fprintf(out, "%s%s: ", g == from ? "" : "; on ", title);
		free(title);
		put_figure(out, summary, group, g == from);
	}
	fputs(". ", out);
}

/* The ratios that the groups of one sentence have, from the least to the greatest. */
static void put_range(FILE *out, const struct summary *summary, size_t from, bool all)
{
	double least = INFINITY, most = -INFINITY;

	for (size_t g = from; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		const double ratio = summary->rows[group->best].ratio.median;

		if (!is_told(summary, group, all) ||
		    !is_same(summary, &summary->groups[from], group) || isnan(ratio))
			continue;
		least = fmin(least, ratio);
		most = fmax(most, ratio);
	}
	if (least <= most)
		fprintf(out, "%s", number_ratio(least).text);
	if (least < most)
		fprintf(out, " to %s", number_ratio(most).text);
}

/* One sentence for all groups like this one, by their number. */
static void put_count(FILE *out, const struct summary *summary, size_t from, bool all)
{
	const struct summary_group *first = &summary->groups[from];
	size_t nr = 0, nr_told = 0;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const bool told = is_told(summary, &summary->groups[g], all);

		nr_told += told;
		nr += told && is_same(summary, first, &summary->groups[g]);
	}
	put_lead(out, summary, first);
	fprintf(out, "%zu of %zu groups of cases", nr, nr_told);
	if (first->verdict == GROUP_PREFER_COPY) {
		fputs(", where it takes ", out);
		put_range(out, summary, from, all);
		fputs(" of the time of " SUMMARY_REFERENCE, out);
	} else if (first->verdict == GROUP_PREFER_REFERENCE) {
		fputs(", where the nearest rival takes ", out);
		put_range(out, summary, from, all);
		fputs(" of its time", out);
	}
	fputs(". ", out);
}

/* A sentence for each answer that is there, and what gave none at the end. */
static void put_sentences(FILE *out, const struct summary *summary, size_t nr_told, bool all,
			  bool measured)
{
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		bool told = !is_told(summary, group, all) ||
			    (group->verdict != GROUP_UNMEASURED) != measured;

		for (size_t before = 0; before < g && !told; before++)
			told = is_told(summary, &summary->groups[before], all) &&
			       is_same(summary, &summary->groups[before], group);
		if (told)
			continue;
		if (nr_told > GROUPS_NAMED)
			put_count(out, summary, g, all);
		else
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
		  "the template by ordinary stores (patches 1-5 of the series)" },
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
	size_t size, nr_deciding = 0, nr_other = 0, nr_told;
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
	nr_told = nr_deciding ? nr_deciding : nr_other;
	put_sentences(out, summary, nr_told, !nr_deciding, true);
	put_sentences(out, summary, nr_told, !nr_deciding, false);
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
	bool bound = false, null = false;
	char *text;

	for (size_t r = 0; r < summary->nr_rows; r++) {
		bound |= summary->rows[r].is_bound && summary->rows[r].ns.nr_samples;
		null |= summary->rows[r].is_null && summary->rows[r].ns.nr_samples;
	}
	if (asprintf(
		    &text,
		    "ns/page: time per struct page, median over rounds (a fresh process with fresh "
		    "memory each); time/" SUMMARY_REFERENCE ": paired within a repetition, below 1 "
		    "is faster; [..]: 95 %% interval over rounds; n: samples; prefer: the whole "
		    "interval is more than %s below 1%s%s.",
		    number_percent(100 * summary->margin).text,
		    bound ? "; bound: needs FPU state, which kernel code has not" : "",
		    null ? "; null stores nothing: what the harness itself costs" : "") < 0)
		return NULL;
	return text;
}
