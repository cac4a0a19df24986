// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/sampler.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "machine.h"
#include "round/load.h"
#include "round/pass.h"
#include "round/stamp.h"
#include "target/cpus.h"

#define SPIN_HOLDS_NS 1000000

/* What the model says of a whole pass, also beside a part of one. */
static void predict(struct run_row *row, const struct bench_case *c)
{
	row->model_read_bytes = c->model_read_bytes;
	row->model_write_bytes = c->model_write_bytes;
}

static struct run_row row_new(const struct round *round, enum row_status status)
{
	struct run_row row = RUN_ROW_EMPTY;

	row.round = round->number;
	row.status = status;
	return row;
}

int sampler_write_skip(const struct round *round, const struct bench_case *c, const char *reason)
{
	struct run_row row = row_new(round, ROW_SKIP);

	round->log->sampling = -1;
	predict(&row, c);
	row.reason = reason;
	return run_writer_row(round->writer, &row, &c->words);
}

int sampler_write_stamp(const struct sampler *s, int rep, const char *when)
{
	struct run_row row = row_new(s->round, ROW_STAMP);
	struct stamp stamp;

	stamp_take(s->round->cpus->nr > 1 ? s->round->cpus->cpu[1] : -1, &stamp);
	row.rep = rep;
	row.reason = when;
	row.cpu = s->round->cpus->cpu[0];
	row.rtt_ns = stamp.rtt_ns < 0 ? RUN_ABSENT : stamp.rtt_ns;
	row.spin_ns = stamp.spin_ns;
	sample_log_add(s->round->log, &row, -1);
	return run_writer_row(s->round->writer, &row, NULL);
}

bool sample_is_disturbed(const struct bench_case *c, const struct sample *sample, char *reason,
			 size_t size)
{
	if (!c->state->faults && sample->faults > FAULTS_MOST)
		snprintf(reason, size, "%lld page faults", (long long)sample->faults);
	else if (sample->found_cpu != sample->cpu)
		snprintf(reason, size, "ran on CPU %d, not on CPU %d", sample->found_cpu, sample->cpu);
	else if (100 * sample->away_ns > AWAY_PCT * sample->took_ns)
		snprintf(reason, size, "did not run for %lld of %lld us",
			 (long long)sample->away_ns / 1000, (long long)sample->took_ns / 1000);
	else if (c->words.threads > 1 && sample->steal_ms > 0)
		snprintf(reason, size, "%lld ms of steal", (long long)sample->steal_ms);
	else
		return false;
	return true;
}

/* The timed part, with the background load of the case around it. */
static int pass_under_load(struct sampler *s, const struct bench_case *c,
			    const struct replay_args *args, struct sample *sample)
{
	const struct pass pass = {
		.walk = replay_walk_of(c->runs, c->walk, c->revision, c->layout,
				       c->words.drain_every),
		.args = args,
		.layout_bytes = c->words.layout,
		.kind = c->walk,
		.order = c->block_order,
		.threads = c->words.threads,
		.seed = s->round->seed + s->pass,
		.cpus = s->round->cpus,
		/* Load is threads of this process: whatever counts this one counts them. */
		.counters = c->words.load ? NULL : s->counters,
	};
	int ret = 0;

	/* What was measured just behind the last sample still holds. */
	if (clock_ns() - s->spun_ns > SPIN_HOLDS_NS)
		s->spin_ns[1] = stamp_spin_ns();
	s->spin_ns[0] = s->spin_ns[1];
	/* No thread of this process runs a walk now. */
	replay_returns_set(c->returns);
	replay_ahead_set(bench_ahead(c));
	if (c->words.load)
		ret = load_start(s->load, s->round->cpus->cpu + c->words.threads,
				 c->words.load);
	if (!ret)
		ret = pass_measure(&pass, sample);
	if (c->words.load)
		load_stop(s->load);
	s->spin_ns[1] = stamp_spin_ns();
	s->spun_ns = clock_ns();
	if (!ret)
		return 0;
	/* Every CPU was there when it was chosen. */
	return reason_set(&s->round->log->why, ret == -EINVAL ? -ENXIO : ret,
			  "cannot start %d threads and %d of load: %s", c->words.threads,
			  c->words.load, strerror(-ret));
}

/* How much of a range is brought into the state. */
static size_t state_bytes(const struct round *round, const struct state *state, size_t bytes)
{
	const uint64_t enough = STATE_CACHES * machine_llc_bytes(round->machine);

	return state->cached && enough && bytes > enough ? enough : bytes;
}

