// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/selection.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/group.h"
#include "analysis/thread.h"

const char *const selection_memory_name[MEMORY_NR] = {
	[MEMORY_DAX] = "dax",
	[MEMORY_DRAM] = "dram",
};

const char *const selection_verdict_name[] = {
	[SELECTION_UNMEASURED] = "unmeasured",
	[SELECTION_UNDECIDED] = "undecided",
	[SELECTION_CONTRADICTORY] = "contradictory",
	[SELECTION_STREAM] = "stream",
	[SELECTION_REFERENCE] = "mov",
};

/* movnti-desc is the order of the first posting alone, so no kernel has it. */
static const char *const streaming_copies[] = { "flushcache", "movdir64b", "movdiri", "movnti" };

#define NR_COPIES (sizeof(streaming_copies) / sizeof(streaming_copies[0]))

/* What files of 0.1.0 do not say. */
#define ALTMAP_TARGETS "devdax file fsdax memfd"

/* Is the kind of a target among words parted by blanks? */
static bool is_among(const char *target, const char *words)
{
	const size_t len = strcspn(target, ":");

	while (*words) {
		const size_t word = strcspn(words, " ");

		if (word == len && !memcmp(words, target, len))
			return true;
		words += word + strspn(words + word, " ");
	}
	return false;
}

enum selection_memory selection_memory_of(const struct run_file *file, const char *target)
{
	const char *altmap = run_file_fact(file, "altmap-targets");

	return is_among(target, altmap ? altmap : ALTMAP_TARGETS) ? MEMORY_DAX : MEMORY_DRAM;
}

bool selection_counts(const struct summary *summary)
{
	const char *origin = run_file_fact(summary->file, "origin");

	return origin && !strcmp(origin, "measured");
}

/* The rows of one copy that differ in size alone, or in drain spacing alone. */
struct sweep {
	const struct summary *summary;
	const struct summary_row *first;
	bool of_spacing;
};

/* A sweep varies drains, layouts have cells of their own, pageblock work is in all copies. */
#define FREE_IN_CELL \
	(AXIS_BIT(AXIS_LAYOUT) | AXIS_BIT(AXIS_DRAIN_EVERY) | AXIS_BIT(AXIS_PAGEBLOCKS))

static bool in_cell(const struct run_file *file, const struct summary_row *row,
		    const struct selection_key *key)
{
	const struct run_case *c = row->case_;

	/* A first bind is page faults; other patterns and threads are no kernel's. */
	return selection_memory_of(file, c->target) == key->memory && c->layout == key->layout &&
	       !strcmp(c->walk, key->walk) && !strcmp(c->revision, key->revision) &&
	       case_is_usual(c, FREE_IN_CELL) && !thread_is_first_bind(c) &&
	       row->ratio.nr_samples;
}

static bool in_sweep(const struct sweep *sweep, const struct summary_row *row)
{
	const struct run_case *a = sweep->first->case_;
	struct run_case b = *row->case_;

	if (row->mode != sweep->first->mode || strcmp(a->copy, b.copy))
		return false;
	if (sweep->of_spacing) {
		/* No extra drains at all is the longest spacing of a sweep. */
		b.drain_every = a->drain_every;
	} else {
		if (b.drain_every)
			return false;
		b.pages = a->pages;
	}
	return group_same_kind(a, &b);
}

static enum rung_verdict rung_verdict(const struct summary_row *row)
{
	/* A kernel should not rest on three or four rounds, however clear they are. */
	if (!row->ratio.has_interval || stats_is_marked(&row->ratio))
		return RUNG_THIN;
	if (row->verdict == VERDICT_PREFER_COPY)
		return RUNG_WINS;
	return row->verdict == VERDICT_PREFER_REFERENCE ? RUNG_LOSES : RUNG_UNDECIDED;
}

static int64_t rung_at(const struct sweep *sweep, const struct summary_row *row)
{
	const struct run_case *c = row->case_;

	if (!sweep->of_spacing)
		return c->pages * c->layout;
	return c->drain_every ? c->drain_every : c->pages;
}

