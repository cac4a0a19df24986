// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The planning process: which rounds are run, for how long, and when they are
 * enough.
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
#include "machine.h"
#include "base/message.h"
#include "run/proof.h"
#include "run/round.h"
#include "plan/sweep.h"
#include "run/interrupt.h"
#include "run/pass.h"
#include "run/refine.h"
#include "run-file/stats.h"

#define ROUNDS_MOST 64
#define MEMORY_PART 0.9	/* of what is available may be taken */

/* What --destroy names is a target, and what the user wants written may be written. */
static int check_targets(struct run *run)
{
	const struct words *destroy = &run->opt->destroy;
	struct bench_group *groups = run->cases.groups;
	size_t i, j;
	int ret = 0;

	for (i = 0; i < run->cases.nr_groups; i++)
		target_permit(&groups[i].spec, destroy);
	for (j = 0; j < destroy->nr; j++) {
		for (i = 0; i < run->cases.nr_groups; i++)
			if (groups[i].spec.path && !strcmp(groups[i].spec.path, destroy->word[j]))
				break;
		if (i == run->cases.nr_groups) {
			pr_err("--destroy %s: no --target has this path; accepted: a target's path "
			       "as it is written there", destroy->word[j]);
			return -EINVAL;
		}
	}
	for (i = 0; !ret && run->opt->axes.chosen[AXIS_TARGET].nr && i < run->cases.nr_groups; i++)
		ret = target_check(&groups[i].spec);
	return ret;
}

/* What the smallest target has room for. */
static uint64_t least_room(const struct run *run)
{
	const uint64_t memory = machine_mem_available(run->machine) * MEMORY_PART;
	uint64_t least = UINT64_MAX, room, align;
	size_t i;

	for (i = 0; i < run->cases.nr_groups; i++) {
		room = target_room(&run->cases.groups[i].spec, memory);
		align = run->cases.groups[i].align_bytes;
		room -= room > align ? align : room;
		if (room < least)
			least = room;
	}
	return least;
}

/*
 * The range: what was asked for must fit, what a plan wishes for is cut down
 * to what fits.
 */
static int choose_pages(struct run *run)
{
	const uint64_t asked = run->opt->axes.pages;
	const size_t layout = run->cases.layout_bytes;
	const uint64_t room = least_room(run);
	uint64_t pages = room / layout;
	char text[2][SIZE_TEXT];

	run->wanted_pages = run->cases.pages;
	if (run->wanted_pages <= pages)
		return 0;
	/* Whole GiB of device, or as many pages as there is room for. */
	if (pages > (1UL << 30) / PAGE_DEVICE_BYTES)
		pages -= pages % ((1UL << 30) / PAGE_DEVICE_BYTES);
	if (!asked && pages) {
		bench_cases_fit(&run->cases, pages);
		return 0;
	}
	if (!asked) {
		pr_err("no memory: %" PRIu64 " MiB can be taken, and not one page fits", room >> 20);
		return -ENOMEM;
	}
	pr_err("a device of %s needs %" PRIu64 " MiB at %zu bytes per page, the target has room for "
	       "%" PRIu64 " MiB; accepted: up to %s",
	       format_size(asked * PAGE_DEVICE_BYTES, text[0]), asked * layout >> 20, layout,
	       room >> 20, format_size(pages * PAGE_DEVICE_BYTES, text[1]));
	return -EINVAL;
}

/* All cases of a group for one reason. */
static int skip_group(struct bench_group *group, const char *reason)
{
	size_t i;

	group->skipped = true;
	for (i = 0; i < group->nr_cases; i++) {
		free(group->cases[i].skip);
		group->cases[i].skip = strdup(reason);
		if (!group->cases[i].skip)
			return -ENOMEM;
	}
	return 0;
}

