// SPDX-License-Identifier: GPL-2.0-or-later
#include "axes.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <string.h>

#include "cpus.h"
#include "message.h"
#include "replay.h"
#include "state.h"
#include "sweep.h"
#include "target.h"

#define LABEL_MOST 24

const char *const axis_name[AXIS_NR] = {
	[AXIS_COPY] = "copy", [AXIS_LAYOUT] = "layout", [AXIS_WALK] = "walk",
	[AXIS_RULES] = "rules", [AXIS_TARGET] = "target", [AXIS_STATE] = "state",
	[AXIS_PATTERN] = "pattern", [AXIS_KERNEL] = "kernel", [AXIS_MAP] = "map",
	[AXIS_PAGEBLOCKS] = "pageblocks", [AXIS_ORDER] = "order",
	[AXIS_DRAIN_EVERY] = "drain-every", [AXIS_LOAD] = "load", [AXIS_THREADS] = "threads",
	[AXIS_ALIGN] = "align",
};

/* Axes that take whole numbers. */
static const struct axis_numbers {
	int64_t least;
	int64_t most;
	const char *desc;
} axis_numbers[AXIS_NR] = {
	[AXIS_DRAIN_EVERY] = { 0, INT32_MAX, "records between extra drains; 0: none (default)" },
	[AXIS_LOAD] = { 0, CPUS_MOST, "background threads that keep the memory busy (default 0)" },
	[AXIS_THREADS] = { 1, CPUS_MOST, "threads that share the range (default 1)" },
	[AXIS_ALIGN] = { 0, 63, "bytes from the start of a cache line to that of the range (default 0)" },
};

const char *axis_default(enum axis axis)
{
	static const char *const words[AXIS_NR] = {
		[AXIS_ORDER] = "ascending", [AXIS_DRAIN_EVERY] = "0", [AXIS_LOAD] = "0",
		[AXIS_THREADS] = "1", [AXIS_ALIGN] = "0",
	};

	return words[axis];
}

static int copy_word(size_t i, struct axis_word *word)
{
	static const char *const kinds[] = {
		[COPY_KERNEL] = "kernel", [COPY_BOUND] = "bound", [COPY_NULL] = "null",
	};
	size_t nr;
	const struct copy_backend *const *copies = replay_copies(&nr);

	if (i >= nr)
		return -ENOENT;
	snprintf(word->name, sizeof(word->name), "%s", copies[i]->name);
	word->desc = copies[i]->desc;
	word->more[0] = kinds[copies[i]->kind];
	word->more[1] = copies[i]->needs ? copies[i]->needs : "-";
	word->more[2] = copies[i]->mirrors ? copies[i]->mirrors : "-";
	return 0;
}

static int layout_word(size_t i, struct axis_word *word)
{
	if (i >= LAYOUT_NR)
		return -ENOENT;
	snprintf(word->name, sizeof(word->name), "%d", replay_layout_bytes[i]);
	word->desc = replay_layout_bytes[i] == 64 ? "bytes per record: what kernels use" :
						    "bytes per record";
	return 0;
}

static int replay_word(const struct replay_word *words, size_t nr, size_t i,
		       struct axis_word *word)
{
	if (i >= nr)
		return -ENOENT;
	snprintf(word->name, sizeof(word->name), "%s", words[i].name);
	word->desc = words[i].desc;
	word->more[0] = words[i].mirrors;
	return 0;
}

static int target_word(size_t i, struct axis_word *word)
{
	size_t nr;
	const struct target *const *targets = target_list(&nr);

	if (i >= nr)
		return -ENOENT;
	snprintf(word->name, sizeof(word->name), "%s", targets[i]->name);
	word->desc = targets[i]->desc;
	word->more[0] = targets[i]->path ? targets[i]->path : "-";
	word->more[1] = targets[i]->keys ? targets[i]->keys : "-";
	return 0;
}

static int state_word(size_t i, struct axis_word *word)
{
	size_t nr;
	const struct state *const *states = state_list(&nr);

	if (i >= nr)
		return -ENOENT;
	snprintf(word->name, sizeof(word->name), "%s", states[i]->name);
	word->desc = states[i]->desc;
	return 0;
}

int axis_word(enum axis axis, size_t i, struct axis_word *word)
{
	*word = (struct axis_word){ 0 };
	switch (axis) {
	case AXIS_COPY:
		return copy_word(i, word);
	case AXIS_LAYOUT:
		return layout_word(i, word);
	case AXIS_WALK:
		return replay_word(replay_walks, WALK_NR, i, word);
	case AXIS_RULES:
		return replay_word(replay_rules, RULES_NR, i, word);
	case AXIS_TARGET:
		return target_word(i, word);
	case AXIS_STATE:
		return state_word(i, word);
	case AXIS_PATTERN:
		return replay_word(replay_patterns, PATTERN_NR, i, word);
	case AXIS_KERNEL:
		return replay_word(replay_kernels, KERNEL_NR, i, word);
	case AXIS_MAP:
		return replay_word(replay_maps, 2, i, word);
	case AXIS_PAGEBLOCKS:
		return replay_word(replay_pageblocks, 2, i, word);
	case AXIS_ORDER:
		return replay_word(sweep_orders, SWEEP_NR, i, word);
	case AXIS_DRAIN_EVERY:
	case AXIS_LOAD:
	case AXIS_THREADS:
	case AXIS_ALIGN:
	case AXIS_NR:
		break;
	}
	return -ENOENT;
}

