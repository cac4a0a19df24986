// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which rounds are run, for how long, and when they are enough.
 */
#include "run/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/leave.h"
#include "base/message.h"
#include "plan/sweep.h"
#include "run/interrupt.h"
#include "run/patience.h"
#include "run/refine.h"
#include "run/round.h"
#include "run-file/stats.h"

#define ROUNDS_MOST 64

/* A round may end a little after the time is up; the promise is a fifth. */
#define LATE 1.1

/* Fewer rounds have no interval, so that it is better to leave memory out. */
#define ROUNDS_WORTH STATS_FEW_N

/*
 * What a round of a group took last.
 * @measured_ns: in repetitions; @all_ns: with the getting of memory
 * @nr_active: cases that it sampled
 */
struct cost {
	int64_t measured_ns;
	int64_t all_ns;
	size_t nr_active;
};

struct schedule {
	struct run *run;
	struct cost *costs;
	bool stops;
};

static int measure_here(const struct round *round)
{
	const pid_t parent = getppid();
	FILE *file;

	/* It ends after the sample in hand, also when its parent is gone. */
	run_catch_interrupts(0);
	prctl(PR_SET_PDEATHSIG, SIGTERM);
	if (getppid() != parent)
		return -EINTR;
	/* Where memory runs out this process is the one to go: the other one can say so. */
	file = fopen("/proc/self/oom_score_adj", "we");
	if (file) {
		fputs("1000", file);
		fclose(file);
	}
	return round_run(round);
}

/* Why a process ended that did not say so itself. */
static void read_status(int status, struct reason *why)
{
	static const struct {
		int signal;
		const char *means;
	} known[] = {
		{ SIGBUS, ", as when a page of a file, of a device or of a hugetlb pool is not there, or a "
			  "limit forbids it" },
		{ SIGKILL, ", as when memory runs out, of the machine or of a cgroup" },
		{ SIGXCPU, ", a limit of CPU time (ulimit -t)" },
	};
	size_t i;

	if (WIFEXITED(status) && WEXITSTATUS(status) == ETIME) {
		reason_set(why, 0, "a thread got no CPU for %d s, as beside real-time work", PATIENCE_S);
	} else if (WIFEXITED(status)) {
		reason_set(why, 0, "%s", strerror(WEXITSTATUS(status)));
	} else {
		reason_set(why, 0, "ended by a signal: %s", strsignal(WTERMSIG(status)));
		for (i = 0; i < sizeof(known) / sizeof(known[0]); i++)
			if (known[i].signal == WTERMSIG(status))
				message_add(why->text, sizeof(why->text), "%s", known[i].means);
	}
}

/* Is it the round that was interrupted, with samples of this group? */
static bool goes_on(const struct run *run, int number, size_t group)
{
	return run->resumed.is && run->resumed.has_samples && number == run->resumed.round &&
	       group == run->resumed.group;
}

/*
 * A fresh process for one round of one group.
 *
 * Return: 0, -EINTR, -EIO when a row could not be written, -ENXIO when a CPU was
 * taken away, -ECHILD when the round failed otherwise; the last two with @why in
 * the log.
 */
static int fork_round(struct run *run, int number, size_t group, int64_t share_ns)
{
	const struct round round = {
		.machine = run->machine,
		.group = &run->cases.groups[group],
		.writer = &run->writer,
		.log = run->log,
		.number = number,
		.pilots = !number && !run->opt->plan->no_pilots && !goes_on(run, number, group),
		.resumed = goes_on(run, number, group),
		.probes = run->opt->plan->probes,
		.share_ns = share_ns,
		.seed = run->opt->seed + 1000003UL * number + group,
		.cpus = &run->cpus[group],
	};
	int status;
	pid_t pid;

	run->log->sampling = -1;
	run->log->why.text[0] = 0;
	fflush(NULL);
	pid = fork();
	if (!pid)
		leave(-measure_here(&round));
	if (pid < 0)
		return reason_set(&run->log->why, -ECHILD, "cannot start a process: %s", strerror(errno));
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
		/* A terminal signals both processes, kill(1) only this one. */
		kill(pid, SIGTERM);
	}
	if (run->writer.written->failed)
		return -EIO;
	if (WIFEXITED(status) && (!WEXITSTATUS(status) || WEXITSTATUS(status) == EINTR))
		return -WEXITSTATUS(status);
	if (!run->log->why.text[0])
		read_status(status, &run->log->why);
	run_writer_mend(&run->writer);
	return WIFEXITED(status) && WEXITSTATUS(status) == ENXIO ? -ENXIO : -ECHILD;
}

