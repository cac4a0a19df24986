// SPDX-License-Identifier: GPL-2.0-or-later
#include "analysis/mechanism.h"

#include <errno.h>
#include <math.h>
#include <string.h>

/* clang-format off */
const char *const mechanism_name[MECHANISM_NR] = {
	[MECHANISM_NONE]    = "none",
	[MECHANISM_LOADS]   = "prefetch for loads alone",
	[MECHANISM_BOTH]    = "prefetch for loads and stores",
	[MECHANISM_LATENCY] = "latency and buffers, without prefetch",
	[MECHANISM_FAR]	    = "far memory",
	[MECHANISM_BUFFERS] = "few buffers",
	[MECHANISM_LOCKED]  = "locked instructions that stall streaming",
};
/* clang-format on */

static const struct stats_estimate nothing = { .median = NAN, .lo = NAN, .hi = NAN };

/* The thread's kind of case: order0, DRAM that was used before; the longest range. */
static const struct summary_row *row_of(const struct summary *summary, const char *target,
					const char *copy, int load)
{
	const struct summary_row *best = NULL;

	for (size_t i = 0; i < summary->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];
		const struct run_case *c = row->case_;

		if (strcmp(c->copy, copy) || strcmp(c->target, target) || c->load != load ||
		    strcmp(c->walk, "order0") || strcmp(c->state, "reused") ||
		    !row->ns.nr_samples || row->mode == MODE_FAR ||
		    !case_is_usual(c, AXIS_BIT(AXIS_LOAD)))
			continue;
		if (!best || c->pages > best->case_->pages ||
		    (c->pages == best->case_->pages && !strcmp(c->revision, NEWEST_REVISION)))
			best = row;
	}
	return best;
}

static struct stats_estimate ratio_of(const struct summary *summary, const char *target,
				      const char *copy, int load)
{
	const struct summary_row *row = row_of(summary, target, copy, load);

	return row ? row->ratio : nothing;
}

/* Of one hypothesis the contrast of that label; where several have it the one that shows most. */
static struct stats_estimate effect_of(const struct contrast_results *results, const char *id,
				       const char *label)
{
	struct stats_estimate most = nothing;

	for (size_t i = 0; i < results->nr; i++) {
		const struct contrast_result *r = &results->all[i];

		if (strcmp(r->hypothesis->id, id) || !r->effect.has_interval ||
		    strcmp(r->contrast->label, label))
			continue;
		if (isnan(most.median) || r->effect.median > most.median)
			most = r->effect;
	}
	return most;
}

static int take_probes(const struct summary *summary, struct mechanism_figures *f)
{
	const struct {
		probe_value_fn *value;
		int load;
		struct stats_estimate *est;
	} wanted[] = {
		{ probe_load_latency, 0, &f->load_latency },
		{ probe_store_latency, 0, &f->store_latency },
		{ probe_drain_latency, 0, &f->drain_latency },
		{ probe_read, 0, &f->read },
		{ probe_read_all, 0, &f->read_all },
		{ probe_store, 0, &f->store },
		{ probe_stream, 0, &f->stream },
		{ probe_loads_gain, 0, &f->loads_gain },
		{ probe_store_gain, 0, &f->store_gain },
		{ probe_page_gain, 0, &f->page_gain },
		{ probe_reads_in_flight, 0, &f->reads_in_flight },
		{ probe_streamed_reads_in_flight, 0, &f->ahead_in_flight },
		{ probe_stores_in_flight, 0, &f->stores_in_flight },
		{ probe_streams_in_flight, 0, &f->streams_in_flight },
		{ probe_load_latency, 1, &f->loaded_latency },
		{ probe_drain_latency, 1, &f->loaded_drain },
	};

	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++) {
		int ret = probes_estimate(summary, f->target, wanted[i].load, wanted[i].value,
					  wanted[i].est);

		if (ret == -ENOMEM)
			return ret;
	}
	for (size_t i = 0; i < summary->file->nr_rows; i++)
		if (summary->file->rows[i].status == ROW_PROBE &&
		    !strcmp(summary->file->rows[i].probe->target, f->target))
			f->page_bytes = summary->file->rows[i].page_bytes;
	return 0;
}

static bool is_above(const struct stats_estimate *est, double limit)
{
	return est->has_interval && est->lo > limit;
}

static bool is_below(const struct stats_estimate *est, double limit)
{
	return est->has_interval && est->hi < limit;
}

/* How far a ratio is from 1, whichever way. */
static double distance(const struct stats_estimate *ratio)
{
	if (isnan(ratio->median) || ratio->median <= 0)
		return 1;
	return ratio->median > 1 ? ratio->median : 1 / ratio->median;
}

static bool differs(const struct summary *summary, const struct stats_estimate *ratio)
{
	const enum stats_side side =
		ratio->has_interval ? stats_side(ratio, summary->margin) : STATS_OPEN;

	return side == STATS_ABOVE || side == STATS_BELOW;
}

