// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/interrupt.h"
#include "run/round.h"

#include <alloca.h>
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "target/cpus.h"
#include "run/load.h"
#include "machine.h"
#include "run/measure.h"
#include "base/message.h"
#include "target/placement.h"
#include "run/run.h"
#include "run/stamp.h"
#include "run/pass.h"

#define PILOT_PART 16	/* a pilot pass covers this fraction of the range */
#define PILOT_TRIES 3

/* What the samples of a round have in common. */
struct sampler {
	const struct round *round;
	struct mapping map;
	struct placement found;
	struct counters *counters;
	uint64_t pass;
	uint64_t *pageblocks;
	gsl_rng *rng;
	size_t *order;
	struct load *load;
};

/* What the model says of a whole pass. */
static void predict(struct run_row *row, const struct bench_case *c)
{
	row->model_read_bytes = c->model_read_bytes;
	row->model_write_bytes = c->model_write_bytes;
}

static struct run_row row_new(const struct round *round, enum row_status status)
{
	struct run_row row = RUN_ROW_EMPTY;

	row.seq = round->log->seq++;
	row.round = round->number;
	row.status = status;
	return row;
}

static int write_skip(const struct round *round, const struct bench_case *c, const char *reason)
{
	struct run_row row = row_new(round, ROW_SKIP);

	predict(&row, c);
	row.reason = reason;
	return run_writer_row(round->writer, &row, &c->words);
}

static int skip_all(const struct round *round, const char *reason)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < round->group->nr_cases; i++)
		if (!round->group->cases[i].skip && !round->group->cases[i].rung)
			ret = write_skip(round, &round->group->cases[i], reason);
	return ret;
}

static int write_stamp(const struct sampler *s, int rep, const char *when)
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

static bool is_disturbed(const struct bench_case *c, const struct sample *sample, char *reason,
			 size_t size)
{
	if (!c->state->faults && sample->faults > FAULTS_MOST)
		snprintf(reason, size, "%lld page faults", (long long)sample->faults);
	else if (sample->steal_ms > 0)
		snprintf(reason, size, "%lld ms of steal", (long long)sample->steal_ms);
	else if (sample->switches > SWITCHES_MOST)
		snprintf(reason, size, "%lld involuntary context switches",
			 (long long)sample->switches);
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

	if (c->words.load)
		ret = load_start(s->load, s->round->cpus->cpu + c->words.threads,
				 c->words.load);
	if (!ret)
		ret = pass_measure(&pass, sample);
	if (c->words.load)
		load_stop(s->load);
	if (ret)
		pr_err("%s: cannot start %d threads and %d of load: %s", s->round->group->spec.text,
		       c->words.threads, c->words.load, strerror(-ret));
	return ret;
}

/* How much of a range is brought into the state. */
static size_t state_bytes(const struct round *round, const struct state *state, size_t bytes)
{
	const uint64_t enough = STATE_CACHES * machine_llc_bytes(round->machine);

	return state->cached && enough && bytes > enough ? enough : bytes;
}

/* Bring the destination into the state, then time one pass over @pages. */
static int take_sample(struct sampler *s, const struct bench_case *c, uint64_t pages,
		       struct sample *sample)
{
	const size_t bytes = c->words.align + pages * replay_layout_bytes[c->layout];
	const struct round *round = s->round;
	struct replay_args args;
	int ret;

