// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * saturate: where nothing counts traffic, which part of stored lines do the
 * times of a saturated machine fit?  Mostly it refuses, and says why.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cmd/command.h"
#include "machine.h"
#include "base/message.h"
#include "base/parse.h"
#include "run/proof.h"
#include "saturation/trial.h"
#include "target/cpus.h"

enum { KEY_COPY = 0x200, KEY_TARGET, KEY_THREADS, KEY_SIZE, KEY_REPS, KEY_SEED };

#define MEMORY_PART 2	/* at most this fraction of what is available */
#define THREADS_MOST 1024

struct request {
	const char *copy;
	const char *target;
	int64_t threads;
	int64_t reps;
	int64_t seed;
	uint64_t bytes;
};

static const struct argp_option options[] = {
	{ "copy", KEY_COPY, "NAME", 0, "the copy in question (default mov)", 0 },
	{ "target", KEY_TARGET, "TARGET", 0, "memory (default dram)", 0 },
	{ "threads", KEY_THREADS, "N", 0, "even; half of them are tried too (default all CPUs)", 0 },
	{ "size", KEY_SIZE, "SIZE", 0, "working set (default 8 times the last-level cache, 1G per "
				       "node in a guest)", 0 },
	{ "reps", KEY_REPS, "N", 0, "repetitions (default 12)", 0 },
	{ "seed", KEY_SEED, "N", 0, "of the order and the resampling (default 1)", 0 },
	{ 0 },
};

static error_t parse_saturate(int key, char *arg, struct argp_state *state)
{
	struct request *request = state->input;

	switch (key) {
	case KEY_COPY:
		request->copy = arg;
		return 0;
	case KEY_TARGET:
		request->target = arg;
		return 0;
	case KEY_THREADS:
		return command_number("--threads", arg, 2, THREADS_MOST, &request->threads);
	case KEY_REPS:
		return command_number("--reps", arg, 1, 1000, &request->reps);
	case KEY_SEED:
		return command_number("--seed", arg, 0, INT64_MAX, &request->seed);
	case KEY_SIZE:
		if (!parse_size(arg, &request->bytes) && request->bytes >= 1 << 20)
			return 0;
		pr_err("--size: '%s' is not accepted; accepted: 1M and more, with K, M, G or T", arg);
		return -EINVAL;
	case ARGP_KEY_ARG:
		pr_err("saturate: takes options only, so what is '%s'?", arg);
		return -EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int choose_copy(const char *name, const struct machine *m, struct saturate_options *opt)
{
	struct replay_proof proof = {
		.walk = WALK_FLAT,
		.revision = REVISION_V5,
		.layout = LAYOUT_64,
		.pattern = PATTERN_DENSE,
	};
	const char *lacks;
	struct reason reason;
	size_t nr = 0;

	opt->copy = replay_copy_find(name);
	if (!opt->copy || opt->copy->page_only || opt->copy->kind == COPY_NULL) {
		pr_err("--copy: '%s' is not accepted; accepted: a copy that stores any record, as "
		       "'pagestream list copies' names them", name);
		return -EINVAL;
	}
	proof.copy = opt->copy;
	lacks = machine_lacks(m, opt->copy->needs);
	if (lacks) {
		pr_err("--copy %s: this CPU lacks %s", name, lacks);
		return -EOPNOTSUPP;
	}
	if (!proof_run(&proof, -1, &nr, &reason))
		return 0;
	pr_err("--copy %s is not timed, it failed its proof: %s", name, reason.text);
	return -EBADMSG;
}

static int choose_threads(const struct request *request, struct saturate_options *opt)
{
	struct cpu_mask *allowed = cpus_allowed();
	int cpus;

	if (!allowed)
		return -EIO;
	cpus = cpu_mask_count(allowed);
	cpu_mask_free(allowed);
	opt->threads = request->threads ? request->threads : cpus - cpus % 2;
	if (cpus < 2) {
		pr_err("saturate: this process may use one CPU, and half of the threads are tried too; "
		       "accepted: two CPUs or more (taskset, cpuset)");
		return -EIO;
	}
	if (opt->threads > THREADS_MOST && !request->threads)
		opt->threads = THREADS_MOST;
	if (opt->threads >= 2 && opt->threads <= cpus && opt->threads % 2 == 0)
		return 0;
	pr_err("saturate: %d threads; accepted: an even number of at most %d, the CPUs that this "
	       "process may use", opt->threads, cpus);
	return -EINVAL;
}

static int choose_bytes(const struct request *request, const struct machine *m,
			struct saturate_options *opt)
{
	const uint64_t room = machine_mem_available(m) / MEMORY_PART;
	const uint64_t wish = saturate_bytes(m);

	opt->bytes = request->bytes ? request->bytes : wish;
	if (opt->bytes <= room)
		return 0;
	pr_err("--size: %" PRIu64 " MiB is more than half of the memory that can be taken; accepted: "
	       "up to %" PRIu64 "M", opt->bytes >> 20, room >> 20);
	return -EINVAL;
}

static void print_result(const struct saturate_options *opt, const struct saturate_result *result)
{
	const struct saturated *e = &result->estimate;
	size_t i;
	int k;

	printf("kernel\tns_per_line_%d_threads\tns_per_line_%d_threads\n", opt->threads / 2,
	       opt->threads);
	for (k = 0; k < SATURATED_NR; k++)
		printf("%s\t%.4g\t%.4g\n", saturated_kernel_name[k], result->half_ns_per_line[k],
		       result->ns_per_line[k]);
	for (i = 0; i < e->nr_refused; i++)
		printf("refused: %s\n", e->refused[i]);
	if (e->nr_refused) {
		printf("saturated: no estimate\n");
		return;
	}
	printf("saturated: consistent with r = %.2f .. %.2f for %s (part of the stored lines that was "
	       "fetched); an estimate from times, no measurement\n", e->lo, e->hi, opt->copy->name);
	if (e->lo < 0 || e->hi > 1)
		printf("saturated: outside 0 .. 1 something else than memory limits a kernel\n");
}

static int measure(const struct request *request, const struct machine *m)
{
	struct saturate_options opt = { .reps = request->reps, .seed = request->seed };
	struct saturate_result result;
	int ret;

	ret = target_parse(request->target, &opt.spec);
	if (ret)
		return ret;
	ret = target_check(&opt.spec) ?: choose_copy(request->copy, m, &opt) ?:
	      choose_threads(request, &opt) ?: choose_bytes(request, m, &opt) ?:
	      saturate_measure(&opt, m, &result);
	if (!ret)
		print_result(&opt, &result);
	target_spec_free(&opt.spec);
	return ret;
}

static int run_saturate(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_saturate,
		.doc = "Estimate from times which part of the stored lines was fetched, on a machine "
		       "that counts no traffic.  All kernels must be saturated, far enough apart and "
		       "undisturbed; else the estimate is refused, rule by rule.",
	};
	struct request request = { .copy = "mov", .target = "dram", .reps = 12, .seed = 1 };
	struct machine *m;
	int ret;

	ret = command_parse(&argp, argc, argv, &request);
	if (ret)
		return command_exit(ret);
	ret = machine_open(NULL, &m);
	if (ret) {
		pr_err("saturate: cannot look at this machine: %s", strerror(-ret));
		return command_exit(-EIO);
	}
	ret = measure(&request, m);
	machine_close(m);
	return command_exit(ret);
}

const struct command command_saturate = {
	"saturate", "estimate traffic from times, where the machine is saturated", run_saturate
};
