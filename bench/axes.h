/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The axes of a measurement: which words each takes, and what a user chose.
 */
#ifndef BENCH_AXES_H
#define BENCH_AXES_H

#include <stdio.h>

#include "parse.h"

enum axis {
	AXIS_COPY,
	AXIS_LAYOUT,
	AXIS_WALK,
	AXIS_RULES,
	AXIS_TARGET,
	AXIS_STATE,
	AXIS_PATTERN,
	AXIS_KERNEL,
	AXIS_MAP,
	AXIS_PAGEBLOCKS,
	AXIS_ORDER,
	AXIS_DRAIN_EVERY,
	AXIS_LOAD,
	AXIS_THREADS,
	AXIS_ALIGN,
	AXIS_NR
};

/** axis_name - the word of the option and the column: "copy", "layout" ... */
extern const char *const axis_name[AXIS_NR];

/** struct axis_word - one word that an axis takes, with text for "list" */
struct axis_word {
	char name[16];
	const char *desc;
	const char *more[3];	/* further columns of "list"; NULL: none */
};

/** axis_default() - the words of an axis that a plan says nothing of; NULL: it must */
const char *axis_default(enum axis axis);

/** axis_word() - the words of an axis, in order; -ENOENT after the last, or for numbers */
int axis_word(enum axis axis, size_t i, struct axis_word *word);

/** axis_print() - tab-separated, name first */
void axis_print(enum axis axis, FILE *out);

/**
 * struct axes - what was chosen; an empty list leaves the choice to the plan
 * @pages: struct pages of the range; 0 leaves it to the plan
 */
struct axes {
	struct words chosen[AXIS_NR];
	uint64_t pages;
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

/** THREAD_DEVICE_BYTES - the size that the mailing-list thread measured: 100 GiB */
#define THREAD_DEVICE_BYTES (100ULL << 30)

/** PAGE_DEVICE_BYTES - device memory that one struct page describes */
#define PAGE_DEVICE_BYTES 4096ULL

#endif
