// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/summary.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/group.h"
#include "analysis/samples.h"
#include "analysis/traffic-sum.h"

const char *verdict_word(const struct summary_row *row, char *buf, size_t size)
{
	switch (row->verdict) {
	case VERDICT_PREFER_COPY:
		snprintf(buf, size, "prefer %s", row->case_->copy);
		return buf;
	case VERDICT_PREFER_REFERENCE:
		return "prefer " SUMMARY_REFERENCE;
	case VERDICT_UNDECIDED:
		return "undecided";
	case VERDICT_FPU_ONLY:
		return "fpu-only";
	case VERDICT_UNMEASURED:
		return "unmeasured";
	default:
		return "-";
	}
}

const char *verdict_reason(const struct summary_row *row, char *buf, size_t size)
{
	switch (row->verdict) {
	case VERDICT_UNMEASURED:
		return row->skip_reason ? row->skip_reason : "no row says why";
	case VERDICT_FPU_ONLY:
		return "not usable in the kernel";
	case VERDICT_UNDECIDED:
		if (!row->ratio.has_interval)
			snprintf(buf, size, "%zu round%s; %d needed", row->ratio.n,
				 row->ratio.n == 1 ? "" : "s",
				 row->ratio.heaps ? STATS_SOLID_N : STATS_FEW_N);
		else if (row->ratio.interval == STATS_RANGE)
			snprintf(buf, size,
				 "the interval of %zu rounds does not clear %d times the margin",
				 row->ratio.n, STATS_FEW_MARGINS);
		else
			return "the interval does not clear the margin";
		return buf;
	case VERDICT_PREFER_COPY:
	case VERDICT_PREFER_REFERENCE:
		if (!stats_is_marked(&row->ratio))
			return "-";
		snprintf(buf, size, "%zu rounds", row->ratio.n);
		return buf;
	default:
		return "-";
	}
}

/* Is the copy, label left out, among the blank-separated words of a header fact? */
static bool copy_listed(const char *copy, const char *list)
{
	size_t len = strcspn(copy, ":");

	while (list && *list) {
		size_t word = strcspn(list, " ,");

		if (word == len && !memcmp(list, copy, len))
			return true;
		list += word + strspn(list + word, " ,");
	}
	return false;
}

static enum verdict row_verdict(const struct summary_row *row, double margin)
{
	if (row->is_reference || row->is_null)
		return VERDICT_NONE;
	if (row->is_fpu_only)
		return VERDICT_FPU_ONLY;
	switch (stats_side(&row->ratio, margin)) {
	case STATS_BELOW:
		return VERDICT_PREFER_COPY;
	case STATS_ABOVE:
		return VERDICT_PREFER_REFERENCE;
	default:
		return VERDICT_UNDECIDED;
	}
}

/* Rounds that must be run, when as many of them are left out as were this time. */
static size_t rounds_to_run(const struct summary_row *row, size_t needed)
{
	const size_t nr_all = row->ns.nr_samples + row->nr_disturbed;

	return nr_all ? (needed * nr_all + row->ns.nr_samples - 1) / row->ns.nr_samples : needed;
}

struct undecided summary_undecided(const struct summary_row *row, double margin)
{
	struct undecided undecided = { .why = UNDECIDED_NOT };
	size_t needed;

	if (row->verdict != VERDICT_UNDECIDED || !row->ns.nr_samples)
		return undecided;
	if (stats_side(&row->ratio, margin) == STATS_WITHIN) {
		undecided.why = UNDECIDED_WITHIN_MARGIN;
		return undecided;
	}
	/* With so few rounds nothing is known of their spread. */
	needed = row->ratio.has_interval ? stats_rounds_needed(&row->ratio, margin) : STATS_MIN_N;
	if (row->ratio.heaps)
		undecided.why = UNDECIDED_MODES;
	else
		undecided.why = row->ratio.n < STATS_MIN_N && needed <= STATS_ROUNDS_MOST ?
					UNDECIDED_ROUNDS :
					UNDECIDED_SPREAD;
	if (needed <= STATS_ROUNDS_MOST)
		needed = rounds_to_run(row, needed);
	undecided.rounds_needed = needed <= STATS_ROUNDS_MOST ? needed : 0;
	return undecided;
}

struct analysis {
	struct summary *summary;
	struct samples samples;
	struct member *members; /* all cases, those of a group beside each other */
};

static bool measured(const struct analysis *a, size_t case_nr)
{
	return !a->samples.skip_reason[case_nr] ||
	       a->samples.start[2 * case_nr] < a->samples.start[2 * case_nr + 2];
}

/* Per byte that the case is there to store; NAN where nothing was predicted. */
static void fill_prediction(const struct run_row *predicted, struct summary_row *row)
{
	const double stored = (double)row->case_->layout * (double)row->case_->pages;

	row->r_model = NAN;
	row->w_model = NAN;
	if (!predicted || !(stored > 0))
		return;
	row->r_model = (double)predicted->model_read_bytes / stored;
	row->w_model = (double)predicted->model_write_bytes / stored;
}

