// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tuning: for each CPU which copy to take, for which memory, from what size
 * on, and what is missing.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/kernel/kernel-table.h"
#include "report/report.h"
#include "report/prose/number.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"
#include "report/tuning-published.h"
#include "report/tuning-verified.h"

/* Cells that a table has whether they were measured or not. */
static const struct selection_key wanted[] = {
	{ .memory = MEMORY_DAX, .layout = 64, .walk = "order0", .revision = KERNEL_REVISION },
	{ .memory = MEMORY_DAX, .layout = 64, .walk = "order9", .revision = KERNEL_REVISION },
	{ .memory = MEMORY_DRAM, .layout = 64, .walk = "order0", .revision = KERNEL_REVISION },
	{ .memory = MEMORY_DRAM, .layout = 64, .walk = "order9", .revision = KERNEL_REVISION },
};

static const int layouts[] = { 56, 64, 72, 80, 88, 96 };
static const char *const walks[] = { "order0", "order9", "order18", "flat" };
static const char *const revision[] = { "v11", "v5", "v4", "v3", "v2", "v1", "-" };

/* "movnti 0.393 [0.361..0.445]" */
static void put_ratio(FILE *out, const struct selection_copy *copy)
{
	char text[64];

	number_interval(text, sizeof(text), number_ratio(copy->ratio.median),
			number_ratio(copy->ratio.lo), number_ratio(copy->ratio.hi),
			copy->ratio.has_interval);
	fprintf(out, "%s %s", copy->copy, text);
}

/* Bytes of memmap, and the device that they describe. */
static void put_from_size(FILE *out, const struct selection *s)
{
	const struct crossover *from = &s->stream.from;
	const int64_t device = PAGE_DEVICE_BYTES / s->key.layout;

	if (from->nr < CROSSOVER_SWEEP)
		fprintf(out, "sizes not swept; measured at %s of memmap, device %s",
			number_bytes(from->hi).text, number_bytes(from->hi * device).text);
	else if (from->lo)
		fprintf(out, "from (%s..%s] of memmap on, device (%s..%s]",
			number_bytes(from->lo).text, number_bytes(from->hi).text,
			number_bytes(from->lo * device).text, number_bytes(from->hi * device).text);
	else if (from->open)
		fprintf(out, "from %s of memmap at most, device %s: undecided below",
			number_bytes(from->hi).text, number_bytes(from->hi * device).text);
	else
		fprintf(out, "at all sizes measured: from %s of memmap on, device %s",
			number_bytes(from->hi).text, number_bytes(from->hi * device).text);
	if (from->again)
		fprintf(out, "; also wins at %s and then loses", number_bytes(from->again).text);
}

static void put_from_records(FILE *out, const struct selection *s)
{
	const struct crossover *from = &s->stream.spacing;

	if (!from->nr)
		fprintf(out, "; drains: %s", s->stream.spaced ? "undecided" : "not swept");
	else if (from->lo)
		fprintf(out, "; drains (%" PRId64 "..%" PRId64 "] records apart or more", from->lo,
			from->hi);
	else if (from->open)
		fprintf(out, "; drains %" PRId64 " records apart: undecided below", from->hi);
	else
		fprintf(out, "; drains %" PRId64 " records apart, the least measured", from->hi);
}

static void put_verdict(FILE *out, const struct selection *s)
{
	const struct selection_copy *copy = &s->stream;

	fputs(selection_verdict_name[s->verdict], out);
	if (s->verdict == SELECTION_CONTRADICTORY)
		fprintf(out, ", %zu of %zu win, %zu lose", copy->nr_wins, copy->nr_sweeps,
			copy->nr_loses);
	else if (s->verdict == SELECTION_UNDECIDED && copy->ratio.n < STATS_SOLID_N)
		fprintf(out, ", %zu round%s; %d needed", copy->ratio.n,
			copy->ratio.n == 1 ? "" : "s", STATS_SOLID_N);
}

/* What is known of a cell, in one paragraph. */
static void put_cell(const struct selection *s, FILE *out)
{
	const struct selection_copy *copy = &s->stream;
	const char *run = copy->run ? run_file_fact(copy->run->file, "run") : NULL;

	put_verdict(out, s);
	if (!copy->run)
		return;
	fputs(": ", out);
	put_ratio(out, copy);
	fprintf(out, ", %s, run %s", copy->target, run ? run : "-");
	if (s->verdict == SELECTION_STREAM) {
		fputs("; ", out);
		put_from_size(out, s);
		put_from_records(out, s);
	}
	if (s->best.run && strcmp(s->best.copy, copy->copy)) {
		fputs("; best: ", out);
		put_ratio(out, &s->best);
	}
	if (s->regs.run && (!s->best.run || strcmp(s->best.copy, s->regs.copy))) {
		fputs("; ", out);
		put_ratio(out, &s->regs);
	}
}

static int put_measured(const struct selection *s, FILE *out)
{
	char first[64], *text = NULL;
	size_t size;
	FILE *words = open_memstream(&text, &size);

	if (!words)
		return -ENOMEM;
	put_cell(s, words);
	if (fclose(words)) {
		free(text);
		return -ENOMEM;
	}
	snprintf(first, sizeof(first), "- %s, %d bytes, %s, %s: ",
		 selection_memory_name[s->key.memory], s->key.layout, s->key.walk, s->key.revision);
	wrap_print(out, MAIL_WIDTH, first, 2, text);
	free(text);
	return 0;
}

