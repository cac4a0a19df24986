/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run: rounds of fresh processes, each with a fresh mapping, in which every
 * case of a group is sampled in a new order per repetition.
 */
#ifndef BENCH_RUN_RUN_H
#define BENCH_RUN_RUN_H

#include "plan/plan.h"

struct machine;
struct run_file;

/**
 * struct run_options - what the command line asks for
 * @rounds, @reps: 0: the plan's, and rounds may grow; else exactly that many
 * @time_s:	measuring time; 0: the plan's
 * @precision:	half-width of the interval of a paired ratio at which a case is
 *		known well enough (0.01: one per cent)
 * @cpu:	-1: see cpus_place()
 * @destroy:	paths that may be overwritten
 * @label:	goes into the header; NULL: none
 * @out:	run file; NULL: standard output, or a new file when that is a terminal
 * @command:	the command line as typed
 * @resume:	a file that is gone on with, in place of @out; NULL: none
 */
struct run_options {
	const struct plan *plan;
	struct axes axes;
	int rounds;
	int reps;
	double time_s;
	double precision;
	uint64_t seed;
	int cpu;
	struct words destroy;
	const char *label;
	const char *out;
	const char *command;
	const struct run_file *resume;
};

/**
 * run_measure() - measure and write the run file
 *
 * Return: 0, -EINTR when interrupted (the file is valid), -ENODATA when every
 * case was skipped, -ECANCELED when rounds failed that cost some (the file is
 * valid), -EINVAL for a usage error, else -errno; after one line of pr_err().
 */
int run_measure(const struct run_options *opt, const struct machine *machine);

#endif
