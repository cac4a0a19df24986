/* SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BENCH_REPORT_PROSE_PROVENANCE_H
#define BENCH_REPORT_PROSE_PROVENANCE_H

#include <stddef.h>

struct summary;

/**
 * struct provenance - one fact that a reader needs to place the figures
 * @label: a word
 * @value: as in the header of the run file, or why it is not there
 */
struct provenance {
	const char *label;
	char value[512];
};

#define PROVENANCE_MAX 16

/**
 * provenance_list() - where a run comes from
 * @list: room for PROVENANCE_MAX
 *
 * Return: how many there are.
 */
size_t provenance_list(const struct summary *summary, struct provenance *list);

/** provenance_file() - the run file's name without its folder, which may name a user */
const char *provenance_file(const struct summary *summary);

#endif
