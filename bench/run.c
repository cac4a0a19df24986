// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * The planning process: which rounds are run, for how long, and when they are
 * enough.
 */
#include "run.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "clock.h"
#include "counters-facts.h"
#include "cpus.h"
#include "machine.h"
#include "measure.h"
#include "message.h"
#include "model.h"
#include "progress.h"
#include "proof.h"
#include "round.h"
#include "sizes.h"
#include "stats.h"
#include "topology.h"
#include "version.h"

#define ROUNDS_MOST 64
#define MEMORY_PART 0.9	/* of what is available may be taken */

volatile sig_atomic_t run_interrupted;

/* A run in progress. */
struct run {
	const struct run_options *opt;
	const struct machine *machine;
	struct bench_cases cases;
	struct run_writer writer;
	struct sample_log *log;
	struct progress progress;
	struct traffic_shape shape;
	struct why no_model;	/* why there are no predictions; empty when there are */
	uint64_t wanted_pages;
	int rounds;
	int64_t time_ns;
	struct topology *topology;
	struct cpus *cpus;	/* per group */
	int cpu;		/* where no target asks for another */
};

static void note_interrupt(int signal)
{
	run_interrupted = signal;
}

static void catch_interrupts(int flags)
{
	const struct sigaction action = { .sa_handler = note_interrupt, .sa_flags = flags };

	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
}

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
	uint64_t least = UINT64_MAX, room;
	size_t i;

	for (i = 0; i < run->cases.nr_groups; i++) {
		room = target_room(&run->cases.groups[i].spec, memory);
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
	struct why why;
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
			       &run->cases.groups[i].spec, &run->cpus[i], &why))
			ret = skip_group(&run->cases.groups[i], why.text);
	return ret;
}

/* Is there a reason why a case cannot run here, which has nothing to do with its bytes? */
static int cannot_run(const struct run *run, const struct bench_case *c, const struct cpus *cpus,
		      struct why *why)
{
	const char *lacks = machine_lacks(run->machine, c->runs->needs);
	const char *sweep = sweep_cannot(c->walk, c->order, c->words.threads,
					       (uint64_t)c->words.pages);
	const int nr_cpus = c->words.threads + c->words.load;

	if (lacks)
		return why_set(why, -ENODEV, "this CPU lacks %s", lacks);
	if (c->copy->page_only && c->pattern != PATTERN_PAGE)
		return why_set(why, -ENODEV, "%s writes struct page fields, so only pattern page",
			       c->copy->name);
	if (!replay_walk_of(c->runs, c->walk, c->rules, c->layout, c->words.drain_every))
		return why_set(why, -ENODEV, "extra drains are for walk order0 under rules v5");
	if (c->pageblocks && c->rules == RULES_V1)
		return why_set(why, -ENODEV, "pageblock work is not replayed under v1");
	if (c->pageblocks && (c->order != SWEEP_ASCENDING || c->words.threads > 1))
		return why_set(why, -ENODEV, "pageblock work is replayed for one call, in ascending "
			       "order and by one thread");
	if (sweep)
		return why_set(why, -ENODEV, "%s", sweep);
	if (nr_cpus > 1 && nr_cpus > cpus->nr)
		return why_set(why, -ENODEV, "threads and load need %d CPUs, this process may "
			       "use %d", nr_cpus, cpus->nr);
	return 0;
}

/* Which cases can run here, and do they write the right bytes? */
static int prove_case(struct run *run, struct bench_case *c, const struct cpus *cpus)
{
	const struct replay_proof proof = {
		.copy = c->copy,
		.walk = c->walk,
		.rules = c->rules,
		.layout = c->layout,
		.pattern = c->pattern,
		.drain_every = c->words.drain_every,
		.kernel = c->kernel,
		.map_mem = c->map_mem,
		.pageblocks = c->pageblocks,
	};
	struct why why;
	size_t nr = 0;
	int ret;

	if (c->skip)
		return 0;
	if (cannot_run(run, c, cpus, &why)) {
		c->skip = strdup(why.text);
		return c->skip ? 0 : -ENOMEM;
	}
	ret = proof_run(&proof, &nr, &why);
	if (!ret)
		return 0;
	if (ret != -EBADMSG) {
		pr_err("%s", why.text);
		return ret;
	}
	pr_err("%s is not timed, it failed its proof: %s", c->words.copy, why.text);
	if (asprintf(&c->skip, "failed its proof: %s", why.text) < 0)
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
		for (j = 0; j < run->cases.groups[i].nr_cases; j++) {
			struct bench_case *c = &run->cases.groups[i].cases[j];

			ret = c->rung ? take_proof(c) : prove_case(run, c, &run->cpus[i]);
			if (run_interrupted)
				return -EINTR;
			if (ret == -EBADMSG)
				*failed = true;
			else if (ret)
				return ret;
		}
	}
	return 0;
}

