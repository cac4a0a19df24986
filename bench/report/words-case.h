/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A case in words, as far as it is not what is usual in its run.
 */
#ifndef BENCH_REPORT_WORDS_CASE_H
#define BENCH_REPORT_WORDS_CASE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

struct run_case;
struct summary;

/** enum words_axis - the columns of a case that a title may name, in that order */
enum words_axis {
	WORDS_AXIS_STATE,
	WORDS_AXIS_PATTERN,
	WORDS_AXIS_LAYOUT,
	WORDS_AXIS_WALK,
	WORDS_AXIS_RULES,
	WORDS_AXIS_KERNEL,
	WORDS_AXIS_MAP,
	WORDS_AXIS_PAGEBLOCKS,
	WORDS_AXIS_ORDER,
	WORDS_AXIS_DRAIN_EVERY,
	WORDS_AXIS_LOAD,
	WORDS_AXIS_ALIGN,
	WORDS_AXIS_THREADS,
	WORDS_AXIS_PAGES,
	WORDS_AXIS_NR
};

/**
 * struct words_usual - what most groups of a run have in common
 * @has:   more than half of the groups have this value
 * @all:   every group has it
 * @value: a number, or the address of a word; of one run file
 * @known: enum words_known, what words_case() leaves out whatever it is
 */
struct words_usual {
	bool has[WORDS_AXIS_NR];
	bool all[WORDS_AXIS_NR];
	int64_t value[WORDS_AXIS_NR];
	unsigned int known;
};

/** words_usual() - of all groups of a run */
struct words_usual words_usual(const struct summary *summary);

/** words_case() - ", state dirty, pages 262144 (1 GiB of device)": what is not usual */
void words_case(FILE *out, const struct run_case *c, const struct words_usual *usual);

/** words_nr_unusual() - how many axes words_case() would name */
int words_nr_unusual(const struct run_case *c, const struct words_usual *usual);

#endif