static void start_row(const struct analysis *a, const struct member *member,
		      enum c2c_mode mode, struct summary_row *row)
{
	const struct run_file *file = a->summary->file;
	const char *copy = member->case_->copy;

	*row = (struct summary_row){
		.case_ = member->case_,
		.mode = mode,
		.ns = { .median = NAN, .lo = NAN, .hi = NAN },
		.ratio = { .median = NAN, .lo = NAN, .hi = NAN },
		.base_ratio = { .median = NAN, .lo = NAN, .hi = NAN },
		.dispatch_ratio = { .median = NAN, .lo = NAN, .hi = NAN },
		.gb_per_s = NAN,
		.pilot_factor = NAN,
		.nr_disturbed = a->samples.nr_disturbed[member->nr],
		.part_pages = a->samples.part_pages[member->nr],
		.skip_reason = a->samples.skip_reason[member->nr],
		.verdict = VERDICT_UNMEASURED,
		.is_reference = !strcmp(copy, SUMMARY_REFERENCE),
		.is_fpu_only = copy_listed(copy, run_file_fact(file, "fpu-only")),
		/* Also where a file lost that line: it is never a copy to prefer. */
		.is_null = !strcmp(copy, "null") || copy_listed(copy, run_file_fact(file, "null")),
	};
	fill_prediction(a->samples.predicted[member->nr], row);
}

void summary_correct(const struct summary *summary, struct stats_estimate *est)
{
	/* Two distances are two heaps, which three or four values do not show. */
	if (summary->mixes_distances && est->n < STATS_SOLID_N) {
		est->interval = STATS_NO_INTERVAL;
		est->has_interval = false;
		est->lo = est->hi = NAN;
		est->heaps = true;
	}
	/* A run that stops a case when it is decided stops some by chance. */
	if (summary->stops)
		stats_correct_for_looks(est, summary->first_look);
}

/* Time of one case / time of another; no value when either is missing. */
static int pair(const struct analysis *a, const struct member *above, const struct member *below,
		enum c2c_mode mode, struct stats_estimate *ratio)
{
	const struct stats_sample *left, *right;
	size_t nr_left, nr_right;
	int ret;

	if (!above || !below)
		return 0;
	left = samples_of(&a->samples, above->nr, mode, &nr_left);
	right = samples_of(&a->samples, below->nr, mode, &nr_right);
	ret = stats_paired_ratio(left, nr_left, right, nr_right, ratio);
	summary_correct(a->summary, ratio);
	return ret == -ENOMEM ? ret : 0;
}

/* What the copies of a group are compared with; NULL where it was not measured. */
struct partners {
	const struct member *reference;
	const struct member *base;
	const struct member *dispatch;
};

static int fill_row(const struct analysis *a, const struct member *member,
		    const struct partners *partners, enum c2c_mode mode,
		    struct summary_row *row)
{
	const struct stats_sample *mine;
	size_t nr_mine;
	int ret;

	start_row(a, member, mode, row);
	mine = samples_of(&a->samples, member->nr, mode, &nr_mine);
	ret = stats_nested(mine, nr_mine, &row->ns);
	if (ret == -ENOMEM)
		return ret;
	summary_correct(a->summary, &row->ns);
	ret = pair(a, member, partners->reference, mode, &row->ratio);
	if (!ret)
		ret = pair(a, partners->base, member, mode, &row->base_ratio);
	if (!ret)
		ret = pair(a, partners->dispatch, member, mode, &row->dispatch_ratio);
	if (ret)
		return ret;
	/* A copy that stores nothing has no bandwidth. */
	if (!row->is_null)
		row->gb_per_s = member->case_->layout / row->ns.median;

	if (!partners->reference) {
		row->verdict = row->is_fpu_only ? VERDICT_FPU_ONLY : VERDICT_NONE;
		return 0;
	}
	row->pilot_factor =
		a->samples.pilot_ns[member->nr] / a->samples.pilot_ns[partners->reference->nr];
	row->verdict = row_verdict(row, a->summary->margin);
	return 0;
}

/* Which of the rows cannot be told apart from the best one, by their own paired ratio? */
static int find_ties(const struct analysis *a, const struct member *members,
		     struct summary_group *group)
{
	struct summary_row *rows = a->summary->rows + group->first;
	size_t nr_best = group->best - group->first;
	const struct member *best = group_member_of(members, &rows[nr_best]);

	for (size_t i = 0; i < group->nr_rows; i++) {
		struct stats_estimate ratio = { 0 };
		int ret;

		if (i == nr_best || !group_is_rival(&rows[i]))
			continue;
		ret = pair(a, group_member_of(members, &rows[i]), best, group->mode, &ratio);
		if (ret)
			return ret;
		rows[i].ties_best = ratio.has_interval && ratio.lo <= 1 && ratio.hi >= 1;
	}
	return 0;
}

static int add_group(struct analysis *a, const struct member *members, size_t nr,
		     enum c2c_mode mode)
{
	struct summary *summary = a->summary;
	struct summary_group *group = &summary->groups[summary->nr_groups++];
	struct partners partners = { 0 };
	int ret;

