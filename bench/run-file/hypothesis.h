/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Why streaming wins on one memory and loses on another: what has been
 * proposed, and the experiment that each proposal stands or falls by.
 *
 * One table for both sides of the run file: the plan "why" measures the cases
 * of every contrast, the report "why" judges them.
 */
#ifndef BENCH_RUN_FILE_HYPOTHESIS_H
#define BENCH_RUN_FILE_HYPOTHESIS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run-file/axis.h"

/** HYPOTHESIS_OVER, HYPOTHESIS_UNDER - the copies of a side that names none: movnti/mov */
#define HYPOTHESIS_OVER "movnti"
#define HYPOTHESIS_UNDER "mov"

/** HYPOTHESIS_REVISION_BEFORE - what plan "why" took before there was NEWEST_REVISION */
#define HYPOTHESIS_REVISION_BEFORE "v5"

/**
 * struct contrast_side - two cases that differ in copy alone
 * @over, @under: their copies; NULL: movnti over mov
 * @word: the words of the other axes as in the column of the run file; NULL: see
 *	  hypothesis_word().  AXIS_COPY and AXIS_PAGES stay NULL
 * @ahead: how far @under looks ahead, as in the column; NULL: as far as is usual
 * @device_bytes: device memory that the range describes; 0: the run's longest
 */
struct contrast_side {
	const char *over;
	const char *under;
	const char *word[AXIS_NR];
	const char *ahead;
	uint64_t device_bytes;
};

/**
 * struct contrast - one experiment
 * @label:  what differs, "A / B", in at most HYPOTHESIS_LABEL_MOST characters
 * @loses:  A, what is like the case in which the thread saw streaming lose
 * @wins:   B, what is like the case in which it won
 * @needs:  what a machine must have and how it is then measured, where the plan
 *	    cannot do it by itself; NULL: the plan does
 *
 * Every contrast predicts the same: (over/under under A) / (over/under under B)
 * is above 1.
 */
struct contrast {
	const char *label;
	struct contrast_side loses;
	struct contrast_side wins;
	const char *needs;
};

#define HYPOTHESIS_CONTRASTS_MOST 6
#define HYPOTHESIS_LABEL_MOST 22

/**
 * struct hypothesis - one proposed reason
 * @id:	      as docs/kernel-facts.md 4.5 numbers them
 * @sentence: the proposal
 * @axis:     what is varied
 * @source:   who proposed it, or from what it follows
 * @elsewhere: what of it cannot be seen from userspace on any one machine, and
 *	      what would show it; NULL: nothing
 * @of_cpus:  the contrast is between the CPUs of several run files
 * @contrasts: up to the first without a label
 */
struct hypothesis {
	const char *id;
	const char *sentence;
	const char *axis;
	const char *source;
	const char *elsewhere;
	bool of_cpus;
	struct contrast contrasts[HYPOTHESIS_CONTRASTS_MOST];
};

/** hypotheses - all of them, in the order of the report */
extern const struct hypothesis hypotheses[];
extern const size_t hypotheses_nr;

/** hypothesis_over(), hypothesis_under() - the copies of a side */
const char *hypothesis_over(const struct contrast_side *side);
const char *hypothesis_under(const struct contrast_side *side);

/**
 * hypothesis_word() - what a side has on an axis, as in the column of the run file
 *
 * A side that names no revision has NEWEST_REVISION; run files of earlier
 * releases have HYPOTHESIS_REVISION_BEFORE there, which contrasts accept.
 *
 * Return: NULL for the axes that a side has no word of, AXIS_COPY and AXIS_PAGES, and for
 * AXIS_AHEAD, on which its two cases differ: see hypothesis_ahead().
 */
const char *hypothesis_word(const struct contrast_side *side, enum axis axis);

/** hypothesis_ahead() - how far the copy of a side looks ahead: @under, or over */
const char *hypothesis_ahead(const struct contrast_side *side, bool under);

#endif
