// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the model expects of the cases of a run, predicted on all CPUs.
 */
#include "round/interrupt.h"
#include "run/internal.h"

#include <errno.h>
#include <inttypes.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/cpu-mask.h"
#include "base/leave.h"
#include "base/message.h"
#include "machine.h"

/* Of the memory that can be had, predictions take at most one part in so many. */
#define MEMORY_PART 4

/* How often the parent looks how far its workers are. */
#define LOOK_NS 20000000

#define NO_JOB SIZE_MAX

/* A prediction that several cases may share. */
struct job {
	struct bench_case *of;
	struct prediction prediction;
	bool made;
};

/* In memory that all workers share. */
struct work {
	size_t nr;
	_Atomic size_t next;
	_Atomic size_t nr_made;
	struct job job[];
};

/* @job_of: the job of each case, in the order of groups */
struct predicting {
	struct run *run;
	struct predictor *predictor;
	struct work *work;
	size_t work_bytes;
	size_t *job_of;
	unsigned int nr_workers;
};

static struct bench_case *case_at(const struct run *run, size_t at)
{
	size_t i;

	for (i = 0; at >= run->cases.groups[i].nr_cases; i++)
		at -= run->cases.groups[i].nr_cases;
	return &run->cases.groups[i].cases[at];
}

/* Is there something to predict that has not been? */
static bool is_wanted(const struct bench_case *c)
{
	/* What waits for a size is predicted when it has one. */
	if (!c->words.pages || c->model_read_bytes != RUN_ABSENT)
		return false;
	/* Of what cannot run there is one row, that of the whole range. */
	if (c->skip && c->rung)
		return false;
	/* Nothing is there to be stored, so there is nothing to relate traffic to. */
	return c->copy->kind != COPY_NULL;
}

/* The job of a case before @at that has the same words but for the memory. */
static size_t same_job(const struct predicting *p, size_t at)
{
	size_t i;

	for (i = 0; i < p->work->nr; i++)
		if (model_is_same(p->work->job[i].of, case_at(p->run, at)))
			return i;
	return NO_JOB;
}

/* The job of a case, a new one where no case before has the same prediction. */
static int find_job(struct predicting *p, size_t *class_job, size_t at)
{
	struct bench_case *const c = case_at(p->run, at);
	struct reason reason;
	size_t class;
	int ret;

	p->job_of[at] = NO_JOB;
	if (!is_wanted(c))
		return 0;
	p->job_of[at] = same_job(p, at);
	if (p->job_of[at] != NO_JOB)
		return 0;
	ret = model_class(p->predictor, c, (uint64_t)c->words.pages, &class, &reason);
	if (ret)
		return ret == -EOPNOTSUPP ? 0 : ret;
	/* Classes are counted as they come, so a new one is behind all that have a job. */
	if (class_job[class] == NO_JOB) {
		class_job[class] = p->work->nr;
		p->work->job[p->work->nr++].of = c;
	}
	p->job_of[at] = class_job[class];
	return 0;
}

static int find_jobs(struct predicting *p)
{
	const size_t nr = p->run->cases.nr_cases;
	size_t *const class_job = malloc(nr * sizeof(*class_job));
	size_t i;
	int ret = class_job ? 0 : -ENOMEM;

	for (i = 0; !ret && i < nr; i++)
		class_job[i] = NO_JOB;
	for (i = 0; !ret && i < nr; i++)
		ret = run_interrupted ? -EINTR : find_job(p, class_job, i);
	free(class_job);
	return ret;
}

/* In a process of its own: predict what nobody else does. */
static void work(struct predicting *p)
{
	struct reason reason;
	size_t i;

	while ((i = p->work->next++) < p->work->nr && !run_interrupted) {
		struct job *job = &p->work->job[i];

		if (model_case(p->predictor, job->of, (uint64_t)job->of->words.pages,
			       &job->prediction, &reason))
			continue;
		job->made = true;
		p->work->nr_made++;
	}
}

static unsigned int start_workers(struct predicting *p, unsigned int nr)
{
	unsigned int i;

	fflush(NULL);
	for (i = 0; i < nr; i++) {
		const pid_t pid = fork();

		if (!pid) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			run_catch_interrupts(0);
			work(p);
			leave(0);
		}
		if (pid < 0)
			break;
	}
	return i;
}

