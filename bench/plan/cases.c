// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan/cases.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "policy.h"
#include "run-file/internal.h"

/* Groups are of one target, and the length of a case that waits is not known. */
#define OF_GROUP (AXIS_BIT(AXIS_TARGET) | AXIS_BIT(AXIS_PAGES))

struct bench_group *bench_group_of(struct bench_cases *cases, const char *target)
{
	struct bench_group *grown;
	struct target_spec spec;
	size_t i;

	if (target_parse(target, &spec))
		return NULL;
	for (i = 0; i < cases->nr_groups; i++) {
		if (!strcmp(cases->groups[i].spec.text, spec.text)) {
			target_spec_free(&spec);
			return &cases->groups[i];
		}
	}
	grown = realloc(cases->groups, (cases->nr_groups + 1) * sizeof(*grown));
	if (!grown) {
		target_spec_free(&spec);
		return NULL;
	}
	cases->groups = grown;
	grown[cases->nr_groups] = (struct bench_group){ .spec = spec };
	return &grown[cases->nr_groups++];
}

bool bench_same_sweep(const struct bench_case *a, const struct bench_case *b)
{
	const unsigned int drains =
		a->rungs == RUNGS_SPACINGS ? AXIS_BIT(AXIS_DRAIN_EVERY) : 0;

	return a->rungs == b->rungs &&
	       case_same(&a->words, &b->words, OF_GROUP | AXIS_BIT(AXIS_COPY) | drains);
}

/* Rungs that wait have no size yet, and their number instead. */
static bool same_case_but(const struct bench_case *a, const struct bench_case *b,
			  unsigned int except)
{
	return a->rung == b->rung &&
	       case_same(&a->words, &b->words, AXIS_BIT(AXIS_TARGET) | except);
}

bool bench_same_but_copy(const struct bench_case *a, const struct bench_case *b)
{
	return same_case_but(a, b, AXIS_BIT(AXIS_COPY));
}

static bool same_case(const struct bench_case *a, const struct bench_case *b)
{
	return same_case_but(a, b, 0);
}

int bench_case_add(struct bench_cases *cases, struct bench_group *group,
		   const struct bench_case *new)
{
	struct bench_case *grown;
	size_t i;

	for (i = 0; i < group->nr_cases; i++) {
		if (same_case(&group->cases[i], new)) {
			if (new->reps > group->cases[i].reps)
				group->cases[i].reps = new->reps;
			if (new->reps > group->reps)
				group->reps = new->reps;
			return 0;
		}
	}
	grown = realloc(group->cases, (group->nr_cases + 1) * sizeof(*grown));
	if (!grown)
		return -ENOMEM;
	group->cases = grown;
	cases->nr_cases++;
	grown[group->nr_cases++] = *new;
	if ((size_t)new->words.layout > group->layout_bytes)
		group->layout_bytes = new->words.layout;
	if (group->layout_bytes > cases->layout_bytes)
		cases->layout_bytes = group->layout_bytes;
	if ((size_t)new->words.align > group->align_bytes)
		group->align_bytes = new->words.align;
	if ((uint64_t)new->words.pages > group->pages)
		group->pages = new->words.pages;
	if (group->pages > cases->pages)
		cases->pages = group->pages;
	if (new->reps > group->reps)
		group->reps = new->reps;
	return 0;
}

const char *bench_cannot_align(const struct bench_case *c)
{
	if (!c->runs)
		return "a copy that is out of line, or descends, is not replayed to a destination that "
		       "is not 8-byte aligned";
	if (c->words.align % 8 && !policy_unaligned(c->runs, c->revision))
		return "no kernel asks this copy for a destination that is not 8-byte aligned";
	return NULL;
}

const char *bench_cannot_walk(const struct bench_case *c)
{
	if (!replay_walk_is_ordinary(c->walk))
		return NULL;
	if (c->layout != LAYOUT_64)
		return "the ordinary memmap is replayed with records of 64 bytes alone";
	if (c->pattern != PATTERN_PAGE)
		return "the ordinary memmap holds struct pages, so only pattern page";
	if (c->words.align % 64)
		return "the ordinary memmap begins with a cache line";
	return NULL;
}

static bool has_case_twice(const struct bench_group *group, size_t nr)
{
	size_t i;

	for (i = 0; i < group->nr_cases; i++)
		if (i != nr && group->cases[i].reps &&
		    same_case(&group->cases[i], &group->cases[nr]))
			return true;
	return false;
}

int bench_group_threads(const struct bench_group *group)
{
	int most = 1;
	size_t i;

	for (i = 0; i < group->nr_cases; i++)
		if (!group->cases[i].skip && group->cases[i].words.threads > most)
			most = group->cases[i].words.threads;
	return most;
}

bool bench_cases_fit(struct bench_cases *cases, uint64_t pages)
{
	size_t i, j;

	if (cases->pages <= pages)
		return false;
	cases->pages = pages;
	for (i = 0; i < cases->nr_groups; i++) {
		struct bench_group *group = &cases->groups[i];

		if (group->pages > pages)
			group->pages = pages;
		for (j = 0; j < group->nr_cases; j++) {
			if ((uint64_t)group->cases[j].words.pages <= pages)
				continue;
			group->cases[j].words.pages = pages;
			/* What another case is by now need not be measured twice. */
			if (has_case_twice(group, j))
				group->cases[j].reps = 0;
		}
	}
	return true;
}

void bench_cases_free(struct bench_cases *cases)
{
	size_t i, j;

	for (i = 0; i < cases->nr_groups; i++) {
		for (j = 0; j < cases->groups[i].nr_cases; j++)
			free(cases->groups[i].cases[j].skip);
		free(cases->groups[i].cases);
		target_spec_free(&cases->groups[i].spec);
	}
	free(cases->groups);
	run_pool_free(cases->pool);
	*cases = (struct bench_cases){ 0 };
}
