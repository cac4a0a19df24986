// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * check: prove the copies on this CPU.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "plan/axes.h"
#include "cmd/command.h"
#include "machine.h"
#include "base/message.h"
#include "run/proof.h"

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

/* Of these axes nothing chosen, or nothing to choose, means the first word. */
static bool is_wanted(const struct axes *axes, enum axis axis, const struct replay_word *words,
		      int word, bool applies)
{
	if (!applies || !axes->chosen[axis].nr)
		return !word;
	return is_chosen(axes, axis, words[word].name);
}

/* At every start offset, or at those chosen. */
static int check_aligns(const struct replay_proof *proof, const struct axes *axes, size_t *nr,
			struct reason *reason)
{
	const struct words *chosen = &axes->chosen[AXIS_ALIGN];
	size_t i;
	int ret = 0;

	if (!chosen->nr)
		return proof_run(proof, -1, nr, reason);
	for (i = 0; !ret && i < chosen->nr; i++)
		ret = proof_run(proof, atoi(chosen->word[i]), nr, reason);
	return ret;
}

/* Without drains between records, and with one every few; or as chosen. */
static int check_drains(struct replay_proof *proof, const struct axes *axes, size_t *nr,
			struct reason *reason)
{
	static const char *const few[] = { "0", "7" };
	const struct words *chosen = &axes->chosen[AXIS_DRAIN_EVERY];
	size_t i;
	int ret = 0;

	for (i = 0; !ret && i < (chosen->nr ? chosen->nr : 2); i++) {
		proof->drain_every = strtoull(chosen->nr ? chosen->word[i] : few[i], NULL, 10);
		if (replay_walk_of(proof->copy, proof->walk, proof->revision, proof->layout,
				   proof->drain_every))
			ret = check_aligns(proof, axes, nr, reason);
	}
	return ret;
}

static int check_choices(struct replay_proof *proof, const struct axes *axes, size_t *nr,
			 struct reason *reason)
{
	const bool has_kernel = replay_walk_has_kernel(proof->walk);
	const bool is_compound = replay_walk_shift(proof->walk);
	const bool has_blocks = has_kernel && proof->revision != REVISION_V1;
	int kernel, map, blocks, ret;

	for (kernel = 0; kernel < KERNEL_NR; kernel++) {
		if (!is_wanted(axes, AXIS_KERNEL, replay_kernels, kernel, has_kernel))
			continue;
		for (map = 0; map < 2; map++) {
			if (!is_wanted(axes, AXIS_MAP, replay_maps, map, is_compound))
				continue;
			for (blocks = 0; blocks < 2; blocks++) {
				if (!is_wanted(axes, AXIS_PAGEBLOCKS, replay_pageblocks, blocks,
					       has_blocks))
					continue;
				proof->kernel = kernel;
				proof->map_mem = map;
				proof->pageblocks = blocks;
				ret = check_drains(proof, axes, nr, reason);
				if (ret)
					return ret;
			}
		}
	}
	return 0;
}

static int check_walk(struct replay_proof *proof, const struct axes *axes, size_t *nr,
		      struct reason *reason)
{
	int revision, ret;

	for (revision = 0; revision < REVISION_NR; revision++) {
		if (!is_chosen(axes, AXIS_REVISION, replay_revisions[revision].name))
			continue;
		proof->revision = revision;
		ret = check_choices(proof, axes, nr, reason);
		/* Walks without a revision are the same under all of them. */
		if (ret || !replay_walk_has_revision(proof->walk))
			return ret;
	}
	return 0;
}

static int check_pattern(const struct copy_backend *copy, const struct axes *axes, int pattern,
			 size_t *nr, struct reason *reason)
{
	struct replay_proof proof = { .copy = copy, .pattern = pattern };
	int layout, walk, ret;
	char bytes[8];

	for (layout = 0; layout < LAYOUT_NR; layout++) {
		snprintf(bytes, sizeof(bytes), "%d", replay_layout_bytes[layout]);
		if (!is_chosen(axes, AXIS_LAYOUT, bytes))
			continue;
		for (walk = 0; walk < WALK_NR; walk++) {
			if (!is_chosen(axes, AXIS_WALK, replay_walks[walk].name))
				continue;
			/* Real pages alone, as they hold their own addresses. */
			if (replay_walk_is_ordinary(walk) && pattern != PATTERN_PAGE)
				continue;
			proof.layout = layout;
			proof.walk = walk;
			ret = check_walk(&proof, axes, nr, reason);
			if (ret)
				return ret;
		}
	}
	return 0;
}

static int check_copy(const struct copy_backend *copy, const struct axes *axes,
		      const struct machine *machine)
{
	const char *lacks = machine_lacks(machine, copy->needs);
	struct reason reason;
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
		ret = check_pattern(copy, axes, pattern, &nr, &reason);
		if (ret) {
			printf("%s\tFAILED\t%s\n", copy->name, reason.text);
			return ret;
		}
	}
	if (!nr) {
		printf("%s\tskip\tno kernel asks this copy for such records\n", copy->name);
		return 0;
	}
	printf("%s\tok\t%zu walks byte-exact%s\n", copy->name, nr,
	       copy->by_policy ? ", as the copies that 'list policy' names" : "");
	return 0;
}

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
	const struct argp_child children[] = { { axes_options(), 0, NULL, 0 }, { 0 } };
	const struct argp argp = {
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
		goto out;
	ret = machine_open(NULL, &machine);
	if (ret) {
		pr_err("check: cannot look at this machine: %s", strerror(-ret));
		ret = -EIO;
		goto out;
	}
	for (i = 0; i < nr; i++) {
		if (!is_chosen(&axes, AXIS_COPY, copies[i]->name))
			continue;
		if (check_copy(copies[i], &axes, machine))
			ret = -EBADMSG;
		fflush(stdout);
	}
	machine_close(machine);
out:
	axes_free(&axes);
	return command_exit(ret);
}

const struct command command_check = { "check", "prove every copy byte-exact on this CPU",
				       run_check };
