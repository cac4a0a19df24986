/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A walk over the model of a machine, most of which need not be walked.
 */
#ifndef KERNELS_SIM_MODELLED_WALK_H
#define KERNELS_SIM_MODELLED_WALK_H

#include "predict.h"
#include "traffic-state.h"

/** modelled_copy() - a copy compiled for the model; NULL where there is none of its name */
const struct copy_backend *modelled_copy(const struct copy_backend *copy);

/**
 * struct repeat - which part of a walk is the same again
 *
 * A walk is the same again after a period of pages: alignment of records to
 * lines and to each other (512 records of any layout are a multiple of 4 KiB),
 * pageblocks, compounds and extra drains repeat.  So when a machine is, at the
 * end of a period, in the state of its begin, but for all addresses being a
 * period further, it will be so at the end of all further ones.  A state may
 * also hold lines that stay where they are, as long as they are neither in the
 * way of the walk nor in the way of the lines that come and go.
 *
 * @warm_pages: pages before the first period that is compared
 */
struct repeat {
	u64 warm_pages;
	u64 period_pages;
	u64 periods;		/* that need not be walked */
};

/** repeat_period() - pages after which the walk of a case is the same again */
u64 repeat_period(const struct predict_case *c);

/**
 * repeat_plan() - what of a case need not be walked, if it does repeat
 * @last_pages: at the end of the walk that are looked at one by one in any case
 */
struct repeat repeat_plan(const struct predict_case *c, u64 warm_pages, u64 last_pages);

/**
 * struct modelled_walk - one walk over one machine
 *
 * To be zeroed but for @c, @t and @copy.
 */
struct modelled_walk {
	const struct predict_case *c;
	struct traffic *t;
	struct traffic *copy;	/* of the machine at the begin of a period */
	struct repeat repeat;
	u64 period_bytes;
	u64 size;
	u64 next_drain;
	u64 next_period;
	int periods_seen;
	struct traffic_counts delta;
	bool matched;		/* its state at the end of the first one is right */
	bool repeats;		/* the machine does what @repeat relies on */
};

/** modelled_walk_begin() - before each pass; the counts of @t are 0 then */
void modelled_walk_begin(struct modelled_walk *w, const struct repeat *repeat);

/**
 * modelled_walk_run() - all that is to be walked
 * @pass: as for replay_pass()
 *
 * @repeats then says whether what was left out could be.
 */
void modelled_walk_run(struct modelled_walk *w, u64 pass, u64 nr_pages);

#endif