static int choose_cpus(struct run *run)
{
	cpu_set_t allowed;
	struct reason reason;
	size_t i;
	int ret;

	ret = cpus_allowed(&allowed);
	if (ret)
		return ret;
	ret = topology_open(NULL, &run->topology);
	if (ret) {
		pr_err("cannot read where CPUs and memory are: %s", strerror(-ret));
		return ret == -ENOMEM ? ret : -EIO;
	}
	run->cpus = calloc(run->cases.nr_groups, sizeof(*run->cpus));
	if (!run->cpus)
		return -ENOMEM;
	cpus_choose(run->topology, &allowed, -1, run->opt->cpu, run->cpus);
	run->cpu = run->cpus->cpu[0];
	if (run->cpu >= CPU_SETSIZE || !CPU_ISSET(run->cpu, &allowed)) {
		pr_err("--cpu %d: this process may not run there; accepted: one of its affinity "
		       "mask, such as %d", run->cpu, run->cpus->cpu[1]);
		return -EINVAL;
	}
	for (i = 0; !ret && i < run->cases.nr_groups; i++)
		if (cpus_place(run->topology, &allowed, run->opt->cpu,
			       &run->cases.groups[i].spec, &run->cpus[i], &reason))
			ret = skip_group(&run->cases.groups[i], reason.text);
	return ret;
}

/* Is there a reason why a case cannot run here, which has nothing to do with its bytes? */
static int cannot_run(const struct run *run, const struct bench_case *c, const struct cpus *cpus,
		      struct reason *reason)
{
	const char *unaligned = bench_cannot_align(c);
	const char *lacks = unaligned ? NULL : machine_lacks(run->machine, c->runs->needs);
	const char *pass = pass_cannot(c->walk, c->block_order, c->words.threads,
					       (uint64_t)c->words.pages);
	const int nr_cpus = c->words.threads + c->words.load;

	if (unaligned)
		return reason_set(reason, -ENODEV, "%s", unaligned);
	if (lacks)
		return reason_set(reason, -ENODEV, "this CPU lacks %s", lacks);
	if (c->copy->page_only && c->pattern != PATTERN_PAGE)
		return reason_set(reason, -ENODEV,
				  "%s writes struct page fields, so only pattern page",
				  c->copy->name);
	if (!replay_walk_of(c->runs, c->walk, c->revision, c->layout, c->words.drain_every))
		return reason_set(reason, -ENODEV,
				  "extra drains are for walk order0 under revision v5");
	if (c->pageblocks && c->revision == REVISION_V1)
		return reason_set(reason, -ENODEV, "pageblock work is not replayed under v1");
	if (c->pageblocks && (c->block_order != BLOCK_ORDER_ASCENDING || c->words.threads > 1))
		return reason_set(reason, -ENODEV,
				  "pageblock work is replayed for one call, in ascending "
				  "order and by one thread");
	if (pass)
		return reason_set(reason, -ENODEV, "%s", pass);
	if (nr_cpus > 1 && nr_cpus > cpus->nr)
		return reason_set(reason, -ENODEV,
				  "threads and load need %d CPUs, this process may use %d",
				  nr_cpus, cpus->nr);
	return 0;
}

/* Which cases can run here, and do they write the right bytes? */
static int prove_case(struct run *run, struct bench_case *c, const struct cpus *cpus)
{
	const struct replay_proof proof = {
		.copy = c->copy,
		.walk = c->walk,
		.revision = c->revision,
		.layout = c->layout,
		.pattern = c->pattern,
		.drain_every = c->words.drain_every,
		.kernel = c->kernel,
		.map_mem = c->map_mem,
		.pageblocks = c->pageblocks,
	};
	struct reason reason;
	size_t nr = 0;
	int ret;

	if (c->skip)
		return 0;
	if (cannot_run(run, c, cpus, &reason)) {
		c->skip = strdup(reason.text);
		return c->skip ? 0 : -ENOMEM;
	}
	/* What is 8-byte aligned is proven at every offset: threads and blocks begin at others. */
	ret = proof_run(&proof, c->words.align % 8 ? c->words.align : -1, &nr, &reason);
	if (!ret)
		return 0;
	if (ret != -EBADMSG) {
		pr_err("%s", reason.text);
		return ret;
	}
	pr_err("%s is not timed, it failed its proof: %s", c->words.copy, reason.text);
	if (asprintf(&c->skip, "failed its proof: %s", reason.text) < 0)
		return -ENOMEM;
	return -EBADMSG;
}

