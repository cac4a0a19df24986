// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/round.h"

#include <alloca.h>
#include <errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "round/interrupt.h"
#include "round/load.h"
#include "round/pilots.h"
#include "round/privileges.h"
#include "round/probe.h"
#include "round/sampler.h"
#include "target/cpus.h"

/* Cases are sampled in a new order in each repetition. */
struct shuffle {
	gsl_rng *rng;
	size_t *order;
};

static int skip_all(const struct round *round, const char *reason)
{
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < round->group->nr_cases; i++)
		if (!round->group->cases[i].skip && !round->group->cases[i].rung)
			ret = sampler_write_skip(round, &round->group->cases[i], reason);
	return ret;
}

/* A copy that is slower, and not so slow that a part of the range will do. */
static bool is_slow(const struct round *round, const struct bench_case *c)
{
	return round->log->factor[c->index] > PILOT_FACTOR &&
	       pilots_pages(round, c) == (uint64_t)c->words.pages;
}

/* What is disturbed, or saw its sibling change, is tried again at once: it may be over. */
static int sample_case(struct sampler *s, const struct bench_case *c, int rep)
{
	const uint64_t pages = pilots_pages(s->round, c);
	struct sample sample;
	bool again = true;
	int ret = 0, tries;

	for (tries = 0; !ret && again && tries <= RETAKES_MOST && !run_interrupted; tries++) {
		ret = sampler_take(s, c, pages, &sample);
		if (ret == -EOPNOTSUPP)
			return sampler_write_skip(s->round, c,
						  "this target cannot be brought into the state");
		if (!ret)
			ret = sampler_write(s, c, rep, ROW_OK, pages, &sample, &again);
	}
	return ret;
}

/* Has every case that this repetition samples been sampled? */
static bool is_done(const struct sampler *s, int number, int rep)
{
	const struct round *round = s->round;

	for (size_t i = 0; i < round->group->nr_cases; i++) {
		const struct bench_case *c = &round->group->cases[i];

		if (c->skip || c->done || !c->words.pages || number >= c->reps ||
		    (number && is_slow(round, c)))
			continue;
		if (!sample_log_has(round->log, round->number, rep, c->index))
			return false;
	}
	return true;
}

/* @number: in this process; slow copies take part in the first alone */
static int repetition(struct sampler *s, const struct shuffle *shuffle, int number)
{
	const int rep = s->round->log->rep++;
	const struct round *round = s->round;
	const struct bench_group *group = round->group;
	size_t i;
	int ret;

	for (i = 0; i < group->nr_cases; i++)
		shuffle->order[i] = i;
	gsl_ran_shuffle(shuffle->rng, shuffle->order, group->nr_cases, sizeof(shuffle->order[0]));

	/* With the same orders as before, of which some are done. */
	if (round->resumed && is_done(s, number, rep))
		return 0;
	ret = sampler_write_stamp(s, rep, "before");
	for (i = 0; !ret && i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[shuffle->order[i]];

		if (c->skip || c->done || !c->words.pages || number >= c->reps ||
		    (number && is_slow(round, c)))
			continue;
		if (round->resumed && sample_log_has(round->log, round->number, rep, c->index))
			continue;
		if (run_interrupted)
			return -EINTR;
		ret = sample_case(s, c, rep);
	}
	return ret ? ret : sampler_write_stamp(s, rep, "after");
}

static int repetitions(struct sampler *s, const struct shuffle *shuffle)
{
	const struct round *round = s->round;
	const int64_t start = clock_ns();
	int i, ret = 0;

	for (i = 0; !ret && i < round->group->reps; i++) {
		if (i && clock_ns() - start > round->share_ns)
			break;
		/* The room for a round was reckoned without retakes. */
		if (i && !sample_log_has_room(round->log,
					      round->group->nr_cases * (1 + RETAKES_MOST) + 2))
			break;
		ret = repetition(s, shuffle, i);
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

static int run_mapped(struct sampler *s, const struct shuffle *shuffle)
{
	const struct round *round = s->round;
	int64_t mapped_ns = clock_ns();
	struct reason reason;
	int ret = 0;

	placement_read(&s->round->group->spec, &s->map, &s->found);
	if (placement_check(&round->group->spec, &s->found, &reason))
		return skip_all(round, reason.text);
	warm_up(s);
	round->log->populate_ns += clock_ns() - mapped_ns;

	mapped_ns = clock_ns();
	counters_idle(s->counters, IDLE_MS);
	if (round->pilots)
		ret = pilots_run(s);
	if (!ret && round->probes)
		ret = probes_run(s);
	if (!ret)
		ret = repetitions(s, shuffle);
	round->log->measured_ns += clock_ns() - mapped_ns;
	return ret;
}

static int pin(const struct round *round)
{
	const int cpu = round->cpus->cpu[0], ret = cpu_pin(cpu);

	if (!ret)
		return 0;
	/* The CPU was there when it was chosen. */
	return reason_set(&round->log->why, ret == -EINVAL ? -ENXIO : ret, "cannot run on CPU %d: %s", cpu,
			  strerror(-ret));
}

/* Memory for the greatest load of any case, and for that of probes. */
static int get_load(struct sampler *s)
{
	const struct bench_group *group = s->round->group;
	int most = s->round->probes && s->round->cpus->nr > 1;
	size_t i;

	for (i = 0; i < group->nr_cases; i++)
		if (!group->cases[i].skip && group->cases[i].words.load > most)
			most = group->cases[i].words.load;
	s->load = most ? load_new(most) : NULL;
	if (!most || s->load)
		return 0;
	return reason_set(&s->round->log->why, -ENOMEM, "no memory for %d threads of load", most);
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
	struct shuffle shuffle;
	const size_t bytes = longest_range(round->group);
	int64_t start = clock_ns();
	volatile char *shift;
	struct reason reason;
	int ret;

	ret = pin(round) ?:
	      counters_open(round->machine, round->cpus->cpu, bench_group_threads(round->group),
			    &s.counters);
	if (ret)
		return ret;
	shuffle.rng = gsl_rng_alloc(gsl_rng_taus2);
	shuffle.order = calloc(round->group->nr_cases, sizeof(shuffle.order[0]));
	s.pageblocks = malloc(REPLAY_PAGEBLOCKS_BYTES(round->group->pages));
	if (!shuffle.rng || !shuffle.order || !s.pageblocks) {
		ret = reason_set(&round->log->why, -ENOMEM, "out of memory");
		goto out;
	}
	/* Faults of these pages belong to no sample. */
	memset(s.pageblocks, 0, REPLAY_PAGEBLOCKS_BYTES(round->group->pages));
	gsl_rng_set(shuffle.rng, round->seed);
	/*
	 * A forked process has its parent's stack addresses.  Where the template
	 * lies within a page decides which stores alias with its loads, so each
	 * round gets another place.
	 */
	shift = alloca(16 + 16 * gsl_rng_uniform_int(shuffle.rng, 256));
	shift[0] = 0;

	ret = target_map(&round->group->spec, bytes, &s.map, &reason);
	if (ret && run_interrupted) {
		ret = -EINTR;
	} else if (ret) {
		ret = skip_all(round, reason.text);
	} else {
		round->log->populate_ns += clock_ns() - start;
		privileges_drop();
		ret = get_load(&s) ?: run_mapped(&s, &shuffle);
		load_free(s.load);
		target_unmap(&s.map);
	}
out:
	counters_close(s.counters);
	gsl_rng_free(shuffle.rng);
	free(shuffle.order);
	free(s.pageblocks);
	return ret;
}