void axis_print(enum axis axis, FILE *out)
{
	const struct axis_numbers *numbers = &axis_numbers[axis];
	struct axis_word word;
	size_t i, m;

	if (numbers->desc)
		fprintf(out, "%" PRId64 "..%" PRId64 "\t%s\n", numbers->least, numbers->most,
			numbers->desc);
	for (i = 0; !axis_word(axis, i, &word); i++) {
		fprintf(out, "%s\t%s", word.name, word.desc);
		for (m = 0; m < 3 && word.more[m]; m++)
			fprintf(out, "\t%s", word.more[m]);
		fputc('\n', out);
	}
}

/* "mov" and "mov:again" name the copy mov; a label is short and plain. */
static bool word_matches(enum axis axis, const char *given, const char *name)
{
	const size_t len = strlen(name);
	const char *label;

	if (strncmp(given, name, len))
		return false;
	if (!given[len])
		return true;
	if (axis != AXIS_COPY || given[len] != ':' || !given[len + 1] ||
	    strlen(given + len + 1) > LABEL_MOST)
		return false;
	for (label = given + len + 1; *label; label++)
		if (!isalnum((unsigned char)*label) && !strchr("_.+-", *label))
			return false;
	return true;
}

static bool word_is_known(enum axis axis, const char *given)
{
	const struct axis_numbers *numbers = &axis_numbers[axis];
	struct axis_word word;
	int64_t value;
	size_t i;

	if (numbers->desc)
		return !parse_number(given, numbers->least, numbers->most, &value);
	for (i = 0; !axis_word(axis, i, &word); i++)
		if (word_matches(axis, given, word.name))
			return true;
	return false;
}

static int unknown_word(enum axis axis, const char *given)
{
	char accepted[1024] = "";
	const struct axis_numbers *numbers = &axis_numbers[axis];
	struct axis_word word;
	size_t i;

	if (numbers->desc)
		message_add(accepted, sizeof(accepted),
			    "whole numbers from %" PRId64 " to %" PRId64 ", separated by commas",
			    numbers->least, numbers->most);
	for (i = 0; !axis_word(axis, i, &word); i++)
		message_add(accepted, sizeof(accepted), "%s%s", i ? " " : "", word.name);
	pr_err("--%s: '%s' is not known; accepted: %s%s", axis_name[axis], given, accepted,
	       axis == AXIS_COPY ? " (NAME:LABEL for a second case of one)" : "");
	return -EINVAL;
}

/* Targets that cannot do without a path are not among all. */
static int choose_all(struct words *chosen, enum axis axis)
{
	struct axis_word word;
	size_t i, nr;
	int ret = 0;

	for (i = 0; !ret && !axis_word(axis, i, &word); i++)
		if (axis != AXIS_TARGET || !target_list(&nr)[i]->needs_path)
			ret = words_add(chosen, word.name, strlen(word.name));
	return ret;
}

int axes_choose(struct axes *axes, enum axis axis, const char *text)
{
	struct words *chosen = &axes->chosen[axis];
	struct target_spec spec;
	size_t i, first = chosen->nr;
	int ret;

	if (!strcmp(text, "all") && !axis_numbers[axis].desc)
		return choose_all(chosen, axis);
	if (axis == AXIS_TARGET) {
		ret = target_parse(text, &spec);
		if (ret)
			return ret;
		target_spec_free(&spec);
		return words_add(chosen, text, strlen(text));
	}
	ret = words_split(chosen, text);
	if (ret == -EINVAL)
		return unknown_word(axis, text);
	for (i = first; !ret && i < chosen->nr; i++)
		if (!word_is_known(axis, chosen->word[i]))
			return unknown_word(axis, chosen->word[i]);
	return ret;
}

int axes_choose_device_size(struct axes *axes, const char *text)
{
	uint64_t bytes;

	if (parse_size(text, &bytes) || bytes < PAGE_DEVICE_BYTES || bytes % PAGE_DEVICE_BYTES) {
		pr_err("--device-size: '%s' is not a size; accepted: a multiple of 4K such as 64M, "
		       "100G or 1T", text);
		return -EINVAL;
	}
	axes->pages = bytes / PAGE_DEVICE_BYTES;
	return 0;
}

int axes_choose_pages(struct axes *axes, const char *text)
{
	int64_t pages;

	if (parse_number(text, 1, 1LL << 48, &pages)) {
		pr_err("--pages: '%s' is not a number of pages; accepted: 1 to %lld", text,
		       1LL << 48);
		return -EINVAL;
	}
	axes->pages = pages;
	return 0;
}

void axes_free(struct axes *axes)
{
	int i;

	for (i = 0; i < AXIS_NR; i++)
		words_free(&axes->chosen[i]);
}
