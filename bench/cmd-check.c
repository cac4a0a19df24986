// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check: prove the copies on this CPU.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "axes.h"
#include "command.h"
#include "machine.h"
#include "message.h"
#include "proof.h"

static bool is_chosen(const struct axes *axes, enum axis axis, const char *name)
{
	const struct words *chosen = &axes->chosen[axis];
	const size_t len = strlen(name);
	size_t i;

	for (i = 0; i < chosen->nr; i++)
		if (!strncmp(chosen->word[i], name, len) &&
		    (!chosen->word[i][len] || chosen->word[i][len] == ':'))
			return true;
	return !chosen->nr;
}

/* Without drains between records, and with one every few; or as chosen. */
static int check_drains(const struct copy_backend *copy, const struct axes *axes, int walk,
			int rules, int layout, int pattern, size_t *nr, struct why *why)
{
	static const char *const few[] = { "0", "7" };
	const struct words *chosen = &axes->chosen[AXIS_DRAIN_EVERY];
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < (chosen->nr ? chosen->nr : 2); i++) {
		const uint64_t every = strtoull(chosen->nr ? chosen->word[i] : few[i], NULL, 10);

		if (replay_walk_of(copy, walk, rules, layout, every))
			ret = proof_run(copy, walk, rules, layout, pattern, every, nr, why);
	}
	return ret;
}

static int check_pattern(const struct copy_backend *copy, const struct axes *axes, int pattern,
			 size_t *nr, struct why *why)
{
	int layout, walk, rules, ret;
	char bytes[8];

	for (layout = 0; layout < LAYOUT_NR; layout++) {
		snprintf(bytes, sizeof(bytes), "%d", replay_layout_bytes[layout]);
		if (!is_chosen(axes, AXIS_LAYOUT, bytes))
			continue;
		for (walk = 0; walk < WALK_NR; walk++) {
			if (!is_chosen(axes, AXIS_WALK, replay_walks[walk].name))
				continue;
			for (rules = 0; rules < RULES_NR; rules++) {
				if (!is_chosen(axes, AXIS_RULES, replay_rules[rules].name))
					continue;
				ret = check_drains(copy, axes, walk, rules, layout, pattern, nr,
						   why);
				if (ret)
					return ret;
			}
		}
	}
	return 0;
}

static int check_copy(const struct copy_backend *copy, const struct axes *axes,
		      const struct machine *machine)
{
	const char *lacks = machine_lacks(machine, copy->needs);
	struct why why;
	size_t nr = 0;
	int pattern, ret;

	if (lacks) {
		printf("%s\tskip\tthis CPU lacks %s\n", copy->name, lacks);
		return 0;
	}
	for (pattern = 0; pattern < PATTERN_NR; pattern++) {
		if (!is_chosen(axes, AXIS_PATTERN, replay_patterns[pattern].name) ||
		    (copy->page_only && pattern != PATTERN_PAGE))
			continue;
		ret = check_pattern(copy, axes, pattern, &nr, &why);
		if (ret) {
			printf("%s\tFAILED\t%s\n", copy->name, why.text);
			return ret;
		}
	}
	printf("%s\tok\t%zu walks byte-exact\n", copy->name, nr);
	return 0;
}

static const struct argp_child children[] = { { &axes_argp, 0, NULL, 0 }, { 0 } };

static error_t parse_check(int key, char *arg, struct argp_state *state)
{
	if (key == ARGP_KEY_INIT)
		state->child_inputs[0] = state->input;
	if (key != ARGP_KEY_ARG)
		return ARGP_ERR_UNKNOWN;
	pr_err("check: takes options only, so what is '%s'?", arg);
	return -EINVAL;
}

static int run_check(int argc, char **argv)
{
	static const struct argp argp = {
		.parser = parse_check,
		.children = children,
		.doc = "Prove every copy byte-exact on this CPU: each start offset in a line, page "
		       "counts around every border, memory around it untouched.  Target, state "
		       "and size have no bearing on it.",
	};
	struct machine *machine;
	struct axes axes = { 0 };
	size_t nr, i;
	const struct copy_backend *const *copies = replay_copies(&nr);
	int ret;

	ret = command_parse(&argp, argc, argv, &axes);
	if (ret)
		return command_exit(ret);
	ret = machine_open(NULL, &machine);
	if (ret) {
		pr_err("check: cannot look at this machine: %s", strerror(-ret));
		return command_exit(-EIO);
	}
	for (i = 0; i < nr; i++) {
		if (!is_chosen(&axes, AXIS_COPY, copies[i]->name))
			continue;
		if (check_copy(copies[i], &axes, machine))
			ret = -EBADMSG;
		fflush(stdout);
	}
	machine_close(machine);
	axes_free(&axes);
	return command_exit(ret);
}

const struct command command_check = { "check", "prove every copy byte-exact on this CPU",
				       run_check };
