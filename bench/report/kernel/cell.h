/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What one run says of each kind of memory, kept when the run itself is gone, and
 * what the cells of several runs say together.
 */
#ifndef BENCH_REPORT_KERNEL_CELL_H
#define BENCH_REPORT_KERNEL_CELL_H

#include "report/kernel/kernel-entry.h"

/** enum cell_revision - KERNEL_REVISION, or the one whose cells count without it */
enum cell_revision { CELL_NEWEST, CELL_BEFORE, CELL_NR_REVISIONS };

/** CELL_MOST - cells that one run can have */
#define CELL_MOST (CELL_NR_REVISIONS * MEMORY_NR * KERNEL_NR_SHAPES)

/**
 * struct cell - KERNEL_COPY against the reference in one run
 * @target: of @ratio, to be freed
 * @ratio:  the weakest that agrees with the verdict, as in struct selection_copy
 * @pages:  of @ratio
 * @from:   where winning begins, if it wins; without sources
 */
struct cell {
	enum cell_revision revision;
	enum selection_memory memory;
	enum kernel_shape shape;
	enum selection_verdict verdict;
	struct stats_estimate ratio;
	char *target;
	int64_t pages;
	struct crossover from;
};

/**
 * cell_take() - the cells of one run
 * @nr: how many of them it has
 *
 * Return: 0 or -ENOMEM after one line of pr_err().
 */
int cell_take(const struct report_ctx *ctx, const struct summary *summary,
	      struct cell out[CELL_MOST], size_t *nr);

/**
 * struct cell_line - the cells of one memory and shape together, by the rule of data/rules.md
 * @revision: of those that count
 * @verdict, @ratio, @from: as in struct selection_copy; @from.nr is 0 where it does not win
 * @nr_runs:  runs that have such a cell
 */
struct cell_line {
	enum cell_revision revision;
	enum selection_verdict verdict;
	struct stats_estimate ratio;
	struct crossover from;
	size_t nr_runs;
};

/**
 * cell_pool() - those of one memory and shape among @cells
 *
 * Return: 0 or -ENOMEM after one line of pr_err(); @out->nr_runs is 0 where there are none.
 */
int cell_pool(const struct cell *cells, size_t nr, enum selection_memory memory,
	      enum kernel_shape shape, struct cell_line *out);

#endif