/* The same prediction for another memory. */
static const struct bench_case *same_prediction(const struct run *run, const struct bench_case *c)
{
	size_t i, j;

	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; j < run->cases.groups[i].nr_cases; j++) {
			const struct bench_case *other = &run->cases.groups[i].cases[j];

			if (other == c)
				return NULL;
			if (model_is_same(other, c))
				return other;
		}
	}
	return NULL;
}

static int predict_case(const struct run *run, struct bench_case *c)
{
	const struct bench_case *same = same_prediction(run, c);
	struct prediction prediction;
	struct why why;
	int ret;

	if (same) {
		c->model_read_bytes = same->model_read_bytes;
		c->model_write_bytes = same->model_write_bytes;
		return 0;
	}
	/* Nothing is there to be stored, so there is nothing to relate traffic to. */
	if (c->copy->kind == COPY_NULL)
		return 0;
	ret = model_case(&run->shape, c, (uint64_t)c->words.pages, &prediction, &why);
	if (ret)
		return ret == -EOPNOTSUPP ? 0 : ret;
	c->model_read_bytes = traffic_read_bytes(&run->shape, &prediction.counts);
	c->model_write_bytes = traffic_write_bytes(&run->shape, &prediction.counts);
	return 0;
}

/* Before anything is measured: it takes the CPU and the caches. */
static int predict_all(struct run *run)
{
	size_t i, j;
	int ret;

	run->no_model.text[0] = 0;
	if (model_shape_of(run->machine, &run->shape, &run->no_model))
		return 0;
	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; j < run->cases.groups[i].nr_cases; j++) {
			ret = predict_case(run, &run->cases.groups[i].cases[j]);
			if (run_interrupted)
				return -EINTR;
			if (ret) {
				pr_err("out of memory for the model of the caches");
				return ret;
			}
		}
	}
	return 0;
}

static int write_model_fact(const struct run *run)
{
	char text[MODEL_SHAPE_TEXT];

	if (run->no_model.text[0])
		return run_writer_fact(&run->writer, "model", "absent: %s", run->no_model.text);
	return run_writer_fact(&run->writer, "model", "caches %s, %u write-combining buffers",
			       model_shape_text(&run->shape, text), run->shape.nr_buffers);
}

static void copies_of_kind(enum copy_kind kind, char *text, size_t size)
{
	size_t nr, i;
	const struct copy_backend *const *copies = replay_copies(&nr);

	text[0] = 0;
	for (i = 0; i < nr; i++)
		if (copies[i]->kind == kind)
			message_add(text, size, "%s%s", *text ? " " : "", copies[i]->name);
}

/* What belongs to this run rather than to the machine. */
static int write_run_facts(const struct run *run)
{
	const struct run_options *opt = run->opt;
	const struct run_writer *w = &run->writer;
	char text[512], size[SIZE_TEXT], date[32];
	time_t now = time(NULL);
	struct tm utc;
	int ret;

	strftime(date, sizeof(date), "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &utc));
	ret = run_writer_fact(w, "format", "%s", RUN_FILE_FORMAT) ?:
	      run_writer_fact(w, "origin", "%s",
			      machine_is_emulated(run->machine) ? "emulated" : "measured") ?:
	      run_writer_fact(w, "run", "%016" PRIx64, opt->seed ^ (uint64_t)now << 20) ?:
	      run_writer_fact(w, "date", "%s", date) ?:
	      run_writer_fact(w, "command", "%s", opt->command) ?:
	      run_writer_fact(w, "version", "%s", PAGESTREAM_VERSION_TEXT) ?:
	      run_writer_fact(w, "plan", "%s", opt->plan->name) ?:
	      run_writer_fact(w, "seed", "%" PRIu64, opt->seed) ?:
	      run_writer_fact(w, "device-size", "%s",
			      format_size(run->cases.pages * PAGE_DEVICE_BYTES, size)) ?:
	      run_writer_fact(w, "thread-device-size", "%s",
			      format_size(THREAD_DEVICE_BYTES, size)) ?:
	      run_writer_fact(w, "precision", "%g", opt->precision) ?:
	      run_writer_fact(w, "pinned-cpu", "%d", run->cpu) ?:
	      run_writer_fact(w, "clock-cost-ns", "%" PRId64, measure_clock_cost_ns()) ?:
	      run_writer_fact(w, "disturbed-rule",
			      "over %d page faults (but untouched), any stolen time, or over %d "
			      "involuntary context switches inside a sample, or other pages than "
			      "asked for", FAULTS_MOST, SWITCHES_MOST);
	if (!ret && opt->plan->no_pilots)
		ret = run_writer_fact(w, "pilot-rule", "none: slow copies as often as the others");
	else if (!ret)
		ret = run_writer_fact(w, "pilot-rule", "over %g times mov: one repetition per "
				      "round", PILOT_FACTOR);
	if (!ret && run->cases.pages < run->wanted_pages)
		ret = run_writer_fact(w, "device-size-why",
				      "the plan's %s does not fit into the memory that can be had",
				      format_size(run->wanted_pages * PAGE_DEVICE_BYTES, size));
	copies_of_kind(COPY_BOUND, text, sizeof(text));
	if (!ret)
		ret = run_writer_fact(w, "bounds", "%s", text);
	copies_of_kind(COPY_NULL, text, sizeof(text));
	if (!ret)
		ret = run_writer_fact(w, "null", "%s", text);
	if (!ret && opt->label)
		ret = run_writer_fact(w, "label", "%s", opt->label);
	return ret;
}

/* What the rules make of a copy is said once for each layout and rules. */
static int write_policy(const struct run *run)
{
	bool said[RULES_NR][LAYOUT_NR] = { { false } };
	size_t i, j;
	int ret = 0;

	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; !ret && j < run->cases.groups[i].nr_cases; j++) {
			const struct bench_case *c = &run->cases.groups[i].cases[j];

			if (c->runs == c->copy || said[c->rules][c->layout])
				continue;
			said[c->rules][c->layout] = true;
			ret = run_writer_fact(&run->writer, "policy",
					      "under %s, %s at %d bytes is the code of %s",
					      c->words.rules, c->copy->name, c->words.layout,
					      c->runs->name);
		}
	}
	return ret;
}

