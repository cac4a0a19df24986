// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * list: what there is, tab-separated, name first.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/axes.h"
#include "cmd/command.h"
#include "counter/encode.h"
#include "base/message.h"
#include "plan/plan.h"
#include "platform.h"
#include "policy.h"
#include "report/report.h"

static void list_event(const struct platform *platform, const struct platform_event *event,
		       unsigned int channel)
{
	char name[64], terms[128], how[160];

	event_how(event, how, sizeof(how));
	printf("%s\t%s\t%s\t", platform->name, event_quantity_name[event->quantity], event->pmu);
	if (event->none) {
		printf("-\t-\t-\t-\t-\t%s\tnone: %s\n", how, event->none);
		return;
	}
	event_name(event, channel, name, sizeof(name));
	event_terms(event, channel, terms, sizeof(terms));
	printf("%s\t", name);
	/* The kernel's alias is all that is known of some. */
	if (event->code)
		printf("0x%x\t0x%" PRIx64 "\t%s\t", event->code + channel * event->step,
		       event->umask, terms);
	else
		printf("-\t-\t-\t");
	if (event->bytes > 0)
		printf("%s%.4g", event->at_most ? "<=" : "", event->bytes);
	else
		printf("-");
	printf("\t%s\t%s\n", how, event->source);
}

static void list_events(void)
{
	size_t nr, i, j;
	const struct platform *const *platforms = platform_list(&nr);
	unsigned int channel, rows;

	for (i = 0; i < nr; i++) {
		for (j = 0; j < platforms[i]->nr_events; j++) {
			const struct platform_event *event = &platforms[i]->events[j];

			rows = event->none ? 1 : event_channels(event);
			for (channel = 0; channel < rows; channel++)
				list_event(platforms[i], event, channel);
		}
	}
}

/* One event beside libpfm4, which encodes for CPUs that this one is not when told to. */
static void list_encoding(const struct platform *platform, const struct platform_event *event)
{
	const char *spelling = event->pfm ? event->pfm : event->pfm_differs;
	uint64_t config[2] = { 0 };
	bool same;
	int ret;

	ret = encode_libpfm4(spelling, config);
	same = config[0] == event_raw(event) && config[1] == event->offcore_rsp;
	printf("%s\t%s\t0x%" PRIx64 "\t0x%" PRIx64 "\t%s\t", platform->name, event->name,
	       event_raw(event), event->offcore_rsp, spelling);
	if (ret)
		printf("-\t-\t%s\n", ret == -EOPNOTSUPP ? "built without libpfm4" : "unknown");
	else
		printf("0x%" PRIx64 "\t0x%" PRIx64 "\t%s\n", config[0], config[1],
		       same ? "agrees" : "differs");
}

static void list_encodings(void)
{
	size_t nr, i, j;
	const struct platform *const *platforms = platform_list(&nr);

	setenv("LIBPFM_ENCODE_INACTIVE", "1", 1);
	for (i = 0; i < nr; i++)
		for (j = 0; j < platforms[i]->nr_events; j++)
			if (platforms[i]->events[j].pfm || platforms[i]->events[j].pfm_differs)
				list_encoding(platforms[i], &platforms[i]->events[j]);
}

static void print_policy(const struct policy_call *call, const char *when)
{
	const struct copy_backend *copy = policy_backend(call);

	printf("%s\t%zu\t%s\t%s\n", when, call->record_bytes,
	       call->dst % 8 ? "unaligned" : "aligned", copy ? copy->name : "not replayed");
}

/* What the series' own streaming copy really is. */
static void list_policy(void)
{
	static const struct {
		const char *when;
		struct policy_config config;
	} slow[] = {
		{ "KASAN", { .kasan = true } },
		{ "KMSAN", { .kmsan = true } },
		{ "page_ref_set", { .debug_page_ref = true, .page_ref_set = true } },
	};
	struct policy_call call = { .copy = replay_copy_find("movnti"), .walk = WALK_ORDER0 };
	char when[48];
	int revision, layout;
	size_t i;

	for (revision = 0; revision < REVISION_NR; revision++) {
		for (layout = 0; layout < LAYOUT_NR; layout++) {
			call.revision = revision;
			call.record_bytes = replay_layout_bytes[layout];
			for (call.dst = 0; call.dst <= 4; call.dst += 4)
				print_policy(&call, replay_revisions[revision].name);
		}
	}
	call.dst = 0;
	call.record_bytes = replay_layout_bytes[LAYOUT_64];
	for (revision = REVISION_V5; revision < REVISION_NR; revision++) {
		for (i = 0; i < sizeof(slow) / sizeof(slow[0]); i++) {
			call.config = slow[i].config;
			call.revision = revision;
			snprintf(when, sizeof(when), "%s%s, %s", revision == REVISION_V5 ? "v1 to " : "",
				 replay_revisions[revision].name, slow[i].when);
			print_policy(&call, when);
		}
	}
	printf("v6 to v10\t-\t-\tnot read: nothing is known of them\n");
}

static void list_plans(void)
{
	size_t nr, i;
	const struct plan *plans = plan_list(&nr);

	for (i = 0; i < nr; i++)
		printf("%s\t%s\n", plans[i].name, plans[i].desc);
}

