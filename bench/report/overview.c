// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * overview: every CPU that run files decide, a line for each memory, and which
 * CPUs nobody has measured.  72 plain columns.
 */
#include <stdlib.h>
#include <string.h>

#include "report/kernel/kernel-entry.h"
#include "report/prose/number.h"
#include "report/prose/wrap.h"
#include "report/report.h"

#define OVERVIEW_WIDTH 72

/* "movnti 16 MiB": the copy and from where on; "movnti unswept"; "no"; "undecided"; ... */
static void put_streams(char *buf, size_t size, const struct selection *s)
{
	if (s->verdict == SELECTION_STREAM && kernel_from_bytes(s))
		snprintf(buf, size, "%s %s", s->stream.copy,
			 number_bytes(kernel_from_bytes(s)).text);
	else if (s->verdict == SELECTION_STREAM)
		snprintf(buf, size, "%s unswept", s->stream.copy);
	else if (s->verdict == SELECTION_REFERENCE)
		snprintf(buf, size, "no");
	else
		snprintf(buf, size, "%s", selection_verdict_name[s->verdict]);
}

static void put_line(FILE *out, const char *name, const struct selection *s)
{
	const struct selection_copy *copy = &s->stream;
	const char *run = copy->run ? run_file_fact(copy->run->file, "run") : NULL;
	char ratio[64] = "-", streams[64];

	if (copy->run)
		number_interval(ratio, sizeof(ratio), number_ratio(copy->ratio.median),
				number_ratio(copy->ratio.lo), number_ratio(copy->ratio.hi),
				copy->ratio.has_interval);
	put_streams(streams, sizeof(streams), s);
	fprintf(out, "%-9s %-4s %-21s %-18s %s%s\n", name, selection_memory_name[s->key.memory],
		ratio, streams, run ? run : "-",
		copy->run && strcmp(s->key.revision, KERNEL_REVISION) ? "*" : "");
}

static bool is_measured(const struct kernel_entry *e)
{
	return e->of[MEMORY_DAX].stream.run || e->of[MEMORY_DRAM].stream.run;
}

static void put_missing(FILE *out, const struct kernel_entry *entries, size_t nr)
{
	char *text = NULL;
	size_t size, nr_missing = 0;
	FILE *list = open_memstream(&text, &size);

	if (!list)
		return;
	for (size_t i = 0; i < nr; i++) {
		if (is_measured(&entries[i]) || !entries[i].platform->nr_match)
			continue;
		fprintf(list, "%s%s", nr_missing++ ? ", " : "Not measured: ", entries[i].platform->name);
	}
	if (!fclose(list) && nr_missing) {
		fputc('\n', out);
		wrap_print(out, OVERVIEW_WIDTH, "", 2, text);
		fputs("On such a machine: scripts/run --plan sizes\n", out);
	}
	free(text);
}

static int overview_write(struct report_ctx *ctx, FILE *out)
{
	struct kernel_entry *entries;
	bool before = false;
	size_t nr;
	int ret = kernel_entries(ctx, &entries, &nr);

	if (ret)
		return ret;
	fprintf(out, "Which CPU gains by streaming struct pages of 64 bytes, walk " KERNEL_WALK
		",\nrevision " KERNEL_REVISION "\n\n");
	fprintf(out, "%-9s %-4s %-21s %-18s %s\n", "CPU", "", "time/mov [95 %]",
		"streams from", "run");
	for (size_t i = 0; i < nr; i++) {
		if (!is_measured(&entries[i]))
			continue;
		for (int m = 0; m < MEMORY_NR; m++) {
			const struct selection *s = &entries[i].of[m];

			put_line(out, m ? "" : entries[i].platform->name, s);
			before |= s->stream.run && strcmp(s->key.revision, KERNEL_REVISION);
		}
	}
	if (before)
		fputs("* revision " KERNEL_REVISION_BEFORE ", which drains besides\n", out);
	put_missing(out, entries, nr);
	free(entries);
	return 0;
}

const struct report report_overview = {
	.name = "overview",
	.desc = "every CPU of the run files in a table: does it stream, and from which size",
	.write = overview_write,
};
