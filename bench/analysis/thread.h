/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The thread's words for our cases, and whether a machine agrees with it.
 *
 * A published ratio is base / patched rebind; ours is summary_row.base_ratio.
 * Absolute times of different machines are never compared.
 */
#ifndef BENCH_ANALYSIS_THREAD_H
#define BENCH_ANALYSIS_THREAD_H

#include <stdbool.h>
#include <stddef.h>

#include "analysis/summary.h"
#include "analysis/published.h"

/**
 * enum thread_series - which patches, in the order of the series
 *
 * SERIES_OUT_OF_LINE streams by __memcpy_flushcache(), a call per page;
 * SERIES_STREAMING, all patches, in line.
 */
enum thread_series {
	SERIES_BASE,
	SERIES_TEMPLATE,
	SERIES_OUT_OF_LINE,
	SERIES_STREAMING,
	SERIES_NR
};

/** thread_series_word - the thread's word and the copy that replays it */
extern const struct thread_series_word {
	const char *name;
	const char *copy;
} thread_series_word[SERIES_NR];

/**
 * THREAD_KERNEL - copy of rows that time the kernel's own function (scripts/vm rebind)
 *
 * What it copies with is the kernel's business, so it stands for no series.
 */
#define THREAD_KERNEL "kernel"

/**
 * struct thread_scenario - the thread's name for some cases
 * @walk, @kinds: the cases: this walk on one of these kinds of target, parted by blanks
 * @target:	  to measure it with on any machine
 */
struct thread_scenario {
	const char *name;
	const char *walk;
	const char *kinds;
	const char *target;
};

#define THREAD_SCENARIO_NR 3
extern const struct thread_scenario thread_scenario[THREAD_SCENARIO_NR];

/**
 * thread_has() - is it a case of this scenario?
 *
 * With the thread's own choices: 64 bytes, real page images, ascending, one
 * thread, no extra drains, no load, the kernel of the revision, map=dev.
 */
bool thread_has(const struct thread_scenario *scenario, const struct run_case *case_);

/** thread_is_first_bind() - fresh pages, with their faults; all other states are rebinds */
bool thread_is_first_bind(const struct run_case *case_);

/**
 * thread_is_outvoted() - has this c2c mode too few rounds where another has enough?
 *
 * Two rounds on a core that the host moved to neither confirm nor refute what
 * eight on another show.
 */
bool thread_is_outvoted(const struct summary *summary, const struct summary_group *group);

/** thread_is_judged() - are these rebinds of the scenario, which can be compared? */
bool thread_is_judged(const struct summary *summary, const struct summary_group *group,
		      const struct thread_scenario *scenario);

/** THREAD_MS_PER_NS - from ns per page to ms per 100 GiB, which are 26,214,400 struct pages */
#define THREAD_MS_PER_NS (26214400 / 1e6)

/** thread_row() - the group's row for a series, measured or not; NULL when there is none */
const struct summary_row *thread_row(const struct summary *summary,
				     const struct summary_group *group, enum thread_series series);

/** thread_is_replayed() - has the group a row of any series? */
bool thread_is_replayed(const struct summary *summary, const struct summary_group *group);

/**
 * thread_series_of() - which of our series a published row stands for
 *
 * "vN patches A-B" is the template of revision N: the streaming patches are
 * the last of every revision.  Return: -1 for a word that is none of them.
 */
int thread_series_of(const struct published_row *row);

/** enum thread_place - where a published figure was measured: in a guest, or on a host alone */
enum thread_place { PLACE_UNKNOWN, PLACE_GUEST, PLACE_HOST, PLACE_NR };

extern const char *const thread_place_word[PLACE_NR];

/** thread_place_of() - by how the machine of a row begins: "VM" or "host" */
enum thread_place thread_place_of(const struct published_row *row);

/** THREAD_REVISION_MOST - bytes for a revision as a word, "v11" */
#define THREAD_REVISION_MOST 8

/**
 * thread_revision_of() - the revision that a row's source posted, or replies to
 * @buf: THREAD_REVISION_MOST bytes; "" where the source names none
 */
const char *thread_revision_of(const struct published_row *row, char *buf);

/**
 * thread_stands_for() - is a published row a figure of this scenario?
 *
 * A figure around the whole memremap_pages() is, where the same source has
 * none of the loop itself.
 */
bool thread_stands_for(const struct published *published, const struct published_row *row,
		       const struct thread_scenario *scenario);

/**
 * thread_next_published() - published rows of a scenario and series that have a ratio
 * @revision: of this one alone; NULL: of all
 * @at:       where to begin; moved behind the row that was found
 *
 * Return: NULL behind the last.
 */
const struct published_row *thread_next_published(const struct published *published,
						  const struct thread_scenario *scenario,
						  enum thread_series series, const char *revision,
						  size_t *at);

/** enum thread_change - what a ratio says at the margin */
enum thread_change {
	CHANGE_UNDECIDED, /* here: the interval; published: the rows contradict each other */
	CHANGE_FASTER,
	CHANGE_SLOWER,
	CHANGE_NONE,
};

enum thread_agreement { THREAD_UNDECIDED, THREAD_AGREES, THREAD_DISAGREES };

/**
 * struct thread_judgement - one series state of one scenario, here and there
 * @here:	  what the interval of our ratio says
 * @there:	  what the published ratios say
 * @lo, @hi:	  least and greatest published ratio, as rows; NULL where there is none
 * @size_agrees:  the published ratios reach into our interval widened by the margin
 */
struct thread_judgement {
	enum thread_change here;
	enum thread_change there;
	const struct published_row *lo;
	const struct published_row *hi;
	enum thread_agreement agreement;
	bool size_agrees;
};

/**
 * thread_judge() - compare our ratio with the published ones of a scenario and state
 * @revision: the revision that was measured, whose figures count; NULL: those of all
 */
struct thread_judgement thread_judge(const struct published *published,
				     const struct thread_scenario *scenario,
				     enum thread_series series, const char *revision,
				     const struct stats_estimate *ratio, double margin);

#endif