	if (c->state->prepare) {
		ret = c->state->prepare(&round->group->spec, &s->map,
					state_bytes(round, c->state, bytes));
		if (ret == -EOPNOTSUPP)
			return ret;
		if (ret) {
			pr_err("%s: cannot prepare state %s: %s", round->group->spec.text,
			       c->state->name, strerror(-ret));
			return ret;
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
		pr_err("%s: cannot fault in %zu bytes: %s", round->group->spec.text, s->map.bytes,
		       strerror(-ret));
	return ret;
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

static int write_sample(struct sampler *s, const struct bench_case *c, int rep,
			enum row_status status, uint64_t pages, const struct sample *sample)
{
	struct run_row row = row_new(s->round, status);
	char reason[64];
	struct reason why;

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
	row.faults = sample->faults;
	row.switches = sample->switches;
	put_counted(&row, &sample->counted);
	row.steal_ms = sample->steal_ms < 0 ? RUN_ABSENT : sample->steal_ms;
	if (status == ROW_OK && is_disturbed(c, sample, reason, sizeof(reason))) {
		row.status = ROW_DISTURBED;
		row.reason = reason;
	} else if (placement_check(&s->round->group->spec, &s->found, &why)) {
		row.status = ROW_DISTURBED;
		row.reason = why.text;
	}
	sample_log_add(s->round->log, &row, c->index);
	return run_writer_row(s->round->writer, &row, &c->words);
}

/*
 * A pass over part of the range shows which copies are so slow that sampling
 * them as often as the others would eat the time of all.
 */
static int pilots(struct sampler *s)
{
	const struct bench_group *group = s->round->group;
	double *factor = s->round->log->factor;
	struct sample sample;
	char reason[64];
	size_t i;
	int ret, tries;

	for (i = 0; i < group->nr_cases && !run_interrupted; i++) {
		const struct bench_case *c = &group->cases[i];
		const uint64_t pages = (c->words.pages + PILOT_PART - 1) / PILOT_PART;

		if (c->skip || !c->reps || c->rung || c->state->faults)
			continue;
		/* The first pass of a copy also fetches its code. */
		ret = take_sample(s, c, pages, &sample);
		for (tries = 0; !ret && tries < PILOT_TRIES; tries++) {
			ret = take_sample(s, c, pages, &sample);
			if (!is_disturbed(c, &sample, reason, sizeof(reason)))
				break;
		}
		if (ret == -EOPNOTSUPP)
			continue;
		if (!ret)
			ret = write_sample(s, c, -1, ROW_PILOT, pages, &sample);
		if (ret)
			return ret;
		factor[c->index] = sample.took_ns;
	}
	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->mov >= 0 && (size_t)c->mov != c->index && factor[c->mov] > 0)
			factor[c->index] /= factor[c->mov];
		else if (c->mov < 0 || !(factor[c->mov] > 0))
			factor[c->index] = 0;
	}
	for (i = 0; i < group->nr_cases; i++)
		if (group->cases[i].mov == (int)group->cases[i].index)
			factor[group->cases[i].index] = 1;
	/* Those of a sweep follow the case of the whole range. */
	for (i = 0; i < group->nr_cases; i++)
		factor[group->cases[i].index] =
			factor[group->cases[i].index - group->cases[i].rung];
	return 0;
}

static bool crawls(const struct round *round, const struct bench_case *c)
{
	return round->crawl_factor > 0 && round->log->factor[c->index] > round->crawl_factor;
}

/* A row for each copy that will not be sampled, at the top of its sweep. */
static int skip_crawling(const struct sampler *s)
{
	const struct bench_group *group = s->round->group;
	char reason[80];
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->skip || !c->reps || c->rung || !crawls(s->round, c))
			continue;
		snprintf(reason, sizeof(reason), "in the pilot %.0f times as long as mov, which this "
			 "plan has no time for", s->round->log->factor[c->index]);
		ret = write_skip(s->round, c, reason);
	}
	return ret;
}

/* @number: in this process; slow copies take part in the first alone */
static int repetition(struct sampler *s, int number)
{
	const int rep = s->round->log->rep++;
	const struct round *round = s->round;
	const struct bench_group *group = round->group;
	struct sample sample;
	size_t i;
	int ret;

	for (i = 0; i < group->nr_cases; i++)
		s->order[i] = i;
	gsl_ran_shuffle(s->rng, s->order, group->nr_cases, sizeof(s->order[0]));

	ret = write_stamp(s, rep, "before");
	for (i = 0; !ret && i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[s->order[i]];

		if (c->skip || !c->words.pages || number >= c->reps || crawls(round, c) ||
		    (number && round->log->factor[c->index] > PILOT_FACTOR))
			continue;
		if (run_interrupted)
			return -EINTR;
		ret = take_sample(s, c, c->words.pages, &sample);
		if (ret == -EOPNOTSUPP)
			ret = write_skip(round, c, "this target cannot be brought into the state");
		else if (!ret)
			ret = write_sample(s, c, rep, ROW_OK, c->words.pages, &sample);
	}
	return ret ? ret : write_stamp(s, rep, "after");
}

static int repetitions(struct sampler *s)
{
	const struct round *round = s->round;
	const int64_t start = clock_ns();
	int i, ret = 0;

	for (i = 0; !ret && i < round->group->reps; i++) {
		if (i && clock_ns() - start > round->share_ns)
			break;
		ret = repetition(s, i);
	}
	return ret;
}

