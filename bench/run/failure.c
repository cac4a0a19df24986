// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What is not measured any more: rows that say so, and what a round that failed
 * costs.
 */
#include "run/failure.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "run/internal.h"

size_t group_nr_active(const struct bench_group *group)
{
	size_t i, nr = 0;

	for (i = 0; i < group->nr_cases; i++)
		nr += !group->cases[i].skip && !group->cases[i].done && group->cases[i].words.pages;
	return nr;
}

/* No more of this case, and a row that says why. @round: in which; -1: before the first */
static int skip_case(struct run *run, struct bench_case *c, int round, const char *reason)
{
	struct run_row row = RUN_ROW_EMPTY;

	c->skip = strdup(reason);
	if (!c->skip)
		return -ENOMEM;
	row.round = round;
	row.status = ROW_SKIP;
	row.reason = c->skip;
	return run_writer_row(&run->writer, &row, &c->words);
}

int run_skip_group(struct run *run, struct bench_group *group, int round, const char *reason)
{
	size_t i;
	int ret = 0;

	group->skipped = true;
	for (i = 0; !ret && i < group->nr_cases; i++) {
		if (group->cases[i].skip || (group->cases[i].rung && round < 0))
			continue;
		if (group->cases[i].words.pages)
			ret = skip_case(run, &group->cases[i], round, reason);
	}
	return ret;
}

/* CPUs anew, of those that are left.  What needs more of them is skipped. */
static int place_anew(struct run *run, int number)
{
	size_t g, i;
	int ret = run_place(run);

	for (g = 0; !ret && g < run->cases.nr_groups; g++) {
		for (i = 0; !ret && i < run->cases.groups[g].nr_cases; i++) {
			struct bench_case *c = &run->cases.groups[g].cases[i];
			const int nr_cpus = c->words.threads + c->words.load;
			char reason[128];

			if (c->skip || nr_cpus == 1 || nr_cpus <= run->cpus[g].nr)
				continue;
			snprintf(reason, sizeof(reason), "%.60s: threads and load need %d CPUs, %d are left",
				 run->log->why.text, nr_cpus, run->cpus[g].nr);
			run->nr_lost++;
			ret = skip_case(run, c, number, reason);
		}
	}
	return ret;
}

static bool cpus_differ(const struct cpus *a, const struct cpus *b)
{
	return a->nr != b->nr || memcmp(a->cpu, b->cpu, (size_t)a->nr * sizeof(a->cpu[0]));
}

int run_lose_round(struct run *run, int number, size_t g, int error)
{
	struct bench_group *group = &run->cases.groups[g];
	struct bench_case *c = NULL;
	struct cpus before = run->cpus[g];
	struct reason why = run->log->why;
	size_t i;
	int ret;

	for (i = 0; i < group->nr_cases; i++)
		if (run->log->sampling == (int)group->cases[i].index)
			c = &group->cases[i];
	pr_status_end();
	if (error == -ENXIO) {
		ret = place_anew(run, number);
		if (ret)
			return ret;
		if (run->cpus[g].nr && cpus_differ(&run->cpus[g], &before)) {
			pr_err("round %d of %s: %s; it goes on on CPU %d", number + 1, group->spec.text,
			       why.text, run->cpus[g].cpu[0]);
			return 0;
		}
		c = NULL;
	}
	pr_err("round %d of %s failed: %s; %s%s is left out from here on", number + 1, group->spec.text,
	       why.text, c ? "copy " : "this memory", c ? c->words.copy : "");
	if (c) {
		run->nr_lost++;
		return skip_case(run, c, number, why.text);
	}
	run->nr_lost += group_nr_active(group);
	return run_skip_group(run, group, number, why.text);
}
