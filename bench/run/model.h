/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The traffic model for cases: of which machine, and with what in its caches.
 */
#ifndef BENCH_RUN_MODEL_H
#define BENCH_RUN_MODEL_H

#include "plan/plan.h"
#include "predict.h"

struct machine;

/** MODEL_SHAPE_TEXT - bytes that model_shape_text() needs */
#define MODEL_SHAPE_TEXT 128

/**
 * model_shape_parse() - caches from "SIZE:WAYS[:LINE],...", first level first
 * @shape: all but the buffers is set
 *
 * Return: 0, or -EINVAL after one line of pr_err() that names --cache.
 */
int model_shape_parse(const char *text, struct traffic_shape *shape);

/**
 * model_shape_of() - what a machine says of itself
 *
 * Caches are those of CPUID, which in a guest are the hypervisor's claim.
 * The buffers are those of its platform.
 *
 * Return: 0, or -EOPNOTSUPP with the reason.
 */
int model_shape_of(const struct machine *machine, struct traffic_shape *shape,
		   struct reason *reason);

/** model_shape_text() - caches as model_shape_parse() takes them: "48K:12,2M:16,260M:20" */
const char *model_shape_text(const struct traffic_shape *shape, char text[MODEL_SHAPE_TEXT]);

/**
 * model_is_same() - is the prediction for two cases of a run the same?
 *
 * By their words alone.  model_class() finds more, and looks at the walk.
 */
bool model_is_same(const struct bench_case *a, const struct bench_case *b);

/**
 * model_cannot() - does the model know nothing of such a case?
 *
 * Return: 0 when it does, -EOPNOTSUPP with the reason: a phrase that names the
 * word of the axis.
 */
int model_cannot(const struct bench_case *c, struct reason *reason);

/**
 * model_class() - which cases of @pages struct pages have the same prediction?
 * @class: theirs, counted from 0 as they come
 *
 * Return: as model_case().
 */
int model_class(struct predictor *predictor, const struct bench_case *c, uint64_t pages,
		size_t *class, struct reason *reason);

/**
 * model_case() - predict a case of @pages struct pages
 *
 * Return: 0, -EOPNOTSUPP with the reason, or -ENOMEM.
 */
int model_case(struct predictor *predictor, const struct bench_case *c, uint64_t pages,
	       struct prediction *out, struct reason *reason);

#endif
