/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case in words, as far as it is not what is usual in its run.
 */
#ifndef BENCH_REPORT_PROSE_WORDS_CASE_H
#define BENCH_REPORT_PROSE_WORDS_CASE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "run-file/axis.h"

struct summary;
struct summary_group;

/** enum words_known - what a title can leave out; a set of bits */
enum words_known {
	WORDS_PAGES = 1,
	WORDS_WALK = 2,
	WORDS_STATE = 4,
	WORDS_THREADS = 8,
};

/**
 * struct words_usual - what most groups of a run have in common
 * @has:   more than half of the groups have this value
 * @all:   every group has it
 * @value: a number, or the address of a word; of one run file
 * @example: a case that has it
 * @known: enum words_known, what words_case() leaves out whatever it is
 */
struct words_usual {
	bool has[AXIS_NR];
	bool all[AXIS_NR];
	int64_t value[AXIS_NR];
	const struct run_case *example[AXIS_NR];
	unsigned int known;
};

/** words_usual() - of all groups of a run */
struct words_usual words_usual(const struct summary *summary);

/** words_case() - ", state dirty, pages 262144 (1 GiB of device)": what is not usual */
void words_case(FILE *out, const struct run_case *c, const struct words_usual *usual);

/** words_nr_unusual() - how many axes words_case() would name */
int words_nr_unusual(const struct run_case *c, const struct words_usual *usual);

/** words_common() - the case columns that are usual in this run, to free(); "" without any */
char *words_common(const struct summary *summary);

#endif
