// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel/kernel-header.h"

#include <inttypes.h>
#include <string.h>

#include "report/kernel/template.h"
#include "report/prose/number.h"

#define COMMENT_COLUMNS 80

/* One paragraph of a comment. */
static void comment(FILE *out, const char *text)
{
	size_t column = 0;

	for (size_t len; *(text += strspn(text, " ")); text += len) {
		len = strcspn(text, " ");
		if (!column || column + 1 + len > COMMENT_COLUMNS)
			column = (size_t)fprintf(out, "%s * ", column ? "\n" : "") - !!column - 1;
		else
			fputc(' ', out);
		column += 1 + (size_t)fprintf(out, "%.*s", (int)len, text);
	}
	fputc('\n', out);
}

static void write_undecided(const struct kernel_entry *entries, size_t nr, FILE *out)
{
	char line[256];

	fputs(" *\n * Left at the default:\n", out);
	for (size_t i = 0; i < nr; i++) {
		if (!entries[i].platform->nr_match)
			continue;
		if (!kernel_decides(&entries[i].of[MEMORY_DAX]) &&
		    entries[i].of[MEMORY_DAX].verdict == entries[i].of[MEMORY_DRAM].verdict) {
			snprintf(line, sizeof(line), "%s: %s", entries[i].platform->name,
				 selection_verdict_name[entries[i].of[MEMORY_DAX].verdict]);
			comment(out, line);
			continue;
		}
		for (int m = 0; m < MEMORY_NR; m++) {
			if (kernel_decides(&entries[i].of[m]))
				continue;
			snprintf(line, sizeof(line), "%s, %s: %s", entries[i].platform->name,
				 selection_memory_name[m],
				 selection_verdict_name[entries[i].of[m].verdict]);
			comment(out, line);
		}
	}
}

static void write_left_out(const struct report_ctx *ctx, FILE *out)
{
	bool first = true;
	char line[256];

	for (int i = 0; i < ctx->nr_runs; i++) {
		const struct run_file *file = ctx->runs[i]->file;
		const char *origin = run_file_fact(file, "origin");
		const char *run = run_file_fact(file, "run");

		if (selection_counts(ctx->runs[i]))
			continue;
		if (first)
			fputs(" *\n * Not used, because nothing in it was measured on the CPU it names:\n",
			      out);
		first = false;
		snprintf(line, sizeof(line), "run %s, origin %s", run ? run : "-",
			 origin ? origin : "unknown");
		comment(out, line);
	}
}

/* Names of models that a kernel may be too old for. */
static void write_models(const struct kernel_entry *entries, size_t nr, FILE *out)
{
	for (size_t i = 0; i < nr; i++) {
		const struct platform *p = entries[i].platform;

		for (size_t m = 0; entries[i].decided && m < p->nr_match; m++) {
			if (strcmp(p->vendor, VENDOR_INTEL) || p->match[m].guest_needs)
				continue;
			fprintf(out, "#ifndef %s\n#define %s VFM_MAKE(X86_VENDOR_INTEL, %u, 0x%02x)\n"
				"#endif\n", p->match[m].kernel_macro, p->match[m].kernel_macro,
				p->match[m].family, p->match[m].model_lo);
		}
	}
}

/* A platform's name as part of an identifier. */
static void write_ident(const struct report_ctx *ctx, const struct platform *p, FILE *out)
{
	kernel_text(ctx, out, "memcpy_streaming_");
	for (const char *c = p->name; *c; c++)
		fputc(*c == '-' ? '_' : *c, out);
}

/* Compounds of 2 MiB: their own evidence, or that there is none. */
static void write_compound(const struct kernel_entry *e, enum selection_memory memory, FILE *out)
{
	const struct selection *s = &e->compound[memory];
	char text[512], line[768];

	if (!s->stream.run) {
		comment(out, "compounds of 2 MiB were not measured, and are not streamed");
		return;
	}
	kernel_evidence(s, &s->stream, text, sizeof(text));
	snprintf(line, sizeof(line), "compounds of 2 MiB, %s: %s",
		 kernel_from_records(e, memory) ? "not streamed" : "streamed", text);
	comment(out, line);
}

