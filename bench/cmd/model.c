// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * model: what a cache and write-combining model predicts, a row per case.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "machine.h"
#include "base/message.h"
#include "run/model.h"

enum {
	KEY_CACHE = 0x200,
	KEY_BUFFERS,
};

struct model_options {
	struct axes axes;
	const char *cache;
	int64_t buffers;
};

static const struct argp_option options[] = {
	{ "cache", KEY_CACHE, "SIZE:WAYS[:LINE],...", 0,
	  "levels of cache, first level first (default: what CPUID says of this machine)", 0 },
	{ "buffers", KEY_BUFFERS, "N", 0,
	  "write-combining buffers (default: the platform's fill buffers, else 8)", 0 },
	{ 0 },
};

/* The axes that are left out. */
static const struct plan model_plan = {
	.name = "model",
	.desc = "every copy at 64, 80 and 96 bytes",
	.device_bytes = THREAD_DEVICE_BYTES,
	.parts = { { .axis = { "all", "64,80,96", "order0", NEWEST_REVISION, "dram", "reused", "page" } } },
};

static error_t parse_model(int key, char *arg, struct argp_state *state)
{
	struct model_options *opt = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opt->axes;
		return 0;
	case KEY_CACHE:
		opt->cache = arg;
		return 0;
	case KEY_BUFFERS:
		return command_number("--buffers", arg, 1, TRAFFIC_BUFFERS_MOST, &opt->buffers);
	case ARGP_KEY_ARG:
		pr_err("model: takes options only, so what is '%s'?", arg);
		return -EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static int choose_shape(const struct model_options *opt, struct traffic_shape *shape)
{
	struct machine *machine;
	struct reason reason;
	int ret;

	ret = machine_open(NULL, &machine);
	if (ret) {
		pr_err("model: cannot look at this machine: %s", strerror(-ret));
		return -EIO;
	}
	ret = model_shape_of(machine, shape, &reason);
	machine_close(machine);
	if (opt->cache)
		ret = model_shape_parse(opt->cache, shape);
	else if (ret)
		pr_err("model: no caches to model: %s; accepted: --cache SIZE:WAYS[:LINE],...",
		       reason.text);
	if (opt->buffers)
		shape->nr_buffers = opt->buffers;
	return ret;
}

static void print_names(const struct traffic_shape *shape)
{
	unsigned int i;

	printf("copy\tlayout\twalk\trules\tstate\tpattern\torder\tdrain_every\talign\tpages\tr_model\tw_model"
	       "\tfills\twrite_backs\tfull_lines\tpartial_lines\tdirty_lines");
	for (i = 1; i < shape->nr_levels; i++)
		printf("\tl%u_fills\tl%u_write_backs\tl%u_r\tl%u_w", i, i, i, i);
	printf("\tcache\tbuffers\tpages_seen\treason\n");
}

static void print_case(const struct bench_case *c, uint64_t pages)
{
	printf("%s\t%d\t%s\t%s\t%s\t%s\t%s\t%d\t%d\t%" PRIu64, c->words.copy, c->words.layout,
	       c->words.walk, c->words.revision, c->words.state, c->words.pattern,
	       c->words.block_order, c->words.drain_every, c->words.align, pages);
}

static void print_unknown(const struct traffic_shape *shape, const struct reason *reason)
{
	char text[MODEL_SHAPE_TEXT];
	unsigned int i;

	printf("\t-\t-\t-\t-\t-\t-\t-");
	for (i = 1; i < shape->nr_levels; i++)
		printf("\t-\t-\t-\t-");
	printf("\t%s\t%u\t-\t%s\n", model_shape_text(shape, text), shape->nr_buffers, reason->text);
}

/* Bytes per byte that the case is there to store; nothing to divide by for the null copy. */
static void print_ratio(const struct bench_case *c, uint64_t bytes, uint64_t pages)
{
	if (c->copy->kind == COPY_NULL)
		printf("\t-");
	else
		printf("\t%.4f", (double)bytes / ((double)pages * c->words.layout));
}

static void print_prediction(const struct traffic_shape *shape, const struct bench_case *c,
			     uint64_t pages, const struct prediction *p)
{
	const unsigned int last = shape->nr_levels - 1;
	const uint64_t streamed = p->counts.full + p->counts.partial;
	char text[MODEL_SHAPE_TEXT];
	unsigned int i;

	print_ratio(c, traffic_read_bytes(shape, &p->counts), pages);
	print_ratio(c, traffic_write_bytes(shape, &p->counts), pages);
	printf("\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64 "\t%" PRIu64,
	       p->counts.fills[last], p->counts.write_backs[last], p->counts.full,
	       p->counts.partial, p->dirty_lines);
	for (i = 0; i < last; i++) {
		printf("\t%" PRIu64 "\t%" PRIu64, p->counts.fills[i], p->counts.write_backs[i]);
		print_ratio(c, shape->line_bytes * p->counts.fills[i], pages);
		print_ratio(c, shape->line_bytes * (p->counts.write_backs[i] + streamed), pages);
	}
	printf("\t%s\t%u\t%" PRIu64 "\t-\n", model_shape_text(shape, text), shape->nr_buffers,
	       p->pages_seen);
}

static int print_model(const struct model_options *opt, const struct traffic_shape *shape)
{
	const uint64_t pages = opt->axes.pages ? opt->axes.pages :
						 model_plan.device_bytes / PAGE_DEVICE_BYTES;
	struct predictor *predictor = NULL;
	struct prediction prediction;
	struct bench_cases cases;
	struct reason reason;
	size_t i;
	int ret;

	ret = plan_cases(&model_plan, &opt->axes, 0, &cases);
	if (ret)
		return ret;
	print_names(shape);
	ret = predictor_new(shape, &predictor);
	for (i = 0; !ret && i < cases.groups[0].nr_cases; i++) {
		const struct bench_case *c = &cases.groups[0].cases[i];

		ret = model_case(predictor, c, pages, &prediction, &reason);
		if (ret == -ENOMEM)
			break;
		print_case(c, pages);
		if (ret)
			print_unknown(shape, &reason);
		else
			print_prediction(shape, c, pages, &prediction);
		ret = 0;
		fflush(stdout);
	}
	if (ret)
		pr_err("model: not enough memory for caches of this size");
	predictor_free(predictor);
	bench_cases_free(&cases);
	return ret;
}

static int run_model(int argc, char **argv)
{
	const struct argp_child children[] = { { axes_options(), 0, "Axes:", 1 }, { 0 } };
	const struct argp argp = {
		.options = options,
		.parser = parse_model,
		.children = children,
		.doc = "Predict memory traffic with a model of caches and write-combining buffers that "
		       "is fed the very stores: r_model and w_model are DRAM bytes read and written "
		       "per byte stored.  Target and time have no bearing on it.",
	};
	struct model_options opt = { 0 };
	struct traffic_shape shape;
	int ret;

	ret = command_parse(&argp, argc, argv, &opt);
	/* The memory does not change which lines move. */
	words_free(&opt.axes.chosen[AXIS_TARGET]);
	if (!ret)
		ret = choose_shape(&opt, &shape);
	if (!ret)
		ret = print_model(&opt, &shape);
	axes_free(&opt.axes);
	return command_exit(ret);
}

const struct command command_model = { "model", "predict memory traffic, case by case", run_model };