/* Its sweep, and its row at the top. */
static int climb(const struct sweep *sweep, struct crossover *from,
		 const struct summary_row **top)
{
	const struct summary *summary = sweep->summary;
	struct rung *rungs = calloc(summary->nr_rows, sizeof(*rungs));
	size_t nr = 0;

	if (!rungs)
		return -ENOMEM;
	for (size_t i = 0; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (in_sweep(sweep, row) && row->ratio.nr_samples)
			rungs[nr++] = (struct rung){ rung_at(sweep, row), rung_verdict(row) };
	}
	/* That the copy wins without extra drains is what the sweep of sizes says. */
	*from = crossover_find(rungs, nr,
			       sweep->of_spacing ? CROSSOVER_TOP_KNOWN : CROSSOVER_TOP_DECIDES);
	free(rungs);
	for (size_t i = 0; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];

		if (in_sweep(sweep, row) && row->ratio.nr_samples &&
		    rung_at(sweep, row) == from->top)
			*top = row;
	}
	return 0;
}

static void take_ratio(struct selection_copy *copy, const struct sweep *sweep,
		       const struct summary_row *top, bool wins)
{
	const bool weaker = wins ? top->ratio.median > copy->ratio.median :
				   top->ratio.median < copy->ratio.median;

	if (copy->run && !weaker)
		return;
	copy->ratio = top->ratio;
	copy->run = sweep->summary;
	copy->target = top->case_->target;
	copy->pages = top->case_->pages;
}

/* What pooling one copy needs to remember. */
struct pool {
	struct selection_copy *copy;
	struct selection_copy lost;	/* ratio and place of the weakest loss */
	struct selection_copy open;	/* of an undecided one */
	int64_t lost_top;		/* greatest size at which a sweep ends with a loss */
	const struct summary *lost_run;	/* which one that is */
	int64_t again;
	struct crossover_pool sizes;
	struct crossover_pool spacings;
};

static int pool_sweep(struct pool *pool, const struct sweep *sweep)
{
	const struct summary_row *top = NULL;
	struct crossover from;
	int ret;

	ret = climb(sweep, &from, &top);
	if (ret || !top)
		return ret;
	if (sweep->of_spacing) {
		/* A single row without extra drains is none. */
		if (from.nr < CROSSOVER_SWEEP)
			return 0;
		pool->copy->spaced = true;
		return crossover_pool_add(&pool->spacings, &from);
	}
	from.source = sweep->summary;
	ret = crossover_pool_add(&pool->sizes, &from);
	pool->copy->nr_sweeps++;
	if (from.again > pool->again)
		pool->again = from.again;
	if (from.wins) {
		take_ratio(pool->copy, sweep, top, true);
		pool->copy->nr_wins++;
	} else if (from.loses) {
		take_ratio(&pool->lost, sweep, top, false);
		pool->copy->nr_loses++;
		if (from.top > pool->lost_top) {
			pool->lost_top = from.top;
			pool->lost_run = sweep->summary;
		}
	} else {
		take_ratio(&pool->open, sweep, top, true);
	}
	return ret;
}

static void use_ratio(struct selection_copy *copy, const struct selection_copy *from)
{
	copy->ratio = from->ratio;
	copy->run = from->run;
	copy->target = from->target;
	copy->pages = from->pages;
}

static void judge(struct pool *pool)
{
	struct selection_copy *copy = pool->copy;
	const bool settled = crossover_pool_settle(&pool->sizes, pool->lost_top, &copy->from);

	copy->from.again = pool->again;
	if (copy->from.lo && !copy->from.lo_source)
		copy->from.lo_source = pool->lost_run;
	crossover_pool_settle(&pool->spacings, 0, &copy->spacing);
	if (!copy->nr_sweeps) {
		copy->verdict = SELECTION_UNMEASURED;
	} else if (copy->nr_wins) {
		copy->verdict = settled ? SELECTION_STREAM : SELECTION_CONTRADICTORY;
	} else if (copy->nr_loses) {
		copy->verdict = SELECTION_REFERENCE;
		use_ratio(copy, &pool->lost);
	} else {
		copy->verdict = SELECTION_UNDECIDED;
		use_ratio(copy, &pool->open);
	}
}

/* Is this the first row of its sweep in the run? */
static bool starts_sweep(const struct summary *summary, size_t nr, const struct sweep *sweep)
{
	for (size_t i = 0; i < nr; i++)
		if (summary->rows[i].ratio.nr_samples && in_sweep(sweep, &summary->rows[i]))
			return false;
	return true;
}