/* The case of the whole range speaks for those of its sweep, which follow it. */
static int take_proof(struct bench_case *c)
{
	const struct bench_case *whole = c - c->rung;

	if (whole->skip && asprintf(&c->skip, "%s", whole->skip) < 0)
		return -ENOMEM;
	return 0;
}

static int prove_all(struct run *run, bool *failed)
{
	size_t i, j;
	int ret;

	for (i = 0; i < run->cases.nr_groups; i++) {
		struct bench_group *group = &run->cases.groups[i];
		size_t nr_runnable = 0;

		for (j = 0; j < group->nr_cases; j++) {
			struct bench_case *c = &group->cases[j];

			ret = c->rung ? take_proof(c) : prove_case(run, c, &run->cpus[i]);
			nr_runnable += !c->skip;
			if (run_interrupted)
				return -EINTR;
			if (ret == -EBADMSG)
				*failed = true;
			else if (ret)
				return ret;
		}
		/* No memory is mapped and filled for nobody. */
		group->skipped |= !nr_runnable;
	}
	return 0;
}

/* A fresh process for one round of one group. */
static int fork_round(struct run *run, int number, size_t group, int64_t share_ns)
{
	const struct round round = {
		.machine = run->machine,
		.group = &run->cases.groups[group],
		.writer = &run->writer,
		.log = run->log,
		.number = number,
		.pilots = !number && !run->opt->plan->no_pilots,
		.crawl_factor = run->opt->plan->crawl_factor,
		.share_ns = share_ns,
		.seed = run->opt->seed + 1000003UL * number + group,
		.cpus = &run->cpus[group],
	};
	int status;
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (!pid) {
		/* It ends after the sample in hand, also when its parent is gone. */
		run_catch_interrupts(0);
		prctl(PR_SET_PDEATHSIG, SIGTERM);
		_exit(-round_run(&round));
	}
	if (pid < 0) {
		pr_err("cannot start a round: %s", strerror(errno));
		return -EAGAIN;
	}
	while (waitpid(pid, &status, 0) < 0) {
		if (errno != EINTR)
			return -errno;
		/* A terminal signals both processes, kill(1) only this one. */
		kill(pid, SIGTERM);
	}
	/* An error number of the kernel's must not look like a wrong command line. */
	if (WIFEXITED(status))
		return WEXITSTATUS(status) == EINVAL ? -EIO : -WEXITSTATUS(status);
	pr_err("round %d of %s was ended by a signal: %s", number + 1, round.group->spec.text,
	       strsignal(WTERMSIG(status)));
	return -ECHILD;
}

/* What is left of the measuring time, and the populating that goes with it. */
static double longest_s(const struct run *run)
{
	const double measured = run->log->measured_ns + 1.0;

	return (run->time_ns - run->log->measured_ns) *
	       (1 + run->log->populate_ns / measured) / 1e9;
}

/*
 * The planned rounds share the time by the number of their cases; what they
 * leave goes to further rounds of the groups that are not yet known well enough.
 */
