// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/kernel-header.h"

#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"
#include "report/number.h"

#define COMMENT_COLUMNS 80

void kernel_text(const struct report_ctx *ctx, FILE *out, const char *text)
{
	const char *api = ctx->options->api;
	int column = 0, bracket = 0;

	for (; *text; text++) {
		if (*text == '@' || *text == '^') {
			for (const char *c = api; *c; c++, column++)
				fputc(*text == '^' ? toupper((unsigned char)*c) : *c, out);
		} else if (*text == '~') {
			for (column = 0; column + 8 <= bracket; column += 8)
				fputc('\t', out);
			for (; column < bracket; column++)
				fputc(' ', out);
		} else {
			fputc(*text, out);
			column = *text == '\n' ? 0 : *text == '\t' ? (column | 7) + 1 : column + 1;
			if (*text == '(')
				bracket = column;
		}
	}
}

static bool decides(const struct selection *s)
{
	return s->verdict == SELECTION_STREAM || s->verdict == SELECTION_REFERENCE;
}

int kernel_entries(const struct report_ctx *ctx, struct kernel_entry **out, size_t *nr)
{
	const struct platform *const *list = platform_list(nr);
	struct kernel_entry *entries = calloc(*nr, sizeof(*entries));
	int ret = 0;

	if (!entries) {
		pr_err("out of memory");
		return -ENOMEM;
	}
	for (size_t i = 0; !ret && i < *nr; i++) {
		struct kernel_entry *e = &entries[i];

		e->platform = list[i];
		for (int m = 0; !ret && m < MEMORY_NR; m++) {
			struct selection_key key = { list[i]->name, m, SELECTION_LAYOUT,
						     KERNEL_WALK, KERNEL_RULES };

			ret = selection_make(ctx, &key, &e->of[m]);
			key.walk = KERNEL_COMPOUND_WALK;
			if (!ret)
				ret = selection_make(ctx, &key, &e->compound[m]);
			/* The last resort has no identity that an entry could match. */
			e->decided |= list[i]->nr_match && decides(&e->of[m]);
		}
	}
	if (ret) {
		free(entries);
		return ret;
	}
	*out = entries;
	return 0;
}

int64_t kernel_from_records(const struct kernel_entry *entry, enum selection_memory memory)
{
	const struct selection *s = &entry->of[memory], *compound = &entry->compound[memory];
	/* As many as were seen to win, where nothing was drained in between. */
	int64_t from = s->stream.from.hi / SELECTION_LAYOUT;

	if (s->stream.spacing.nr)
		from = s->stream.spacing.hi;
	if (compound->verdict == SELECTION_STREAM && from > KERNEL_COMPOUND_RECORDS &&
	    !strcmp(compound->stream.copy, s->stream.copy))
		return KERNEL_COMPOUND_RECORDS;
	if (compound->verdict == SELECTION_REFERENCE && from <= KERNEL_COMPOUND_RECORDS)
		return KERNEL_COMPOUND_RECORDS + 1;
	return from;
}

