/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run in progress, as the files that make one share it.
 */
#ifndef BENCH_RUN_INTERNAL_H
#define BENCH_RUN_INTERNAL_H

#include "round/sample-log.h"
#include "target/cpus.h"
#include "run/model.h"
#include "run/progress.h"
#include "run/run.h"
#include "run-file/writer.h"
#include "topology.h"

/**
 * struct resumed - where a run goes on
 * @is:	it does
 * @round, @group: the first that is not done
 * @rep: of the first repetition of this group in that round
 * @has_samples: some of its repetitions are there
 */
struct resumed {
	bool is;
	int round;
	size_t group;
	int32_t rep;
	bool has_samples;
};

struct run {
	const struct run_options *opt;
	const struct machine *machine;
	struct bench_cases cases;
	struct run_writer writer;
	struct sample_log *log;
	struct progress progress;
	struct traffic_shape shape;
	struct reason no_model;	/* why there are no predictions; empty when there are */
	struct reason lost_predictions; /* why some are missing; empty when none is */
	uint64_t wanted_pages;
	int rounds;
	int64_t start_ns;	/* by clock_ns(): before copies are proved and predicted */
	int64_t time_ns;
	struct resumed resumed;
	size_t nr_lost;	/* cases that a failed round has cost */
	struct topology *topology;
	struct cpus *cpus;	/* per group */
	int cpu;		/* where no target asks for another */
	enum replay_returns returns;	/* of cases that ask for nothing */
};

/**
 * run_predict() - give each case that has none the traffic that the model expects
 *
 * Before anything is measured, and again for rungs that were opened; not
 * beside a measurement, since it takes all CPUs and the caches.  A run without
 * predictions is a run: what fails is a reason in the header.
 *
 * Return: 0 or -EINTR.
 */
int run_predict(struct run *run);

/** run_write_not_predicted() - a header line for each reason why a case has no prediction */
int run_write_not_predicted(const struct run *run);

/** run_write_header() - everything above the rows; 0 or -errno after one line of pr_err() */
int run_write_header(struct run *run);

/**
 * run_choose_cpus() - the CPUs of each group, before anything is run
 *
 * Return: 0, -EINVAL for a --cpu that this process may not use, or -errno; after
 * one line of pr_err().
 */
int run_choose_cpus(struct run *run);

/**
 * run_choose_pages() - the range: what was asked for is skipped where it does not fit, what a
 * plan wishes for is cut down to what fits
 *
 * Return: 0, -EINVAL when what was asked for fits nowhere, or -errno; after one
 * line of pr_err().
 */
int run_choose_pages(struct run *run);

/**
 * run_place() - choose the CPUs of each group, from those that this process may use now
 *
 * A group that has none becomes one that is skipped.
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int run_place(struct run *run);

/**
 * run_crowd() - threads of a case that leaves no CPU of this machine to the rest of the system
 *
 * Return: 0 where each leaves one.
 */
int run_crowd(const struct run *run);

/** run_write_skips() - a row for each case that cannot run here, with its reason */
int run_write_skips(struct run *run);

/** RUN_MARGIN - difference that matters when a run asks whether a case is decided */
#define RUN_MARGIN 0.02

/** run_stops() - when a case gets no more rounds; never, where their number was asked for */
static inline enum plan_stops run_stops(const struct run *run)
{
	return run->opt->rounds ? STOPS_NEVER : run->opt->plan->stops;
}

/** run_rounds() - all rounds; 0, -EINTR, or -errno after one line of pr_err() */
int run_rounds(struct run *run);

#endif
