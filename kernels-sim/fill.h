/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Caches that regular stores to a range have filled before a walk begins.
 */
#ifndef KERNELS_SIM_FILL_H
#define KERNELS_SIM_FILL_H

#include "predict.h"
#include "traffic.h"

/**
 * fill_all() - clear a machine, then one regular store to each line of the range
 * @how: PREDICT_FILLED_UP or PREDICT_FILLED_DOWN
 * @nr:	 lines of the range
 */
void fill_all(struct traffic *t, enum predict_before how, u64 nr);

/**
 * fill_shortest() - the same without the first stores that make no difference in the end
 * @spare: a machine of the same shape; its state is lost
 */
void fill_shortest(struct traffic *t, struct traffic *spare, enum predict_before how, u64 nr);

#endif
