/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Progress on standard error: one line that is rewritten on a terminal, plain
 * lines elsewhere.
 */
#ifndef BENCH_RUN_PROGRESS_H
#define BENCH_RUN_PROGRESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * struct progress - how far a run is
 * @steps: that are planned: rounds x groups, or cases
 * @done:  of these
 * @shown_ns: when something was last shown
 */
struct progress {
	size_t steps;
	size_t done;
	int64_t start_ns;
	int64_t shown_ns;
	bool terminal;
};

void progress_start(struct progress *progress, size_t steps);

/**
 * progress_step() - a step begins: "round 2 of 6, memfd, about 0:40 left"
 * @rounds: how many are planned; 0: as many as it takes
 * @left_s: until the end; shown from the second step on
 */
void progress_step(struct progress *progress, int round, int rounds, const char *target,
		   double left_s);

/**
 * progress_count() - "predicted 12 of 173 cases", on a terminal alone and not at once:
 * for what mostly takes no time
 */
void progress_count(struct progress *progress, const char *what, size_t done);

#endif