/* The ratio of the copies that the mechanism is about, with the greatest effect. */
static const struct stats_estimate *greatest(const struct summary *summary,
					     const struct mechanism_figures *f)
{
	const struct stats_estimate *const all[] = { &f->streaming, &f->old_path, &f->touched };
	const struct stats_estimate *most = NULL;

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		if (differs(summary, all[i]) && (!most || distance(all[i]) > distance(most)))
			most = all[i];
	return most;
}

static enum mechanism by_memory(const struct mechanism_figures *f)
{
	if (!f->has_probes)
		/* base does more than mov, and a load of the line is what it has besides. */
		return is_below(&f->old_path, 1 / MECHANISM_ACTS) ? MECHANISM_LOADS :
								    MECHANISM_NONE;
	if (is_above(&f->load_latency, MECHANISM_FAR_NS))
		return MECHANISM_FAR;
	if (is_below(&f->reads_in_flight, MECHANISM_FEW) ||
	    is_below(&f->streams_in_flight, MECHANISM_FEW))
		return MECHANISM_BUFFERS;
	if (f->acts_on_loads && f->acts_on_stores)
		return MECHANISM_BOTH;
	if (f->acts_on_loads && f->spares_stores)
		return MECHANISM_LOADS;
	return f->spares_loads && f->spares_stores ? MECHANISM_LATENCY : MECHANISM_NONE;
}

static void name_one(const struct summary *summary, struct mechanism_figures *f)
{
	const struct stats_estimate *most = greatest(summary, f);
	const bool stalls = is_above(&f->locked, MECHANISM_STALL);

	f->named = MECHANISM_NONE;
	if (most)
		f->named = by_memory(f);
	if (stalls && (f->named == MECHANISM_NONE || f->locked.median > distance(most)))
		f->named = MECHANISM_LOCKED;
}

static const char *lacking(const struct mechanism_figures *f, enum predicted_copy copy,
			   double error)
{
	if (isnan(error) || fabs(error) <= MECHANISM_ERROR)
		return "";
	if (copy == PREDICTED_MOVNTI && error > 0)
		return "when a buffer is free again: before its line has drained, which no probe sees";
	if (copy == PREDICTED_MOVNTI)
		return "what else a streamed line waits for";
	if (error > 0)
		return f->acts_on_stores ? "how early the prefetcher is" :
					   "who brings lines besides the buffers";
	return copy == PREDICTED_BASE ?
		       "the work of the slow path, 13 stores and a call" :
		       "the store buffer: eight stores a line fill it before the buffers are";
}

static void predict(const struct summary *summary, struct mechanism_figures *f)
{
	static const char *const names[PREDICTED_NR] = { "mov", "base", "movnti" };
	const double buffers = f->buffers ? f->buffers : round(f->reads_in_flight.median);
	const double demand = f->load_latency.median / buffers;
	const double ahead = fmin(demand, f->read_all.median);
	const double of[PREDICTED_NR] = {
		[PREDICTED_MOV] = f->acts_on_stores ? ahead : demand,
		[PREDICTED_BASE] = f->acts_on_loads ? ahead : demand,
		[PREDICTED_MOVNTI] = f->drain_latency.median / buffers,
	};
	const struct stats_estimate loaded = ratio_of(summary, f->target, "movnti", 1);

	for (int i = 0; i < PREDICTED_NR; i++) {
		const struct summary_row *row = row_of(summary, f->target, names[i], 0);

		f->copies[i] = (struct predicted){
			.name = names[i],
			.predicted = f->has_probes ? of[i] : NAN,
			.measured = row ? row->ns : nothing,
		};
		f->copies[i].error = f->copies[i].predicted / f->copies[i].measured.median - 1;
		f->copies[i].lacks = lacking(f, i, f->copies[i].error);
	}
	/* What is bound by a latency grows with it. */
	f->loaded_ratio = loaded.median;
	f->loaded_predicted = f->streaming.median *
			      (f->loaded_drain.median / f->drain_latency.median) /
			      (f->loaded_latency.median / f->load_latency.median);
}

int mechanism_evaluate(const struct summary *summary, const struct contrast_results *results,
		       unsigned int buffers, struct mechanism_figures *f)
{
	int ret;

	*f = (struct mechanism_figures){ .target = "dram",
					 .buffers = buffers,
					 .page_bytes = RUN_ABSENT };
	f->has_probes = probes_are_there(summary->file, f->target);
	ret = take_probes(summary, f);
	if (ret)
		return ret;
	f->streaming = ratio_of(summary, f->target, "movnti", 0);
	f->old_path = ratio_of(summary, f->target, "base", 0);
	f->touched = effect_of(results, "H13", "mov / touch-mov");
	/* Not under the slow path of 6.12, where it costs more: no kernel streams behind that. */
	f->locked = effect_of(results, "H16", "order9 v4: work/none");
	f->acts_on_loads = is_above(&f->loads_gain, MECHANISM_ACTS);
	f->acts_on_stores = is_above(&f->store_gain, MECHANISM_ACTS);
	f->acts_across_pages = is_above(&f->page_gain, MECHANISM_ACTS);
	f->spares_loads = is_below(&f->loads_gain, MECHANISM_ACTS);
	f->spares_stores = is_below(&f->store_gain, MECHANISM_ACTS);
	name_one(summary, f);
	predict(summary, f);
	return 0;
}
