// SPDX-License-Identifier: GPL-2.0-or-later
#include "run/pilots.h"

#include <errno.h>
#include <stdio.h>

#include "run/interrupt.h"

#define PILOT_PART 16	/* a pilot pass covers this fraction of the range */
#define PILOT_TRIES 3

int pilots_run(struct sampler *s)
{
	const struct bench_group *group = s->round->group;
	double *factor = s->round->log->factor;
	struct sample sample;
	char reason[64];
	size_t i;
	int ret, tries;

	for (i = 0; i < group->nr_cases && !run_interrupted; i++) {
		const struct bench_case *c = &group->cases[i];
		const uint64_t pages = (c->words.pages + PILOT_PART - 1) / PILOT_PART;

		if (c->skip || !c->reps || c->rung || c->state->faults)
			continue;
		/* The first pass of a copy also fetches its code. */
		ret = sampler_take(s, c, pages, &sample);
		for (tries = 0; !ret && tries < PILOT_TRIES; tries++) {
			ret = sampler_take(s, c, pages, &sample);
			if (!sample_is_disturbed(c, &sample, reason, sizeof(reason)))
				break;
		}
		if (ret == -EOPNOTSUPP)
			continue;
		if (!ret)
			ret = sampler_write(s, c, -1, ROW_PILOT, pages, &sample);
		if (ret)
			return ret;
		factor[c->index] = sample.took_ns;
	}
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
	return 0;
}

bool pilots_crawls(const struct round *round, const struct bench_case *c)
{
	return round->crawl_factor > 0 && round->log->factor[c->index] > round->crawl_factor;
}

int pilots_skip_crawling(const struct sampler *s)
{
	const struct bench_group *group = s->round->group;
	char reason[80];
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < group->nr_cases; i++) {
		const struct bench_case *c = &group->cases[i];

		if (c->skip || !c->reps || c->rung || !pilots_crawls(s->round, c))
			continue;
		snprintf(reason, sizeof(reason), "in the pilot %.0f times as long as mov, which this "
			 "plan has no time for", s->round->log->factor[c->index]);
		ret = sampler_write_skip(s->round, c, reason);
	}
	return ret;
}