/* A worker may be killed, for memory; what it had in hand is then not predicted. */
static void wait_workers(struct predicting *p, unsigned int nr)
{
	const struct timespec look = { .tv_nsec = LOOK_NS };
	struct progress progress;
	pid_t pid;

	progress_start(&progress, p->work->nr);
	while (nr) {
		pid = waitpid(-1, NULL, WNOHANG);
		if (pid > 0) {
			nr--;
			continue;
		}
		if (pid < 0 && errno != EINTR)
			break;
		/* A terminal signals all processes, kill(1) only this one: let them end early. */
		if (run_interrupted)
			p->work->next = p->work->nr;
		progress_count(&progress, "predicted", p->work->nr_made);
		nanosleep(&look, NULL);
	}
	pr_status_end();
}

static void take_predictions(struct predicting *p)
{
	struct run *const run = p->run;
	size_t i;

	for (i = 0; i < run->cases.nr_cases; i++) {
		struct bench_case *const c = case_at(run, i);
		const struct job *job;

		if (p->job_of[i] == NO_JOB)
			continue;
		job = &p->work->job[p->job_of[i]];
		if (!job->made)
			continue;
		c->model_read_bytes = traffic_read_bytes(&run->shape, &job->prediction.counts);
		c->model_write_bytes = traffic_write_bytes(&run->shape, &job->prediction.counts);
	}
}

static int predict_all(struct predicting *p)
{
	const size_t nr_cases = p->run->cases.nr_cases;
	unsigned int nr;
	int ret, error;

	p->work_bytes = sizeof(*p->work) + nr_cases * sizeof(p->work->job[0]);
	p->job_of = malloc(nr_cases * sizeof(*p->job_of));
	p->work = mmap(NULL, p->work_bytes, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS,
		       -1, 0);
	if (!p->job_of || p->work == MAP_FAILED)
		return -ENOMEM;
	ret = find_jobs(p);
	if (ret)
		return ret;
	nr = start_workers(p, p->work->nr < p->nr_workers ? p->work->nr : p->nr_workers);
	error = errno;
	wait_workers(p, nr);
	if (run_interrupted)
		return -EINTR;
	take_predictions(p);
	if (p->work->nr_made < p->work->nr)
		reason_set(&p->run->lost_predictions, 0, "%zu of %zu predictions were not made: %s",
			   p->work->nr - (size_t)p->work->nr_made, p->work->nr,
			   nr ? "not enough memory" : strerror(error));
	return 0;
}

/*
 * How many processes there is room for: a prediction is welcome, a run that the
 * kernel kills for memory is not.  0 with the reason when there is none.
 */
static unsigned int count_workers(struct run *run)
{
	const uint64_t bytes = predictor_bytes(&run->shape);
	const uint64_t room = machine_mem_available(run->machine) / MEMORY_PART;
	struct cpu_mask *allowed;
	uint64_t nr = room / bytes;

	if (!nr)
		reason_set(&run->no_model, -ENOMEM, "a model of these caches takes up to %" PRIu64
			   " MiB of memory, and a quarter of what can be had are %" PRIu64,
			   bytes >> 20, room >> 20);
	allowed = nr > 1 ? cpus_allowed() : NULL;
	if (allowed && nr > (uint64_t)cpu_mask_count(allowed))
		nr = cpu_mask_count(allowed);
	else if (!allowed && nr)
		nr = 1;
	cpu_mask_free(allowed);
	return nr;
}

int run_predict(struct run *run)
{
	struct predicting p = { .run = run, .work = MAP_FAILED };
	int ret;

	run->no_model.text[0] = 0;
	run->lost_predictions.text[0] = 0;
	if (model_shape_of(run->machine, &run->shape, &run->no_model))
		return 0;
	p.nr_workers = count_workers(run);
	if (!p.nr_workers)
		return 0;
	ret = predictor_new(&run->shape, &p.predictor) ?: predict_all(&p);
	predictor_free(p.predictor);
	free(p.job_of);
	if (p.work != MAP_FAILED)
		munmap(p.work, p.work_bytes);
	/* Measuring needs no prediction. */
	if (ret && ret != -EINTR)
		return reason_set(&run->no_model, 0, "not enough memory for a model of these caches");
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

	if (run->lost_predictions.text[0])
		ret = run_writer_fact(&run->writer, "not-predicted", "%s",
				      run->lost_predictions.text);
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
