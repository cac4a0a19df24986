// SPDX-License-Identifier: GPL-2.0-or-later
#include "counter/counters.h"

#include <errno.h>
#include <linux/perf_event.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "counter/counter.h"
#include "counter/counters-internal.h"
#include "counter/encode.h"
#include "machine.h"
#include "base/message.h"
#include "run-file/run-file.h"

/* What every kernel counts for a thread, whatever the CPU. */
static const struct platform_event software[] = {
	{ EVENT_SOFTWARE, EVENT_COUNTED, .pmu = "software", .name = "page-faults",
	  .code = PERF_COUNT_SW_PAGE_FAULTS },
	{ EVENT_SOFTWARE, EVENT_COUNTED, .pmu = "software", .name = "context-switches",
	  .code = PERF_COUNT_SW_CONTEXT_SWITCHES },
	{ EVENT_SOFTWARE, EVENT_COUNTED, .pmu = "software", .name = "cpu-migrations",
	  .code = PERF_COUNT_SW_CPU_MIGRATIONS },
	{ EVENT_SOFTWARE, EVENT_COUNTED, .pmu = "software", .name = "task-clock",
	  .code = PERF_COUNT_SW_TASK_CLOCK },
};

#define NR_SOFTWARE (sizeof(software) / sizeof(software[0]))

/* How many of the CPUs of the threads are of the PMU's kind of core? */
static size_t nr_covered(const struct machine_counter *want, const int *cpus, size_t nr_cpus)
{
	size_t i, j, nr = 0;

	if (!want->nr_cpus)
		return nr_cpus;
	for (i = 0; i < nr_cpus; i++)
		for (j = 0; j < want->nr_cpus; j++)
			nr += want->cpus[j] == cpus[i];
	return nr;
}

/* libpfm4 has the word where it agrees with the vendor; else the table has it. */
static enum counter_how how_encoded(const struct machine_counter *want)
{
	uint64_t config[2];

	if (want->event->quantity == EVENT_SOFTWARE)
		return HOW_KERNEL;
	if (want->aliased)
		return HOW_ALIAS;
	if (!event_is_core(want->event))
		return HOW_FORMAT;
	if (!want->event->pfm || encode_libpfm4(want->event->pfm, config))
		return HOW_TABLE;
	return config[0] == want->config[0] && config[1] == want->config[1] ? HOW_LIBPFM4 :
									      HOW_DIFFERS;
}

/* @error: other than zero for what must not be opened */
static void open_one(struct counters *c, const struct machine_counter *want, int cpu, int error)
{
	struct open_counter *open = &c->all[c->nr++];

	*open = (struct open_counter){ .want = want, .cpu = cpu, .fd = -1, .error = error,
				       .how = how_encoded(want) };
	if (open->error)
		return;
	open->fd = counter_open(want, cpu);
	if (open->fd < 0)
		open->error = open->fd;
}

static void open_wanted(struct counters *c, const struct machine_counter *want, const int *cpus,
			size_t nr_cpus)
{
	size_t i, covered;

	if (want->error) {
		open_one(c, want, -1, want->error);
		return;
	}
	if (event_is_core(want->event)) {
		covered = nr_covered(want, cpus, nr_cpus);
		/*
		 * The other kind of core counts nothing of these threads; and what has
		 * counted some of them has not run for the others, which looks as if it
		 * had to be scaled up.
		 */
		if (covered)
			open_one(c, want, -1, covered < nr_cpus ? -EXDEV : 0);
		return;
	}
	for (i = 0; i < want->nr_cpus; i++)
		open_one(c, want, want->cpus[i], 0);
}

/*
 * A sum with a part missing is worth nothing, and descriptors are needed for
 * other things than counters.
 */
static void give_descriptors_back(struct counters *c)
{
	size_t i;

	for (i = 0; i < c->nr && c->all[i].error != -EMFILE; i++)
		;
	if (i == c->nr)
		return;
	for (i = 0; i < c->nr; i++) {
		if (c->all[i].fd < 0 || c->all[i].want->event->quantity == EVENT_SOFTWARE)
			continue;
		close(c->all[i].fd);
		c->all[i].fd = -1;
		c->all[i].error = -EMFILE;
	}
}

static bool is_bytes(const struct open_counter *open, bool core)
{
	return open->want->event->use == EVENT_BYTES && event_is_core(open->want->event) == core;
}

static bool is_write(const struct open_counter *open)
{
	const enum event_quantity quantity = open->want->event->quantity;

	return quantity == EVENT_DRAM_WRITE || quantity == EVENT_PMEM_WRITE;
}

