// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/settle.h"

#include <errno.h>
#include <stdlib.h>

#include "analysis/contrast.h"
#include "base/message.h"

/* The rows of some groups, as a report reads them. */
struct view {
	struct run_file file;
	struct bench_case **cases;
	struct summary *summary;
};

static void view_free(struct view *view)
{
	summary_free(view->summary);
	free(view->cases);
	free(view->file.cases);
	free(view->file.rows);
}

/* @first: index of the first case */
static void view_rows(struct view *view, const struct sample_log *log, size_t first)
{
	for (size_t i = 0; i < log->nr; i++) {
		struct run_row row = log->rows[i];

		if (row.case_nr >= 0) {
			if ((size_t)row.case_nr < first ||
			    (size_t)row.case_nr >= first + view->file.nr_cases)
				continue;
			row.case_nr -= first;
		}
		view->file.rows[view->file.nr_rows++] = row;
	}
}

static int view_groups(const struct sample_log *log, struct bench_group *groups, size_t nr_groups,
		       double margin, struct view *view)
{
	static char name[] = "this run";
	struct summary *summary = NULL;
	size_t nr = 0, i, j;
	int ret;

	*view = (struct view){ .file.name = name };
	for (i = 0; i < nr_groups; i++)
		nr += groups[i].nr_cases;
	view->cases = calloc(nr + 1, sizeof(*view->cases));
	view->file.cases = calloc(nr + 1, sizeof(*view->file.cases));
	view->file.rows = malloc((log->nr + 1) * sizeof(*view->file.rows));
	if (!view->cases || !view->file.cases || !view->file.rows) {
		pr_err("out of memory");
		return -ENOMEM;
	}
	for (i = 0; i < nr_groups; i++) {
		for (j = 0; j < groups[i].nr_cases; j++) {
			view->cases[view->file.nr_cases] = &groups[i].cases[j];
			view->file.cases[view->file.nr_cases++] = groups[i].cases[j].words;
		}
	}
	view_rows(view, log, groups[0].cases[0].index);
	ret = summary_new(&view->file, 1, margin, &summary);
	view->summary = summary;
	return ret;
}

static struct bench_case *case_of(const struct view *view, const struct summary_row *row)
{
	return view->cases[row->case_ - view->file.cases];
}

static bool is_settled(const struct summary_row *row, const struct bench_case *c, double precision,
		       double margin)
{
	const struct stats_estimate *ratio = &row->ratio;

	if (c->copy->kind != COPY_KERNEL || c->mov < 0)
		return row->ns.n >= STATS_SOLID_N;
	return stats_may_stop(ratio, margin) ||
	       (ratio->interval == STATS_ORDER &&
		ratio->hi - ratio->lo <= 2 * precision * ratio->median);
}

/* A c2c mode with a row that does is enough. */
static void settle_rivals(const struct view *view, double precision, struct settled *out)
{
	const struct summary *summary = view->summary;

	for (size_t i = 0; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];
		struct bench_case *c = case_of(view, row);

		if (row->is_reference || c->skip)
			continue;
		c->done |= is_settled(row, c, precision, summary->margin);
		if (c->copy->kind != COPY_KERNEL)
			continue;
		out->nr_rivals++;
		out->nr_decided += row->verdict == VERDICT_PREFER_COPY ||
				   row->verdict == VERDICT_PREFER_REFERENCE;
	}
}

/* mov is sampled as long as somebody is compared with it. */
static void settle_references(struct bench_group *group)
{
	const size_t first = group->cases[0].index;

	for (size_t i = 0; i < group->nr_cases; i++)
		if (group->cases[i].mov == (int)group->cases[i].index)
			group->cases[i].done = true;
	for (size_t i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (!c->skip && !c->done && c->reps && c->mov >= 0)
			group->cases[(size_t)c->mov - first].done = false;
	}
}

int settle_ratios(const struct sample_log *log, struct bench_group *group, double precision,
		  double margin, struct settled *out)
{
	struct settled settled = { 0 };
	struct view view;
	int ret;

	ret = view_groups(log, group, 1, margin, &view);
	if (!ret) {
		settle_rivals(&view, precision, &settled);
		settle_references(group);
	}
	view_free(&view);
	if (out)
		*out = settled;
	return ret;
}

/* What an open contrast needs goes on. */
static void keep_open(const struct view *view, const struct contrast_results *results)
{
	for (size_t i = 0; i < results->nr; i++) {
		const struct contrast_result *result = &results->all[i];
		const int nr[] = { result->a_cases.over, result->a_cases.under,
				   result->b_cases.over, result->b_cases.under };

		if (result->verdict < CONTRAST_UNDECIDED ||
		    contrast_may_stop(&result->effect, view->summary->margin))
			continue;
		for (size_t j = 0; j < sizeof(nr) / sizeof(*nr); j++)
			if (nr[j] >= 0)
				view->cases[nr[j]]->done = false;
	}
}

int settle_contrasts(const struct sample_log *log, struct bench_cases *cases, double margin)
{
	struct contrast_results results = { 0 };
	struct view view;
	int ret;

	ret = view_groups(log, cases->groups, cases->nr_groups, margin, &view);
	if (!ret)
		ret = contrast_evaluate(view.summary, &results);
	for (size_t i = 0; !ret && i < view.summary->nr_rows; i++)
		if (view.summary->rows[i].ns.n >= STATS_MIN_N)
			case_of(&view, &view.summary->rows[i])->done = true;
	if (!ret)
		keep_open(&view, &results);
	contrast_results_free(&results);
	view_free(&view);
	return ret;
}
