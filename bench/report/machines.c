// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * machines: run files of very many machines in one table, a line for each memory of
 * each kind of machine, and which runs of one CPU contradict each other.  72
 * plain columns.  One run is in memory at a time; some words of it are kept.
 */
#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/kernel/cell.h"
#include "report/prose/run-machine.h"
#include "report/prose/number.h"
#include "report/prose/wrap.h"
#include "report/report.h"

/* One run: where it was taken and what it says. */
struct kept_run {
	struct run_machine machine;
	struct cell cell[CELL_MOST];
	size_t nr_cells;
};

struct kept {
	struct kept_run *run;
	size_t nr;
	size_t nr_not_measured; /* emulated or made up */
};

static int machines_take(struct report_ctx *ctx, const struct summary *summary)
{
	struct kept *kept = ctx->kept ?: calloc(1, sizeof(*kept));
	struct kept_run *grown, *run;

	ctx->kept = kept;
	if (!kept)
		goto no_memory;
	if (!selection_counts(summary)) {
		kept->nr_not_measured++;
		return 0;
	}
	/* Doubled when full, at powers of two. */
	if (!(kept->nr & (kept->nr - 1))) {
		grown = realloc(kept->run, (kept->nr ? 2 * kept->nr : 1) * sizeof(*grown));
		if (!grown)
			goto no_memory;
		kept->run = grown;
	}
	run = &kept->run[kept->nr];
	*run = (struct kept_run){ 0 };
	kept->nr++;
	if (run_machine_take(summary, &run->machine))
		goto no_memory;
	return cell_take(ctx, summary, run->cell, &run->nr_cells);

no_memory:
	pr_err("out of memory");
	return -ENOMEM;
}

static void machines_drop(struct report_ctx *ctx)
{
	struct kept *kept = ctx->kept;

	for (size_t i = 0; kept && i < kept->nr; i++) {
		run_machine_free(&kept->run[i].machine);
		for (size_t c = 0; c < kept->run[i].nr_cells; c++)
			free(kept->run[i].cell[c].target);
	}
	if (kept)
		free(kept->run);
	free(kept);
}

/* Lines are of one platform, guest or host, and kernel. */
static int compare_kinds(const struct run_machine *a, const struct run_machine *b)
{
	return run_machine_compare(a, b, RUN_MACHINE_WHERE) ?:
	       strcmp(a->fact[RUN_MACHINE_KERNEL], b->fact[RUN_MACHINE_KERNEL]);
}

static int compare_runs(const void *a, const void *b)
{
	const struct run_machine *l = &((const struct kept_run *)a)->machine;
	const struct run_machine *r = &((const struct kept_run *)b)->machine;

	return compare_kinds(l, r) ?: run_machine_compare(l, r, RUN_MACHINE_LABEL) ?:
	       strcmp(l->date, r->date) ?: strcmp(l->run, r->run);
}

/* A cell and the run that has it. */
struct found {
	const struct cell *cell;
	const struct run_machine *machine;
};

static int compare_found(const void *a, const void *b)
{
	const struct cell *l = ((const struct found *)a)->cell;
	const struct cell *r = ((const struct found *)b)->cell;
	const int64_t left[] = { l->memory, l->shape, l->revision, l->pages };
	const int64_t right[] = { r->memory, r->shape, r->revision, r->pages };

	for (size_t i = 0; i < sizeof(left) / sizeof(left[0]); i++)
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	return 0;
}

static const char *memory_words(const struct cell *c, char *buf, size_t size)
{
	snprintf(buf, size, "%-4s %s", selection_memory_name[c->memory],
		 c->shape == KERNEL_COMPOUNDS ? "2 MiB" : "4 KiB");
	return buf;
}

static void put_ratio(char *buf, size_t size, const struct stats_estimate *ratio)
{
	number_interval(buf, size, number_ratio(ratio->median), number_ratio(ratio->lo),
			number_ratio(ratio->hi), ratio->has_interval);
}

static void put_from(char *buf, size_t size, const struct cell_line *line,
		     const struct cell_line *pages)
{
	/* Compounds whose sizes were not swept have those of single pages. */
	const struct cell_line *swept = line->from.nr >= CROSSOVER_SWEEP ? line : pages;

	if (line->verdict == SELECTION_REFERENCE)
		snprintf(buf, size, "no");
	else if (line->verdict != SELECTION_STREAM)
		snprintf(buf, size, "%s", selection_verdict_name[line->verdict]);
	else if (swept->verdict == SELECTION_STREAM && swept->from.nr >= CROSSOVER_SWEEP)
		snprintf(buf, size, "%s", number_bytes(kernel_size_up(swept->from.hi)).text);
	else
		snprintf(buf, size, "unswept");
}