/* A sum with a part missing would be a wrong figure, so all of them or none. */
static bool is_usable(const struct counters *c, bool core)
{
	bool any = false;
	size_t i;

	for (i = 0; i < c->nr; i++) {
		if (!is_bytes(&c->all[i], core))
			continue;
		if (c->all[i].error)
			return false;
		any = true;
	}
	return any;
}

static void add_failure(struct counters *c, bool core)
{
	size_t i;

	for (i = 0; i < c->nr; i++) {
		if (!c->all[i].error || !is_bytes(&c->all[i], core))
			continue;
		if (*c->why)
			message_add(c->why, sizeof(c->why), ", ");
		counter_failure(&c->all[i], c->why, sizeof(c->why));
		return;
	}
}

static void choose_source(struct counters *c)
{
	if (is_usable(c, false)) {
		c->source = "uncore";
	} else if (bandwidth_is_split(&c->bandwidth)) {
		c->source = "resctrl";
	} else if (is_usable(c, true)) {
		c->source = "core";
	} else {
		add_failure(c, false);
		if (c->has_bandwidth)
			message_add(c->why, sizeof(c->why), "%s%s", *c->why ? ", " : "",
				    c->bandwidth.error ? c->bandwidth.why :
				    "resctrl: reads and writes in one sum");
		add_failure(c, true);
		if (!*c->why)
			message_add(c->why, sizeof(c->why),
				    "no event of this platform counts bytes");
	}
}

/* Everything but the choice of a source. */
static struct counters *open_all(const struct machine_counter *list, size_t nr, const int *cpus,
				 size_t nr_cpus)
{
	struct counters *c = calloc(1, sizeof(*c));
	size_t i, room = 0;

	if (!c)
		return NULL;
	c->idle_read = NAN;
	c->idle_write = NAN;
	c->bandwidth.error = -ENOENT;
	for (i = 0; i < nr; i++)
		room += list[i].nr_cpus && !event_is_core(list[i].event) ? list[i].nr_cpus : 1;
	c->all = calloc(room + 1, sizeof(*c->all));
	if (!c->all) {
		free(c);
		return NULL;
	}
	for (i = 0; i < nr; i++)
		open_wanted(c, &list[i], cpus, nr_cpus);
	give_descriptors_back(c);
	return c;
}

int counters_open_list(const struct machine_counter *list, size_t nr, const int *cpus,
		       size_t nr_cpus, struct counters **out)
{
	*out = open_all(list, nr, cpus, nr_cpus);
	if (!*out)
		return -ENOMEM;
	choose_source(*out);
	return 0;
}

int counters_open_below(const char *root, const struct machine *m, const int *cpus,
			size_t nr_cpus, struct counters **out)
{
	const size_t nr = machine_nr_counters(m);
	struct machine_counter *list;
	struct counters *c;
	size_t i;

	list = calloc(nr + NR_SOFTWARE, sizeof(*list));
	if (!list)
		return -ENOMEM;
	for (i = 0; i < nr; i++)
		list[i] = *machine_counter(m, i);
	for (i = 0; i < NR_SOFTWARE; i++)
		list[nr + i] = (struct machine_counter){ .event = &software[i], .pmu = "software",
							 .type = PERF_TYPE_SOFTWARE,
							 .config[0] = software[i].code };
	c = open_all(list, nr + NR_SOFTWARE, cpus, nr_cpus);
	if (!c) {
		free(list);
		return -ENOMEM;
	}
	c->list = list;
	c->has_bandwidth = true;
	if (bandwidth_open(&c->bandwidth, m, root, cpus, nr_cpus)) {
		counters_close(c);
		return -ENOMEM;
	}
	choose_source(c);
	*out = c;
	return 0;
}

int counters_open(const struct machine *m, const int *cpus, size_t nr_cpus,
		  struct counters **out)
{
	return counters_open_below("/", m, cpus, nr_cpus, out);
}

void counters_close(struct counters *c)
{
	size_t i;

	if (!c)
		return;
	for (i = 0; i < c->nr; i++)
		if (c->all[i].fd >= 0)
			close(c->all[i].fd);
	bandwidth_close(&c->bandwidth);
	free(c->all);
	free(c->list);
	free(c);
}

const char *counters_source(const struct counters *c)
{
	return c->source;
}

const char *counters_why(const struct counters *c)
{
	return c->why;
}

bool counters_have_resctrl(const struct counters *c)
{
	return c->has_bandwidth && !c->bandwidth.error;
}

/* Readings first and last: only what lies between them is in the difference. */
void counters_start(struct counters *c)
{
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (c->all[i].fd >= 0)
			counter_read(c->all[i].fd, &c->all[i].before);
	bandwidth_start(&c->bandwidth);
	c->start_ns = clock_ns();
	for (i = 0; i < c->nr; i++)
		if (c->all[i].fd >= 0)
			counter_enable(c->all[i].fd);
}