/* What each node is, beside the machine's own facts. */
static int write_nodes(const struct run *run)
{
	char text[1024] = "";
	size_t i;

	for (i = 0; i < run->topology->nr_nodes; i++)
		message_add(text, sizeof(text), "%snode %d: %s", i ? "; " : "",
			    run->topology->nodes[i].node, run->topology->nodes[i].kind);
	return run_writer_fact(&run->writer, "numa-kinds", "%s", text);
}

static int write_header(const struct run *run)
{
	int ret = write_run_facts(run) ?: write_nodes(run) ?: write_policy(run) ?:
		  write_model_fact(run);
	struct why what;
	char key[64];
	size_t i;

	for (i = 0; !ret && i < run->cases.nr_groups; i++) {
		const struct target_spec *spec = &run->cases.groups[i].spec;

		if (!spec->target->found)
			continue;
		spec->target->found(spec, &what);
		snprintf(key, sizeof(key), "target-%s", spec->target->name);
		ret = run_writer_fact(&run->writer, key, "%s: %s", spec->text, what.text);
	}
	for (i = 0; !ret && i < machine_nr_facts(run->machine); i++) {
		const struct machine_fact *fact = machine_fact(run->machine, i);

		ret = run_writer_fact(&run->writer, fact->key, "%s", fact->value);
	}
	for (i = 0; !ret && i < machine_nr_warnings(run->machine); i++)
		ret = run_writer_fact(&run->writer, "warning", "%s",
				      machine_warning(run->machine, i));
	if (!ret)
		ret = counters_write_facts(&run->writer, run->machine, run->cpu);
	return ret ? ret : run_writer_columns(&run->writer);
}

static int write_skips(struct run *run)
{
	struct run_row row = RUN_ROW_EMPTY;
	size_t i, j;
	int ret = 0;

	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; j < run->cases.groups[i].nr_cases; j++) {
			struct bench_case *c = &run->cases.groups[i].cases[j];

			/* What cannot run at one size cannot run at any. */
			if (!c->skip || c->rung || ret)
				continue;
			row.seq = run->log->seq++;
			row.status = ROW_SKIP;
			row.reason = c->skip;
			row.model_read_bytes = c->model_read_bytes;
			row.model_write_bytes = c->model_write_bytes;
			ret = run_writer_row(&run->writer, &row, &c->words);
		}
	}
	return ret;
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
		catch_interrupts(0);
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
			/* What it opens must be sampled in enough rounds to have an interval. */
			if (number + 1 + STATS_MIN_N <= run->rounds)
				ret = sizes_refine(run->log, group);
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

	ret = write_header(run) ?: write_skips(run);
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
	sizes_set(&run.cases);
	run.log = sample_log_new(run.cases.nr_cases);
	if (!run.log) {
		ret = -ENOMEM;
		goto out_cases;
	}
	/* One signal ends the run in order, a second one at once. */
	catch_interrupts(SA_RESETHAND);
	ret = run_writer_open(opt->out, &run.writer);
	if (ret)
		goto out_log;
	ret = prove_all(&run, &failed) ?: predict_all(&run) ?: measure(&run);
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
