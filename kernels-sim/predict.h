/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Predicted memory traffic of one walk.
 */
#ifndef KERNELS_SIM_PREDICT_H
#define KERNELS_SIM_PREDICT_H

#include "replay.h"
#include "traffic-shape.h"

/** enum predict_before - what the caches hold of the range when the walk begins */
enum predict_before {
	PREDICT_UNKNOWN,	/* no prediction */
	PREDICT_EMPTY,		/* nothing */
	PREDICT_SAME_PASS,	/* what a walk of the same case left, which began with nothing */
	PREDICT_FILLED_UP,	/* what a regular store to each line left, first line first */
	PREDICT_FILLED_DOWN,	/* the same, last line first */
};

/**
 * struct predict_case - one case
 * @copy, @walk, @revision, @layout, @pattern, @nr_pages: as for a real walk, which
 *	    begins at page frame number 0
 * @offset: bytes from the start of a line to that of the range
 * @drain_every: records between extra drains; 0: none
 * @before: what is in the caches
 * @every_page: look at every page and every line, even where the answer is known before
 */
struct predict_case {
	const struct copy_backend *copy;
	enum replay_walk walk;
	enum replay_revision revision;
	enum replay_layout layout;
	enum replay_pattern pattern;
	u64 nr_pages;
	u64 drain_every;
	size_t offset;
	enum predict_before before;
	bool every_page;
};

/**
 * struct prediction - what the walk does
 * @counts:	 lines that it moves
 * @dirty_lines: modified lines that it leaves in the caches: written later
 * @pages_seen:	 how many pages of it were looked at one by one; the others are
 *		 repetitions of some of them
 * @known:	 none was: it is that of a case before, which does the same to lines
 */
struct prediction {
	struct traffic_counts counts;
	u64 dirty_lines;
	u64 pages_seen;
	bool known;
};

/** struct predictor - predicts cases for one shape, and remembers what it may meet again */
struct predictor;

/**
 * predictor_new() - a predictor
 *
 * Memory is three times the entries of the caches at most, 24 bytes per line,
 * and what predictor_walk() remembers.
 *
 * Return: 0, -EINVAL for a shape that is none, -ENOMEM; predictor_free() after 0.
 */
int predictor_new(const struct traffic_shape *shape, struct predictor **out);
void predictor_free(struct predictor *p);

/** predictor_bytes() - memory that a predictor for a shape takes at most */
u64 predictor_bytes(const struct traffic_shape *shape);

/**
 * predictor_walk() - run the stores of a case through the model
 *
 * The walk is the source that is measured, compiled to report what it does.
 * Three things are known without walking, each of them exactly:
 *
 * - Where the machine is found in the state it was in a period of the walk
 *   before, only further along, the periods that follow are counted.
 * - Of the lines that fill the caches before, those are left out which make no
 *   difference to what is held in the end.
 * - A case that does the same to lines as one before, in another way, has its
 *   prediction: see line-trace.h.
 *
 * Otherwise every page is looked at, some 10 million per second.
 *
 * Return: 0, -EINVAL for PREDICT_UNKNOWN, -ENOENT for a copy that cannot be
 * modelled, -ENOMEM.
 */
int predictor_walk(struct predictor *p, const struct predict_case *c, struct prediction *out);

/**
 * predictor_class() - which cases have the same prediction?
 * @class: theirs, counted from 0 as they come
 *
 * It looks at a few thousand pages at most, and says so what need be predicted
 * once, and what several processes can share.
 *
 * Return: as predictor_walk().
 */
int predictor_class(struct predictor *p, const struct predict_case *c, size_t *class);

/** predict_walk() - one case by a predictor of its own */
int predict_walk(const struct traffic_shape *shape, const struct predict_case *c,
		 struct prediction *out);

#endif