/* Add up what the source counted; NAN where an event never got a counter. */
static void sum_bytes(struct counters *c, double *read_bytes, double *write_bytes)
{
	const bool core = c->source && !strcmp(c->source, "core");
	size_t i;

	if (c->source && !strcmp(c->source, "resctrl")) {
		*read_bytes = bandwidth_sum(&c->bandwidth, &c->bandwidth.reads);
		*write_bytes = bandwidth_sum(&c->bandwidth, &c->bandwidth.writes);
		return;
	}
	*read_bytes = c->source ? 0 : NAN;
	*write_bytes = c->source && !core ? 0 : NAN;
	for (i = 0; c->source && i < c->nr; i++) {
		const struct open_counter *open = &c->all[i];
		double bytes;

		if (!is_bytes(open, core))
			continue;
		bytes = open->ran ? open->count * open->want->bytes : NAN;
		if (is_write(open))
			*write_bytes += bytes;
		else
			*read_bytes += bytes;
	}
}

static void take_counts(struct counters *c)
{
	struct counter_value after;
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (c->all[i].fd >= 0)
			counter_disable(c->all[i].fd);
	c->took_ns = clock_ns() - c->start_ns;
	bandwidth_stop(&c->bandwidth);
	for (i = 0; i < c->nr; i++) {
		struct open_counter *open = &c->all[i];

		if (open->fd < 0)
			continue;
		open->ran = false;
		if (counter_read(open->fd, &after))
			continue;
		open->count = counter_scaled(&open->before, &after, &open->ran);
		open->pct = counter_running_pct(&open->before, &after);
	}
}

static void print_count(char *text, size_t size, const char *name, double count)
{
	message_add(text, size, "%s%s=", *text ? ";" : "", name);
	if (isnan(count))
		message_add(text, size, "-");
	else
		message_add(text, size, "%.0f", count);
}

/* The instances and channels of an event are one figure. */
static void print_counts(const struct counters *c, char *text, size_t size)
{
	size_t i, j;
	int by;

	text[0] = 0;
	for (i = 0; i < c->nr; i++) {
		const struct platform_event *event = c->all[i].want->event;
		double sum = 0;

		if (c->all[i].fd < 0 || (i && c->all[i - 1].want->event == event))
			continue;
		for (j = i; j < c->nr; j++)
			if (c->all[j].want->event == event)
				sum += c->all[j].ran ? c->all[j].count : NAN;
		print_count(text, size, event->name, sum);
	}
	for (by = 0; !c->bandwidth.error && by < RESCTRL_EVENTS; by++)
		if (c->bandwidth.nr && *c->bandwidth.domain[0].path[by])
			print_count(text, size, resctrl_event_name[by], c->bandwidth.bytes[by]);
	if (!*text)
		message_add(text, size, "-");
}

static int64_t least_pct(const struct counters *c)
{
	int64_t least = RUN_ABSENT;
	size_t i;

	for (i = 0; i < c->nr; i++)
		if (c->all[i].fd >= 0 && (least == RUN_ABSENT || c->all[i].pct < least))
			least = c->all[i].pct;
	return least;
}

static int64_t whole(double bytes)
{
	return isnan(bytes) ? RUN_ABSENT : bytes < 0 ? 0 : llround(bytes);
}

void counters_stop(struct counters *c, struct counted *out)
{
	double read_bytes, write_bytes;

	take_counts(c);
	sum_bytes(c, &read_bytes, &write_bytes);
	out->source = c->source;
	out->idle_read_bytes = whole(c->idle_read * c->took_ns);
	out->idle_write_bytes = whole(c->idle_write * c->took_ns);
	if (out->idle_read_bytes != RUN_ABSENT)
		read_bytes -= out->idle_read_bytes;
	if (out->idle_write_bytes != RUN_ABSENT)
		write_bytes -= out->idle_write_bytes;
	out->read_bytes = whole(read_bytes);
	out->write_bytes = whole(write_bytes);
	out->counted_pct = least_pct(c);
	print_counts(c, out->counts, sizeof(out->counts));
}

void counters_idle(struct counters *c, unsigned int ms)
{
	const struct timespec pause = { .tv_nsec = ms * 1000000L };
	double read_bytes, write_bytes;

	c->idle_read = NAN;
	c->idle_write = NAN;
	/* What a thread counts of itself is nothing while it sleeps. */
	if (!c->source || !strcmp(c->source, "core"))
		return;
	counters_start(c);
	nanosleep(&pause, NULL);
	take_counts(c);
	sum_bytes(c, &read_bytes, &write_bytes);
	c->idle_read = read_bytes / c->took_ns;
	c->idle_write = write_bytes / c->took_ns;
}