/* "6/0x97 INTEL_ALDERLAKE", "0x19/0x60-0xaf X86_FEATURE_ZEN4", "6/0x55 steppings 0-4 ..." */
static void list_match(const struct platform *platform, const struct platform_match *row)
{
	printf(row->family > 9 ? "0x%x" : "%u", row->family);
	printf("/0x%02x", row->model_lo);
	if (row->model_hi != row->model_lo)
		printf("-0x%02x", row->model_hi);
	if (row->stepping_lo || row->stepping_hi != 15)
		printf(" steppings %u-%u", row->stepping_lo, row->stepping_hi);
	printf(" %s", row->kernel_macro);
	if (row->vendor)
		printf(" of %s", platform_row_vendor(platform, row));
	if (row->guest_needs)
		printf(" in guests with %s", row->guest_needs);
}

static void list_platform(const struct platform *platform)
{
	size_t i;

	printf("%s\t%s\t", platform->name, platform->desc);
	for (i = 0; i < platform->nr_match; i++) {
		if (i)
			printf(", ");
		list_match(platform, &platform->match[i]);
	}
	printf("%s\n", i ? "" : "-");
}

static void list_platforms(void)
{
	size_t nr, i;
	const struct platform *const *platforms = platform_list(&nr);

	for (i = 0; i < nr; i++)
		list_platform(platforms[i]);
}

static void list_reports(void)
{
	size_t i;

	for (i = 0; i < report_table_nr; i++)
		printf("%s\t%s\n", report_table[i]->name, report_table[i]->desc);
}

/* What is listed beside the axes. */
static const struct {
	const char *name;
	const char *desc;
	void (*print)(void);
} lists[] = {
	{ "encodings", "core events beside libpfm4: platform, name, config, config1, libpfm4's spelling, "
		       "config and config1, agrees or differs",
	  list_encodings },
	{ "events", "performance events: platform, quantity, PMU, name, code, unit mask, terms, "
		    "bytes per count, how obtained, source",
	  list_events },
	{ "plans", "named measurements", list_plans },
	{ "platforms", "CPU generations that are known: name, description, family/models and the kernel's "
		       "name for them", list_platforms },
	{ "policy", "what copy movnti really is: revision or cause, bytes, destination, copy",
	  list_policy },
	{ "reports", "what a run file can be turned into", list_reports },
};

#define NR_LISTS (sizeof(lists) / sizeof(lists[0]))
#define LIST_NAME 32

/* "copies", "block-orders"; what takes numbers keeps its name: "threads". */
static const char *axis_list(enum axis axis, const char *name, char *buf)
{
	struct axis_word word;
	const size_t len = strlen(name);

	if (axis_word(axis, 0, &word) || name[len - 1] == 's')
		snprintf(buf, LIST_NAME, "%s", name);
	else if (name[len - 1] == 'y')
		snprintf(buf, LIST_NAME, "%.*sies", (int)len - 1, name);
	else
		snprintf(buf, LIST_NAME, "%ss", name);
	return buf;
}

/* Its list, or that of the name it had. */
static bool is_list_of(enum axis axis, const char *name)
{
	const char *was = axis_table[axis].was;
	char buf[LIST_NAME], option[LIST_NAME];

	if (!axis_table[axis].argument)
		return false;
	return !strcmp(name, axis_list(axis, axis_option(axis, option, sizeof(option)), buf)) ||
	       (was && (!strcmp(name, was) || !strcmp(name, axis_list(axis, was, buf))));
}

static void each_list(void (*emit)(const char *name, const char *desc, void *arg), void *arg)
{
	char buf[LIST_NAME], option[LIST_NAME];
	size_t i;

	for (i = 0; i < AXIS_NR; i++)
		if (axis_table[i].argument)
			emit(axis_list(i, axis_option(i, option, sizeof(option)), buf),
			     axis_table[i].help, arg);
	for (i = 0; i < NR_LISTS; i++)
		emit(lists[i].name, lists[i].desc, arg);
}

static void print_name(const char *name, const char *desc, void *arg)
{
	printf("%s\t%s\n", name, desc);
}

static void add_name(const char *name, const char *desc, void *accepted)
{
	message_add(accepted, 512, " %s", name);
}

static int print_list(const char *name)
{
	char accepted[512] = "";
	size_t i;

	for (i = 0; i < AXIS_NR; i++) {
		if (is_list_of(i, name)) {
			axis_print(i, stdout);
			return 0;
		}
	}
	for (i = 0; i < NR_LISTS; i++) {
		if (!strcmp(lists[i].name, name)) {
			lists[i].print();
			return 0;
		}
	}
	each_list(add_name, accepted);
	pr_err("list %s: no such list; accepted:%s", name, accepted);
	return -EINVAL;
}

static error_t parse_list(int key, char *arg, struct argp_state *state)
{
	const char **name = state->input;

	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	if (*name) {
		pr_err("list: one list at a time, '%s' is too many", arg);
		return -EINVAL;
	}
	*name = arg;
	return 0;
}

static int run_list(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse_list,
		.args_doc = "[AXIS]",
		.doc = "What there is: tab-separated, name first.  Without AXIS: the lists.",
	};
	const char *name = NULL;
	int ret;

	ret = command_parse(&argp, argc, argv, &name);
	if (!ret && name)
		ret = print_list(name);
	else if (!ret)
		each_list(print_name, NULL);
	return command_exit(ret);
}

const struct command command_list = { "list", "copies, walks, targets and all other words", run_list };