static size_t nr_active(const struct bench_group *group)
{
	size_t i, nr = 0;

	for (i = 0; i < group->nr_cases; i++)
		nr += !group->cases[i].skip && !group->cases[i].done && group->cases[i].words.pages;
	return nr;
}

/* Cases that are done take no more time. */
static int64_t measuring_ns(const struct cost *cost, size_t active)
{
	return cost->nr_active ? (int64_t)((double)cost->measured_ns * (double)active /
					   (double)cost->nr_active) : 0;
}

/* With the getting of memory, which takes as long for one case as for all. */
static int64_t whole_ns(const struct cost *cost, size_t active)
{
	return active ? measuring_ns(cost, active) + cost->all_ns - cost->measured_ns : 0;
}

/* Does a round of a group still fit into the time that was given and the plan promises? */
static bool fits(const struct schedule *s, size_t group, int number)
{
	const struct run *run = s->run;
	const struct cost *cost = &s->costs[group];
	const size_t active = nr_active(&run->cases.groups[group]);
	const int64_t promised_ns = run->opt->plan->wall_s * 1000000000LL;

	/* What was asked for by number is done; and everything once, or nothing is known of it. */
	if (run->opt->rounds || !number)
		return true;
	if (promised_ns && run->opt->time_s <= 0 &&
	    clock_ns() - run->start_ns + whole_ns(cost, active) > promised_ns)
		return false;
	return (double)(run->log->measured_ns + measuring_ns(cost, active)) <=
	       LATE * (double)run->time_ns;
}

/* Measuring time for one round: what is left shared by the rounds that are planned. */
static int64_t share_of(const struct schedule *s, size_t group, int number)
{
	const struct run *run = s->run;
	const int64_t left = run->time_ns - run->log->measured_ns;
	size_t g, cases = 0;

	for (g = 0; g < run->cases.nr_groups; g++)
		if (!run->cases.groups[g].skipped)
			cases += nr_active(&run->cases.groups[g]) *
				 (size_t)(run->rounds - number - (g < group) > 0 ?
						  run->rounds - number - (g < group) : 1);
	return cases ? (int64_t)((double)left * (double)nr_active(&run->cases.groups[group]) /
				 (double)cases) : left;
}

/* What a round of a group takes: its own last one, else that of another; NULL: nothing is known. */
static const struct cost *cost_of(const struct schedule *s, size_t group)
{
	size_t g;

	if (s->costs[group].nr_active)
		return &s->costs[group];
	for (g = 0; g < s->run->cases.nr_groups; g++)
		if (s->costs[g].nr_active)
			return &s->costs[g];
	return NULL;
}

/* Seconds until everything is decided or the time is up, with the getting of memory. */
static double left_s(const struct schedule *s, int number)
{
	const struct run *run = s->run;
	double round_s = 0, measured_s = 0, left, most, promised;
	size_t g, nr_groups = 0;

	for (g = 0; g < run->cases.nr_groups; g++) {
		const struct bench_group *group = &run->cases.groups[g];
		const struct cost *cost = cost_of(s, g);

		if (group->skipped || !cost)
			continue;
		round_s += (double)whole_ns(cost, nr_active(group)) / 1e9;
		measured_s += (double)measuring_ns(cost, nr_active(group)) / 1e9;
		nr_groups += nr_active(group) > 0;
	}
	/* The round that fits no more is, on average, half done when the time is up. */
	left = (LATE * (double)run->time_ns - (double)run->log->measured_ns) / 1e9;
	if (nr_groups)
		left -= measured_s / (double)nr_groups / 2;
	most = measured_s > 0 ? left * round_s / measured_s : left;
	if (!s->stops && round_s > 0 && round_s * (run->rounds - number) < most)
		most = round_s * (run->rounds - number);
	promised = run->opt->plan->wall_s - (double)(clock_ns() - s->run->start_ns) / 1e9;
	if (run->opt->plan->wall_s && run->opt->time_s <= 0 && promised < most)
		most = promised;
	return most > 0 ? most : 0;
}

/* No more of this case, and a row that says why. @round: in which; -1: before the first */
static int skip_case(struct run *run, struct bench_case *c, int round, const char *reason)
{
	struct run_row row = RUN_ROW_EMPTY;

	c->skip = strdup(reason);
	if (!c->skip)
		return -ENOMEM;
	row.round = round;
	row.status = ROW_SKIP;
	row.reason = c->skip;
	return run_writer_row(&run->writer, &row, &c->words);
}

