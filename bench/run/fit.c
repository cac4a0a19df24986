// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What of this machine a run takes: which CPUs, and how much memory.
 */
#include "run/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"
#include "base/parse.h"
#include "machine.h"

#define MEMORY_PART 0.9	/* of what is available may be taken */

/* All cases of a group for one reason; their rows are written behind the header. */
static int refuse_group(struct bench_group *group, const char *reason)
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

/* Bytes that a group has room for, beside what alignment takes. */
static uint64_t room_of(const struct run *run, size_t group, uint64_t memory)
{
	const struct bench_group *g = &run->cases.groups[group];
	const uint64_t room = target_room(&g->spec, memory);

	return room - (room > g->align_bytes ? g->align_bytes : room);
}

/* A plan's own file or memfd that does not fit is skipped, and limits nothing else. */
static bool limits(const struct run *run, size_t group, uint64_t memory)
{
	const struct bench_group *g = &run->cases.groups[group];

	if (g->skipped)
		return false;
	return run->opt->axes.chosen[AXIS_TARGET].nr || g->spec.place != PLACE_ANY ||
	       room_of(run, group, memory) + g->align_bytes >= memory;
}

/* The group with least room; -1 when none counts. */
static int least_of(const struct run *run, uint64_t memory, uint64_t above, uint64_t *room)
{
	int least = -1;
	size_t i;

	*room = UINT64_MAX;
	for (i = 0; i < run->cases.nr_groups; i++) {
		const uint64_t has = room_of(run, i, memory);

		if (!limits(run, i, memory) || has <= above || has >= *room)
			continue;
		*room = has;
		least = (int)i;
	}
	return least;
}

static bool all_skipped(const struct run *run)
{
	size_t i;

	for (i = 0; i < run->cases.nr_groups; i++)
		if (!run->cases.groups[i].skipped)
			return false;
	return true;
}

/* What has less room than the range needs. */
static int skip_small(struct run *run, uint64_t memory)
{
	char reason[160], size[SIZE_TEXT];
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < run->cases.nr_groups; i++) {
		struct bench_group *g = &run->cases.groups[i];
		const uint64_t needed = g->pages * (uint64_t)g->layout_bytes;
		const uint64_t room = room_of(run, i, memory);

		if (g->skipped || needed <= room)
			continue;
		snprintf(reason, sizeof(reason), "a device of %s needs %" PRIu64 " KiB, this target has "
			 "room for %" PRIu64 " KiB", format_size(g->pages * PAGE_DEVICE_BYTES, size),
			 needed >> 10, room >> 10);
		pr_info("%s: %s", g->spec.text, reason);
		ret = refuse_group(g, reason);
	}
	return ret;
}

int run_crowd(const struct run *run)
{
	const int online = (int)sysconf(_SC_NPROCESSORS_ONLN);

	for (size_t g = 0; g < run->cases.nr_groups; g++) {
		const struct bench_group *group = &run->cases.groups[g];

		for (size_t i = 0; i < group->nr_cases && !group->skipped; i++) {
			const struct run_case *c = &group->cases[i].words;
			const int all = c->threads + c->load;

			if (c->threads > 1 && all >= online && all <= run->cpus[g].nr)
				return c->threads;
		}
	}
	return 0;
}

int run_choose_pages(struct run *run)
{
	const uint64_t available = machine_mem_available(run->machine);
	const uint64_t memory = available * MEMORY_PART;
	const uint64_t asked = run->opt->axes.pages;
	const size_t layout = run->cases.layout_bytes;
	const struct bench_group *tight;
	uint64_t room, pages;
	char text[2][SIZE_TEXT];
	int least;

	run->wanted_pages = run->cases.pages;
	/* Where nothing can run, nothing has to fit. */
	if (all_skipped(run))
		return 0;
	if (!available) {
		pr_err("no memory can be taken: %s", machine_mem_limit(run->machine));
		return -EIO;
	}
	/* A target without room for one page is skipped, as long as there is another. */
	least = least_of(run, memory, layout - 1, &room);
	if (least < 0) {
		least = least_of(run, memory, 0, &room);
		pr_err("%s: not one page fits into its %" PRIu64 " bytes; %s",
		       least < 0 ? "no target" : run->cases.groups[least].spec.text,
		       least < 0 ? 0 : room, machine_mem_limit(run->machine));
		return -ENOMEM;
	}
	/* What was asked for has to fit somewhere. */
	if (asked)
		for (int next = least; next >= 0; next = least_of(run, memory, room, &room)) {
			least = next;
			if (room / layout >= run->wanted_pages)
				break;
		}
	tight = &run->cases.groups[least];
	room = room_of(run, least, memory);
	pages = room / layout;
	if (run->wanted_pages > pages) {
		/* Whole GiB of device, or as many pages as there is room for. */
		if (pages > (1UL << 30) / PAGE_DEVICE_BYTES)
			pages -= pages % ((1UL << 30) / PAGE_DEVICE_BYTES);
		if (asked) {
			pr_err("a device of %s needs %" PRIu64 " MiB at %zu bytes per page, %s has room "
			       "for %" PRIu64 " MiB; accepted: up to %s (%s)",
			       format_size(asked * PAGE_DEVICE_BYTES, text[0]),
			       asked * layout >> 20, layout, tight->spec.text, room >> 20,
			       format_size(pages * PAGE_DEVICE_BYTES, text[1]),
			       room + tight->align_bytes < memory ?
				       "it has no more" : machine_mem_limit(run->machine));
			return -EINVAL;
		}
		bench_cases_fit(&run->cases, pages);
	}
	return skip_small(run, memory);
}

static int place_groups(struct run *run, const struct cpu_mask *allowed)
{
	struct reason reason;
	size_t i;
	int ret = 0;

	/* Of a group that is skipped there are rows that say so. */
	for (i = 0; !ret && i < run->cases.nr_groups; i++)
		if (!run->cases.groups[i].skipped &&
		    cpus_place(run->topology, allowed, run->opt->cpu,
			       &run->cases.groups[i].spec, &run->cpus[i], &reason))
			ret = refuse_group(&run->cases.groups[i], reason.text);
	return ret;
}

int run_place(struct run *run)
{
	struct cpu_mask *allowed = cpus_allowed();
	const int ret = allowed ? place_groups(run, allowed) : -EIO;

	cpu_mask_free(allowed);
	return ret;
}

int run_choose_cpus(struct run *run)
{
	struct cpu_mask *allowed;
	int ret;

	ret = topology_open(NULL, &run->topology);
	if (ret) {
		pr_err("cannot read where CPUs and memory are: %s", strerror(-ret));
		return ret == -ENOMEM ? ret : -EIO;
	}
	run->cpus = calloc(run->cases.nr_groups, sizeof(*run->cpus));
	if (!run->cpus)
		return -ENOMEM;
	allowed = cpus_allowed();
	if (!allowed)
		return -EIO;
	cpus_choose(run->topology, allowed, -1, run->opt->cpu, run->cpus);
	run->cpu = run->cpus->cpu[0];
	if (!cpu_mask_has(allowed, run->cpu)) {
		pr_err("--cpu %d: this process may not run there; accepted: one of its affinity "
		       "mask, such as %d", run->cpu, cpu_mask_next(allowed, -1));
		ret = -EINVAL;
	}
	ret = ret ?: place_groups(run, allowed);
	cpu_mask_free(allowed);
	return ret;
}
