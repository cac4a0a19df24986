/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the stamps and spins of a run say of each sample: where the CPUs were,
 * and whether the other hyperthread of the core was busy.
 */
#ifndef BENCH_ANALYSIS_STAMPS_H
#define BENCH_ANALYSIS_STAMPS_H

#include <stddef.h>

#include "analysis/summary.h"

struct stamp;

/** struct stamps - those of a run file, sorted; to be zeroed first */
struct stamps {
	struct stamp *all;
	size_t nr;
	size_t last; /* where the last search ended; rows mostly come in order */
};

/** enum sample_fate - used in one of two modes, or which rule leaves it out */
enum sample_fate {
	SAMPLE_NEAR,   /* used; also when there is one mode */
	SAMPLE_FAR,    /* used, in MODE_FAR */
	SAMPLE_MOVED,  /* the stamps before and after disagree on the mode */
	SAMPLE_SPUN,   /* the sibling was busy where it mostly is not, or idle where it is busy */
	SAMPLE_MARKED, /* status disturbed */
};

/**
 * stamps_collect() - find the modes and the state of the sibling that counts
 * @summary: @summary->file is the source; modes, spin and sibling are filled in
 *
 * Return: 0 or -ENOMEM; stamps_free() in both cases.
 */
int stamps_collect(struct stamps *stamps, struct summary *summary);
void stamps_free(struct stamps *stamps);

/** stamps_fate() - of a row with status ok */
enum sample_fate stamps_fate(struct stamps *stamps, const struct run_row *row,
			     const struct summary *summary);

#endif
