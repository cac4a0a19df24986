// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * patch: the header and the code that selects by it, as a mail for "git am".
 *
 * It only adds files, so it applies to any tree; what a tree must change to
 * use them is in its message.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "report/kernel/kernel-header.h"
#include "report/kernel/template.h"
#include "report/report.h"
#include "report/prose/number.h"
#include "report/prose/wrap.h"

#define MESSAGE_COLUMNS 72

/* A file of the patch, as text in memory. */
struct part {
	char path[128];
	char *text;
	size_t size;
};

static void write_part(const struct part *part, FILE *out)
{
	const char *line = part->text;

	fprintf(out, "diff --git a/%s b/%s\nnew file mode 100644\n--- /dev/null\n+++ b/%s\n"
		"@@ -0,0 +1,%zu @@\n", part->path, part->path, part->path, wrap_lines(part->text));
	while (*line) {
		size_t len = strcspn(line, "\n") + 1;

		fprintf(out, "+%.*s", (int)len, line);
		line += len;
	}
}

static void write_evidence(const struct kernel_entry *e, FILE *out)
{
	char text[640], name[64];

	for (int m = 0; m < MEMORY_NR; m++) {
		const struct selection *s = &e->of[m];

		if (s->verdict != SELECTION_STREAM && s->verdict != SELECTION_REFERENCE)
			continue;
		snprintf(name, sizeof(name), "%s, %s: ", e->platform->name,
			 selection_memory_name[m]);
		kernel_evidence(s, &s->stream, text, sizeof(text));
		wrap_print(out, MESSAGE_COLUMNS, name, 2, text);
		if (s->verdict != SELECTION_STREAM)
			continue;
		if (kernel_from_bytes(s))
			snprintf(text, sizeof(text), "Streams from %s of memmap on%s.",
				 number_bytes(kernel_from_bytes(s)).text,
				 kernel_from_records(e, m) ? ", but no compounds of 2 MiB" : "");
		else
			snprintf(text, sizeof(text), "Streams at every size%s; sizes were not swept.",
				 kernel_from_records(e, m) ? " but compounds of 2 MiB" : "");
		wrap_print(out, MESSAGE_COLUMNS, "  ", 2, text);
	}
}

static void write_message(const struct report_ctx *ctx, const struct kernel_entry *entries,
			  size_t nr, FILE *out)
{
	/* The mark by which git tells a mail of its own; no commit has this name. */
	fputs("From 0000000000000000000000000000000000000000 Mon Sep 17 00:00:00 2001\n"
	      "From: pagestream <pagestream@localhost>\n"
	      "Subject: [PATCH] x86/mm: select streaming of struct pages by CPU\n"
	      "\n"
	      "Streaming stores make the initialisation of device memory's struct pages\n"
	      "faster on some CPUs and slower on others. Select by CPU, by where the\n"
	      "memmap lies, by its size and by whether it is one of compounds: an entry\n"
	      "for each CPU that was measured, and for no other. The CPU is matched once\n"
	      "at boot; without any gain a static key leaves the ordinary copy alone.\n"
	      "\n"
	      "Measured with pagestream; times are those of initialising struct pages of\n"
	      "64 bytes by one thread, with their 95 % intervals:\n"
	      "\n", out);
	for (size_t i = 0; i < nr; i++)
		if (entries[i].decided)
			write_evidence(&entries[i], out);
	fprintf(out, "\nEvery other CPU %s.\n\n", ctx->options->default_on ?
		"streams" : "keeps the ordinary copy");
	kernel_template(ctx, out, "hooks.txt.in", NULL, NULL);
	fputs("---\n"
	      "The sender is its author and signs it off: git am --signoff, then\n"
	      "git commit --amend --reset-author.\n"
	      "\n", out);
}

/* @template: NULL for the header, whose entries are generated */
static int make_part(const struct report_ctx *ctx, const char *path, const char *template,
		     const struct kernel_entry *entries, size_t nr, struct part *part)
{
	FILE *out = fmemopen(part->path, sizeof(part->path), "w");

	if (!out)
		return -ENOMEM;
	kernel_text(ctx, out, path);
	fclose(out);
	out = open_memstream(&part->text, &part->size);
	if (!out)
		return -ENOMEM;
	if (template)
		kernel_template(ctx, out, template, NULL, NULL);
	else
		kernel_header_write(ctx, entries, nr, out);
	return fclose(out) ? -ENOMEM : 0;
}

static int write_patch(const struct report_ctx *ctx, const struct kernel_entry *entries,
		       size_t nr, FILE *out)
{
	struct part parts[3] = { 0 };
	int ret;

	ret = make_part(ctx, "arch/x86/include/asm/memcpy_streaming_select.h", "select.h.in", NULL, 0, &parts[0]) ?:
	      make_part(ctx, "arch/x86/include/asm/memcpy_streaming_thresholds.h", NULL, entries, nr, &parts[1]) ?:
	      make_part(ctx, "arch/x86/lib/memcpy_streaming_select.c", "select.c.in", NULL, 0, &parts[2]);
	if (ret)
		pr_err("out of memory");
	else
		write_message(ctx, entries, nr, out);
	for (int i = 0; i < 3; i++) {
		if (!ret)
			write_part(&parts[i], out);
		free(parts[i].text);
	}
	if (!ret)
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
	.desc = "a mail for git am: that header, and the code that selects by it at boot",
	.write = patch_write,
};
