/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_TABLE_COMPARE_MISSING_H
#define BENCH_REPORT_TABLE_COMPARE_MISSING_H

#include <stdbool.h>
#include <stdio.h>

struct summary;
struct thread_scenario;

/**
 * struct compare_missing - where it goes
 * @out:      takes the commands, each behind its sentence
 * @name_run: there are several, so that a sentence begins with the run
 * @emit:     called for each sentence
 */
struct compare_missing {
	FILE *out;
	bool name_run;
	void (*emit)(void *arg, const char *sentence);
	void *arg;
};

/** compare_missing() - what a run lacks of a scenario, each with the command that fills it */
void compare_missing(const struct compare_missing *to, const struct summary *summary,
		     const struct thread_scenario *scenario);

#endif
