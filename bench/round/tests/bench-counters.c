// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What does counting cost?  bench-counters [PAGES [ROUNDS [REPS]]]
 *
 * The same pass with and without the counters that this machine has, in turn
 * within each repetition and in random order, each round in a fresh process
 * with fresh memory.  Prints the paired ratio of the timed calls, and of all
 * that lies around them, with intervals over rounds.  Asserts nothing.
 */
#include <errno.h>
#include <math.h>
#include <sched.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "counter/counters.h"
#include "machine.h"
#include "round/measure.h"
#include "run-file/stats.h"

#define RECORD 64

/* Both ways of one repetition: nanoseconds of the call, and with what is around it. */
struct pair {
	int64_t call_ns[2];
	int64_t whole_ns[2];
};

struct job {
	uint64_t pages;
	int rounds;
	int reps;
	struct pair *pairs;	/* of all rounds, shared with them */
};

static void measure_one(char *memory, const struct job *job, struct counters *c, uint64_t pass,
			int64_t *call_ns, int64_t *whole_ns)
{
	struct replay_args args;
	struct sample sample;
	int64_t start;

	replay_pass(&args, WALK_ORDER0, PATTERN_PAGE, LAYOUT_64, pass);
	args.memmap = memory;
	args.start_pfn = 0;
	args.nr_pages = job->pages;
	start = clock_ns();
	measure_call(replay_copy_find("mov")->fn[WALK_ORDER0][REVISION_V5][LAYOUT_64], &args, 0, c,
		     &sample);
	*whole_ns = clock_ns() - start;
	*call_ns = sample.took_ns;
}

static int run_round(const struct job *job, const struct machine *m, int cpu, int number)
{
	const size_t bytes = job->pages * RECORD;
	struct counters *c;
	uint64_t pass = 0;
	char *memory;
	int rep, i;

	memory = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (memory == MAP_FAILED || counters_open(m, &cpu, 1, &c))
		return 1;
	madvise(memory, bytes, MADV_HUGEPAGE);
	memset(memory, 1, bytes);
	srandom(number + 1);
	for (rep = -1; rep < job->reps; rep++) {
		struct pair *pair = &job->pairs[number * job->reps + rep], unused;
		const int first = random() & 1;

		/* The first of a round finds memory that only the kernel has written. */
		if (rep < 0)
			pair = &unused;
		for (i = 0; i < 2; i++) {
			const int counted = i ^ first;

			measure_one(memory, job, counted ? c : NULL, pass++,
				    &pair->call_ns[counted], &pair->whole_ns[counted]);
		}
	}
	counters_close(c);
	return 0;
}

static void print_ratio(const struct job *job, const char *what, bool whole)
{
	const size_t nr = (size_t)job->rounds * job->reps;
	struct stats_sample *with = calloc(nr, sizeof(*with));
	struct stats_sample *without = calloc(nr, sizeof(*without));
	struct stats_estimate est;
	size_t i;

	for (i = 0; with && without && i < nr; i++) {
		const struct pair *pair = &job->pairs[i];

		with[i] = (struct stats_sample){
			.round = i / job->reps, .rep = i % job->reps,
			.value = whole ? pair->whole_ns[1] : pair->call_ns[1],
		};
		without[i] = with[i];
		without[i].value = whole ? pair->whole_ns[0] : pair->call_ns[0];
	}
	/* With too few rounds there is a median all the same. */
	if (!with || !without || stats_paired_ratio(with, nr, without, nr, &est) == -ENOMEM)
		printf("%s: out of memory\n", what);
	else if (!est.has_interval)
		printf("%s\t%.4f\t-\t-\t%d\t%zu\n", what, est.median, job->rounds, nr);
	else
		printf("%s\t%.4f\t%.4f\t%.4f\t%d\t%zu\n", what, est.median, est.lo, est.hi,
		       job->rounds, nr);
	free(with);
	free(without);
}

static int pin(void)
{
	cpu_set_t set;
	int cpu;

	if (sched_getaffinity(0, sizeof(set), &set))
		return -1;
	for (cpu = CPU_SETSIZE - 1; cpu > 0 && !CPU_ISSET(cpu, &set); cpu--)
		;
	CPU_ZERO(&set);
	CPU_SET(cpu, &set);
	return sched_setaffinity(0, sizeof(set), &set) ? -1 : cpu;
}

#define EMPTY_CALLS 501

/* How many events are open, and what starting, stopping and reading them takes, in ns. */
static int count_open(const struct machine *m, int cpu, double *empty_ns)
{
	static double took[EMPTY_CALLS];
	struct counted counted;
	struct counters *c;
	char line[300];
	int open = 0;
	int64_t start;
	size_t i;

	if (counters_open(m, &cpu, 1, &c))
		return 0;
	for (i = 0; i < EMPTY_CALLS; i++) {
		start = clock_ns();
		counters_start(c);
		counters_stop(c, &counted);
		took[i] = clock_ns() - start;
	}
	*empty_ns = stats_median(took, EMPTY_CALLS);
	for (i = 0; i < counters_nr_lines(c); i++) {
		counters_line(c, i, line, sizeof(line));
		open += strstr(line, ", type ") || !strncmp(line, "resctrl mbm", 11);
	}
	counters_close(c);
	return open;
}

int main(int argc, char **argv)
{
	struct job job = {
		.pages = argc > 1 ? strtoull(argv[1], NULL, 0) : 26214400,
		.rounds = argc > 2 ? atoi(argv[2]) : 12,
		.reps = argc > 3 ? atoi(argv[3]) : 16,
	};
	double *took, pass_ns, empty_ns = NAN;
	struct machine *m;
	int cpu, round, status, open;
	size_t i, nr;

	if (!job.pages || job.rounds < 1 || job.reps < 1) {
		fprintf(stderr, "usage: bench-counters [PAGES [ROUNDS [REPS]]]\n");
		return 2;
	}
	nr = (size_t)job.rounds * job.reps;
	job.pairs = mmap(NULL, nr * sizeof(*job.pairs), PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	took = calloc(nr, sizeof(*took));
	cpu = pin();
	if (job.pairs == MAP_FAILED || !took || cpu < 0 || machine_open(NULL, &m))
		exit(1);
	for (round = 0; round < job.rounds; round++) {
		pid_t pid;

		fflush(NULL);
		pid = fork();
		if (!pid)
			_exit(run_round(&job, m, cpu, round));
		if (pid < 0 || waitpid(pid, &status, 0) != pid || status) {
			fprintf(stderr, "bench-counters: round %d could not be measured\n", round);
			exit(1);
		}
	}
	for (i = 0; i < nr; i++)
		took[i] = job.pairs[i].call_ns[0];
	pass_ns = stats_median(took, nr);
	open = count_open(m, cpu, &empty_ns);
	printf("%d kinds of events are open; a pass of mov without them takes %.2f ms\n", open,
	       pass_ns / 1e6);
	printf("to start, stop and read them takes %.1f us, %.4f %% of the pass\n", empty_ns / 1e3,
	       empty_ns / pass_ns * 100);
	printf("counted / not counted\tratio\tlo\thi\trounds\tn\n");
	print_ratio(&job, "timed call", false);
	print_ratio(&job, "with reading them", true);
	machine_close(m);
	return 0;
}
