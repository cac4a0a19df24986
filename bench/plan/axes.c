// SPDX-License-Identifier: GPL-2.0-or-later
#include "plan/axes.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "replay.h"
#include "returns.h"
#include "state/state.h"
#include "plan/block-order.h"
#include "target/target.h"

#define LABEL_MOST 24

static int copy_word(size_t i, struct axis_word *word)
{
	static const char *const kinds[] = {
		[COPY_KERNEL] = "kernel", [COPY_FPU_ONLY] = "fpu-only", [COPY_NULL] = "null",
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

#define REPLAY_WORD(name, words, nr)                                      \
	static int name##_word(size_t i, struct axis_word *word)          \
	{                                                                 \
		return replay_word(words, nr, i, word);                   \
	}

REPLAY_WORD(walk, replay_walks, WALK_NR)
REPLAY_WORD(revision, replay_revisions, REVISION_NR)
REPLAY_WORD(pattern, replay_patterns, PATTERN_NR)
REPLAY_WORD(kernel, replay_kernels, KERNEL_NR)
REPLAY_WORD(map, replay_maps, 2)
REPLAY_WORD(pageblocks, replay_pageblocks, 2)
REPLAY_WORD(returns, replay_returns, RETURNS_NR)
REPLAY_WORD(block_order, block_orders, BLOCK_ORDER_NR)

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

/* Where the words of an axis come from; an axis without an entry takes numbers. */
static int (*const axis_words[AXIS_NR])(size_t i, struct axis_word *word) = {
	[AXIS_COPY] = copy_word,
	[AXIS_LAYOUT] = layout_word,
	[AXIS_WALK] = walk_word,
	[AXIS_REVISION] = revision_word,
	[AXIS_TARGET] = target_word,
	[AXIS_STATE] = state_word,
	[AXIS_PATTERN] = pattern_word,
	[AXIS_BLOCK_ORDER] = block_order_word,
	[AXIS_KERNEL] = kernel_word,
	[AXIS_MAP] = map_word,
	[AXIS_PAGEBLOCKS] = pageblocks_word,
	[AXIS_RETURNS] = returns_word,
};

int axis_word(enum axis axis, size_t i, struct axis_word *word)
{
	*word = (struct axis_word){ 0 };
	return axis_words[axis] ? axis_words[axis](i, word) : -ENOENT;
}

void axis_print(enum axis axis, FILE *out)
{
	const struct axis_row *row = &axis_table[axis];
	struct axis_word word;
	size_t i, m;

	if (!axis_words[axis])
		fprintf(out, "%" PRId64 "..%" PRId64 "\t%s\n", row->least, row->most, row->help);
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
	const struct axis_row *row = &axis_table[axis];
	struct axis_word word;
	int64_t value;
	size_t i;

	if (!axis_words[axis])
		return !parse_number(given, row->least, row->most, &value);
	for (i = 0; !axis_word(axis, i, &word); i++)
		if (word_matches(axis, given, word.name))
			return true;
	return false;
}

/* A revision that exists and that nobody here could read is not a typing error. */
static const char *not_known(enum axis axis, const char *given)
{
	return axis == AXIS_REVISION && replay_revision_is_unread(given) ?
		       "was posted and could not be read, as all of v6 to v10: nothing is known of its "
		       "stores" :
		       "is not known";
}

static int unknown_word(enum axis axis, const char *given)
{
	char accepted[1024] = "", option[32];
	const struct axis_row *row = &axis_table[axis];
	struct axis_word word;
	size_t i;

	if (!axis_words[axis])
		message_add(accepted, sizeof(accepted),
			    "whole numbers from %" PRId64 " to %" PRId64 ", separated by commas",
			    row->least, row->most);
	for (i = 0; !axis_word(axis, i, &word); i++)
		message_add(accepted, sizeof(accepted), "%s%s", i ? " " : "", word.name);
	pr_err("--%s: '%s' %s; accepted: %s%s", axis_option(axis, option, sizeof(option)), given,
	       not_known(axis, given), accepted,
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

/* A word of an earlier release stands for what it is called today, label and all. */
static int take_new_word(enum axis axis, char **word)
{
	const size_t len = strcspn(*word, ":");
	const char *is = axis_renamed(axis, *word, len);
	char *renamed;

	if (!is)
		return 0;
	if (asprintf(&renamed, "%s%s", is, *word + len) < 0)
		return -ENOMEM;
	free(*word);
	*word = renamed;
	return 0;
}

int axes_choose(struct axes *axes, enum axis axis, const char *text)
{
	struct words *chosen = &axes->chosen[axis];
	struct target_spec spec;
	size_t i, first = chosen->nr;
	int ret;

	if (!strcmp(text, "all") && axis_words[axis])
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
	for (i = first; !ret && i < chosen->nr; i++) {
		ret = take_new_word(axis, &chosen->word[i]);
		if (!ret && !word_is_known(axis, chosen->word[i]))
			return unknown_word(axis, chosen->word[i]);
	}
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
