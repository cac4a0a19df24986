// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/table/compare-ladder.h"

#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/group.h"
#include "analysis/thread.h"
#include "report/prose/context.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"

/* COMPARE_LADDER_WIDTH in all. */
#define NAME_WIDTH 14
#define WHERE_WIDTH 23
static const int cell_width[SERIES_NR] = { 0, 10, 11, 10 };

struct ladder {
	FILE *out;
	const struct report_ctx *ctx;
	const struct published *published;
	const char *scenario;	/* not printed yet */
	bool has_thin;		/* a ratio without an interval was printed */
	bool has_call;		/* a figure around the whole call was */
};

static void print_line(struct ladder *ladder, const char *where, char cell[SERIES_NR][48])
{
	fprintf(ladder->out, "%-*s %-*.*s", NAME_WIDTH, ladder->scenario, WHERE_WIDTH, WHERE_WIDTH,
		where);
	for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++)
		fprintf(ladder->out, " %*s", cell_width[s], cell[s]);
	fputc('\n', ladder->out);
	ladder->scenario = "";
}

/* Judged groups of the scenario that differ from this one in an axis of a title. */
static bool differs(const struct summary *summary, const struct thread_scenario *scenario,
		    const struct summary_group *group, enum axis axis)
{
	const struct run_case *mine = summary->rows[group->first].case_;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *other = &summary->groups[g];
		const struct run_case *c = summary->rows[other->first].case_;

		if (thread_is_judged(summary, other, scenario) &&
		    !case_same(mine, c, ~AXIS_BIT(axis)))
			return true;
	}
	return false;
}

static bool has_other_revisions(const struct ladder *ladder, const char *revision)
{
	for (int r = 0; r < ladder->ctx->nr_runs; r++)
		for (size_t g = 0; g < ladder->ctx->runs[r]->nr_groups; g++) {
			const struct summary *s = ladder->ctx->runs[r];
			const struct run_case *c = s->rows[s->groups[g].first].case_;

			for (int t = 0; t < THREAD_SCENARIO_NR; t++)
				if (thread_is_judged(s, &s->groups[g], &thread_scenario[t]) &&
				    strcmp(c->revision, revision))
					return true;
		}
	return false;
}

/* Target first; then only what tells this line from the others. */
static void put_where(const struct ladder *ladder, const struct summary *summary,
		      const struct thread_scenario *scenario, const struct summary_group *group,
		      char *where, size_t size)
{
	const struct run_case *c = summary->rows[group->first].case_;
	FILE *out = fmemopen(where, size, "w");

	if (!out)
		return;
	if (ladder->ctx->nr_runs > 1)
		fprintf(out, "%.10s ", summary->run);
	fprintf(out, "%.*s", differs(summary, scenario, group, AXIS_TARGET) ?
			     (int)strlen(c->target) : (int)strcspn(c->target, ":"), c->target);
	if (has_other_revisions(ladder, c->revision))
		fprintf(out, " %s", c->revision);
	if (differs(summary, scenario, group, AXIS_STATE))
		fprintf(out, " %s", c->state);
	if (differs(summary, scenario, group, AXIS_PAGES))
		fprintf(out, " %s", number_bytes(PAGE_DEVICE_BYTES * c->pages).text);
	if (group->mode != MODE_ONE)
		fprintf(out, " %s", summary->mode_word[group->mode]);
	fclose(out);
}

static void print_here(struct ladder *ladder, const struct summary *summary,
		       const struct thread_scenario *scenario, const struct summary_group *group)
{
	char cell[SERIES_NR][48], where[64] = "";

	for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++) {
		const struct summary_row *row = thread_row(summary, group, (enum thread_series)s);
		const bool known = row && row->base_ratio.nr_samples && !summary->emulated;
		const bool thin = known && !row->base_ratio.has_interval;

		snprintf(cell[s], sizeof(cell[s]), "%s%s",
			 known ? number_ratio(row->base_ratio.median).text : "-", thin ? "?" : "");
		ladder->has_thin |= thin;
	}
	put_where(ladder, summary, scenario, group, where, sizeof(where));
	print_line(ladder, where, cell);
}