/* A case that waits for a size is not mentioned. */
static int skip_group(struct run *run, struct bench_group *group, int round, const char *reason)
{
	size_t i;
	int ret = 0;

	group->skipped = true;
	for (i = 0; !ret && i < group->nr_cases; i++) {
		if (group->cases[i].skip || (group->cases[i].rung && round < 0))
			continue;
		if (group->cases[i].words.pages)
			ret = skip_case(run, &group->cases[i], round, reason);
	}
	return ret;
}

static int skip_for_time(struct run *run, struct bench_group *group, double needed_s)
{
	char reason[128];

	snprintf(reason, sizeof(reason), "left out for time: %d rounds of this memory too would take "
		 "%.0f s of measuring, %.0f are given", ROUNDS_WORTH, needed_s, run->time_ns / 1e9);
	fprintf(stderr, "%s: %s\n", group->spec.text, reason);
	return skip_group(run, group, -1, reason);
}

/*
 * What the first memory took tells what all will: the last ones are left out,
 * rather than that none gets enough rounds for an interval.
 */
static int leave_out(struct schedule *s)
{
	struct run *run = s->run;
	const struct cost *first = cost_of(s, 0);
	double needed_s = 0, total_s;
	size_t g, nr = 0;
	int ret = 0;

	if (!first || run->opt->rounds)
		return 0;
	for (g = 0; !ret && g < run->cases.nr_groups; g++) {
		struct bench_group *group = &run->cases.groups[g];

		if (group->skipped)
			continue;
		needed_s += ROUNDS_WORTH *
			    (double)measuring_ns(first, nr_active(group)) / 1e9;
		if (nr++ && needed_s > LATE * (double)run->time_ns / 1e9)
			ret = skip_for_time(run, group, needed_s);
	}
	total_s = left_s(s, 0) + (double)(clock_ns() - s->run->start_ns) / 1e9;
	fprintf(stderr, "at most about %d:%02d in all, with the getting of memory\n", (int)total_s / 60,
		(int)total_s % 60);
	return ret;
}

/* CPUs anew, of those that are left.  What needs more of them is skipped. */
static int place_anew(struct run *run, int number)
{
	size_t g, i;
	int ret = run_place(run);

	for (g = 0; !ret && g < run->cases.nr_groups; g++) {
		for (i = 0; !ret && i < run->cases.groups[g].nr_cases; i++) {
			struct bench_case *c = &run->cases.groups[g].cases[i];
			const int nr_cpus = c->words.threads + c->words.load;
			char reason[128];

			if (c->skip || nr_cpus == 1 || nr_cpus <= run->cpus[g].nr)
				continue;
			snprintf(reason, sizeof(reason), "%.60s: threads and load need %d CPUs, %d are left",
				 run->log->why.text, nr_cpus, run->cpus[g].nr);
			run->nr_lost++;
			ret = skip_case(run, c, number, reason);
		}
	}
	return ret;
}

static bool cpus_differ(const struct cpus *a, const struct cpus *b)
{
	return a->nr != b->nr || memcmp(a->cpu, b->cpu, (size_t)a->nr * sizeof(a->cpu[0]));
}

/*
 * A round that failed costs the case that was being sampled, or its whole group
 * when none was, and nothing else.
 */
static int lose(struct schedule *s, int number, size_t g, int error)
{
	struct run *run = s->run;
	struct bench_group *group = &run->cases.groups[g];
	struct bench_case *c = NULL;
	struct cpus before = run->cpus[g];
	struct reason why = run->log->why;
	size_t i;
	int ret;

	for (i = 0; i < group->nr_cases; i++)
		if (run->log->sampling == (int)group->cases[i].index)
			c = &group->cases[i];
	progress_end(&run->progress);
	if (error == -ENXIO) {
		ret = place_anew(run, number);
		if (ret)
			return ret;
		if (run->cpus[g].nr && cpus_differ(&run->cpus[g], &before)) {
			pr_err("round %d of %s: %s; it goes on on CPU %d", number + 1, group->spec.text,
			       why.text, run->cpus[g].cpu[0]);
			return 0;
		}
		c = NULL;
	}
	pr_err("round %d of %s failed: %s; %s%s is left out from here on", number + 1, group->spec.text,
	       why.text, c ? "copy " : "this memory", c ? c->words.copy : "");
	if (c) {
		run->nr_lost++;
		return skip_case(run, c, number, why.text);
	}
	run->nr_lost += nr_active(group);
	return skip_group(run, group, number, why.text);
}

