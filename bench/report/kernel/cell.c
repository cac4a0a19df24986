// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/cell.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"

static const char *const revisions[] = {
	[CELL_NEWEST] = KERNEL_REVISION,
	[CELL_BEFORE] = KERNEL_REVISION_BEFORE,
};

static const char *const walks[] = {
	[KERNEL_PAGES] = KERNEL_WALK,
	[KERNEL_COMPOUNDS] = KERNEL_COMPOUND_WALK,
};

static int out_of_memory(void)
{
	pr_err("out of memory");
	return -ENOMEM;
}

/* The run goes, so nothing may point into it. */
static int keep(const struct selection *s, struct cell *cell)
{
	cell->verdict = s->verdict;
	cell->ratio = s->stream.ratio;
	cell->pages = s->stream.pages;
	cell->from = s->stream.from;
	cell->from.source = cell->from.lo_source = NULL;
	cell->target = strdup(s->stream.target ? s->stream.target : "-");
	return cell->target ? 0 : out_of_memory();
}

int cell_take(const struct report_ctx *ctx, const struct summary *summary,
	      struct cell out[CELL_MOST], size_t *nr)
{
	struct summary *runs[] = { (struct summary *)summary };
	const struct report_ctx one = { .runs = runs, .nr_runs = 1, .options = ctx->options };
	struct selection_key key = {
		.platform = run_file_fact(summary->file, "platform"),
		.layout = SELECTION_LAYOUT,
		.copy = KERNEL_COPY,
	};
	int ret = 0;

	*nr = 0;
	for (int i = 0; !ret && key.platform && i < CELL_MOST; i++) {
		struct cell cell = { .revision = i % CELL_NR_REVISIONS,
				     .memory = i / CELL_NR_REVISIONS % MEMORY_NR,
				     .shape = i / CELL_NR_REVISIONS / MEMORY_NR };
		struct selection s;

		key.revision = revisions[cell.revision];
		key.memory = cell.memory;
		key.walk = walks[cell.shape];
		ret = selection_make(&one, &key, &s);
		if (ret || s.verdict == SELECTION_UNMEASURED)
			continue;
		ret = keep(&s, &cell);
		if (!ret)
			out[(*nr)++] = cell;
	}
	return ret;
}

static bool is_of(const struct cell *c, enum cell_revision revision, enum selection_memory memory,
		  enum kernel_shape shape)
{
	return c->revision == revision && c->memory == memory && c->shape == shape;
}

static void take_weakest(struct stats_estimate *ratio, const struct cell *c, bool wins)
{
	if (isnan(ratio->median) ||
	    (wins ? c->ratio.median > ratio->median : c->ratio.median < ratio->median))
		*ratio = c->ratio;
}

static int pool_revision(const struct cell *cells, size_t nr, const struct cell *like,
			 struct cell_line *out)
{
	struct stats_estimate of[SELECTION_REFERENCE + 1];
	size_t nr_of[SELECTION_REFERENCE + 1] = { 0 };
	struct crossover_pool pool = { 0 };
	int64_t lost = 0;
	bool settled;
	int ret = 0;

	*out = (struct cell_line){ .revision = like->revision };
	for (size_t v = 0; v < sizeof(of) / sizeof(of[0]); v++)
		of[v] = (struct stats_estimate){ .median = NAN };
	for (size_t i = 0; !ret && i < nr; i++) {
		const struct cell *c = &cells[i];

		if (!is_of(c, like->revision, like->memory, like->shape))
			continue;
		out->nr_runs++;
		nr_of[c->verdict]++;
		take_weakest(&of[c->verdict], c, c->verdict != SELECTION_REFERENCE);
		if (c->verdict == SELECTION_REFERENCE && c->pages * SELECTION_LAYOUT > lost)
			lost = c->pages * SELECTION_LAYOUT;
		if (c->verdict == SELECTION_STREAM)
			ret = crossover_pool_add(&pool, &c->from);
	}
	settled = crossover_pool_settle(&pool, lost, &out->from);
	crossover_pool_free(&pool);
	if (nr_of[SELECTION_CONTRADICTORY] || (nr_of[SELECTION_STREAM] && !settled))
		out->verdict = SELECTION_CONTRADICTORY;
	else if (nr_of[SELECTION_STREAM])
		out->verdict = SELECTION_STREAM;
	else if (nr_of[SELECTION_REFERENCE])
		out->verdict = SELECTION_REFERENCE;
	else
		out->verdict = SELECTION_UNDECIDED;
	out->ratio = of[nr_of[SELECTION_STREAM] ? SELECTION_STREAM : out->verdict];
	return ret;
}

static bool is_swept(const struct cell_line *line)
{
	return line->verdict == SELECTION_STREAM && line->from.nr >= CROSSOVER_SWEEP;
}

int cell_pool(const struct cell *cells, size_t nr, enum selection_memory memory,
	      enum kernel_shape shape, struct cell_line *out)
{
	struct cell like = { .revision = CELL_NEWEST, .memory = memory, .shape = shape };
	struct cell_line before;
	int ret = pool_revision(cells, nr, &like, out);

	like.revision = CELL_BEFORE;
	if (!ret && (!out->nr_runs || (out->verdict == SELECTION_STREAM && !is_swept(out)))) {
		ret = pool_revision(cells, nr, &like, &before);
		if (!out->nr_runs)
			*out = before;
		else if (is_swept(&before))
			out->from = before.from;
	}
	return ret ? out_of_memory() : 0;
}
