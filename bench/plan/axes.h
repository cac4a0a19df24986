/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The axes of a measurement: which words each takes, and what a user chose.
 */
#ifndef BENCH_PLAN_AXES_H
#define BENCH_PLAN_AXES_H

#include <stdio.h>

#include "base/parse.h"
#include "run-file/axis.h"

/** struct axis_word - one word that an axis takes, with text for "list" */
struct axis_word {
	char name[16];
	const char *desc;
	const char *more[3];	/* further columns of "list"; NULL: none */
};

/** axis_word() - the words of an axis, in order; -ENOENT after the last, or for numbers */
int axis_word(enum axis axis, size_t i, struct axis_word *word);

/** axis_print() - tab-separated, name first */
void axis_print(enum axis axis, FILE *out);

/**
 * struct axes - what was chosen; an empty list leaves the choice to the plan
 * @pages: struct pages of the range; 0 leaves it to the plan
 * @pages_by: key of the option that said so; two that say it differently are refused
 */
struct axes {
	struct words chosen[AXIS_NR];
	uint64_t pages;
	int pages_by;
};

/**
 * axes_choose() - take a comma-separated list for one axis
 *
 * "all" stands for every word.  A target may hold commas, so each call takes
 * one.  A copy may carry a label ("mov:again").
 *
 * Return: 0, or -EINVAL after one line of pr_err() that lists what is accepted.
 */
int axes_choose(struct axes *axes, enum axis axis, const char *text);

/** axes_choose_pages() - from a device size ("100G"), or from a count of pages */
int axes_choose_device_size(struct axes *axes, const char *text);
int axes_choose_pages(struct axes *axes, const char *text);

void axes_free(struct axes *axes);

#endif
