// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/kernel-table.h"

#include <string.h>

#include "report/prose/number.h"

/* "8 MiB": from where on; "unswept"; "no"; "undecided"; ... */
static void put_from(char *buf, size_t size, const struct kernel_entry *e, int memory, int shape)
{
	const struct selection *s = &e->of[memory][shape];

	if (s->verdict == SELECTION_STREAM && kernel_from(e, memory, shape))
		snprintf(buf, size, "%s", number_bytes(kernel_from_bytes(e, memory, shape)).text);
	else if (s->verdict == SELECTION_STREAM)
		snprintf(buf, size, "unswept");
	else if (s->verdict == SELECTION_REFERENCE)
		snprintf(buf, size, "no");
	else
		snprintf(buf, size, "%s", selection_verdict_name[s->verdict]);
}

static bool is_of_before(const struct selection *s)
{
	return s->stream.run && strcmp(s->key.revision, KERNEL_REVISION);
}

static void put_line(const struct kernel_entry *e, const char *name, int memory, int shape,
		     FILE *out)
{
	const struct selection *s = &e->of[memory][shape];
	const struct selection_copy *copy = &s->stream;
	const char *run = copy->run ? run_file_fact(copy->run->file, "run") : NULL;
	char ratio[64] = "-", from[32];

	if (copy->run)
		number_interval(ratio, sizeof(ratio), number_ratio(copy->ratio.median),
				number_ratio(copy->ratio.lo), number_ratio(copy->ratio.hi),
				copy->ratio.has_interval);
	put_from(from, sizeof(from), e, memory, shape);
	fprintf(out, "%-9s %-4s %-5s %-21s %-13s %s%s\n", name, selection_memory_name[memory],
		shape == KERNEL_COMPOUNDS ? "2 MiB" : "4 KiB", ratio, from, run ? run : "-",
		is_of_before(s) ? "*" : "");
}

bool kernel_is_measured(const struct kernel_entry *entry)
{
	for (int m = 0; m < MEMORY_NR; m++)
		for (int shape = 0; shape < KERNEL_NR_SHAPES; shape++)
			if (entry->of[m][shape].stream.run)
				return true;
	return false;
}

void kernel_table(const struct kernel_entry *entries, size_t nr, bool decided, FILE *out)
{
	bool before = false;

	fprintf(out, "%-9s %-4s %-5s %-21s %-13s %s\n", "CPU", "", "page", "time/mov [95 %]",
		"streams from", "run");
	for (size_t i = 0; i < nr; i++) {
		const struct kernel_entry *e = &entries[i];
		const char *name = e->platform->name;

		if (decided ? !e->decided : !kernel_is_measured(e))
			continue;
		for (int m = 0; m < MEMORY_NR; m++) {
			for (int shape = 0; shape < KERNEL_NR_SHAPES; shape++) {
				/* What was not measured fills a table with dashes. */
				if (!e->of[m][shape].stream.run)
					continue;
				put_line(e, name, m, shape, out);
				before |= is_of_before(&e->of[m][shape]);
				name = "";
			}
		}
	}
	if (before)
		fputs("* revision " KERNEL_REVISION_BEFORE ", which drains besides\n", out);
}