static bool is_wanted(const struct selection_key *key)
{
	for (size_t i = 0; i < sizeof(wanted) / sizeof(wanted[0]); i++)
		if (wanted[i].memory == key->memory && wanted[i].layout == key->layout &&
		    !strcmp(wanted[i].walk, key->walk) &&
		    !strcmp(wanted[i].revision, key->revision))
			return true;
	return false;
}

/* A row for each revision of the series that was measured. */
static int write_walk(const struct report_ctx *ctx, const struct selection_key *walk, FILE *out,
		      size_t *nr_missing)
{
	for (size_t r = 0; r < sizeof(revision) / sizeof(revision[0]); r++) {
		struct selection_key key = *walk;
		struct selection s;
		int ret;

		key.revision = revision[r];
		ret = selection_make(ctx, &key, &s);
		if (ret)
			return ret;
		if (s.verdict == SELECTION_UNMEASURED && !is_wanted(&key))
			continue;
		*nr_missing += s.verdict == SELECTION_UNMEASURED;
		ret = put_measured(&s, out);
		if (ret) {
			pr_err("out of memory");
			return ret;
		}
	}
	return 0;
}

static int write_measured(const struct report_ctx *ctx, const struct platform *p, FILE *out,
			  size_t *nr_missing)
{
	int ret = 0;

	fputs("## Measured\n\n"
	      "Time over that of mov, 95 % interval, of the weakest run. \"stream\" wins\n"
	      "by more than the margin from a size in (LO..HI] on; mov-regs is what a\n"
	      "template in registers takes without streaming.\n\n", out);
	for (int m = 0; !ret && m < MEMORY_NR; m++) {
		for (size_t l = 0; !ret && l < sizeof(layouts) / sizeof(layouts[0]); l++) {
			for (size_t w = 0; !ret && w < sizeof(walks) / sizeof(walks[0]); w++)
				ret = write_walk(ctx,
						 &(struct selection_key){ .platform = p->name,
									  .memory = m,
									  .layout = layouts[l],
									  .walk = walks[w] },
						 out, nr_missing);
		}
	}
	return ret;
}

/* The cells that kernels rest on, which are what is quoted. */
static int write_quotable(const struct report_ctx *ctx, const struct platform *p, FILE *out)
{
	struct kernel_entry *entries;
	size_t nr;
	int ret = kernel_entries(ctx, &entries, &nr);

	if (ret)
		return ret;
	for (size_t i = 0; i < nr; i++) {
		if (entries[i].platform != p || !kernel_is_measured(&entries[i]))
			continue;
		fputs("```\n", out);
		kernel_table(&entries[i], 1, false, out);
		fputs("```\n\n", out);
	}
	free(entries);
	return 0;
}

static int write_platform(const struct report_ctx *ctx, const struct platform *p, FILE *out)
{
	size_t nr_missing = 0;
	int ret;

	fprintf(out, "<!-- SPDX-License-Identifier: GPL-2.0-or-later -->\n# %s: %s\n\n", p->name,
		p->desc);
	for (int i = 0; i < ctx->nr_runs; i++) {
		const char *name = run_file_fact(ctx->runs[i]->file, "platform");

		if (!name || strcmp(name, p->name) || !words_is_guest(ctx->runs[i]))
			continue;
		fputs("Measured in a guest: which CPU is below is its hypervisor's claim.\n\n", out);
		break;
	}
	ret = write_quotable(ctx, p, out) ?: write_measured(ctx, p, out, &nr_missing);
	if (ret)
		return ret;
	tuning_published(p, out);
	if (nr_missing)
		fprintf(out, "\n## Missing\n\n%zu of %zu cells of " KERNEL_REVISION " are unmeasured. On "
			"such a machine:\n\n"
			"    scripts/run --plan sizes\n\n"
			"and send the run file (`CONTRIBUTING.md`).\n", nr_missing,
			sizeof(wanted) / sizeof(wanted[0]));
	return 0;
}

static bool is_measured(const struct report_ctx *ctx, const struct platform *p)
{
	for (int i = 0; i < ctx->nr_runs; i++) {
		const char *name = run_file_fact(ctx->runs[i]->file, "platform");

		if (name && !strcmp(name, p->name))
			return true;
	}
	return false;
}

static int tuning_write(struct report_ctx *ctx, FILE *out)
{
	const char *only = ctx->options->platform;
	size_t nr, nr_written = 0;
	const struct platform *const *list = platform_list(&nr);
	int ret = 0;

	for (size_t i = 0; !ret && i < nr; i++) {
		if (only ? strcmp(only, list[i]->name) : !is_measured(ctx, list[i]))
			continue;
		if (nr_written++)
			fputc('\n', out);
		ret = write_platform(ctx, list[i], out);
	}
	if (!ret && !nr_written) {
		const char *name = run_file_fact(ctx->runs[0]->file, "platform");

		pr_err("report tuning: no run file is of a CPU that is known here (platform %s); accepted: "
		       "those of 'pagestream list platforms', or --platform NAME", name ? name : "-");
		return -ENODATA;
	}
	for (int i = 0; !ret && !only && i < ctx->nr_runs; i++)
		tuning_verified(ctx->runs[i], out);
	return ret;
}

const struct report report_tuning = {
	.name = "tuning",
	.desc = "per CPU: which copy for which memory and size; published; missing",
	.write = tuning_write,
};