/* The memories of one kind of machine. */
static int put_lines(const struct cell *cells, size_t nr, bool *before, FILE *out)
{
	for (int m = 0; m < MEMORY_NR; m++) {
		struct cell_line line[KERNEL_NR_SHAPES];

		for (int shape = 0; shape < KERNEL_NR_SHAPES; shape++) {
			const struct cell like = { .memory = m, .shape = shape };
			char ratio[64], from[32], memory[32];
			int ret = cell_pool(cells, nr, m, shape, &line[shape]);

			if (ret)
				return ret;
			if (!line[shape].nr_runs)
				continue;
			put_ratio(ratio, sizeof(ratio), &line[shape].ratio);
			put_from(from, sizeof(from), &line[shape], &line[KERNEL_PAGES]);
			fprintf(out, "  %-20s %-21s %-13s %zu%s\n",
				memory_words(&like, memory, sizeof(memory)), ratio, from,
				line[shape].nr_runs,
				line[shape].revision == CELL_BEFORE ? "*" : "");
			*before |= line[shape].revision == CELL_BEFORE;
		}
	}
	return 0;
}

static size_t count_machines(const struct kept_run *run, size_t nr)
{
	size_t machines = 1;

	for (size_t i = 1; i < nr; i++)
		if (run_machine_compare(&run[i - 1].machine, &run[i].machine, RUN_MACHINE_LABEL))
			machines++;
	return machines;
}