static int run_rounds(struct run *run)
{
	const size_t nr_groups = run->cases.nr_groups;
	const bool may_grow = run->opt->plan->grows && !run->opt->rounds;
	size_t left = run->cases.nr_cases * run->rounds, g, ran, rows;
	int64_t before, cost = 0;
	int number, ret;

	for (number = 0; number < (may_grow ? ROUNDS_MOST : run->rounds); number++) {
		run->log->rep = 0;
		for (g = ran = 0; g < nr_groups; g++) {
			struct bench_group *group = &run->cases.groups[g];
			int64_t share = run->time_ns - run->log->measured_ns;

			if (run_interrupted)
				return -EINTR;
			if (!sample_log_has_room(run->log, group->reps * (group->nr_cases + 2))) {
				pr_err("the run ends early: it keeps %d rows at most",
				       SAMPLE_LOG_ROWS);
				return 0;
			}
			if (group->skipped || (may_grow && number >= STATS_MIN_N && share < 0))
				continue;
			if (number >= run->rounds) {
				if (share < cost)
					continue;
				ret = sample_log_is_precise(run->log, group, run->opt->precision);
				if (ret < 0)
					return ret;
				if (ret)
					continue;
			}
			if (left >= group->nr_cases) {
				share = share / left * group->nr_cases;
				left -= group->nr_cases;
			}
			progress_step(&run->progress, number + 1, run->rounds, group->spec.text,
				      longest_s(run));
			before = run->log->measured_ns;
			rows = run->log->nr;
			ret = fork_round(run, number, g, share);
			if (!ret && run_interrupted)
				ret = -EINTR;
			if (ret)
				return ret;
			if (refine_is_due(number + 1, run->rounds))
				ret = refine_sweeps(run->log, group) ?: run_predict(run);
			if (ret)
				return ret;
			/* Not even a stamp: there was no such memory, and there will be none. */
			group->skipped = run->log->nr == rows;
			if (run->log->measured_ns - before > cost)
				cost = run->log->measured_ns - before;
			ran++;
		}
		if (!ran)
			break;
	}
	return 0;
}

static int measure(struct run *run)
{
	int ret;

	ret = run_write_header(run) ?: run_write_skips(run);
	if (ret)
		return ret;
	progress_start(&run->progress, run->rounds * run->cases.nr_groups);
	ret = run_rounds(run);
	progress_end(&run->progress);
	/* After a failed write nothing may follow: it would be glued to a cut row. */
	if (ret && ret != -EINTR)
		return ret;
	return run_writer_fact(&run->writer, "measured-s", "%.1f", run->log->measured_ns / 1e9) ?:
	       run_writer_fact(&run->writer, "populated-s", "%.1f",
			       run->log->populate_ns / 1e9) ?:
	       run_writer_fact(&run->writer, "end", "%s", ret ? "interrupted" : "done") ?:
	       ret;
}

int run_measure(const struct run_options *opt, const struct machine *machine)
{
	struct run run = {
		.opt = opt, .machine = machine,
		.rounds = opt->rounds ? opt->rounds : opt->plan->rounds,
		.time_ns = (opt->time_s > 0 ? opt->time_s : opt->plan->time_s) * 1e9,
	};
	bool failed = false;
	int ret, closed;

	ret = plan_cases(opt->plan, &opt->axes, opt->reps, &run.cases) ?: check_targets(&run) ?:
	      choose_cpus(&run) ?: choose_pages(&run);
	if (ret)
		goto out_cases;
	sweep_set(&run.cases, opt->axes.pages ? 0 : machine_llc_bytes(machine));
	run.log = sample_log_new(run.cases.nr_cases);
	if (!run.log) {
		ret = -ENOMEM;
		goto out_cases;
	}
	/* One signal ends the run in order, a second one at once. */
	run_catch_interrupts(SA_RESETHAND);
	ret = run_writer_open(opt->out, &run.writer);
	if (ret)
		goto out_log;
	ret = prove_all(&run, &failed) ?: run_predict(&run) ?: measure(&run);
	if (!ret && !run.log->nr)
		fprintf(stderr, "nothing was measured: every case was skipped; report text says why\n");
	if (run.writer.named)
		fprintf(stderr, "run file: %s\n", run.writer.path);
	closed = run_writer_close(&run.writer);
	if (!ret)
		ret = closed;
	if (!ret && failed)
		ret = -EBADMSG;
out_log:
	sample_log_free(run.log);
out_cases:
	topology_close(run.topology);
	free(run.cpus);
	bench_cases_free(&run.cases);
	return ret;
}
