// SPDX-License-Identifier: GPL-2.0-or-later
#include "round/pilots.h"

#include <errno.h>
#include <stdio.h>

#include "round/interrupt.h"

#define PILOT_PART 16	/* a pilot pass covers this fraction of the range */
#define FIRST_PART 1024	/* and the first one, which also fetches the code, this one */
#define PILOT_TRIES 3

/* A pilot that would take longer covers no more than the first one. */
#define PILOT_MOST_NS 100000000

/* Records that parts are made of: whole compounds, for each thread. */
static uint64_t unit_of(const struct bench_case *c)
{
	const uint64_t compound = 1ULL << replay_walk_shift(c->walk);

	return (compound > PAGEBLOCK_PAGES ? compound : PAGEBLOCK_PAGES) *
	       (uint64_t)c->words.threads;
}

static uint64_t part_of_range(const struct bench_case *c, double part)
{
	const uint64_t unit = unit_of(c), pages = c->words.pages;
	const uint64_t wanted = (uint64_t)((double)pages / part);

	if (wanted < unit)
		return unit < pages ? unit : pages;
	return wanted - wanted % unit;
}

uint64_t pilots_pages(const struct round *round, const struct bench_case *c)
{
	const double factor = round->log->factor[c->index];

	return factor >= PART_FACTOR ? part_of_range(c, factor) : (uint64_t)c->words.pages;
}

/* One case; the time of a page in @ns. */
static int pilot(struct sampler *s, const struct bench_case *c, double *ns)
{
	uint64_t pages = part_of_range(c, FIRST_PART);
	struct sample sample;
	char reason[80];
	int ret, tries;

	/* The first pass of a copy also fetches its code. */
	ret = sampler_take(s, c, pages, &sample);
	if (!ret && (double)sample.took_ns * FIRST_PART / PILOT_PART < PILOT_MOST_NS)
		pages = part_of_range(c, PILOT_PART);
	for (tries = 0; !ret && tries < PILOT_TRIES; tries++) {
		ret = sampler_take(s, c, pages, &sample);
		if (!ret && !sample_is_disturbed(c, &sample, reason, sizeof(reason)))
			break;
	}
	if (ret == -EOPNOTSUPP)
		return 0;
	*ns = (double)sample.took_ns / (double)pages;
	return ret ? ret : sampler_write(s, c, -1, ROW_PILOT, pages, &sample, NULL);
}

void pilots_relate(const struct bench_group *group, double *factor)
{
	size_t i;

	for (i = 0; i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->mov >= 0 && (size_t)c->mov != c->index && factor[c->mov] > 0)
			factor[c->index] /= factor[c->mov];
		else if (c->mov < 0 || !(factor[c->mov] > 0))
			factor[c->index] = 0;
	}
	for (i = 0; i < group->nr_cases; i++)
		if (group->cases[i].mov == (int)group->cases[i].index)
			factor[group->cases[i].index] = 1;
	/* Those of a sweep follow the case of the whole range. */
	for (i = 0; i < group->nr_cases; i++)
		factor[group->cases[i].index] =
			factor[group->cases[i].index - group->cases[i].rung];
}

int pilots_run(struct sampler *s)
{
	const struct bench_group *group = s->round->group;
	double *factor = s->round->log->factor;
	size_t i;
	int ret;

	for (i = 0; i < group->nr_cases && !run_interrupted; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->skip || !c->reps || c->rung || c->state->faults)
			continue;
		ret = pilot(s, c, &factor[c->index]);
		if (ret)
			return ret;
	}
	pilots_relate(group, factor);
	return 0;
}
