// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/kernel-header.h"

#include <inttypes.h>
#include <string.h>

#include "report/kernel/template.h"

#define COMMENT_COLUMNS 80

void kernel_bullets(const struct kernel_entry *entry, const char *margin, int columns, FILE *out)
{
	char text[KERNEL_EVIDENCE_MOST];

	if (entry->guest)
		fprintf(out, "%s- measured in a guest: the CPU is its hypervisor's claim\n", margin);
	for (int m = MEMORY_NR; m--;) {
		for (int shape = 0; shape < KERNEL_NR_SHAPES; shape++) {
			size_t column = 0;

			kernel_evidence(entry, m, shape, text);
			for (const char *word = text; *word;) {
				const size_t len = strcspn(word, " ");

				if (!column || column + 1 + len > (size_t)columns) {
					column = (size_t)fprintf(out, "%s%s%s", column ? "\n" : "",
								 margin, column ? "  " : "- ") -
						 !!column;
				} else {
					fputc(' ', out);
					column++;
				}
				column += (size_t)fprintf(out, "%.*s", (int)len, word);
				word += len + strspn(word + len, " ");
			}
			fputc('\n', out);
		}
	}
}

/* A platform's name as part of an identifier. */
static void put_ident(const struct platform *p, FILE *out)
{
	fputs("memmap_nontemporal_", out);
	for (const char *c = p->name; *c; c++)
		fputc(*c == '-' ? '_' : *c, out);
}

/* From how many bytes on, as C: "0", "SZ_8M", "4 * (u64)SZ_1G", "MEMMAP_NEVER". */
static void put_from(const struct report_ctx *ctx, const struct kernel_entry *e, int memory,
		     int shape, FILE *out)
{
	const int64_t gib = 1 << 30, mib = 1 << 20, kib = 1 << 10;
	const struct selection *s = &e->of[memory][shape];
	const int64_t bytes = kernel_from_bytes(e, memory, shape);

	if (!kernel_decides(s))
		fputs(ctx->options->default_on ? "0" : "MEMMAP_NEVER", out);
	else if (s->verdict == SELECTION_REFERENCE)
		fputs("MEMMAP_NEVER", out);
	else if (!bytes)
		fputc('0', out);
	else if (bytes > gib)
		fprintf(out, "%" PRId64 " * (u64)SZ_1G", bytes / gib);
	else if (bytes >= mib)
		bytes == gib ? fputs("SZ_1G", out) : fprintf(out, "SZ_%" PRId64 "M", bytes / mib);
	else
		fprintf(out, bytes >= kib ? "SZ_%" PRId64 "K" : "SZ_%" PRId64,
			bytes >= kib ? bytes / kib : bytes);
}

static void put_struct(const struct report_ctx *ctx, const struct kernel_entry *e, FILE *out)
{
	static const char *const comments[MEMORY_NR] = {
		[MEMORY_DRAM] = "\t/* DRAM: pages, compounds */",
		[MEMORY_DAX] = "\t/* device */",
	};

	fputs(" = {\n\t.from = {\n", out);
	for (int m = MEMORY_NR; m--;) {
		fputs("\t\t{ ", out);
		put_from(ctx, e, m, KERNEL_PAGES, out);
		fputs(", ", out);
		put_from(ctx, e, m, KERNEL_COMPOUNDS, out);
		fprintf(out, " },%s\n", comments[m]);
	}
	fputs("\t},\n};\n\n", out);
}

/* Behind the name of an object: a kernel needs it at boot alone. */
static const char *section(const struct report_ctx *ctx)
{
	return ctx->options->compat ? "" : " __initconst";
}

static void put_entry(const struct report_ctx *ctx, const struct kernel_entry *e, FILE *out)
{
	fprintf(out, "/*\n * %s\n *\n", e->platform->desc);
	kernel_bullets(e, " * ", COMMENT_COLUMNS, out);
	fputs(" */\nstatic const struct memmap_nontemporal ", out);
	put_ident(e->platform, out);
	fputs(section(ctx), out);
	put_struct(ctx, e, out);
}

/* A CPU without a cell that decides: what put_from() makes of an empty entry. */
static void put_default(const struct report_ctx *ctx, FILE *out)
{
	static const struct kernel_entry none;

	fprintf(out, "/* Every other CPU %s. */\nstatic const struct memmap_nontemporal "
		"memmap_nontemporal_default%s", ctx->options->default_on ?
		"streams, by --default on" : "keeps memcpy()", section(ctx));
	put_struct(ctx, &none, out);
}

