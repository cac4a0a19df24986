/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What a summary says, in sentences that several reports print.
 */
#ifndef BENCH_REPORT_WORDS_H
#define BENCH_REPORT_WORDS_H

#include <stdio.h>

struct summary;
struct summary_group;

/** words_group() - the verdict as one sentence to free(); NULL when out of memory */
char *words_group(const struct summary *summary, const struct summary_group *group);

/** words_group_verdict() - "prefer", "prefer mov", "undecided" ... */
const char *words_group_verdict(const struct summary_group *group);

/** words_group_title() - all case columns but copy, and the memory found, to free() */
char *words_group_title(const struct summary *summary, const struct summary_group *group);

/** words_placement() - " (2 MiB pages, node 0)", as found; nothing when unknown */
void words_placement(FILE *out, const struct summary_group *group);

/** words_origin() - what to shout when the times are not a machine's own; NULL otherwise */
const char *words_origin(const struct summary *summary);

/**
 * words_caveats() - what limits the whole run, one sentence each
 * @emit: called for each sentence
 *
 * Equal copies that differ, runs without samples, cut files, ranges smaller
 * than the thread's.
 */
void words_caveats(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		   void *arg);

/** words_notes() - what was left out or treated apart, one sentence each */
void words_notes(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		 void *arg);

/** words_skips() - reason and the copies it kept from running, one line each */
void words_skips(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		 void *arg);

#endif
