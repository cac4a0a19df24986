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
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "machine.h"
#include "base/message.h"
#include "round/interrupt.h"
#include "round/pass.h"
#include "round/round.h"
#include "run/proof.h"
#include "plan/sweep.h"
#include "run/refine.h"
#include "run/resume.h"
#include "run/settle.h"
#include "run-file/stats.h"

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

/* Is there a reason why a case cannot run here, which has nothing to do with its bytes? */
static int cannot_run(const struct run *run, const struct bench_case *c, const struct cpus *cpus,
		      struct reason *reason)
{
	const char *unaligned = bench_cannot_walk(c) ?: bench_cannot_align(c);
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
				  "extra drains are for walk order0 under revision v5 or v11");
	if (replay_returns_set(c->returns))
		return reason_set(reason, -ENODEV, replay_returns_sites() ?
				  "this system does not let a program change its own code, so functions "
				  "return by a plain thunk" :
				  "this program was built by a compiler without "
				  "-mfunction-return=thunk-extern, so functions return by ret");
	if (replay_ahead_set(bench_ahead(c)))
		return reason_set(reason, -ENODEV, "this system does not let a program change its own code, "
				  "so a copy looks ahead by %d bytes", AHEAD_BYTES);
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

/* How many samples were disturbed, by what. */
struct tally {
	size_t nr_samples;
	size_t nr_disturbed;
	size_t nr_steal;
};

static struct tally count_samples(const struct sample_log *log)
{
	struct tally tally = { 0 };
	size_t i;

	for (i = 0; i < log->nr; i++) {
		const struct run_row *row = &log->rows[i];

		if (row->status != ROW_OK && row->status != ROW_DISTURBED)
			continue;
		tally.nr_samples++;
		if (row->status == ROW_OK)
			continue;
		tally.nr_disturbed++;
		tally.nr_steal += row->steal_ms > 0;
	}
	return tally;
}

/*
 * When nothing was decided and most samples were disturbed, the machine was too
 * busy, and the user should hear that rather than read it out of a table.
 */
static int check_busy(struct run *run)
{
	const struct tally tally = count_samples(run->log);
	size_t i, nr_decided = 0, nr_rivals = 0;
	struct settled settled;
	int ret;

	if (!tally.nr_samples || 2 * tally.nr_disturbed <= tally.nr_samples)
		return 0;
	for (i = 0; i < run->cases.nr_groups; i++) {
		if (run->cases.groups[i].skipped)
			continue;
		ret = settle_ratios(run->log, &run->cases.groups[i], run->opt->precision,
				    RUN_MARGIN, &settled);
		if (ret)
			return ret;
		nr_decided += settled.nr_decided;
		nr_rivals += settled.nr_rivals;
	}
	if (!nr_rivals || nr_decided)
		return 0;
	pr_err("the machine was too busy: %zu of %zu samples were disturbed (%zu by steal, %zu by other "
	       "work), and nothing is decided; stop the other work, choose a quiet CPU with --cpu, or "
	       "give it more --time", tally.nr_disturbed, tally.nr_samples, tally.nr_steal,
	       tally.nr_disturbed - tally.nr_steal);
	return -EBUSY;
}

static int check_lost(const struct run *run)
{
	if (!run->nr_lost || !run->log->nr)
		return 0;
	pr_err("not all was measured: rounds failed, which cost %zu of %zu cases; their skip rows say why",
	       run->nr_lost, run->cases.nr_cases);
	return -ECANCELED;
}

static int write_resumed(struct run *run)
{
	const time_t now = time(NULL);
	char date[32];
	struct tm utc;

	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	return run_writer_fact(&run->writer, "resumed", "%s, after %zu rows", date,
			       run->opt->resume->nr_rows);
}

static int open_file(struct run *run)
{
	const struct run_file *file = run->opt->resume;

	if (!file)
		return run_writer_open(run->opt->out, &run->writer);
	return resume_check(run) ?: resume_load(run) ?:
	       run_writer_resume(file->name, file->rows_bytes, file->rows_check,
				 (int64_t)file->nr_rows, &run->writer);
}

static int measure(struct run *run)
{
	int ret;

	ret = run->resumed.is ? write_resumed(run) : run_write_header(run) ?: run_write_skips(run);
	if (ret)
		return ret;
	if (run_crowd(run))
		pr_info("%d threads take all CPUs: none is left for the rest of the system, which "
			"disturbs samples; --threads %d leaves one", run_crowd(run), run_crowd(run) - 1);
	progress_start(&run->progress, run->rounds * run->cases.nr_groups);
	ret = run_rounds(run);
	pr_status_end();
	/* After a failed write nothing may follow: it would be glued to a cut row. */
	if (ret && ret != -EINTR)
		return ret;
	return run_writer_fact(&run->writer, "measured-s", "%.1f", run->log->measured_ns / 1e9) ?:
	       run_writer_fact(&run->writer, "populated-s", "%.1f",
			       run->log->populate_ns / 1e9) ?:
	       run_writer_end(&run->writer, ret ? "interrupted" : "done") ?:
	       ret ?: check_lost(run) ?: check_busy(run);
}

/*
 * What this machine's kernel does, as far as this program can do the same.  A
 * compiler without return thunks leaves RET, and a system that lets no program
 * change its code leaves the thunk that was compiled in.
 */
static enum replay_returns kernel_returns(const struct machine *machine)
{
	const char *word = machine_returns(machine);
	int returns;

	for (returns = RETURNS_RET; returns < RETURNS_NR; returns++)
		if (!strcmp(replay_returns[returns].name, word) && !replay_returns_set(returns))
			return returns;
	return replay_returns_sites() ? RETURNS_THUNK : RETURNS_RET;
}

static void choose_returns(struct run *run)
{
	size_t i, j;

	run->returns = kernel_returns(run->machine);
	for (i = 0; i < run->cases.nr_groups; i++)
		for (j = 0; j < run->cases.groups[i].nr_cases; j++)
			if (run->cases.groups[i].cases[j].returns == RETURNS_KERNEL)
				run->cases.groups[i].cases[j].returns = run->returns;
}

int run_measure(const struct run_options *opt, const struct machine *machine)
{
	struct run run = {
		.opt = opt, .machine = machine, .start_ns = clock_ns(),
		.rounds = opt->rounds ? opt->rounds : opt->plan->rounds,
		.time_ns = (opt->time_s > 0 ? opt->time_s : opt->plan->time_s) * 1e9,
	};
	bool failed = false;
	int ret, closed;

	ret = plan_cases(opt->plan, &opt->axes, opt->reps, &run.cases) ?: check_targets(&run) ?:
	      run_choose_cpus(&run) ?: run_choose_pages(&run);
	if (ret)
		goto out_cases;
	choose_returns(&run);
	sweep_set(&run.cases, opt->axes.pages ? 0 : machine_llc_bytes(machine));
	run.log = sample_log_new(run.cases.nr_cases);
	if (!run.log) {
		ret = -ENOMEM;
		goto out_cases;
	}
	/* One signal ends the run in order, a second one at once. */
	run_catch_interrupts(SA_RESETHAND);
	ret = open_file(&run);
	if (ret)
		goto out_log;
	ret = prove_all(&run, &failed) ?: run_predict(&run) ?: measure(&run);
	if (!ret && !run.log->nr) {
		pr_err("nothing was measured: every case was skipped; report text says why");
		ret = -ENODATA;
	}
	if (run.writer.named)
		pr_info("run file: %s", run.writer.path);
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
