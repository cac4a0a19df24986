// SPDX-License-Identifier: GPL-2.0-or-later
#include "saturation/trial.h"

#include <errno.h>
#include <gsl/gsl_randist.h>
#include <gsl/gsl_rng.h>
#include <math.h>
#include <pthread.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "base/clock.h"
#include "base/cpu-mask.h"
#include "machine.h"
#include "base/message.h"
#include "round/measure.h"
#include "round/stamp.h"
#include "target/cpus.h"
#include "target/placement.h"
#include "pmu.h"
#include "run-file/stats.h"

#define LINE 64

struct team;

struct worker {
	struct team *team;
	pthread_t thread;
	int cpu;
	int number;
	double away_pct;
	int found_cpu;
};

/**
 * struct team - threads that go over the range together
 * @active: how many of them work in this pass
 * @start, @end: all of them and the one that holds the clock
 */
struct team {
	const struct saturate_options *opt;
	struct mapping map;
	struct worker *workers;
	int started;
	int active;
	enum saturated_kernel kernel;
	uint64_t pass;
	bool over;
	pthread_barrier_t start;
	pthread_barrier_t end;
};

/* Every word is changed, so that the line is full and dirty as after a copy. */
static void run_update(uint64_t *at, const uint64_t *end)
{
	for (; at < end; at++)
		*(volatile uint64_t *)at = *(volatile uint64_t *)at + 1;
}

static void run_nt(uint64_t *at, const uint64_t *end, uint64_t value)
{
	for (; at < end; at++)
		asm volatile("movnti %1, %0" : "=m"(*at) : "r"(value));
	asm volatile("sfence" ::: "memory");
}

static void run_read(const uint64_t *at, const uint64_t *end)
{
	uint64_t all = 0;

	for (; at < end; at++)
		all |= *at;
	asm volatile("" : : "r"(all));
}

static void run_store(const struct team *team, void *at, size_t bytes)
{
	struct replay_args args;

	replay_pass(&args, WALK_FLAT, PATTERN_DENSE, LAYOUT_64, team->pass);
	args.memmap = at;
	args.start_pfn = 0;
	args.nr_pages = bytes / LINE;
	team->opt->copy->fn[WALK_FLAT][REVISION_V5][LAYOUT_64](&args);
}

static void run_slice(const struct team *team, int number)
{
	const size_t lines = team->map.bytes / LINE;
	const size_t first = lines * number / team->active;
	const size_t last = lines * (number + 1) / team->active;
	char *at = (char *)team->map.addr + first * LINE;
	uint64_t *const words = (uint64_t *)at;
	uint64_t *const end = words + (last - first) * LINE / sizeof(*words);

	switch (team->kernel) {
	case SATURATED_UPDATE:
		run_update(words, end);
		break;
	case SATURATED_NT:
		run_nt(words, end, 0x5a5a5a5a5a5a5a5aULL + team->pass);
		break;
	case SATURATED_READ:
		run_read(words, end);
		break;
	default:
		run_store(team, at, (last - first) * LINE);
		break;
	}
}

/* A slice, and how long the thread had no CPU in it. */
static void run_watched(struct worker *worker)
{
	const int64_t start = clock_ns(), away = measure_away_ns();

	run_slice(worker->team, worker->number);
	worker->away_pct = 100.0 * (double)(measure_away_ns() - away) /
			   (double)(clock_ns() - start);
	worker->found_cpu = sched_getcpu();
}

static void *work(void *arg)
{
	struct worker *worker = arg;
	struct team *team = worker->team;

	for (;;) {
		pthread_barrier_wait(&team->start);
		if (team->over)
			return NULL;
		if (worker->number < team->active)
			run_watched(worker);
		pthread_barrier_wait(&team->end);
	}
}

static int start_team(struct team *team)
{
	const int threads = team->opt->threads;
	struct cpu_mask *allowed = cpus_allowed();
	int cpu = -1, i, ret;

	team->workers = calloc(threads, sizeof(*team->workers));
	if (!team->workers || !allowed) {
		cpu_mask_free(allowed);
		return -ENOMEM;
	}
	pthread_barrier_init(&team->start, NULL, threads + 1);
	pthread_barrier_init(&team->end, NULL, threads + 1);
	for (i = 0; i < threads; i++) {
		cpu = cpu_mask_next(allowed, cpu);
		team->workers[i] = (struct worker){ .team = team, .cpu = cpu, .number = i,
						    .found_cpu = cpu };
		ret = cpu < 0 ? -ENODEV :
				cpu_thread(&team->workers[i].thread, cpu, work, &team->workers[i]);
		if (ret) {
			/* Those that wait at the barrier end with the process. */
			pr_err("saturate: cannot start thread %d of %d on CPU %d: %s", i + 1, threads,
			       cpu, strerror(-ret));
			cpu_mask_free(allowed);
			return -EAGAIN;
		}
		team->started++;
	}
	cpu_mask_free(allowed);
	return 0;
}

static void end_team(struct team *team)
{
	int i;

	if (team->started < team->opt->threads)
		return;
	team->over = true;
	pthread_barrier_wait(&team->start);
	for (i = 0; i < team->started; i++)
		pthread_join(team->workers[i].thread, NULL);
	free(team->workers);
}

static int64_t steal_of_all(const struct team *team)
{
	int64_t sum = 0, steal;
	int i;

	for (i = 0; i < team->started; i++) {
		steal = measure_steal_ms(team->workers[i].cpu);
		if (steal < 0)
			return -1;
		sum += steal;
	}
	return sum;
}