void kernel_evidence(const struct selection_copy *copy, char *buf, size_t size)
{
	const struct run_file *file = copy->run->file;
	const char *run = run_file_fact(file, "run"), *plan = run_file_fact(file, "plan");
	const char *date = run_file_fact(file, "date");
	char ratio[64];

	number_interval(ratio, sizeof(ratio), number_ratio(copy->ratio.median),
			number_ratio(copy->ratio.lo), number_ratio(copy->ratio.hi),
			copy->ratio.has_interval);
	snprintf(buf, size,
		 "%s takes %s of the time of memcpy() on %s, %s of memmap, %zu rounds (run %s, plan "
		 "%s, %.10s)", copy->copy, ratio, copy->target,
		 number_bytes(copy->pages * SELECTION_LAYOUT).text, copy->ratio.n, run ? run : "-",
		 plan ? plan : "-", date ? date : "-");
}

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
		if (!decides(&entries[i].of[MEMORY_DAX]) &&
		    entries[i].of[MEMORY_DAX].verdict == entries[i].of[MEMORY_DRAM].verdict) {
			snprintf(line, sizeof(line), "%s: %s", entries[i].platform->name,
				 selection_verdict_name[entries[i].of[MEMORY_DAX].verdict]);
			comment(out, line);
			continue;
		}
		for (int m = 0; m < MEMORY_NR; m++) {
			if (decides(&entries[i].of[m]))
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

static const char types[] =
	"enum @_memory {\n"
	"\t^_DAX,\t/* the memmap lies in the device: altmap */\n"
	"\t^_DRAM,\n"
	"\t^_NR_MEMORY\n"
	"};\n"
	"\n"
	"enum @_backend {\n"
	"\t^_UNDECIDED,\n"
	"\t^_MEMCPY,\n"
	"\t^_FLUSHCACHE,\n"
	"\t^_MOVDIR64B,\n"
	"\t^_MOVDIRI,\n"
	"\t^_MOVNTI,\n"
	"};\n"
	"\n"
	"/* Streams from so many bytes of memmap, and records between two drains, on. */\n"
	"struct @_choice {\n"
	"\tenum @_backend backend;\n"
	"\tu32 from_records;\n"
	"\tu64 from_bytes;\n"
	"};\n"
	"\n"
	"struct @_models {\n"
	"\tu8 model_lo;\n"
	"\tu8 model_hi;\n"
	"\tu8 stepping_lo;\n"
	"\tu8 stepping_hi;\n"
	"};\n"
	"\n"
	"#define ^_MODELS_MOST 8\n"
	"\n"
	"struct @_cpu {\n"
	"\tconst char *name;\n"
	"\tstruct @_models models[^_MODELS_MOST];\n"
	"\tint nr_models;\n"
	"\tstruct @_choice memory[^_NR_MEMORY];\n"
	"};\n"
	"\n";

static const char functions[] =
	"/* The entry of the CPU that runs this; NULL: there is none. */\n"
	"static inline const struct @_cpu *@_match(void)\n"
	"{\n"
	"\tconst struct x86_cpu_id *id;\n"
	"\tint i;\n"
	"\n"
	"\tfor (id = x86_match_cpu(@_ids); id; id = x86_match_cpu(id + 1)) {\n"
	"\t\tconst struct @_cpu *cpu = (const void *)id->driver_data;\n"
	"\n"
	"\t\tfor (i = 0; i < cpu->nr_models; i++) {\n"
	"\t\t\tif (boot_cpu_data.x86_model >= cpu->models[i].model_lo &&\n"
	"\t\t\t    boot_cpu_data.x86_model <= cpu->models[i].model_hi &&\n"
	"\t\t\t    boot_cpu_data.x86_stepping >= cpu->models[i].stepping_lo &&\n"
	"\t\t\t    boot_cpu_data.x86_stepping <= cpu->models[i].stepping_hi)\n"
	"\t\t\t\treturn cpu;\n"
	"\t\t}\n"
	"\t}\n"
	"\treturn NULL;\n"
	"}\n"
	"\n"
	"/* May this CPU, or what a hypervisor shows of it, run the backend? */\n"
	"static inline bool @_usable(enum @_backend backend)\n"
	"{\n"
	"\tif (backend == ^_MOVDIR64B)\n"
	"\t\treturn boot_cpu_has(X86_FEATURE_MOVDIR64B);\n"
	"\tif (backend == ^_MOVDIRI)\n"
	"\t\treturn boot_cpu_has(X86_FEATURE_MOVDIRI);\n"
	"\treturn true;\n"
	"}\n"
	"\n"
	"/*\n"
	" * Bytes of the last-level cache: of AMD's, x86_cache_size is the second level.\n"
	" * Asked for when nobody measured a size, once per range.\n"
	" */\n"
	"static inline u64 @_last_cache(void)\n"
	"{\n"
	"\tu64 size, bytes = (u64)boot_cpu_data.x86_cache_size * 1024;\n"
	"\tu32 eax, ebx, ecx, edx;\n"
	"\tint i;\n"
	"\n"
	"\tif (boot_cpu_data.x86_vendor != X86_VENDOR_AMD &&\n"
	"\t    boot_cpu_data.x86_vendor != X86_VENDOR_HYGON)\n"
	"\t\treturn bytes;\n"
	"\tif (!boot_cpu_has(X86_FEATURE_TOPOEXT)) {\n"
	"\t\t/* The third level in units of 512 KiB. */\n"
	"\t\tcpuid_count(0x80000006, 0, &eax, &ebx, &ecx, &edx);\n"
	"\t\tsize = (u64)(edx >> 18) << 19;\n"
	"\t\treturn size > bytes ? size : bytes;\n"
	"\t}\n"
	"\t/* A leaf per cache, as far as one says its type. */\n"
	"\tfor (i = 0; i < 8; i++) {\n"
	"\t\tcpuid_count(0x8000001d, i, &eax, &ebx, &ecx, &edx);\n"
	"\t\tif (!(eax & 0x1f))\n"
	"\t\t\tbreak;\n"
	"\t\tsize = (u64)((ebx >> 22) + 1) * ((ebx >> 12 & 0x3ff) + 1) *\n"
	"\t\t       ((ebx & 0xfff) + 1) * ((u64)ecx + 1);\n"
	"\t\tif (size > bytes)\n"
	"\t\t\tbytes = size;\n"
	"\t}\n"
	"\treturn bytes;\n"
	"}\n"
	"\n"
	"/*\n"
	" * How to write struct pages: to which memory, how many bytes of them, and how\n"
	" * many between two drains (all of them, where one drain follows the last).\n"
	" */\n"
	"static inline enum @_backend\n"
	"@_choose(const struct @_cpu *cpu,\n"
	"~enum @_memory memory, u64 bytes, u64 records)\n"
	"{\n"
	"\tconst struct @_choice *choice = &@_default;\n"
	"\tu64 from_bytes;\n"
	"\n"
	"\tif (cpu && cpu->memory[memory].backend != ^_UNDECIDED)\n"
	"\t\tchoice = &cpu->memory[memory];\n"
	"\tif (choice->backend == ^_MEMCPY)\n"
	"\t\treturn ^_MEMCPY;\n"
	"\tfrom_bytes = choice->from_bytes ? choice->from_bytes : @_last_cache();\n"
	"\tif (bytes < from_bytes || records < choice->from_records ||\n"
	"\t    !@_usable(choice->backend))\n"
	"\t\treturn ^_MEMCPY;\n"
	"\treturn choice->backend;\n"
	"}\n"
	"\n"
	"#endif\n";

static void write_compat(const struct kernel_entry *entries, size_t nr, FILE *out)
{
	fputs("/* Before 6.10 a CPU was matched by vendor, family and model apart. */\n"
	      "#ifndef VFM_MAKE\n"
	      "#define VFM_MAKE(vendor, family, model) \\\n"
	      "\t((vendor) << 16 | (family) << 8 | (model))\n"
	      "#endif\n"
	      "#ifndef X86_MATCH_VFM\n"
	      "#define X86_MATCH_VFM(vfm, data) {\t\t\\\n"
	      "\t.vendor = (vfm) >> 16,\t\t\t\\\n"
	      "\t.family = (vfm) >> 8 & 0xff,\t\t\\\n"
	      "\t.model = (vfm) & 0xff,\t\t\t\\\n"
	      "\t.steppings = X86_STEPPING_ANY,\t\t\\\n"
	      "\t.feature = X86_FEATURE_ANY,\t\t\\\n"
	      "\t.driver_data = (unsigned long)(data)\t\\\n"
	      "}\n"
	      "#endif\n", out);
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
	fputc('\n', out);
}

/* A platform's name as part of an identifier. */
static void write_ident(const struct report_ctx *ctx, const struct platform *p, FILE *out)
{
	kernel_text(ctx, out, "@_");
	for (const char *c = p->name; *c; c++)
		fputc(*c == '-' ? '_' : *c, out);
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
	kernel_evidence(copy, text, sizeof(text));
	snprintf(line, sizeof(line), "%s: %s%s", name, decides(&e->of[memory]) ? "" :
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
	if (copy->from.lo)
		snprintf(line, sizeof(line), "wins from between %s and %s on",
			 number_bytes(copy->from.lo).text, number_bytes(copy->from.hi).text);
	else
		snprintf(line, sizeof(line), "wins from %s on, %s", number_bytes(copy->from.hi).text,
			 copy->from.open ? "undecided below" : "the smallest size measured");
	comment(out, line);
	if (copy->spacing.lo)
		snprintf(line, sizeof(line), "wins from between %" PRId64 " and %" PRId64
			 " records between two drains on", copy->spacing.lo, copy->spacing.hi);
	else if (copy->spacing.nr)
		snprintf(line, sizeof(line), "wins from %" PRId64 " records between two drains on, %s",
			 copy->spacing.hi, copy->spacing.open ? "undecided below" :
			 "the fewest measured");
	else
		snprintf(line, sizeof(line), copy->spaced ? "no spacing of extra drains is decided" :
			 "extra drains in between were not measured");
	comment(out, line);
}

static void write_choice(const struct report_ctx *ctx, const struct kernel_entry *e,
			 enum selection_memory memory, FILE *out)
{
	const struct selection *s = &e->of[memory];

	if (!decides(s))
		return;
	kernel_text(ctx, out, memory == MEMORY_DAX ? "\t\t[^_DAX] = {\n" : "\t\t[^_DRAM] = {\n");
	kernel_text(ctx, out, "\t\t\t.backend = ^_");
	if (s->verdict == SELECTION_REFERENCE) {
		fputs("MEMCPY,\n\t\t},\n", out);
		return;
	}
	fprintf(out, "%s,\n\t\t\t.from_records = %" PRId64 ",\n\t\t\t.from_bytes = %" PRId64
		",\n\t\t},\n", selection_backend(s->stream.copy)->constant,
		kernel_from_records(e, memory), s->stream.from.hi);
}

static void write_entry(const struct report_ctx *ctx, const struct kernel_entry *e, FILE *out)
{
	const struct platform *p = e->platform;
	int nr = 0;

	fputs("/*\n", out);
	comment(out, p->desc);
	write_evidence(e, MEMORY_DAX, out);
	write_evidence(e, MEMORY_DRAM, out);
	kernel_text(ctx, out, " */\nstatic const struct @_cpu ");
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
			if (row->family == family)
				continue;
			family = row->family;
			fprintf(out, "\tX86_MATCH_VENDOR_FAM(AMD, 0x%02x, &", family);
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
			    "static const struct @_choice @_default = {\n"
			    "\t.backend = ^_MOVNTI,\n"
			    "};\n\n");
	else
		kernel_text(ctx, out,
			    "/* A CPU without an entry does not stream: \"--default off\". */\n"
			    "static const struct @_choice @_default = {\n"
			    "\t.backend = ^_MEMCPY,\n"
			    "};\n\n");
}

void kernel_header_write(const struct report_ctx *ctx, const struct kernel_entry *entries,
			 size_t nr, FILE *out)
{
	fputs("/* SPDX-License-Identifier: GPL-2.0 */\n"
	      "/*\n"
	      " * Which CPU gains by streaming its struct pages, to which memory, from what\n"
	      " * size on: measured, struct pages of 64 bytes, one thread.\n"
	      " *\n"
	      " * Generated by \"pagestream report thresholds\". Do not edit: measure, and\n"
	      " * generate it again.\n", out);
	write_undecided(entries, nr, out);
	write_left_out(ctx, out);
	kernel_text(ctx, out, " */\n#ifndef _ASM_X86_^_THRESHOLDS_H\n#define _ASM_X86_^_THRESHOLDS_H\n\n"
		    "#include <linux/types.h>\n"
		    "#include <asm/cpu_device_id.h>\n"
		    "#include <asm/cpufeature.h>\n"
		    "#include <asm/intel-family.h>\n"
		    "#include <asm/processor.h>\n\n");
	write_compat(entries, nr, out);
	kernel_text(ctx, out, types);
	write_default(ctx, out);
	for (size_t i = 0; i < nr; i++)
		if (entries[i].decided)
			write_entry(ctx, &entries[i], out);
	kernel_text(ctx, out, "static const struct x86_cpu_id @_ids[] = {\n");
	for (size_t i = 0; i < nr; i++)
		if (entries[i].decided)
			write_ids_of(ctx, entries[i].platform, out);
	fputs("\t{}\n};\n\n", out);
	kernel_text(ctx, out, functions);
}