/* Until a round goes through, or nothing of the group is left. */
static int fork_rounds(struct schedule *s, int number, size_t g)
{
	struct run *run = s->run;
	struct bench_group *group = &run->cases.groups[g];
	int ret;

	do {
		ret = fork_round(run, number, g, share_of(s, g, number));
		if (!ret || ret == -EINTR || (ret != -ENXIO && ret != -ECHILD))
			return ret;
		if (run_interrupted)
			return -EINTR;
		ret = lose(s, number, g, ret);
	} while (!ret && !group->skipped && nr_active(group));
	return ret;
}

/* One round of one group, and what follows from it. */
static int round_of(struct schedule *s, int number, size_t g)
{
	struct run *run = s->run;
	struct bench_group *group = &run->cases.groups[g];
	const int64_t measured = run->log->measured_ns, begun = clock_ns();
	const size_t rows = run->log->nr, active = nr_active(group);
	struct settled settled;
	int ret;

	ret = fork_rounds(s, number, g);
	if (!ret && run_interrupted)
		ret = -EINTR;
	if (ret || group->skipped)
		return ret;
	/* All of it was there. */
	if (run->log->nr == rows && goes_on(run, number, g))
		return 0;
	/* Not even a stamp: there was no such memory, and there will be none. */
	if (run->log->nr == rows) {
		group->skipped = true;
		run->nr_lost += number ? active : 0;
		return 0;
	}
	if (refine_is_due(number + 1, run->rounds))
		ret = refine_sweeps(run->log, group) ?: run_predict(run);
	if (!ret && s->stops && number + 1 >= STATS_SOLID_N)
		ret = sample_log_settle(run->log, group, run->opt->precision, RUN_MARGIN, &settled);
	/* With what is predicted for new rungs. */
	s->costs[g] = (struct cost){ run->log->measured_ns - measured, clock_ns() - begun, active };
	return ret;
}

/*
 * Round after round until every case is decided, or all that were planned are
 * done, or the time is up.
 */
static int run_schedule(struct schedule *s)
{
	struct run *run = s->run;
	const size_t nr_groups = run->cases.nr_groups;
	const int most = s->stops ? ROUNDS_MOST : run->rounds;
	size_t g, ran = 1;
	int number, ret;

	for (number = run->resumed.round; ran && number < most; number++) {
		const bool resumed = run->resumed.is && number == run->resumed.round;

		run->log->rep = resumed ? run->resumed.rep : 0;
		ran = resumed;
		for (g = resumed ? run->resumed.group : 0; g < nr_groups; g++) {
			struct bench_group *group = &run->cases.groups[g];

			if (run_interrupted)
				return -EINTR;
			if (!sample_log_has_room(run->log, group->reps * (group->nr_cases + 2))) {
				pr_err("the run ends early: it keeps %d rows at most",
				       SAMPLE_LOG_ROWS);
				return 0;
			}
			if (group->skipped || !nr_active(group) || !fits(s, g, number))
				continue;
			progress_step(&run->progress, number + 1, s->stops ? 0 : run->rounds,
				      group->spec.text, left_s(s, number));
			ret = round_of(s, number, g);
			if (!ret && !number && !group->skipped && !ran)
				ret = leave_out(s);
			if (ret)
				return ret;
			ran++;
		}
	}
	return 0;
}

/* What is decided by the rows that are there. */
static int settle_resumed(struct schedule *s)
{
	struct run *run = s->run;
	struct settled settled;
	size_t g;
	int ret = 0;

	for (g = 0; !ret && run->resumed.is && s->stops && g < run->cases.nr_groups; g++)
		if (run->resumed.round + (g < run->resumed.group) >= STATS_SOLID_N &&
		    !run->cases.groups[g].skipped)
			ret = sample_log_settle(run->log, &run->cases.groups[g],
						run->opt->precision, RUN_MARGIN, &settled);
	return ret;
}

int run_rounds(struct run *run)
{
	struct schedule schedule = {
		.run = run,
		.costs = calloc(run->cases.nr_groups + 1, sizeof(*schedule.costs)),
		.stops = run_stops(run),
	};
	int ret = schedule.costs ? settle_resumed(&schedule) ?: run_schedule(&schedule) : -ENOMEM;

	free(schedule.costs);
	return ret;
}