/* What the kernel puts behind X86_VENDOR_. */
static const char *vendor_macro(const char *vendor)
{
	static const char *const names[][2] = {
		{ VENDOR_INTEL, "INTEL" },
		{ VENDOR_HYGON, "HYGON" },
		{ VENDOR_CENTAUR, "CENTAUR" },
		{ VENDOR_ZHAOXIN, "ZHAOXIN" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(vendor, names[i][0]))
			return names[i][1];
	return "AMD";
}

/* X86_FEATURE_ZEN1 and up are AMD's own; X86_FEATURE_ZEN is Hygon's too. */
static bool is_feature(const char *macro)
{
	const size_t len = strlen("X86_FEATURE_ZEN");

	return !strncmp(macro, "X86_FEATURE_ZEN", len) && macro[len];
}

/* Ranges of one name follow each other. */
static bool is_named_before(const struct platform *p, size_t row)
{
	return row && is_feature(p->match[row].kernel_macro) &&
	       !strcmp(p->match[row].kernel_macro, p->match[row - 1].kernel_macro);
}

static void put_id(const struct platform *p, const struct platform_match *row, FILE *out)
{
	if (is_feature(row->kernel_macro))
		fprintf(out, "\tX86_MATCH_FEATURE(%s, &", row->kernel_macro);
	else if (row->stepping_lo || row->stepping_hi < 15)
		fprintf(out, "\tX86_MATCH_VFM_STEPS(%s, %u, %u, &", row->kernel_macro,
			row->stepping_lo, row->stepping_hi);
	else
		fprintf(out, "\tX86_MATCH_VFM(%s, &", row->kernel_macro);
	put_ident(p, out);
	fputs("),\n", out);
}

static void put_numbers(const struct platform *p, const struct platform_match *row, FILE *out)
{
	for (unsigned int model = row->model_lo; model <= row->model_hi; model++) {
		fprintf(out, "\tX86_MATCH_VENDOR_FAM_MODEL(%s, 0x%02x, 0x%02x, &",
			vendor_macro(platform_row_vendor(p, row)), row->family, model);
		put_ident(p, out);
		fputs("),\n", out);
	}
}

/* By name, as arch/x86 does: a VFM macro, or a feature that the kernel sets by AMD's models. */
static void put_ids(const struct platform *p, FILE *out)
{
	for (size_t i = 0; i < p->nr_match; i++) {
		const struct platform_match *row = &p->match[i];

		/* A number that hypervisors borrowed is another CPU's on bare metal. */
		if (row->guest_needs || is_named_before(p, i))
			continue;
		if (is_feature(row->kernel_macro) || !strncmp(row->kernel_macro, "INTEL_", 6))
			put_id(p, row, out);
		else
			put_numbers(p, row, out);
	}
}

static void put_models(const struct platform *p, FILE *out)
{
	for (size_t i = 0; i < p->nr_match; i++) {
		const struct platform_match *row = &p->match[i];

		if (row->guest_needs)
			continue;
		fprintf(out, "\t{ X86_VENDOR_%s, 0x%02x, 0x%02x, 0x%02x, %u, %u, &",
			vendor_macro(platform_row_vendor(p, row)), row->family, row->model_lo,
			row->model_hi, row->stepping_lo, row->stepping_hi);
		put_ident(p, out);
		fputs(" },\n", out);
	}
}

/* What the template leaves to be filled in. */
struct filling {
	const struct report_ctx *ctx;
	const struct kernel_entry *entries;
	size_t nr;
};

static void fill(void *arg, const char *mark, FILE *out)
{
	const struct filling *f = arg;
	const bool compat = f->ctx->options->compat;

	(void)mark;
	put_default(f->ctx, out);
	for (size_t i = 0; i < f->nr; i++)
		if (f->entries[i].decided)
			put_entry(f->ctx, &f->entries[i], out);
	fputs(compat ? "static const struct memmap_nontemporal_model {\n"
		       "\tu8 vendor;\n\tu8 family;\n\tu8 model_lo;\n\tu8 model_hi;\n"
		       "\tu8 stepping_lo;\n\tu8 stepping_hi;\n"
		       "\tconst struct memmap_nontemporal *cpu;\n} memmap_nontemporal_models[] = {\n" :
		       "static const struct x86_cpu_id memmap_nontemporal_ids[] __initconst = {\n",
	      out);
	for (size_t i = 0; i < f->nr; i++)
		if (f->entries[i].decided)
			(compat ? put_models : put_ids)(f->entries[i].platform, out);
	fputs("\t{}\n};\n\n", out);
}

void kernel_header_write(const struct report_ctx *ctx, const struct kernel_entry *entries,
			 size_t nr, FILE *out)
{
	struct filling filling = { ctx, entries, nr };

	kernel_template(out, ctx->options->compat ? "table-compat.h.in" : "table.h.in", fill,
			&filling);
}