/* Of several figures of one place the range. */
static void put_published(struct ladder *ladder, const struct thread_scenario *scenario,
			  enum thread_series series, const char *revision, enum thread_place place,
			  char *cell, size_t size)
{
	const struct published_row *row, *lo = NULL, *hi = NULL;
	size_t at = 0;

	while ((row = thread_next_published(ladder->published, scenario, series, revision, &at))) {
		if (thread_place_of(row) != place)
			continue;
		lo = !lo || row->ratio < lo->ratio ? row : lo;
		hi = !hi || row->ratio > hi->ratio ? row : hi;
	}
	if (!lo)
		snprintf(cell, size, "-");
	else if (lo->ratio == hi->ratio)
		snprintf(cell, size, "%s", lo->field[PUBLISHED_RATIO]);
	else
		snprintf(cell, size, "%s..%s", lo->field[PUBLISHED_RATIO],
			 hi->field[PUBLISHED_RATIO]);
	ladder->has_call |= lo && strcmp(lo->field[PUBLISHED_SCENARIO], scenario->name);
}

static void print_published(struct ladder *ladder, const struct thread_scenario *scenario,
			    const char *revision)
{
	for (int place = PLACE_GUEST; place < PLACE_NR; place++) {
		char cell[SERIES_NR][48], where[40];
		bool any = false;

		for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++) {
			put_published(ladder, scenario, (enum thread_series)s, revision,
				      (enum thread_place)place, cell[s], sizeof(cell[s]));
			any |= strcmp(cell[s], "-");
		}
		snprintf(where, sizeof(where), "posted %s, %s", revision, thread_place_word[place]);
		if (any)
			print_line(ladder, where, cell);
	}
}

/* Was it measured in any run that is compared? */
static bool is_measured(const struct ladder *ladder, const char *revision)
{
	for (int r = 0; r < ladder->ctx->nr_runs; r++)
		for (size_t i = 0; i < ladder->ctx->runs[r]->nr_rows; i++)
			if (!strcmp(ladder->ctx->runs[r]->rows[i].case_->revision, revision))
				return true;
	return false;
}

static void print_scenario(struct ladder *ladder, const struct thread_scenario *scenario)
{
	/* The newest first. */
	static const char *const revisions[] = { "v11", "v5", "v4", "v3", "v2", "v1" };
	size_t nr = 0;
	char none[SERIES_NR][48] = { "-", "-", "-", "-" };

	ladder->scenario = scenario->name;
	for (int r = 0; r < ladder->ctx->nr_runs; r++) {
		const struct summary *summary = ladder->ctx->runs[r];

		for (size_t g = 0; g < summary->nr_groups; g++) {
			if (!thread_is_judged(summary, &summary->groups[g], scenario))
				continue;
			print_here(ladder, summary, scenario, &summary->groups[g]);
			nr++;
		}
	}
	if (!nr)
		print_line(ladder, "not measured", none);
	for (size_t i = 0; i < sizeof(revisions) / sizeof(revisions[0]); i++)
		if (!strcmp(revisions[i], NEWEST_REVISION) || is_measured(ladder, revisions[i]))
			print_published(ladder, scenario, revisions[i]);
}

int compare_ladder(FILE *out, const struct report_ctx *ctx, const struct published *published)
{
	struct ladder ladder = { .out = out, .ctx = ctx, .published = published };

	fprintf(out, "Times as fast as before the series (base/this), rebinds, patch by patch\n");
	fprintf(out, "%-*s %-*s", NAME_WIDTH, "scenario", WHERE_WIDTH, "here, or as posted");
	for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++)
		fprintf(out, " %*s", cell_width[s], thread_series_word[s].name);
	fputc('\n', out);
	for (int s = 0; s < THREAD_SCENARIO_NR; s++)
		print_scenario(&ladder, &thread_scenario[s]);
	if (ladder.has_thin)
		fprintf(out, "?: fewer than %d rounds\n", STATS_FEW_N);
	if (ladder.has_call)
		fputs("Published for device_private, host: the whole memremap_pages().\n", out);
	return 0;
}
