/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Predictions that were made, and what each case did to lines: another case
 * that does the same has the same prediction.
 */
#ifndef KERNELS_SIM_KNOWN_H
#define KERNELS_SIM_KNOWN_H

#include "line-trace.h"
#include "predict.h"

/** KNOWN_BYTES_MOST - of operations that are kept for comparison: 96 MiB */
#define KNOWN_BYTES_MOST ((1UL << 22) * sizeof(struct line_op))

struct known_case;

/**
 * struct known - the predictions that are remembered; all zero: none
 * @bytes: of the operations of all @cases
 */
struct known {
	struct known_case *cases;
	size_t nr;
	size_t bytes;
};

/**
 * known_find() - the prediction of a case that does to lines what @trace says
 * @period: pages after which the walk of @c repeats
 *
 * Return: NULL when there is none; it is valid until the next known_add().
 */
const struct prediction *known_find(const struct known *known, const struct predict_case *c,
				    u64 period, const struct line_trace *trace);

/**
 * known_add() - remember a prediction while there is room; takes @trace, or frees it
 * @period: as for known_find()
 */
void known_add(struct known *known, const struct predict_case *c, u64 period,
	       struct line_trace *trace, const struct prediction *prediction);

/** known_free() - forget all */
void known_free(struct known *known);

#endif
