/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a summary says, in sentences that several reports print.
 */
#ifndef BENCH_REPORT_PROSE_WORDS_H
#define BENCH_REPORT_PROSE_WORDS_H

#include <stdbool.h>
#include <stdio.h>

struct scaling;
struct stats_estimate;
struct summary;
struct summary_group;

/** words_group() - the verdict as one sentence to free(); NULL when out of memory */
char *words_group(const struct summary *summary, const struct summary_group *group);

/** words_group_verdict() - "prefer", "prefer mov", "undecided" ... */
const char *words_group_verdict(const struct summary_group *group);

/**
 * words_group_title() - the memory found, and what is not usual in this run, to free()
 *
 * words_common() says what is usual.
 */
char *words_group_title(const struct summary *summary, const struct summary_group *group);

/** words_group_kind() - the same without what a reader knows already, enum words_known */
char *words_group_kind(const struct summary *summary, const struct summary_group *group,
		       unsigned int known);

/** words_thin() - the c2c modes with too few rounds in a sentence to free(); "" without any */
char *words_thin(const struct summary *summary);

/**
 * words_model() - the traffic that the model predicts for a group, as a sentence to free()
 *
 * Return: NULL when nothing is predicted or memory is out.
 */
char *words_model(const struct summary *summary, const struct summary_group *group);

/** words_placement() - " (2 MiB pages, node 0)", as found; nothing when unknown */
void words_placement(FILE *out, const struct summary_group *group);

/** words_memory() - target, pages found, state, revision, size: what a title says of a group */
void words_memory(FILE *out, const struct summary *summary, const struct summary_group *group);

/** words_ratio() - "0.381 [0.378..0.383]", with the rounds behind it where they are few */
void words_ratio(FILE *out, const struct stats_estimate *ratio);

/** words_ties() - "; flushcache is not distinguishable", or nothing */
void words_ties(FILE *out, const struct summary *summary, const struct summary_group *group);

/** words_ahead() - "; movnti, 0.774 in only 3 rounds, is not decided", or nothing */
void words_ahead(FILE *out, const struct summary *summary, const struct summary_group *group);

/** words_undecided() - why, and which copy came nearest */
void words_undecided(FILE *out, const struct summary *summary, const struct summary_group *group);

/**
 * words_wanting() - why pairs are undecided, and the shortest command that would decide each
 * @emit: called for each sentence, of fewer than 72 columns
 *
 * Four of them; how many more there are is said.
 */
void words_wanting(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		   void *arg);

/** words_series() - what the copies measured are to the series, to free(); NULL: out of memory */
char *words_series(const struct summary *summary);

/** words_scaling() - what more threads gain, as a phrase to free(); NULL: out of memory */
char *words_scaling(const struct summary *summary, const struct scaling *scaling);

/** words_legend() - how to read the tables, to free(); NULL when out of memory */
char *words_legend(const struct summary *summary);

/** words_origin() - what to shout when the times are not a machine's own; NULL otherwise */
const char *words_origin(const struct summary *summary);

/** words_is_guest() - does the file name a hypervisor? */
bool words_is_guest(const struct summary *summary);

/**
 * words_caveats() - what limits the whole run, one sentence each
 * @emit: called for each sentence
 *
 * Equal copies that differ, runs without samples, cut files, ranges smaller
 * than the thread's.
 */
void words_caveats(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		   void *arg);

/**
 * words_ordinary() - what the template and streaming would do for the ordinary memmap
 *
 * One sentence per group of a walk over it that has base, in ms per TiB of memory.
 */
void words_ordinary(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		    void *arg);

/** words_amount() - for a run without samples, or with a single one: that it is so */
void words_amount(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		  void *arg);

/** words_notes() - what was left out or treated apart, one sentence each */
void words_notes(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		 void *arg);

/** words_limits() - what the run cannot tell, one sentence each */
void words_limits(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		  void *arg);

/** words_skips() - reason and the copies it kept from running, one line each */
void words_skips(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		 void *arg);

#endif