static int pool_run(struct pool *pool, const struct summary *summary,
		    const struct selection_key *key)
{
	int ret = 0;

	for (size_t i = 0; !ret && i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];
		struct sweep sweep = { summary, row, false };

		if (strcmp(row->case_->copy, pool->copy->copy) || !in_cell(summary->file, row, key))
			continue;
		if (!row->case_->drain_every && starts_sweep(summary, i, &sweep))
			ret = pool_sweep(pool, &sweep);
		sweep.of_spacing = true;
		if (!ret && starts_sweep(summary, i, &sweep))
			ret = pool_sweep(pool, &sweep);
	}
	return ret;
}

static int pool_copy(const struct report_ctx *ctx, const struct selection_key *key,
		     const char *name, struct selection_copy *copy)
{
	struct pool pool = { .copy = copy };
	int ret = 0;

	*copy = (struct selection_copy){ .copy = name, .ratio = { .median = NAN } };
	for (int i = 0; !ret && i < ctx->nr_runs; i++) {
		const char *platform = run_file_fact(ctx->runs[i]->file, "platform");

		if (selection_counts(ctx->runs[i]) && platform && !strcmp(platform, key->platform))
			ret = pool_run(&pool, ctx->runs[i], key);
	}
	if (ret == -ENOMEM)
		pr_err("out of memory");
	judge(&pool);
	crossover_pool_free(&pool.sizes);
	crossover_pool_free(&pool.spacings);
	return ret;
}

static bool better(const struct selection_copy *a, const struct selection_copy *b)
{
	return a->verdict == SELECTION_STREAM &&
	       (b->verdict != SELECTION_STREAM || a->ratio.median < b->ratio.median);
}

static bool is_first_of_copy(const struct summary *summary, size_t nr)
{
	for (size_t i = 0; i < nr; i++)
		if (!strcmp(summary->rows[i].case_->copy, summary->rows[nr].case_->copy))
			return false;
	return true;
}

/* Could the kernel use it in place of the template's ordinary copy? */
static bool is_candidate(const struct summary_row *row)
{
	/* base is what the template replaces. */
	return group_is_rival(row) && !group_is_dispatch(row) &&
	       !strchr(row->case_->copy, ':') && strcmp(row->case_->copy, SUMMARY_BASE);
}

/* The best of all copies that a kernel could use, whatever their kind. */
static int find_best(const struct report_ctx *ctx, struct selection *s)
{
	for (int r = 0; r < ctx->nr_runs; r++) {
		for (size_t i = 0; i < ctx->runs[r]->nr_rows; i++) {
			const struct summary_row *row = &ctx->runs[r]->rows[i];
			struct selection_copy copy;
			int ret;

			if (!is_candidate(row) || !is_first_of_copy(ctx->runs[r], i))
				continue;
			ret = pool_copy(ctx, &s->key, row->case_->copy, &copy);
			if (ret)
				return ret;
			if (better(&copy, &s->best))
				s->best = copy;
		}
	}
	return 0;
}

int selection_make(const struct report_ctx *ctx, const struct selection_key *key,
		   struct selection *out)
{
	size_t nr_lose = 0, nr_measured = 0;
	int ret = 0;

	*out = (struct selection){ .key = *key };
	for (size_t i = 0; !ret && i < NR_COPIES; i++) {
		struct selection_copy copy;

		if (key->copy && strcmp(key->copy, streaming_copies[i]))
			continue;
		ret = pool_copy(ctx, key, streaming_copies[i], &copy);
		nr_measured += copy.verdict != SELECTION_UNMEASURED;
		nr_lose += copy.verdict == SELECTION_REFERENCE;
		if (copy.verdict == SELECTION_CONTRADICTORY && out->verdict != SELECTION_STREAM)
			out->verdict = copy.verdict;
		if (better(&copy, &out->stream)) {
			out->stream = copy;
			out->verdict = SELECTION_STREAM;
		} else if (out->verdict != SELECTION_STREAM &&
			   (!out->stream.copy || !strcmp(copy.copy, "movnti"))) {
			/* Without a winner the series' own copy stands for all. */
			out->stream = copy;
		}
	}
	if (!out->verdict && nr_measured)
		out->verdict = nr_lose == nr_measured ? SELECTION_REFERENCE : SELECTION_UNDECIDED;
	if (!ret)
		ret = pool_copy(ctx, key, "mov-regs", &out->regs);
	return ret ? ret : find_best(ctx, out);
}
