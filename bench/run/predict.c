// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the model expects of the cases of a run.
 */
#include "run/interrupt.h"
#include "run/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "machine.h"

/* Of the memory that can be had, a prediction takes at most one part in so many. */
#define MEMORY_PART 4

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

static int predict_case(const struct run *run, struct predictor *predictor, struct bench_case *c)
{
	const struct bench_case *same;
	struct prediction prediction;
	struct reason reason;
	int ret;

	/* What waits for a size is predicted when it has one. */
	if (!c->words.pages || c->model_read_bytes != RUN_ABSENT)
		return 0;
	/* Of what cannot run there is one row, that of the whole range. */
	if (c->skip && c->rung)
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
	ret = model_case(predictor, c, (uint64_t)c->words.pages, &prediction, &reason);
	if (ret)
		return ret == -EOPNOTSUPP ? 0 : ret;
	c->model_read_bytes = traffic_read_bytes(&run->shape, &prediction.counts);
	c->model_write_bytes = traffic_write_bytes(&run->shape, &prediction.counts);
	return 0;
}

static int predict_all(struct run *run, struct predictor *predictor)
{
	struct progress progress;
	size_t i, j, done = 0;
	int ret = 0;

	progress_start(&progress, run->cases.nr_cases);
	for (i = 0; !ret && i < run->cases.nr_groups; i++) {
		for (j = 0; !ret && j < run->cases.groups[i].nr_cases; j++) {
			progress_count(&progress, "predicted", done++);
			ret = predict_case(run, predictor, &run->cases.groups[i].cases[j]);
			if (!ret && run_interrupted)
				ret = -EINTR;
		}
	}
	progress_end(&progress);
	return ret;
}

/* A prediction is welcome, a run that the kernel kills for memory is not. */
static bool have_room(struct run *run)
{
	const uint64_t bytes = predictor_bytes(&run->shape);
	const uint64_t room = machine_mem_available(run->machine) / MEMORY_PART;

	if (bytes <= room)
		return true;
	reason_set(&run->no_model, -ENOMEM, "a model of these caches takes up to %" PRIu64 " MiB of "
		   "memory, and a quarter of what can be had are %" PRIu64, bytes >> 20, room >> 20);
	return false;
}

int run_predict(struct run *run)
{
	struct predictor *predictor;
	int ret;

	run->no_model.text[0] = 0;
	if (model_shape_of(run->machine, &run->shape, &run->no_model) || !have_room(run))
		return 0;
	ret = predictor_new(&run->shape, &predictor);
	if (!ret) {
		ret = predict_all(run, predictor);
		predictor_free(predictor);
	}
	if (ret && ret != -EINTR)
		pr_err("out of memory for the model of the caches");
	return ret;
}

/* Has a case before this one the same reason to be left out? */
static bool is_said(const struct run *run, const struct bench_case *c, const char *reason)
{
	struct reason other;
	size_t i, j;

	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; j < run->cases.groups[i].nr_cases; j++) {
			if (&run->cases.groups[i].cases[j] == c)
				return false;
			if (model_cannot(&run->cases.groups[i].cases[j], &other) &&
			    !strcmp(other.text, reason))
				return true;
		}
	}
	return false;
}

int run_write_not_predicted(const struct run *run)
{
	struct reason reason;
	size_t i, j;
	int ret = 0;

	for (i = 0; i < run->cases.nr_groups; i++) {
		for (j = 0; !ret && j < run->cases.groups[i].nr_cases; j++) {
			const struct bench_case *c = &run->cases.groups[i].cases[j];

			if (c->copy->kind == COPY_NULL || !model_cannot(c, &reason) ||
			    is_said(run, c, reason.text))
				continue;
			ret = run_writer_fact(&run->writer, "not-predicted", "%s", reason.text);
		}
	}
	return ret;
}
