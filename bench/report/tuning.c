// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * tuning: for each CPU which copy to take, for which memory, from what size
 * on; what others published about it; and what is missing.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/kernel/kernel-table.h"
#include "report/report.h"
#include "report/prose/number.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"
#include "analysis/published.h"

#define TUNING_WIDTH 72

static const struct {
	const char *const *lines;
	const size_t *nr;
} published_tables[] = {
	{ published_page_clearing, &published_page_clearing_nr },
	{ published_thread, &published_thread_nr },
};

/* Cells that a table has whether they were measured or not. */
static const struct selection_key wanted[] = {
	{ .memory = MEMORY_DAX, .layout = 64, .walk = "order0", .revision = KERNEL_REVISION },
	{ .memory = MEMORY_DAX, .layout = 64, .walk = "order9", .revision = KERNEL_REVISION },
	{ .memory = MEMORY_DRAM, .layout = 64, .walk = "order0", .revision = KERNEL_REVISION },
	{ .memory = MEMORY_DRAM, .layout = 64, .walk = "order9", .revision = KERNEL_REVISION },
};

/* What a line of others' figures says: the machine first, by which it is found. */
static const int published_columns[] = { PUBLISHED_MACHINE, PUBLISHED_SCENARIO, PUBLISHED_SERIES,
					 PUBLISHED_RATIO, PUBLISHED_SOURCE, PUBLISHED_HOW };

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
	wrap_print(out, TUNING_WIDTH, first, 2, text);
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

/* The field of a tab-separated line; returns its length. */
static int field(const char *line, int nr, const char **start)
{
	while (nr-- && (line = strchr(line, '\t')))
		line++;
	*start = line ? line : "";
	return (int)strcspn(*start, "\t");
}

/* Does a table's machine, of @len characters, have one of the names of the platform in it? */
static bool names_platform(const char *machine, int len, const struct platform *p)
{
	const char *name = p->published_as;

	while (name && *name) {
		const size_t size = strcspn(name, ";");

		if (memmem(machine, (size_t)len, name, size))
			return true;
		name += size + (name[size] == ';');
	}
	return false;
}

/* Rows with ratio 1 are what the others are compared with. */
static bool is_compared(const char *line)
{
	const char *start;
	const int len = field(line, PUBLISHED_RATIO, &start);

	return len != 1 || (*start != '1' && *start != '-');
}

static void write_published(const struct platform *p, FILE *out)
{
	size_t nr = 0;

	for (size_t t = 0; t < sizeof(published_tables) / sizeof(published_tables[0]); t++) {
		for (size_t i = 1; i < *published_tables[t].nr; i++) {
			const char *line = published_tables[t].lines[i], *word[6];
			int len[6];
			char text[512];

			for (int c = 0; c < 6; c++)
				len[c] = field(line, published_columns[c], &word[c]);
			if (!names_platform(word[0], len[0], p) || !is_compared(line))
				continue;
			if (!nr++)
				fputs("\n## Published by others\n\n"
				      "Not measured with pagestream, and no entry rests on it.\n\n",
				      out);
			snprintf(text, sizeof(text), "%.*s, %.*s: %.*s times as fast on %.*s (%.*s; "
				 "%.*s)", len[1], word[1], len[2], word[2], len[3], word[3], len[0],
				 word[0], len[4], word[4], len[5], word[5]);
			wrap_print(out, TUNING_WIDTH, "- ", 2, text);
		}
	}
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
	write_published(p, out);
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

/* How many cases plan verify judged, and how they came out. */
struct verified {
	size_t nr;
	size_t nr_good;
	size_t nr_open;
};

static void put_worse(FILE *out, const struct summary_row *row)
{
	const struct run_case *c = row->case_;
	char text[512];
	/* A short range shows what one decision costs, which no long one does. */
	const double more_ns = (row->dispatch_ratio.median - 1) * row->ns.median * c->pages;

	snprintf(text, sizeof(text),
		"%s, %s, %s of memmap: dispatch takes %s [%s..%s] of the time of %s, %.1f us "
		"more per call",
		c->target, c->walk, number_bytes(c->pages * c->layout).text,
		number_ratio(row->dispatch_ratio.median).text,
		number_ratio(row->dispatch_ratio.lo).text,
		number_ratio(row->dispatch_ratio.hi).text, c->copy, more_ns / 1000);
	wrap_print(out, TUNING_WIDTH, "* ", 2, text);
}

/*
 * Copy dispatch against mov and, where it beats mov, against the copy that entries are for, by
 * the ratio of their times in the same repetitions: two intervals of ratios to
 * mov would overlap long before the copies are alike.
 */
static void verify_group(const struct summary *summary, const struct summary_group *group,
			 struct verified *v, FILE *out)
{
	bool judged = false, good = true;

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];
		const struct stats_estimate *ratio = &row->dispatch_ratio;

		if (!row->is_reference && (row->verdict != VERDICT_PREFER_COPY ||
					   strcmp(row->case_->copy, KERNEL_COPY)))
			continue;
		if (!ratio->nr_samples)
			continue;
		if (!ratio->has_interval || stats_is_marked(ratio)) {
			v->nr_open += row->is_reference;
			continue;
		}
		judged = true;
		if (stats_side(ratio, summary->margin) == STATS_ABOVE) {
			good = false;
			put_worse(out, row);
		}
	}
	v->nr += judged;
	v->nr_good += judged && good;
}

static bool has_dispatch(const struct summary *summary)
{
	for (size_t i = 0; i < summary->nr_rows; i++)
		if (summary->rows[i].dispatch_ratio.nr_samples)
			return true;
	return false;
}

/* Plan verify: do the thresholds that copy dispatch was built with hold? */
static void write_verified(const struct summary *summary, FILE *out)
{
	const char *run = run_file_fact(summary->file, "run");
	const char *platform = run_file_fact(summary->file, "platform");
	struct verified v = { 0 };
	char text[256];

	if (!has_dispatch(summary))
		return;
	fprintf(out, "\n## Thresholds, as copy dispatch had them in run %s on %s\n\n",
		run ? run : "-", platform ? platform : "-");
	for (size_t i = 0; i < summary->nr_groups; i++)
		verify_group(summary, &summary->groups[i], &v, out);
	if (v.nr_good < v.nr)
		fputc('\n', out);
	if (v.nr) {
		snprintf(text, sizeof(text), "They %s: in %zu of %zu cases dispatch takes no more "
			 "time than mov, nor than " KERNEL_COPY " where that wins, by more than %s, "
			 "in the same repetitions.", v.nr_good < v.nr ? "do not hold everywhere" :
			 "hold", v.nr_good, v.nr, number_percent(100 * summary->margin).text);
		wrap_print(out, TUNING_WIDTH, "", 0, text);
	}
	if (v.nr_open)
		fprintf(out, "%zu cases have fewer than %d rounds and decide nothing.\n", v.nr_open,
			STATS_SOLID_N);
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
		write_verified(ctx->runs[i], out);
	return ret;
}

const struct report report_tuning = {
	.name = "tuning",
	.desc = "per CPU: which copy, for which memory, from what size on; published; missing",
	.write = tuning_write,
};
