// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * patch: the files by which a kernel selects, as a mail for "git am".
 *
 * It only adds files, so it applies to any tree; scripts/kernel-patch makes the
 * change to what a tree has.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/kernel/kernel-header.h"
#include "report/kernel/kernel-table.h"
#include "report/kernel/template.h"
#include "report/report.h"
#include "report/prose/wrap.h"

#define MESSAGE_COLUMNS 72

/* What the patch adds, in the order of git. */
static const struct part {
	const char *path;
	const char *template;	/* NULL: the table */
} parts[] = {
	{ "arch/x86/include/asm/memmap_nontemporal.h", "x86.h.in" },
	{ "arch/x86/mm/memmap_nontemporal.c", "x86.c.in" },
	{ "arch/x86/mm/memmap_nontemporal_table.h", NULL },
	{ "include/asm-generic/memmap_nontemporal.h", "generic.h.in" },
};

static void write_message(const struct report_ctx *ctx, const struct kernel_entry *entries,
			  size_t nr, FILE *out)
{
	/* The mark by which git tells a mail of its own; no commit has this name. */
	fputs("From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
	      "From: pagestream <pagestream@localhost>\n"
	      "Subject: [PATCH] x86/mm: Copy struct pages non-temporally where measured faster\n"
	      "\n", out);
	kernel_table(entries, nr, true, out);
	fprintf(out,
		"\n"
		"Non-temporal stores make the initialisation of device memory's struct\n"
		"pages faster on some CPUs, slower on others and slower in caches. Decide\n"
		"once per range: by CPU, by where the struct pages lie (dax: in the device,\n"
		"an altmap), by whether they are of compound pages, and by their size. The\n"
		"CPU is matched at boot. Every other CPU %s; a kernel where\n"
		"non-temporal stores never win skips the question by a static key.\n"
		"\n"
		"Measured with pagestream: times of one thread over those of memcpy(), with\n"
		"their 95 %% intervals, struct pages of 64 bytes.\n",
		ctx->options->default_on ? "streams" : "keeps memcpy()");
	for (size_t i = 0; i < nr; i++) {
		if (!entries[i].decided)
			continue;
		fprintf(out, "\n%s:\n", entries[i].platform->desc);
		kernel_bullets(&entries[i], "", MESSAGE_COLUMNS, out);
	}
	fputs("---\n"
	      "This adds files alone: scripts/kernel-patch makes the whole change in a tree.\n"
	      "The sender is its author and signs it off: git am --signoff, then\n"
	      "git commit --amend --reset-author.\n"
	      "\n", out);
}

static int write_part(const struct report_ctx *ctx, const struct part *part,
		      const struct kernel_entry *entries, size_t nr, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *file = open_memstream(&text, &size);
	int ret = 0;

	if (!file)
		return -ENOMEM;
	if (part->template)
		kernel_template(file, part->template, NULL, NULL);
	else
		kernel_header_write(ctx, entries, nr, file);
	if (fclose(file)) {
		ret = -ENOMEM;
	} else {
		fprintf(out, "diff --git a/%s b/%s\nnew file mode 100644\n--- /dev/null\n"
			"+++ b/%s\n@@ -0,0 +1,%zu @@\n", part->path, part->path, part->path,
			wrap_lines(text));
		for (const char *line = text; *line; line += strcspn(line, "\n") + 1)
			fprintf(out, "+%.*s\n", (int)strcspn(line, "\n"), line);
	}
	free(text);
	return ret;
}

static int write_patch(const struct report_ctx *ctx, const struct kernel_entry *entries,
		       size_t nr, FILE *out)
{
	int ret = 0;

	write_message(ctx, entries, nr, out);
	for (size_t i = 0; !ret && i < sizeof(parts) / sizeof(parts[0]); i++)
		ret = write_part(ctx, &parts[i], entries, nr, out);
	if (ret)
		pr_err("out of memory");
	else
		fputs("-- \npagestream\n", out);
	return ret;
}

static int patch_write(struct report_ctx *ctx, FILE *out)
{
	struct kernel_entry *entries;
	bool any = false;
	size_t nr;
	int ret;

	ret = kernel_entries(ctx, &entries, &nr);
	if (ret)
		return ret;
	kernel_unused(ctx, "patch");
	for (size_t i = 0; i < nr; i++)
		any |= entries[i].decided;
	if (any) {
		ret = write_patch(ctx, entries, nr, out);
	} else {
		pr_err("report patch: these run files decide no CPU, so there is nothing to post; "
		       "measure with: pagestream run --plan sizes");
		ret = -ENODATA;
	}
	free(entries);
	return ret;
}

const struct report report_patch = {
	.name = "patch",
	.desc = "a mail for git am: that header and the code that selects by it",
	.write = patch_write,
};
