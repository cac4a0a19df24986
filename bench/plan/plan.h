/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Plans: named measurements, and the cases that a plan and a user's axes make.
 */
#ifndef BENCH_PLAN_PLAN_H
#define BENCH_PLAN_PLAN_H

#include "plan/axes.h"
#include "plan/cases.h"

#define PLAN_PARTS_MOST 6

/**
 * struct plan_part - a product of axes
 * @axis:	  lists as a user would type them, targets by blanks; NULL: the
 *		  first word of the axis
 * @device_bytes: 0: the plan's
 * @reps:	  0: the plan's
 * @short_reps:	  more than that, at the whole range and where memmaps are short; 0: not
 *		  more
 */
struct plan_part {
	const char *axis[AXIS_NR];
	uint64_t device_bytes;
	int reps;
	int short_reps;
	enum plan_rungs rungs;
};

/** enum plan_stops - what must be decided before a case gets no more rounds */
enum plan_stops {
	STOPS_NEVER,	 /* all get as many rounds as the plan has */
	STOPS_RATIOS,	 /* its ratio to mov */
	STOPS_CONTRASTS, /* the contrasts of hypotheses[] that it belongs to */
};

/**
 * struct plan - a named measurement
 * @part:   makes parts beside @parts, one for each @nr from 0; false after the last
 * @rounds: fewest rounds
 * @stops:  when a case gets no more rounds; they go on until none is left or the time is up,
 *	    and @rounds are what the time is shared by
 * @reps:   repetitions within a round
 * @no_pilots: slow copies get as many as the others
 * @probes: each round begins with those of the memory, see probe-list.h
 * @time_s: measuring time, populating memory not counted
 * @wall_s: what the whole run takes at most, as @desc promises; 0: it promises nothing
 */
struct plan {
	const char *name;
	const char *desc;
	uint64_t device_bytes;
	int rounds;
	enum plan_stops stops;
	int reps;
	bool no_pilots;
	bool probes;
	int time_s;
	int wall_s;
	struct plan_part parts[PLAN_PARTS_MOST];
	bool (*part)(size_t nr, struct plan_part *part);
};

/** plan_why_part() - the cases of every contrast in hypotheses[] */
bool plan_why_part(size_t nr, struct plan_part *part);

/** plan_scale_part() - one thread, two, four and so on up to all CPUs that may be used */
bool plan_scale_part(size_t nr, struct plan_part *part);

const struct plan *plan_list(size_t *nr);
const struct plan *plan_find(const char *name);

/**
 * plan_cases() - multiply out a plan, with a user's choices in place of the plan's
 * @reps: in a round; 0: the plan's
 *
 * Return: 0, -EINVAL after one line of pr_err(), or -ENOMEM.
 */
int plan_cases(const struct plan *plan, const struct axes *axes, int reps,
	       struct bench_cases *cases);

#endif
