// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/kernel-entry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/prose/number.h"

bool kernel_decides(const struct selection *s)
{
	return s->verdict == SELECTION_STREAM || s->verdict == SELECTION_REFERENCE;
}

static bool is_swept(const struct selection *s)
{
	return s->stream.from.nr >= CROSSOVER_SWEEP;
}

/*
 * The cell of the newest revision; where that was not measured, of the one before.
 * A copy whose sizes were swept under that one alone keeps what they showed.
 */
static int make_cell(const struct report_ctx *ctx, struct selection_key *key,
		     struct selection *out)
{
	struct selection before;
	int ret;

	key->revision = KERNEL_REVISION;
	ret = selection_make(ctx, key, out);
	if (ret || (out->verdict != SELECTION_UNMEASURED &&
		    (out->verdict != SELECTION_STREAM || is_swept(out))))
		return ret;
	key->revision = KERNEL_REVISION_BEFORE;
	ret = selection_make(ctx, key, &before);
	if (ret)
		return ret;
	if (out->verdict == SELECTION_UNMEASURED)
		*out = before;
	else if (before.verdict == SELECTION_STREAM && is_swept(&before) &&
		 !strcmp(before.stream.copy, out->stream.copy))
		out->stream.from = before.stream.from;
	return 0;
}

int kernel_entries(const struct report_ctx *ctx, struct kernel_entry **out, size_t *nr)
{
	const struct platform *const *list = platform_list(nr);
	struct kernel_entry *entries = calloc(*nr, sizeof(*entries));
	int ret = 0;

	if (!entries) {
		pr_err("out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; !ret && i < *nr; i++) {
		struct kernel_entry *e = &entries[i];

		e->platform = list[i];
		for (int m = 0; !ret && m < MEMORY_NR; m++) {
			struct selection_key key = { list[i]->name, m, SELECTION_LAYOUT,
						     KERNEL_WALK, KERNEL_REVISION };

			ret = make_cell(ctx, &key, &e->of[m]);
			key.walk = KERNEL_COMPOUND_WALK;
			if (!ret)
				ret = make_cell(ctx, &key, &e->compound[m]);
			/* The last resort has no identity that an entry could match. */
			e->decided |= list[i]->nr_match && kernel_decides(&e->of[m]);
		}
	}
	if (ret) {
		free(entries);
		return ret;
	}
	*out = entries;
	return 0;
}

int64_t kernel_from_bytes(const struct selection *s)
{
	int64_t bytes = SELECTION_LAYOUT;

	if (!is_swept(s))
		return 0;
	while (bytes < s->stream.from.hi)
		bytes *= 2;
	return bytes;
}

int64_t kernel_from_records(const struct kernel_entry *entry, enum selection_memory memory)
{
	const struct selection *s = &entry->of[memory], *compound = &entry->compound[memory];

	if (compound->verdict == SELECTION_STREAM && !strcmp(compound->stream.copy, s->stream.copy))
		return 0;
	return KERNEL_COMPOUND_RECORDS + 1;
}

void kernel_evidence(const struct selection *cell, const struct selection_copy *copy, char *buf,
		     size_t size)
{
	const bool is_newest = !strcmp(cell->key.revision, KERNEL_REVISION);
	const struct run_file *file = copy->run->file;
	const char *run = run_file_fact(file, "run"), *plan = run_file_fact(file, "plan");
	const char *date = run_file_fact(file, "date");
	char ratio[64];

	number_interval(ratio, sizeof(ratio), number_ratio(copy->ratio.median),
			number_ratio(copy->ratio.lo), number_ratio(copy->ratio.hi),
			copy->ratio.has_interval);
	snprintf(buf, size,
		 "%s takes %s of the time of memcpy() on %s, %s of memmap, %zu rounds (run %s, plan "
		 "%s, %.10s%s%s)", copy->copy, ratio, copy->target,
		 number_bytes(copy->pages * SELECTION_LAYOUT).text, copy->ratio.n, run ? run : "-",
		 plan ? plan : "-", date ? date : "-", is_newest ? "" : ", revision ",
		 is_newest ? "" : cell->key.revision);
}