static void write_evidence(const struct kernel_entry *e, enum selection_memory memory, FILE *out)
{
	const struct selection_copy *copy = &e->of[memory].stream, *regs = &e->of[memory].regs;
	char text[512], line[768];
	const char *name = memory == MEMORY_DAX ? "DAX" : "DRAM";

	if (!copy->run) {
		snprintf(line, sizeof(line), "%s: %s", name,
			 selection_verdict_name[e->of[memory].verdict]);
		comment(out, line);
		return;
	}
	kernel_evidence(&e->of[memory], copy, text, sizeof(text));
	snprintf(line, sizeof(line), "%s: %s%s", name, kernel_decides(&e->of[memory]) ? "" :
		 e->of[memory].verdict == SELECTION_CONTRADICTORY ? "contradictory; " :
		 "undecided; ", text);
	comment(out, line);
	if (regs->run && regs->ratio.has_interval && !stats_is_marked(&regs->ratio)) {
		number_interval(text, sizeof(text), number_ratio(regs->ratio.median),
				number_ratio(regs->ratio.lo), number_ratio(regs->ratio.hi), true);
		snprintf(line, sizeof(line), "a template held in registers takes %s, without streaming",
			 text);
		comment(out, line);
	}
	if (e->of[memory].verdict != SELECTION_STREAM)
		return;
	if (!kernel_from_bytes(&e->of[memory]))
		snprintf(line, sizeof(line), "sizes were not swept, so no least size is known");
	else if (copy->from.lo)
		snprintf(line, sizeof(line), "wins from within (%s..%s] of memmap on",
			 number_bytes(copy->from.lo).text, number_bytes(copy->from.hi).text);
	else
		snprintf(line, sizeof(line), "wins from %s of memmap on, %s",
			 number_bytes(copy->from.hi).text,
			 copy->from.open ? "undecided below" : "the smallest size measured");
	comment(out, line);
	write_compound(e, memory, out);
}

static void write_choice(const struct report_ctx *ctx, const struct kernel_entry *e,
			 enum selection_memory memory, FILE *out)
{
	const struct selection *s = &e->of[memory];

	if (!kernel_decides(s))
		return;
	kernel_text(ctx, out, memory == MEMORY_DAX ? "\t\t[MEMCPY_STREAMING_DAX] = {\n" : "\t\t[MEMCPY_STREAMING_DRAM] = {\n");
	kernel_text(ctx, out, "\t\t\t.backend = MEMCPY_STREAMING_");
	if (s->verdict == SELECTION_REFERENCE) {
		fputs("MEMCPY,\n\t\t},\n", out);
		return;
	}
	fprintf(out, "%s,\n", selection_backend(s->stream.copy)->constant);
	if (kernel_from_records(e, memory))
		fprintf(out, "\t\t\t.from_records = %" PRId64 ",\n", kernel_from_records(e, memory));
	if (kernel_from_bytes(s))
		fprintf(out, "\t\t\t.from_bytes = %" PRId64 ",\n", kernel_from_bytes(s));
	fputs("\t\t},\n", out);
}

static void write_entry(const struct report_ctx *ctx, const struct kernel_entry *e, FILE *out)
{
	const struct platform *p = e->platform;
	int nr = 0;

	fputs("/*\n", out);
	comment(out, p->desc);
	write_evidence(e, MEMORY_DAX, out);
	write_evidence(e, MEMORY_DRAM, out);
	kernel_text(ctx, out, " */\nstatic const struct memcpy_streaming_cpu ");
	write_ident(ctx, p, out);
	fprintf(out, " = {\n\t.name = \"%s\",\n\t.models = {\n", p->name);
	for (size_t m = 0; m < p->nr_match; m++) {
		const struct platform_match *row = &p->match[m];

		/* A number that hypervisors borrowed is another CPU's on bare metal. */
		if (row->guest_needs)
			continue;
		fprintf(out, "\t\t{ 0x%02x, 0x%02x, %u, %u },\n", row->model_lo, row->model_hi,
			row->stepping_lo, row->stepping_hi);
		nr++;
	}
	fprintf(out, "\t},\n\t.nr_models = %d,\n\t.memory = {\n", nr);
	write_choice(ctx, e, MEMORY_DAX, out);
	write_choice(ctx, e, MEMORY_DRAM, out);
	fputs("\t},\n};\n\n", out);
}

