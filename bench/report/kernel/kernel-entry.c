// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/kernel-entry.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/prose/words.h"
#include "report/prose/number.h"

static const char *const walks[] = {
	[KERNEL_PAGES] = KERNEL_WALK,
	[KERNEL_COMPOUNDS] = KERNEL_COMPOUND_WALK,
};

static const char *const places[MEMORY_NR][KERNEL_NR_SHAPES] = {
	[MEMORY_DAX] = { "device", "device, compounds" },
	[MEMORY_DRAM] = { "DRAM", "DRAM, compounds" },
};

bool kernel_decides(const struct selection *s)
{
	/* What loses under the revision before may lose by its drains alone. */
	return s->verdict == SELECTION_STREAM ||
	       (s->verdict == SELECTION_REFERENCE && !strcmp(s->key.revision, KERNEL_REVISION));
}

static bool is_swept(const struct selection *s)
{
	return s->verdict == SELECTION_STREAM && s->stream.from.nr >= CROSSOVER_SWEEP;
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
	else if (is_swept(&before))
		out->stream.from = before.stream.from;
	return 0;
}

static int make_entry(const struct report_ctx *ctx, struct kernel_entry *e)
{
	int ret = 0;

	for (int m = 0; m < MEMORY_NR; m++) {
		for (int shape = 0; !ret && shape < KERNEL_NR_SHAPES; shape++) {
			struct selection_key key = {
				.platform = e->platform->name,
				.memory = m,
				.layout = SELECTION_LAYOUT,
				.walk = walks[shape],
				.copy = KERNEL_COPY,
			};

			ret = make_cell(ctx, &key, &e->of[m][shape]);
			/* The last resort has no identity that an entry could match. */
			e->decided |= e->platform->nr_match && kernel_decides(&e->of[m][shape]);
			if (e->of[m][shape].stream.run)
				e->guest |= words_is_guest(e->of[m][shape].stream.run);
		}
	}
	return ret;
}

void kernel_unused(const struct report_ctx *ctx, const char *report)
{
	for (int i = 0; i < ctx->nr_runs; i++) {
		const struct run_file *file = ctx->runs[i]->file;
		const char *origin = run_file_fact(file, "origin");
		const char *platform = run_file_fact(file, "platform");

		if (!selection_counts(ctx->runs[i]))
			pr_info("report %s: %s decides nothing: its origin is %s, not measured", report,
				file->name, origin ? origin : "not known");
		else if (!platform || !platform_find(platform))
			pr_info("report %s: %s decides nothing: its platform, %s, is not known here", report,
				file->name, platform ? platform : "-");
	}
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
		entries[i].platform = list[i];
		ret = make_entry(ctx, &entries[i]);
	}
	if (ret) {
		free(entries);
		return ret;
	}
	*out = entries;
	return 0;
}

const struct crossover *kernel_from(const struct kernel_entry *entry, enum selection_memory memory,
				    enum kernel_shape shape)
{
	const struct selection *s = entry->of[memory];

	if (is_swept(&s[shape]))
		return &s[shape].stream.from;
	return is_swept(&s[KERNEL_PAGES]) ? &s[KERNEL_PAGES].stream.from : NULL;
}

int64_t kernel_size_up(int64_t bytes)
{
	int64_t up = SELECTION_LAYOUT;

	while (up < bytes)
		up *= 2;
	return up;
}

int64_t kernel_from_bytes(const struct kernel_entry *entry, enum selection_memory memory,
			  enum kernel_shape shape)
{
	const struct crossover *from = kernel_from(entry, memory, shape);

	return from ? kernel_size_up(from->hi) : 0;
}

static const char *run_of(const struct summary *summary)
{
	const char *run = run_file_fact(summary->file, "run");

	return run ? run : "without a name";
}

/* "; from within (4 MiB..32 MiB] on, run X": what the size rests on. */
static void put_from(char *buf, size_t size, const struct kernel_entry *entry,
		     enum selection_memory memory, enum kernel_shape shape)
{
	const struct crossover *from = kernel_from(entry, memory, shape);
	const struct summary *hi, *lo;

	if (!from) {
		snprintf(buf, size, "; other sizes were not measured");
		return;
	}
	if (from != &entry->of[memory][shape].stream.from) {
		snprintf(buf, size, "; from the size of single pages on");
		return;
	}
	hi = from->source;
	lo = from->lo_source;
	if (!from->lo)
		snprintf(buf, size, "; from %s on, %s, run %s", number_bytes(from->hi).text,
			 from->open ? "undecided below" : "the smallest size measured",
			 run_of(hi));
	else if (!lo || lo == hi)
		snprintf(buf, size, "; from within (%s..%s] on, run %s",
			 number_bytes(from->lo).text, number_bytes(from->hi).text, run_of(hi));
	else
		snprintf(buf, size, "; from within (%s..%s] on, runs %s and %s",
			 number_bytes(from->lo).text, number_bytes(from->hi).text, run_of(lo),
			 run_of(hi));
}

void kernel_evidence(const struct kernel_entry *entry, enum selection_memory memory,
		     enum kernel_shape shape, char buf[KERNEL_EVIDENCE_MOST])
{
	const struct selection *s = &entry->of[memory][shape];
	const struct selection_copy *copy = &s->stream;
	const char *place = places[memory][shape];
	char ratio[64], rest[192] = "";

	if (!copy->run) {
		snprintf(buf, KERNEL_EVIDENCE_MOST, "%s: not measured", place);
		return;
	}
	number_interval(ratio, sizeof(ratio), number_ratio(copy->ratio.median),
			number_ratio(copy->ratio.lo), number_ratio(copy->ratio.hi),
			copy->ratio.has_interval);
	if (s->verdict == SELECTION_STREAM)
		put_from(rest, sizeof(rest), entry, memory, shape);
	else
		snprintf(rest, sizeof(rest), "; %s", s->verdict == SELECTION_REFERENCE ? "slower" :
			 selection_verdict_name[s->verdict]);
	snprintf(buf, KERNEL_EVIDENCE_MOST, "%s: %s, %s of memmap, run %s%s%s", place, ratio,
		 number_bytes(copy->pages * SELECTION_LAYOUT).text, run_of(copy->run),
		 strcmp(s->key.revision, KERNEL_REVISION) ? ", " KERNEL_REVISION_BEFORE : "", rest);
}
