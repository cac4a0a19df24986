// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/probe.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "round/interrupt.h"
#include "round/load.h"
#include "round/probe-loops.h"
#include "round/stamp.h"
#include "state/flush.h"
#include "target/cpus.h"

static int write_row(struct sampler *s, enum probe probe, int load, int rep,
		     const struct probe_loop *loop, const struct sample *sample, bool *again)
{
	const struct bench_case undisturbed = { .state = state_find("flushed") };
	const struct run_case words = {
		.copy = probe_table[probe].name,
		.layout = PROBE_LINE,
		.walk = "-",
		.revision = "-",
		.target = s->round->group->spec.text,
		.state = "flushed",
		.pattern = "-",
		.block_order = "-",
		.load = load,
		.threads = 1,
		.pages = (int64_t)(loop->bytes / PROBE_LINE),
		.kernel = "-",
		.map = "-",
		.pageblocks = "-",
		.returns = "-",
	};
	struct run_row row = RUN_ROW_EMPTY;
	char reason[80];
	int ret;

	row.round = s->round->number;
	row.rep = rep;
	row.status = ROW_PROBE;
	row.cpu = s->round->cpus->cpu[0];
	row.node = s->found.node;
	row.page_bytes = s->found.page_bytes ? s->found.page_bytes : RUN_ABSENT;
	row.took_ns = sample->took_ns > 0 ? sample->took_ns : 1;
	row.done_pages = (int64_t)probe_units(probe, loop);
	row.faults = sample->faults;
	row.switches = sample->switches;
	row.away_ns = sample->away_ns;
	row.steal_ms = sample->steal_ms < 0 ? RUN_ABSENT : sample->steal_ms;
	*again = sample_is_disturbed(&undisturbed, sample, reason, sizeof(reason));
	if (*again)
		row.reason = reason;
	ret = run_writer_row(s->round->writer, &row, &words);
	if (!ret && sample->found_cpu != sample->cpu)
		ret = reason_set(&s->round->log->why, -ENXIO, "CPU %d was taken away", sample->cpu);
	return ret;
}

static int take(struct sampler *s, enum probe probe, int load, int rep, struct probe_loop *loop)
{
	struct sample sample;
	bool again = true;
	int ret = 0, tries;

	for (tries = 0; !ret && again && tries <= RETAKES_MOST; tries++) {
		if (run_interrupted)
			return -EINTR;
		probe_link(loop);
		flush_lines(loop->memory, loop->bytes);
		if (probe == PROBE_STORE_HIT)
			*(volatile char *)loop->memory = 1;
		if (load)
			ret = load_start(s->load, s->round->cpus->cpu + 1, load);
		/* The CPU was there when it was chosen. */
		if (ret == -EINVAL)
			ret = -ENXIO;
		if (ret)
			break;
		measure_call(probe_walk_of(probe), &loop->args, s->round->cpus->cpu[0], NULL,
			     &sample);
		if (load)
			load_stop(s->load);
		ret = write_row(s, probe, load, rep, loop, &sample, &again);
	}
	return ret;
}

static int probe_one(struct sampler *s, enum probe probe, int load, int rep, uint64_t seed)
{
	const size_t room = s->map.bytes / PROBE_BYTES;
	struct probe_loop loop = {
		.memory = (char *)s->map.addr + seed % room * PROBE_BYTES,
		.bytes = PROBE_BYTES,
	};
	int ret = probe_chain(&loop, PROBE_SLOT_BYTES, seed) ?: probe_pages(&loop, probe, seed);

	if (!ret)
		ret = take(s, probe, load, rep, &loop);
	else
		reason_set(&s->round->log->why, ret, "no memory for a probe");
	probe_loop_free(&loop);
	return ret;
}

/* What the distance of memory would change: the latencies, and the rates that they bound. */
static bool is_loaded(enum probe probe)
{
	return !probe_is_stream(probe) || probe == PROBE_READ1 || probe == PROBE_STORE ||
	       probe == PROBE_STREAM;
}

static int repetition(struct sampler *s, int rep)
{
	/* A load of one thread, whatever the cases have. */
	const int nr_loads = s->load && s->round->cpus->nr > 1 ? 2 : 1;
	int load, probe, ret = 0;

	for (load = 0; load < nr_loads; load++)
		for (probe = 0; !ret && probe < PROBE_NR; probe++)
			if (!load || is_loaded(probe))
				ret = probe_one(s, probe, load, rep,
						s->round->seed * 31 +
							(uint64_t)(rep * PROBE_NR + probe));
	return ret;
}

int probes_run(struct sampler *s)
{
	int rep, ret = 0;

	for (rep = 0; !ret && s->map.bytes >= PROBE_BYTES && rep < PROBE_REPS; rep++)
		ret = repetition(s, rep);
	return ret;
}
