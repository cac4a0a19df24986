// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Which rounds are run, for how long, and when they are enough.
 */
#include "run/internal.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/clock.h"
#include "base/message.h"
#include "plan/sweep.h"
#include "round/interrupt.h"
#include "run/failure.h"
#include "run/refine.h"
#include "run/round-process.h"
#include "run/settle.h"
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
	enum plan_stops stops;
};

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
	const size_t active = group_nr_active(&run->cases.groups[group]);
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
			cases += group_nr_active(&run->cases.groups[g]) *
				 (size_t)(run->rounds - number - (g < group) > 0 ?
						  run->rounds - number - (g < group) : 1);
	return cases ? (int64_t)((double)left * (double)group_nr_active(&run->cases.groups[group]) /
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
		round_s += (double)whole_ns(cost, group_nr_active(group)) / 1e9;
		measured_s += (double)measuring_ns(cost, group_nr_active(group)) / 1e9;
		nr_groups += group_nr_active(group) > 0;
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

static int skip_for_time(struct run *run, struct bench_group *group, double needed_s)
{
	char reason[128];

	snprintf(reason, sizeof(reason), "left out for time: %d rounds of this memory too would take "
		 "%.0f s of measuring, %.0f are given", ROUNDS_WORTH, needed_s, run->time_ns / 1e9);
	pr_info("%s: %s", group->spec.text, reason);
	return run_skip_group(run, group, -1, reason);
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
			    (double)measuring_ns(first, group_nr_active(group)) / 1e9;
		if (nr++ && needed_s > LATE * (double)run->time_ns / 1e9)
			ret = skip_for_time(run, group, needed_s);
	}
	total_s = left_s(s, 0) + (double)(clock_ns() - s->run->start_ns) / 1e9;
	pr_info("at most about %d:%02d in all, with the getting of memory", (int)total_s / 60,
		(int)total_s % 60);
	return ret;
}

/* Until a round goes through, or nothing of the group is left. */
static int fork_rounds(struct schedule *s, int number, size_t g)
{
	struct run *run = s->run;
	struct bench_group *group = &run->cases.groups[g];
	int ret;

	do {
		ret = run_fork_round(run, number, g, share_of(s, g, number));
		if (!ret || ret == -EINTR || (ret != -ENXIO && ret != -ECHILD))
			return ret;
		if (run_interrupted)
			return -EINTR;
		ret = run_lose_round(run, number, g, ret);
	} while (!ret && !group->skipped && group_nr_active(group));
	return ret;
}

/* What is known well enough after so many rounds gets no more. */
static int settle(const struct schedule *s, struct bench_group *group, int rounds)
{
	struct run *run = s->run;

	if (s->stops == STOPS_RATIOS && rounds >= STATS_SOLID_N)
		return settle_ratios(run->log, group, run->opt->precision, RUN_MARGIN, NULL);
	if (s->stops == STOPS_CONTRASTS && rounds >= STATS_MIN_N)
		return settle_contrasts(run->log, &run->cases, RUN_MARGIN);
	return 0;
}

/* One round of one group, and what follows from it. */
static int round_of(struct schedule *s, int number, size_t g)
{
	struct run *run = s->run;
	struct bench_group *group = &run->cases.groups[g];
	const int64_t measured = run->log->measured_ns, begun = clock_ns();
	const size_t rows = run->log->nr, active = group_nr_active(group);
	int ret;

	ret = fork_rounds(s, number, g);
	if (!ret && run_interrupted)
		ret = -EINTR;
	if (ret || group->skipped)
		return ret;
	/* All of it was there. */
	if (run->log->nr == rows && run_goes_on(run, number, g))
		return 0;
	/* Not even a stamp: there was no such memory, and there will be none. */
	if (run->log->nr == rows) {
		group->skipped = true;
		run->nr_lost += number ? active : 0;
		return 0;
	}
	if (refine_is_due(number + 1, run->rounds))
		ret = refine_sweeps(run->log, group) ?: run_predict(run);
	if (!ret)
		ret = settle(s, group, number + 1);
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
			if (group->skipped || !group_nr_active(group) || !fits(s, g, number))
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
	size_t g;
	int ret = 0;

	for (g = 0; !ret && run->resumed.is && g < run->cases.nr_groups; g++)
		if (!run->cases.groups[g].skipped)
			ret = settle(s, &run->cases.groups[g],
				     run->resumed.round + (g < run->resumed.group));
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