/* What the kernel puts behind X86_VENDOR_. */
static const char *vendor_macro(const char *vendor)
{
	static const char *const names[][2] = {
		{ VENDOR_HYGON, "HYGON" },
		{ VENDOR_CENTAUR, "CENTAUR" },
		{ VENDOR_ZHAOXIN, "ZHAOXIN" },
	};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (!strcmp(vendor, names[i][0]))
			return names[i][1];
	return "AMD";
}

static void write_ids_of(const struct report_ctx *ctx, const struct platform *p, FILE *out)
{
	unsigned int family = 0;

	for (size_t m = 0; m < p->nr_match; m++) {
		const struct platform_match *row = &p->match[m];

		if (row->guest_needs)
			continue;
		if (!strcmp(p->vendor, VENDOR_INTEL)) {
			fprintf(out, "\tX86_MATCH_VFM(%s, &", row->kernel_macro);
		} else {
			/* AMD has no names for models: the entry's own ranges decide. */
			if (row->family == family &&
			    (!m || platform_row_vendor(p, row) == platform_row_vendor(p, row - 1)))
				continue;
			family = row->family;
			fprintf(out, "\tX86_MATCH_VENDOR_FAM(%s, 0x%02x, &",
				vendor_macro(platform_row_vendor(p, row)), family);
		}
		write_ident(ctx, p, out);
		fputs("),\n", out);
	}
}

static void write_default(const struct report_ctx *ctx, FILE *out)
{
	if (ctx->options->default_on)
		kernel_text(ctx, out,
			    "/* A CPU without an entry streams: \"--default on\". */\n"
			    "static const struct memcpy_streaming_choice memcpy_streaming_default = {\n"
			    "\t.backend = MEMCPY_STREAMING_MOVNTI,\n"
			    "};\n\n");
	else
		kernel_text(ctx, out,
			    "/* A CPU without an entry does not stream: \"--default off\". */\n"
			    "static const struct memcpy_streaming_choice memcpy_streaming_default = {\n"
			    "\t.backend = MEMCPY_STREAMING_MEMCPY,\n"
			    "};\n\n");
}

/* What the template leaves to be filled in. */
struct filling {
	const struct report_ctx *ctx;
	const struct kernel_entry *entries;
	size_t nr;
};

static void write_entries(const struct filling *f, FILE *out)
{
	write_default(f->ctx, out);
	for (size_t i = 0; i < f->nr; i++)
		if (f->entries[i].decided)
			write_entry(f->ctx, &f->entries[i], out);
	kernel_text(f->ctx, out, "static const struct x86_cpu_id memcpy_streaming_ids[] = {\n");
	for (size_t i = 0; i < f->nr; i++)
		if (f->entries[i].decided)
			write_ids_of(f->ctx, f->entries[i].platform, out);
	fputs("\t{}\n};\n\n", out);
}

static void fill(void *arg, const char *mark, FILE *out)
{
	const struct filling *f = arg;

	if (!strcmp(mark, "LEFT")) {
		write_undecided(f->entries, f->nr, out);
		write_left_out(f->ctx, out);
	} else if (!strcmp(mark, "MODELS")) {
		write_models(f->entries, f->nr, out);
		fputc('\n', out);
	} else if (!strcmp(mark, "ENTRIES")) {
		write_entries(f, out);
	}
}

void kernel_header_write(const struct report_ctx *ctx, const struct kernel_entry *entries,
			 size_t nr, FILE *out)
{
	struct filling filling = { ctx, entries, nr };

	kernel_template(ctx, out, "thresholds.h.in", fill, &filling);
}
