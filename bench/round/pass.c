// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/pass.h"

#include <errno.h>
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "round/patience.h"

/* A part of the range: the calls that one thread makes. */
struct part {
	struct crew *crew;
	struct replay_args *calls;
	size_t nr_calls;
	int cpu;
	pthread_t thread;
	int64_t faults;
	int64_t switches;
	int64_t away_ns;
	int found_cpu;
};

/* @args is the first member: it is what measure_call() hands to run_crew(). */
struct crew {
	struct replay_args args;
	replay_walk_fn *walk;
	int nr_parts;
	struct part *parts;
	struct patience patience;
	_Alignas(128) atomic_int ready;
	_Alignas(128) atomic_int go;
	_Alignas(128) atomic_int done;
};

enum { CREW_WAITS, CREW_GOES, CREW_IS_DISMISSED };

/* Records that parts are made of: a whole compound, so that each begins with its head. */
static uint64_t unit_pages(enum replay_walk kind)
{
	const uint64_t compound = 1ULL << replay_walk_shift(kind);

	return compound > PAGEBLOCK_PAGES ? compound : PAGEBLOCK_PAGES;
}

const char *pass_cannot(enum replay_walk kind, enum block_order order, int threads,
			 uint64_t nr_pages)
{
	if (order != BLOCK_ORDER_ASCENDING && unit_pages(kind) > PASS_BLOCK_PAGES)
		return "a block of 2 MiB is less than one compound of this walk";
	if (threads > 1 && nr_pages < (uint64_t)threads * unit_pages(kind))
		return "the range has fewer compounds or pageblocks than threads";
	return NULL;
}

static uint64_t next_random(uint64_t *state)
{
	/* splitmix64 (Steele, Lea, Flood 2014): any seed is good. */
	uint64_t z = *state += 0x9e3779b97f4a7c15;

	z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
	z = (z ^ z >> 27) * 0x94d049bb133111eb;
	return z ^ z >> 31;
}

static void reorder(struct replay_args *calls, size_t nr, enum block_order order, uint64_t seed)
{
	struct replay_args kept;
	size_t i, other;

	for (i = 0; i < nr; i++) {
		if (order == BLOCK_ORDER_RANDOM)
			other = i + next_random(&seed) % (nr - i);
		else
			other = i < nr / 2 ? nr - 1 - i : i;
		kept = calls[i];
		calls[i] = calls[other];
		calls[other] = kept;
	}
}

/* The calls for @nr_pages from record @first on. */
static int plan_part(const struct pass *pass, struct part *part, uint64_t first,
		     uint64_t nr_pages)
{
	const bool whole = pass->order == BLOCK_ORDER_ASCENDING;
	const uint64_t block = whole ? nr_pages : PASS_BLOCK_PAGES;
	uint64_t at, left;

	part->nr_calls = nr_pages ? (nr_pages + block - 1) / block : 0;
	part->calls = calloc(part->nr_calls + 1, sizeof(*part->calls));
	if (!part->calls)
		return -ENOMEM;
	for (at = 0; at < part->nr_calls; at++) {
		left = nr_pages - at * block;
		part->calls[at] = *pass->args;
		part->calls[at].memmap = (char *)pass->args->memmap +
					 (first + at * block) * pass->layout_bytes;
		part->calls[at].start_pfn = pass->args->start_pfn + first + at * block;
		part->calls[at].nr_pages = left < block ? left : block;
	}
	if (!whole)
		reorder(part->calls, part->nr_calls, pass->order, pass->seed + first);
	return 0;
}

static void run_part(const struct crew *crew, const struct part *part)
{
	size_t i;

	for (i = 0; i < part->nr_calls; i++)
		crew->walk(&part->calls[i]);
}

/* Between the two clock reads. */
static void run_crew(const struct replay_args *args)
{
	struct crew *crew = (struct crew *)args;

	atomic_store_explicit(&crew->go, CREW_GOES, memory_order_release);
	run_part(crew, &crew->parts[0]);
	while (atomic_load_explicit(&crew->done, memory_order_acquire) != crew->nr_parts - 1)
		patience_look(&crew->patience);
}