/* No sample may find memory that only the kernel has written. */
static void warm_up(struct sampler *s)
{
	const struct copy_backend *mov = replay_copy_find("mov");
	struct replay_args args;
	size_t i;

	for (i = 0; i < LAYOUT_NR; i++) {
		/* Of the greatest layout, so that no page is left out. */
		if ((size_t)replay_layout_bytes[i] != s->round->group->layout_bytes)
			continue;
		replay_pass(&args, WALK_FLAT, PATTERN_DENSE, i, s->pass++);
		args.memmap = s->map.addr;
		args.start_pfn = 0;
		args.nr_pages = s->map.bytes / s->round->group->layout_bytes;
		mov->fn[WALK_FLAT][REVISION_V5][i](&args);
	}
}

static int run_mapped(struct sampler *s)
{
	const struct round *round = s->round;
	int64_t mapped_ns = clock_ns();
	struct reason why;
	int ret = 0;

	placement_read(&s->round->group->spec, &s->map, &s->found);
	if (placement_check(&round->group->spec, &s->found, &why))
		return skip_all(round, why.text);
	warm_up(s);
	round->log->populate_ns += clock_ns() - mapped_ns;

	mapped_ns = clock_ns();
	counters_idle(s->counters, IDLE_MS);
	if (round->pilots)
		ret = pilots(s) ?: skip_crawling(s);
	if (!ret)
		ret = repetitions(s);
	round->log->measured_ns += clock_ns() - mapped_ns;
	return ret;
}

static int pin(int cpu)
{
	cpu_set_t set;

	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	if (!sched_setaffinity(0, sizeof(set), &set))
		return 0;
	pr_err("--cpu %d: cannot run there: %s", cpu, strerror(errno));
	return -EIO;
}

/* Memory for the greatest load of any case. */
static int get_load(struct sampler *s)
{
	const struct bench_group *group = s->round->group;
	int most = 0;
	size_t i;

	for (i = 0; i < group->nr_cases; i++)
		if (!group->cases[i].skip && group->cases[i].words.load > most)
			most = group->cases[i].words.load;
	s->load = most ? load_new(most) : NULL;
	return most && !s->load ? -ENOMEM : 0;
}

/* The longest range may be one of small records. */
static size_t longest_range(const struct bench_group *group)
{
	size_t most = 0, bytes, i;

	for (i = 0; i < group->nr_cases; i++) {
		const struct run_case *c = &group->cases[i].words;

		bytes = c->align + (size_t)c->pages * c->layout;
		if (bytes > most)
			most = bytes;
	}
	return most;
}

int round_run(const struct round *round)
{
	struct sampler s = { .round = round, .map = { .fd = -1 } };
	const size_t bytes = longest_range(round->group);
	int64_t start = clock_ns();
	volatile char *shift;
	struct reason why;
	int ret;

	ret = pin(round->cpus->cpu[0]) ?:
	      counters_open(round->machine, round->cpus->cpu, bench_group_threads(round->group),
			    &s.counters);
	if (ret)
		return ret;
	s.rng = gsl_rng_alloc(gsl_rng_taus2);
	s.order = calloc(round->group->nr_cases, sizeof(s.order[0]));
	s.pageblocks = malloc(REPLAY_PAGEBLOCKS_BYTES(round->group->pages));
	if (!s.rng || !s.order || !s.pageblocks)
		return -ENOMEM;
	/* Faults of these pages belong to no sample. */
	memset(s.pageblocks, 0, REPLAY_PAGEBLOCKS_BYTES(round->group->pages));
	gsl_rng_set(s.rng, round->seed);
	/*
	 * A forked process has its parent's stack addresses.  Where the template
	 * lies within a page decides which stores alias with its loads, so each
	 * round gets another place.
	 */
	shift = alloca(16 + 16 * gsl_rng_uniform_int(s.rng, 256));
	shift[0] = 0;

	ret = target_map(&round->group->spec, bytes, &s.map, &why);
	if (ret && run_interrupted) {
		ret = -EINTR;
	} else if (ret) {
		ret = skip_all(round, why.text);
	} else {
		round->log->populate_ns += clock_ns() - start;
		ret = get_load(&s) ?: run_mapped(&s);
		load_free(s.load);
		target_unmap(&s.map);
	}
	counters_close(s.counters);
	gsl_rng_free(s.rng);
	free(s.order);
	free(s.pageblocks);
	return ret;
}