/* One pass, and the worst of what disturbed any so far. */
static double timed_pass(struct team *team, enum saturated_kernel kernel, int active,
			 struct saturated_input *in)
{
	struct rusage before, after;
	int64_t steal, start, end, faults, switches;

	team->kernel = kernel;
	team->active = active;
	team->pass++;
	steal = steal_of_all(team);
	getrusage(RUSAGE_SELF, &before);
	start = clock_ns();
	pthread_barrier_wait(&team->start);
	pthread_barrier_wait(&team->end);
	end = clock_ns();
	getrusage(RUSAGE_SELF, &after);
	faults = after.ru_minflt + after.ru_majflt - before.ru_minflt - before.ru_majflt;
	switches = after.ru_nivcsw - before.ru_nivcsw;
	steal = steal < 0 ? -1 : steal_of_all(team) - steal;
	for (int i = 0; i < active; i++) {
		const struct worker *worker = &team->workers[i];

		in->away_pct = worker->away_pct > in->away_pct ? worker->away_pct : in->away_pct;
		in->strayed |= worker->found_cpu != worker->cpu;
	}
	in->faults = faults > in->faults ? faults : in->faults;
	in->switches = switches > in->switches ? switches : in->switches;
	in->steal_ms = steal > in->steal_ms ? steal : in->steal_ms;
	return end - start;
}

static void note_spin(struct saturated_input *in)
{
	struct stamp stamp;

	stamp_take(-1, &stamp);
	if (!in->spin_least_ns || stamp.spin_ns < in->spin_least_ns)
		in->spin_least_ns = stamp.spin_ns;
	if (stamp.spin_ns > in->spin_most_ns)
		in->spin_most_ns = stamp.spin_ns;
}

/* All kernels with all threads and with half of them, in a new order each time. */
static void repeat(struct team *team, gsl_rng *rng, double *took, struct saturated_input *in)
{
	const int reps = team->opt->reps;
	int order[2 * SATURATED_NR], rep, i;

	for (i = 0; i < SATURATED_NR; i++) {
		in->took_ns[i] = took + i * reps;
		in->half_ns[i] = took + (SATURATED_NR + i) * reps;
		/* The first pass of each fetches its code and wakes the threads. */
		timed_pass(team, i, team->opt->threads, &(struct saturated_input){ 0 });
	}
	for (rep = 0; rep < reps; rep++) {
		for (i = 0; i < 2 * SATURATED_NR; i++)
			order[i] = i;
		gsl_ran_shuffle(rng, order, 2 * SATURATED_NR, sizeof(order[0]));
		note_spin(in);
		for (i = 0; i < 2 * SATURATED_NR; i++)
			took[order[i] * reps + rep] = timed_pass(
				team, order[i] % SATURATED_NR,
				order[i] < SATURATED_NR ? team->opt->threads :
							  team->opt->threads / 2, in);
		note_spin(in);
	}
}

static int nodes_with_memory(const struct machine *m)
{
	const char *list = machine_fact_value(m, "numa-memory-nodes");
	int nodes[PMU_CPUS_MAX];
	int nr = list ? pmu_parse_cpus(list, nodes, PMU_CPUS_MAX) : 0;

	return nr > 0 ? nr : 1;
}

/* In a guest the size of the cache is the hypervisor's claim. */
static uint64_t known_llc(const struct machine *m)
{
	return machine_cpu(m)->hypervisor ? 0 : machine_llc_bytes(m);
}

uint64_t saturate_bytes(const struct machine *m)
{
	const uint64_t llc = known_llc(m);

	return llc ? SATURATED_LLC_TIMES * llc : nodes_with_memory(m) * SATURATED_NODE_BYTES;
}

static int measure_team(struct team *team, const struct machine *m, struct saturate_result *result)
{
	const struct saturate_options *opt = team->opt;
	const size_t lines = team->map.bytes / LINE;
	struct saturated_input in = { .nr_reps = opt->reps, .threads = opt->threads,
				      .bytes = team->map.bytes, .llc_bytes = known_llc(m),
				      .nodes = nodes_with_memory(m), .steal_ms = -1 };
	double *took = calloc(2 * SATURATED_NR * opt->reps, sizeof(*took));
	gsl_rng *rng = gsl_rng_alloc(gsl_rng_taus2);
	struct placement found;
	struct reason reason;
	int ret = -ENOMEM, i;

	if (!took || !rng)
		goto out_free;
	gsl_rng_set(rng, opt->seed);
	ret = start_team(team);
	if (ret)
		goto out_free;
	placement_read(&opt->spec, &team->map, &found);
	in.placed = !placement_check(&opt->spec, &found, &reason);
	repeat(team, rng, took, &in);
	end_team(team);
	ret = saturated_estimate(&in, opt->seed, &result->estimate);
	for (i = 0; i < SATURATED_NR; i++) {
		/* The estimate has seen them in their order; a median sorts. */
		result->ns_per_line[i] = stats_median(took + i * opt->reps, opt->reps) / lines;
		result->half_ns_per_line[i] =
			stats_median(took + (SATURATED_NR + i) * opt->reps, opt->reps) / lines;
	}

out_free:
	if (rng)
		gsl_rng_free(rng);
	free(took);
	return ret;
}

int saturate_measure(const struct saturate_options *opt, const struct machine *m,
		     struct saturate_result *result)
{
	struct team team = { .opt = opt, .map = { .fd = -1 } };
	struct reason reason;
	int ret;

	ret = target_map(&opt->spec, opt->bytes, &team.map, &reason);
	if (ret) {
		pr_err("saturate: %s", reason.text);
		return ret;
	}
	ret = measure_team(&team, m, result);
	target_unmap(&team.map);
	return ret;
}
