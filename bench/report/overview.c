// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * overview: every CPU that run files decide, a line for each memory, and which
 * CPUs nobody has measured.  72 plain columns.
 */
#include <stdlib.h>

#include "report/kernel/kernel-table.h"
#include "report/prose/wrap.h"
#include "report/report.h"

static void put_missing(FILE *out, const struct kernel_entry *entries, size_t nr)
{
	char *text = NULL;
	size_t size, nr_missing = 0;
	FILE *list = open_memstream(&text, &size);

	if (!list)
		return;
	for (size_t i = 0; i < nr; i++) {
		if (kernel_is_measured(&entries[i]) || !entries[i].platform->nr_match)
			continue;
		fprintf(list, "%s%s", nr_missing++ ? ", " : "Not measured: ", entries[i].platform->name);
	}
	if (!fclose(list) && nr_missing) {
		fputc('\n', out);
		wrap_print(out, MAIL_WIDTH, "", 2, text);
		fputs("On such a machine: scripts/run --plan sizes\n", out);
	}
	free(text);
}

static int overview_write(struct report_ctx *ctx, FILE *out)
{
	struct kernel_entry *entries;
	size_t nr;
	int ret = kernel_entries(ctx, &entries, &nr);

	if (ret)
		return ret;
	fprintf(out, "Which CPU gains by streaming struct pages of 64 bytes with " KERNEL_COPY ",\n"
		"revision " KERNEL_REVISION ": single pages, and compounds of 2 MiB\n\n");
	kernel_table(entries, nr, false, out);
	put_missing(out, entries, nr);
	free(entries);
	return 0;
}

const struct report report_overview = {
	.name = "overview",
	.desc = "every CPU of the run files: does it stream, from which size on",
	.write = overview_write,
};