	*group = (struct summary_group){
		.first = summary->nr_rows, .mode = mode, .node = -1, .page_bytes = RUN_ABSENT
	};
	for (size_t i = 0; i < nr && !summary->emulated; i++) {
		if (!measured(a, members[i].nr))
			continue;
		if (!strcmp(members[i].case_->copy, SUMMARY_REFERENCE))
			partners.reference = &members[i];
		if (!strcmp(members[i].case_->copy, SUMMARY_BASE))
			partners.base = &members[i];
		if (!strcmp(members[i].case_->copy, SUMMARY_DISPATCH))
			partners.dispatch = &members[i];
	}
	for (size_t i = 0; i < nr; i++) {
		if (!measured(a, members[i].nr))
			continue;
		ret = fill_row(a, &members[i], &partners, mode, &summary->rows[summary->nr_rows]);
		if (ret)
			return ret;
		summary->nr_rows++;
	}
	group->nr_rows = summary->nr_rows - group->first;
	group_decide(summary, group, partners.reference != NULL);
	if (group->verdict != GROUP_PREFER_COPY)
		return 0;
	group_find_ahead(summary, group);
	return find_ties(a, members, group);
}

static void add_skipped(struct analysis *a, const struct member *members, size_t nr, bool whole)
{
	struct summary *summary = a->summary;
	size_t first = summary->nr_rows;

	for (size_t i = 0; i < nr; i++) {
		if (!measured(a, members[i].nr))
			start_row(a, &members[i], MODE_ONE, &summary->rows[summary->nr_rows++]);
	}
	if (whole)
		summary->groups[summary->nr_groups++] = (struct summary_group){
			.first = first,
			.nr_rows = summary->nr_rows - first,
			.best = first,
			.verdict = GROUP_UNMEASURED,
			.node = -1,
			.page_bytes = RUN_ABSENT,
		};
}

static int add_case_group(struct analysis *a, const struct member *members, size_t nr)
{
	size_t nr_measured = 0;
	int ret = 0;

	for (size_t i = 0; i < nr; i++)
		nr_measured += measured(a, members[i].nr);
	if (nr_measured && !a->summary->two_modes)
		ret = add_group(a, members, nr, MODE_ONE);
	if (nr_measured && a->summary->two_modes) {
		ret = add_group(a, members, nr, MODE_NEAR);
		if (!ret)
			ret = add_group(a, members, nr, MODE_FAR);
	}
	if (!ret)
		add_skipped(a, members, nr, !nr_measured);
	return ret;
}

static int analyse(struct analysis *a)
{
	struct summary *summary = a->summary;
	const struct run_file *file = summary->file;
	int ret;

	ret = samples_collect(&a->samples, summary);
	if (ret)
		return ret;
	a->members = group_members(file);
	/* At most two modes of each case, and a group for each of those. */
	summary->rows = calloc(2 * file->nr_cases + 1, sizeof(*summary->rows));
	summary->groups = calloc(2 * file->nr_cases + 1, sizeof(*summary->groups));
	if (!a->members || !summary->rows || !summary->groups)
		return -ENOMEM;

	for (size_t i = 0, end; i < file->nr_cases && !ret; i = end) {
		for (end = i; end < file->nr_cases; end++) {
			if (a->members[end].group != a->members[i].group)
				break;
		}
		ret = add_case_group(a, a->members + i, end - i);
	}
	if (!ret)
		ret = group_find_placement(summary, a->members);
	if (!ret)
		ret = traffic_collect(summary);
	return ret;
}

/* "a copy gets no further rounds when it has 5 and ..."; 0.2.0 named no number, and meant three. */
static void read_stop_rule(struct summary *summary)
{
	const char *rule = run_file_fact(summary->file, SUMMARY_STOPS);
	const char *has = rule ? strstr(rule, "when it has ") : NULL;

	summary->stops = rule != NULL;
	summary->first_look = has ? strtoul(has + strlen("when it has "), NULL, 10) : STATS_FEW_N;
}

int summary_new(const struct run_file *file, int number, double margin, struct summary **out)
{
	struct analysis a = { .summary = calloc(1, sizeof(*a.summary)) };
	const char *label = run_file_fact(file, "label"), *origin = run_file_fact(file, "origin");
	int ret = -ENOMEM;

	*out = NULL;
	if (a.summary) {
		a.summary->file = file;
		a.summary->margin = margin;
		read_stop_rule(a.summary);
		a.summary->emulated = origin && !strncmp(origin, "emulated", strlen("emulated"));
		if (label && *label && strcmp(label, "-") && strncmp(label, "absent", strlen("absent")))
			snprintf(a.summary->run, sizeof(a.summary->run), "%s", label);
		else
			snprintf(a.summary->run, sizeof(a.summary->run), "%d", number);
		ret = analyse(&a);
		samples_free(&a.samples);
		free(a.members);
	}
	if (ret) {
		pr_err("%s: out of memory", file->name);
		summary_free(a.summary);
		return ret;
	}
	*out = a.summary;
	return 0;
}

void summary_free(struct summary *summary)
{
	if (!summary)
		return;
	free(summary->rows);
	free(summary->groups);
	free(summary->fates);
	free(summary);
}
