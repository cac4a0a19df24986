// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What stands in a run file before its first sample.
 */
#include "run/internal.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "round/measure.h"
#include "round/pilots.h"
#include "round/sampler.h"
#include "run/counter-facts.h"
#include "machine.h"
#include "base/message.h"
#include "base/parse.h"
#include "run/prefetch-msr.h"
#include "version.h"
#include "run-file/stats.h"

static int write_model_fact(struct run *run)
{
	char text[MODEL_SHAPE_TEXT];

	if (run->no_model.text[0])
		return run_writer_fact(&run->writer, "model", "absent: %s", run->no_model.text);
	return run_writer_fact(&run->writer, "model", "caches %s, %u write-combining buffers",
			       model_shape_text(&run->shape, text), run->shape.nr_buffers) ?:
	       run_write_not_predicted(run);
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
static int write_run_facts(struct run *run)
{
	const struct run_options *opt = run->opt;
	struct run_writer *w = &run->writer;
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
			      "over %d page faults (but first-touch), over %d %% of the time without a "
			      "CPU, on another CPU than its own, of several threads any steal, or "
			      "other pages than asked for", FAULTS_MOST, AWAY_PCT);
	if (!ret)
		ret = run_writer_fact(w, "returns", "%s; this machine's kernel: %s",
				      replay_returns[run->returns].name,
				      machine_returns(run->machine));
	if (!ret && run_crowd(run))
		ret = run_writer_fact(w, "crowded", "%d threads take all CPUs, so that what else the "
				      "system does disturbs them", run_crowd(run));
	if (!ret && opt->plan->no_pilots)
		ret = run_writer_fact(w, "pilot-rule", "none: slow copies as often as the others");
	else if (!ret)
		ret = run_writer_fact(w, "pilot-rule", "over %g times mov: one repetition per "
				      "round", PILOT_FACTOR);
	if (!ret && !opt->plan->no_pilots)
		ret = run_writer_fact(w, "part-rule", "from %g times mov on: timed on a part of the "
				      "range, from its start, that takes about as long as mov takes "
				      "for all; done_pages says how many pages", PART_FACTOR);
	if (!ret)
		ret = run_writer_fact(w, "retake-rule", "what is disturbed, or has spins around it that "
				      "differ by over %d %%, is tried again at once, up to %d times, "
				      "each try a row", SPIN_CHANGE_PCT, RETAKES_MOST);
	if (!ret && run_stops(run))
		ret = run_writer_fact(w, "stop-rule", "%s no further rounds when it has %d and an interval "
				      "half as long again at either end would decide at %g %%",
				      run_stops(run) == STOPS_RATIOS ? "a copy gets" :
								       "the cases of a contrast get",
				      run_stops(run) == STOPS_RATIOS ? STATS_SOLID_N : STATS_MIN_N,
				      100 * RUN_MARGIN);
	if (!ret && run->cases.pages < run->wanted_pages)
		ret = run_writer_fact(w, "device-size-why",
				      "the plan's %s does not fit into the memory that can be had: %s",
				      format_size(run->wanted_pages * PAGE_DEVICE_BYTES, size),
				      machine_mem_limit(run->machine));
	copies_of_kind(COPY_FPU_ONLY, text, sizeof(text));
	if (!ret)
		ret = run_writer_fact(w, "fpu-only", "%s", text);
	copies_of_kind(COPY_NULL, text, sizeof(text));
	if (!ret)
		ret = run_writer_fact(w, "null", "%s", text);
	if (!ret && opt->label)
		ret = run_writer_fact(w, "label", "%s", opt->label);
	return ret;
}

/* What the revision makes of a copy is said once for each layout, revision and alignment. */
static int write_policy(struct run *run)
{
	bool said[REVISION_NR][LAYOUT_NR][64] = { { { false } } };
	char at[16] = "";
	size_t i, j;
	int ret = 0;

	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; !ret && j < run->cases.groups[i].nr_cases; j++) {
			const struct bench_case *c = &run->cases.groups[i].cases[j];

			const int align = c->words.align % 8 ? c->words.align : 0;

			if (!c->runs || c->runs == c->copy || said[c->revision][c->layout][align])
				continue;
			said[c->revision][c->layout][align] = true;
			if (align)
				snprintf(at, sizeof(at), ", align %d", align);
			else
				at[0] = 0;
			ret = run_writer_fact(&run->writer, "policy",
					      "under %s, %s at %d bytes%s is the code of %s",
					      c->words.revision, c->copy->name, c->words.layout, at,
					      c->runs->name);
		}
	}
	return ret;
}

/* Which kinds of target stand for memory in the device: file and memfd do as a host file does. */
static int write_altmap_targets(struct run *run)
{
	size_t nr, i;
	const struct target *const *targets = target_list(&nr);
	char text[256] = "";

	for (i = 0; i < nr; i++)
		if (targets[i]->altmap)
			message_add(text, sizeof(text), "%s%s", *text ? " " : "", targets[i]->name);
	return run_writer_fact(&run->writer, "altmap-targets", "%s", text);
}

/* What each node is, beside the machine's own facts. */
static int write_nodes(struct run *run)
{
	char text[1024] = "";
	size_t i;

	for (i = 0; i < run->topology->nr_nodes; i++)
		message_add(text, sizeof(text), "%snode %d: %s", i ? "; " : "",
			    run->topology->nodes[i].node, run->topology->nodes[i].kind);
	return run_writer_fact(&run->writer, "numa-kinds", "%s", text);
}

/* What firmware let prefetchers do, where anyone may ask. */
static int write_prefetchers(struct run *run)
{
	const struct cpu_identity *cpu = machine_cpu(run->machine);
	struct reason what;
	char path[48];

	snprintf(path, sizeof(path), "/dev/cpu/%d/msr", run->cpu);
	prefetch_msr_say(path, !strcmp(cpu->vendor, "GenuineIntel"), cpu->hypervisor, &what);
	return run_writer_fact(&run->writer, "prefetch-control", "%s", what.text);
}

int run_write_header(struct run *run)
{
	int ret = write_run_facts(run) ?: write_prefetchers(run) ?: write_altmap_targets(run) ?:
		  write_nodes(run) ?: write_policy(run) ?:
		  write_model_fact(run);
	struct reason what;
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
		ret = counters_write_facts(&run->writer, run->machine, run->cpus->cpu,
					   bench_group_threads(run->cases.groups));
	return ret ? ret : run_writer_columns(&run->writer);
}

int run_write_skips(struct run *run)
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
			row.status = ROW_SKIP;
			row.reason = c->skip;
			row.model_read_bytes = c->model_read_bytes;
			row.model_write_bytes = c->model_write_bytes;
			ret = run_writer_row(&run->writer, &row, &c->words);
		}
	}
	return ret;
}