static int put_kind(const struct kept_run *run, size_t nr, bool *before, FILE *out)
{
	const size_t nr_machines = count_machines(run, nr);
	const char *const *fact = (const char *const *)run->machine.fact;
	struct cell *cells = calloc(nr * CELL_MOST, sizeof(*cells));
	size_t nr_cells = 0;
	char text[512];
	int ret;

	if (!cells) {
		pr_err("out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; i < nr; i++)
		for (size_t c = 0; c < run[i].nr_cells; c++)
			cells[nr_cells++] = run[i].cell[c];
	snprintf(text, sizeof(text), "%s, %s, kernel %s: %zu machine%s, %zu run%s%s",
		 *fact[RUN_MACHINE_PLATFORM] ? fact[RUN_MACHINE_PLATFORM] : "platform not said",
		 fact[RUN_MACHINE_WHERE], *fact[RUN_MACHINE_KERNEL] ? fact[RUN_MACHINE_KERNEL] : "not said",
		 nr_machines, nr_machines == 1 ? "" : "s", nr, nr == 1 ? "" : "s",
		 nr_cells ? "" : ", none of these cases");
	wrap_print(out, MAIL_WIDTH, "", 2, text);
	ret = put_lines(cells, nr_cells, before, out);
	free(cells);
	return ret;
}

/* "  0.409 [0.401..0.418] on dram, guest, run 0006b0bec624f4a3" */
static void put_run(const char *first, const struct found *f, FILE *out)
{
	char ratio[64], text[512];

	put_ratio(ratio, sizeof(ratio), &f->cell->ratio);
	snprintf(text, sizeof(text), "%s, %s, run %s%s%s", ratio, f->machine->fact[RUN_MACHINE_WHERE],
		 f->machine->run, *f->machine->fact[RUN_MACHINE_LABEL] ? ", " : "",
		 f->machine->fact[RUN_MACHINE_LABEL]);
	wrap_print(out, MAIL_WIDTH, first, 4, text);
}

static int put_differing(const struct found *a, const struct found *b, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *words = open_memstream(&text, &size);
	int nr;

	if (!words) {
		pr_err("out of memory");
		return -ENOMEM;
	}
	nr = run_machine_put_differing(words, a->machine, b->machine);
	if (strcmp(a->cell->target, b->cell->target))
		fprintf(words, "%starget %s / %s", nr++ ? ", " : "", a->cell->target,
			b->cell->target);
	if (fclose(words)) {
		free(text);
		return -ENOMEM;
	}
	wrap_print(out, MAIL_WIDTH, "  differ: ", 4,
		   nr ? text : "nothing that the headers say");
	free(text);
	return 0;
}

/* The two that are farthest apart on either side, and how many think alike. */
struct opposed {
	const struct found *least;
	const struct found *most;
	size_t nr_stream;
	size_t nr_reference;
};

static struct opposed oppose(const struct found *f, size_t nr)
{
	struct opposed o = { 0 };

	for (size_t i = 0; i < nr; i++) {
		const struct stats_estimate *r = &f[i].cell->ratio;

		o.nr_stream += f[i].cell->verdict == SELECTION_STREAM;
		o.nr_reference += f[i].cell->verdict == SELECTION_REFERENCE;
		if (!r->has_interval || stats_is_marked(r))
			continue;
		if (!o.least || r->hi < o.least->cell->ratio.hi)
			o.least = &f[i];
		if (!o.most || r->lo > o.most->cell->ratio.lo)
			o.most = &f[i];
	}
	return o;
}

/* Runs of one CPU, memory, shape, revision and size. */
static int put_opposed(const struct found *f, size_t nr, double margin, bool of_verdicts,
		       size_t *nr_said, FILE *out)
{
	const struct opposed o = oppose(f, nr);
	const bool contradict = o.nr_stream && o.nr_reference;
	char memory[32], text[256];
	double factor;

	if (!o.least || contradict != of_verdicts)
		return 0;
	factor = o.most->cell->ratio.lo / o.least->cell->ratio.hi;
	if (!contradict && factor <= 1 + margin)
		return 0;
	if (!(*nr_said)++)
		fprintf(out, "\n%s\n", of_verdicts ? "Contradictions: one CPU, memory and size, opposite verdicts" :
			"Apart: one CPU, memory and size, intervals that do not meet");
	snprintf(text, sizeof(text), "%s, %s, %s of memmap, %s: ",
		 f->machine->fact[RUN_MACHINE_PLATFORM],
		 memory_words(f->cell, memory, sizeof(memory)),
		 number_bytes(f->cell->pages * SELECTION_LAYOUT).text,
		 f->cell->revision == CELL_NEWEST ? KERNEL_REVISION : KERNEL_REVISION_BEFORE);
	if (contradict)
		message_add(text, sizeof(text), "%zu for " KERNEL_COPY ", %zu for mov",
			    o.nr_stream, o.nr_reference);
	else
		message_add(text, sizeof(text), "%.2f times, of %zu runs", factor, nr);
	wrap_print(out, MAIL_WIDTH, "", 2, text);
	put_run("  ", o.least, out);
	put_run("  ", o.most, out);
	return put_differing(o.least, o.most, out);
}

static int put_platform(const struct kept_run *run, size_t nr, double margin, bool of_verdicts,
			size_t *nr_said, FILE *out)
{
	struct found *found = calloc(nr * CELL_MOST, sizeof(*found));
	size_t nr_found = 0;
	int ret = 0;

	if (!found) {
		pr_err("out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; i < nr; i++)
		for (size_t c = 0; c < run[i].nr_cells; c++)
			found[nr_found++] = (struct found){ &run[i].cell[c], &run[i].machine };
	qsort(found, nr_found, sizeof(*found), compare_found);
	for (size_t i = 0, end; !ret && i < nr_found; i = end) {
		for (end = i; end < nr_found && !compare_found(&found[i], &found[end]);)
			end++;
		ret = put_opposed(&found[i], end - i, margin, of_verdicts, nr_said, out);
	}
	free(found);
	return ret;
}

static int put_contradictions(const struct kept *kept, double margin, FILE *out)
{
	for (int of_verdicts = 1; of_verdicts >= 0; of_verdicts--) {
		size_t nr_said = 0;

		for (size_t i = 0, end; i < kept->nr; i = end) {
			int ret;

			for (end = i + 1; end < kept->nr; end++)
				if (run_machine_compare(&kept->run[i].machine,
							&kept->run[end].machine,
							RUN_MACHINE_PLATFORM))
					break;
			ret = put_platform(&kept->run[i], end - i, margin, of_verdicts, &nr_said,
					   out);
			if (ret)
				return ret;
		}
		if (of_verdicts && !nr_said)
			fputs("\nNo two runs of one CPU contradict each other.\n", out);
	}
	return 0;
}

static int machines_write(struct report_ctx *ctx, FILE *out)
{
	static const struct kept none;
	const struct kept *kept = ctx->kept ?: &none;
	bool before = false;

	if (kept->nr)
		qsort(kept->run, kept->nr, sizeof(*kept->run), compare_runs);
	fprintf(out, "Time of " KERNEL_COPY " / time of mov, struct pages of 64 bytes, revision "
		KERNEL_REVISION "\n\n%-22s %-21s %-13s %s\n", "machines", "time/mov [95 %]",
		"streams from", "runs");
	for (size_t i = 0, end; i < kept->nr; i = end) {
		int ret;

		for (end = i + 1; end < kept->nr &&
		     !compare_kinds(&kept->run[i].machine, &kept->run[end].machine);)
			end++;
		ret = put_kind(&kept->run[i], end - i, &before, out);
		if (ret)
			return ret;
	}
	if (before)
		fputs("* revision " KERNEL_REVISION_BEFORE ", which drains besides\n", out);
	if (kept->nr_not_measured)
		fprintf(out, "%zu run%s left out: not of hardware\n", kept->nr_not_measured,
			kept->nr_not_measured == 1 ? "" : "s");
	return put_contradictions(kept, ctx->options->margin_pct / 100, out);
}

const struct report report_machines = {
	.name = "machines",
	.desc = "thousands of run files as a table of machines; contradictions",
	.write = machines_write,
	.take = machines_take,
	.drop = machines_drop,
};
