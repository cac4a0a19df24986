// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the model expects of the cases of a run.
 */
#include "run-internal.h"

#include <errno.h>

#include "message.h"

/* The same prediction for another memory. */
static const struct bench_case *same_prediction(const struct run *run, const struct bench_case *c)
{
	size_t i, j;

	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; j < run->cases.groups[i].nr_cases; j++) {
			const struct bench_case *other = &run->cases.groups[i].cases[j];

			if (other == c)
				return NULL;
			if (model_is_same(other, c))
				return other;
		}
	}
	return NULL;
}

static int predict_case(const struct run *run, struct bench_case *c)
{
	const struct bench_case *same;
	struct prediction prediction;
	struct why why;
	int ret;

	/* What waits for a size is predicted when it has one. */
	if (!c->words.pages || c->model_read_bytes != RUN_ABSENT)
		return 0;
	same = same_prediction(run, c);
	if (same) {
		c->model_read_bytes = same->model_read_bytes;
		c->model_write_bytes = same->model_write_bytes;
		return 0;
	}
	/* Nothing is there to be stored, so there is nothing to relate traffic to. */
	if (c->copy->kind == COPY_NULL)
		return 0;
	ret = model_case(&run->shape, c, (uint64_t)c->words.pages, &prediction, &why);
	if (ret)
		return ret == -EOPNOTSUPP ? 0 : ret;
	c->model_read_bytes = traffic_read_bytes(&run->shape, &prediction.counts);
	c->model_write_bytes = traffic_write_bytes(&run->shape, &prediction.counts);
	return 0;
}

int run_predict(struct run *run)
{
	size_t i, j;
	int ret;

	run->no_model.text[0] = 0;
	if (model_shape_of(run->machine, &run->shape, &run->no_model))
		return 0;
	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; j < run->cases.groups[i].nr_cases; j++) {
			ret = predict_case(run, &run->cases.groups[i].cases[j]);
			if (run_interrupted)
				return -EINTR;
			if (ret) {
				pr_err("out of memory for the model of the caches");
				return ret;
			}
		}
	}
	return 0;
}