static void *work(void *arg)
{
	struct part *part = arg;
	struct crew *crew = part->crew;
	struct patience patience = { 0 };
	struct rusage before, after;
	int64_t away;
	int go;

	getrusage(RUSAGE_THREAD, &before);
	away = measure_away_ns();
	atomic_fetch_add(&crew->ready, 1);
	while ((go = atomic_load_explicit(&crew->go, memory_order_acquire)) == CREW_WAITS)
		patience_look(&patience);
	if (go == CREW_GOES)
		run_part(crew, part);
	atomic_fetch_add_explicit(&crew->done, 1, memory_order_release);
	/* With the wait for the others, in which it holds its CPU as well. */
	part->away_ns = measure_away_ns() - away;
	part->found_cpu = sched_getcpu();
	getrusage(RUSAGE_THREAD, &after);
	part->faults = after.ru_minflt + after.ru_majflt - before.ru_minflt - before.ru_majflt;
	part->switches = after.ru_nivcsw - before.ru_nivcsw;
	return NULL;
}

/* Start the threads and wait until all of them spin; -errno when one cannot be had. */
static int assemble(struct crew *crew)
{
	int i, ret = 0;

	for (i = 1; !ret && i < crew->nr_parts; i++)
		ret = cpu_thread(&crew->parts[i].thread, crew->parts[i].cpu, work, &crew->parts[i]);
	if (!ret) {
		while (atomic_load(&crew->ready) != crew->nr_parts - 1)
			patience_look(&crew->patience);
		crew->patience = (struct patience){ 0 };
		return 0;
	}
	atomic_store(&crew->go, CREW_IS_DISMISSED);
	while (atomic_load(&crew->done) != i - 2)
		patience_look(&crew->patience);
	for (i -= 2; i > 0; i--)
		pthread_join(crew->parts[i].thread, NULL);
	return ret;
}

static void add_workers(struct crew *crew, struct sample *sample)
{
	int i;

	for (i = 1; i < crew->nr_parts; i++) {
		pthread_join(crew->parts[i].thread, NULL);
		sample->faults += crew->parts[i].faults;
		sample->switches += crew->parts[i].switches;
		if (crew->parts[i].away_ns > sample->away_ns)
			sample->away_ns = crew->parts[i].away_ns;
		if (crew->parts[i].found_cpu == crew->parts[i].cpu)
			continue;
		sample->cpu = crew->parts[i].cpu;
		sample->found_cpu = crew->parts[i].found_cpu;
	}
}

static int64_t steal_ms_of(const struct pass *pass)
{
	int64_t sum = 0, ms;
	int i;

	for (i = 1; i < pass->threads; i++) {
		ms = measure_steal_ms(pass->cpus->cpu[i]);
		sum += ms > 0 ? ms : 0;
	}
	return sum;
}

static int plan_crew(const struct pass *pass, struct crew *crew)
{
	const uint64_t unit = unit_pages(pass->kind), nr = pass->args->nr_pages;
	const uint64_t units = (nr + unit - 1) / unit;
	uint64_t first = 0, end;
	int i, ret = 0;

	crew->walk = pass->walk;
	crew->nr_parts = pass->threads;
	crew->parts = calloc(pass->threads, sizeof(*crew->parts));
	if (!crew->parts)
		return -ENOMEM;
	for (i = 0; !ret && i < pass->threads; i++, first = end) {
		end = units * (i + 1) / pass->threads * unit;
		if (end > nr)
			end = nr;
		crew->parts[i].crew = crew;
		crew->parts[i].cpu = pass->cpus->cpu[i];
		ret = plan_part(pass, &crew->parts[i], first, end - first);
	}
	return ret;
}

int pass_measure(const struct pass *pass, struct sample *sample)
{
	struct crew crew = { .nr_parts = 0 };
	int64_t steal;
	int i, ret;

	if (pass->order == BLOCK_ORDER_ASCENDING && pass->threads == 1) {
		measure_call(pass->walk, pass->args, pass->cpus->cpu[0],
			     pass->counters, sample);
		return 0;
	}
	ret = plan_crew(pass, &crew);
	steal = steal_ms_of(pass);
	if (!ret)
		ret = assemble(&crew);
	if (!ret) {
		measure_call(run_crew, &crew.args, pass->cpus->cpu[0],
			     pass->counters, sample);
		add_workers(&crew, sample);
		if (sample->steal_ms >= 0)
			sample->steal_ms += steal_ms_of(pass) - steal;
	}
	for (i = 0; crew.parts && i < crew.nr_parts; i++)
		free(crew.parts[i].calls);
	free(crew.parts);
	return ret;
}