int sampler_take(struct sampler *s, const struct bench_case *c, uint64_t pages,
		 struct sample *sample)
{
	const size_t bytes = c->words.align + pages * replay_layout_bytes[c->layout];
	const struct round *round = s->round;
	struct replay_args args;
	int ret;

	round->log->sampling = (int32_t)c->index;
	if (c->state->prepare) {
		ret = c->state->prepare(&round->group->spec, &s->map,
					state_bytes(round, c->state, bytes));
		if (ret == -EOPNOTSUPP)
			return ret;
		if (ret) {
			return reason_set(&round->log->why, ret, "cannot prepare state %s: %s",
					  c->state->name, strerror(-ret));
		}
	}
	replay_pass(&args, c->walk, c->pattern, c->layout, s->pass++);
	args.memmap = (char *)s->map.addr + c->words.align;
	args.start_pfn = 0;
	args.nr_pages = pages;
	args.altmap = round->group->spec.target->altmap;
	args.kernel = c->kernel;
	args.map_mem = c->map_mem;
	args.pageblocks = c->pageblocks ? s->pageblocks : NULL;
	args.drain_every = c->words.drain_every;
	ret = pass_under_load(s, c, &args, sample);
	/* The next case may have a longer range, and must not find it full of holes. */
	if (ret || !c->state->faults || bytes == s->map.bytes)
		return ret;
	ret = target_populate(&s->map);
	if (ret)
		reason_set(&round->log->why, ret, "cannot fault in %zu bytes: %s", s->map.bytes,
			   strerror(-ret));
	return ret;
}

/* The sample stays one, and another try may find the same state on both sides. */
static bool sibling_changed(const struct sampler *s)
{
	const int64_t a = s->spin_ns[0], b = s->spin_ns[1];

	return 100 * (a > b ? a : b) > (100 + SPIN_CHANGE_PCT) * (a > b ? b : a);
}

static void put_counted(struct run_row *row, const struct counted *counted)
{
	row->read_bytes = counted->read_bytes;
	row->write_bytes = counted->write_bytes;
	row->idle_read_bytes = counted->idle_read_bytes;
	row->idle_write_bytes = counted->idle_write_bytes;
	row->counted_pct = counted->counted_pct;
	row->traffic_source = counted->source ? counted->source : "-";
	row->counts = counted->counts;
}

int sampler_write(struct sampler *s, const struct bench_case *c, int rep, enum row_status status,
		  uint64_t pages, const struct sample *sample, bool *again)
{
	struct run_row row = row_new(s->round, status);
	struct reason misplaced;
	bool disturbed;
	char reason[80];
	int ret;

	/* Pages that were given back may have come back in another size. */
	if (c->state->faults)
		placement_read(&s->round->group->spec, &s->map, &s->found);
	row.rep = rep;
	row.cpu = s->round->cpus->cpu[0];
	row.node = s->found.node;
	row.page_bytes = s->found.page_bytes ? s->found.page_bytes : RUN_ABSENT;
	row.took_ns = sample->took_ns;
	row.done_pages = pages;
	if (status != ROW_PILOT)
		predict(&row, c);
	row.spin_before_ns = s->spin_ns[0];
	row.spin_ns = s->spin_ns[1];
	row.faults = sample->faults;
	row.switches = sample->switches;
	row.away_ns = sample->away_ns;
	put_counted(&row, &sample->counted);
	row.steal_ms = sample->steal_ms < 0 ? RUN_ABSENT : sample->steal_ms;
	disturbed = status == ROW_OK && sample_is_disturbed(c, sample, reason, sizeof(reason));
	if (again)
		*again = disturbed || sibling_changed(s);
	if (disturbed) {
		row.status = ROW_DISTURBED;
		row.reason = reason;
	} else if (placement_check(&s->round->group->spec, &s->found, &misplaced)) {
		row.status = ROW_DISTURBED;
		row.reason = misplaced.text;
	}
	sample_log_add(s->round->log, &row, c->index);
	ret = run_writer_row(s->round->writer, &row, &c->words);
	if (!ret && sample->found_cpu != sample->cpu)
		return reason_set(&s->round->log->why, -ENXIO, "CPU %d was taken away", sample->cpu);
	s->round->log->sampling = -1;
	return ret;
}
