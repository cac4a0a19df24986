// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mail: what goes to a mailing list.  Plain ASCII, at most 72 columns, no tab,
 * no blank at the end of a line, so that it can be quoted and still fits 80.
 *
 * The verdicts come first; then the tables, a picture, where it comes from, how to
 * do it again, and what it cannot tell.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/figure/figure.h"
#include "analysis/group.h"
#include "report/table/mail-traffic.h"
#include "report/prose/number.h"
#include "report/prose/provenance.h"
#include "report/report.h"
#include "report/table/text-table.h"
#include "report/table/verdict-table.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

/* Longer ones are not read; and what it takes to say that tables are left out. */
#define MAIL_LINES 120
#define UNTOLD_LINES 3

/* A heading that is printed before the first sentence of its section. */
struct section {
	FILE *out;
	const char *heading;
};

/* The groups that get a table. */
struct mail_groups {
	size_t list[FIGURE_GROUPS_MAX];
	size_t nr;
};

static void print_paragraph(void *out, const char *sentence)
{
	wrap_print(out, MAIL_WIDTH, "", 0, sentence);
}

static void print_item(void *out, const char *sentence)
{
	wrap_print(out, MAIL_WIDTH, "  ", 4, sentence);
}

static void print_noted(void *arg, const char *sentence)
{
	struct section *section = arg;

	if (section->heading)
		fprintf(section->out, "\n%s\n", section->heading);
	section->heading = NULL;
	print_item(section->out, sentence);
}

/* Prints and frees; nothing for an empty sentence. */
static int print_owned(FILE *out, char *sentence)
{
	if (!sentence)
		return -ENOMEM;
	if (*sentence)
		print_paragraph(out, sentence);
	free(sentence);
	return 0;
}

static int print_answer(FILE *out, const struct summary *summary)
{
	const char *origin = words_origin(summary);
	char *series = words_series(summary);

	if (!series)
		return -ENOMEM;
	if (origin) {
		print_paragraph(out, origin);
		fputc('\n', out);
	}
	if (verdict_table_write(out, summary, MAIL_WIDTH) ||
	    print_owned(out, words_thin(summary))) {
		free(series);
		return -ENOMEM;
	}
	words_ordinary(summary, print_paragraph, out);
	words_caveats(summary, print_paragraph, out);
	return print_owned(out, series);
}

/* Measured, and neither in a table here nor told as a thin c2c mode. */
static int print_untold(FILE *out, const struct summary *summary, size_t nr_tables)
{
	size_t nr = 0;
	char *text;

	for (size_t g = 0; g < summary->nr_groups; g++)
		nr += group_has_samples(summary, &summary->groups[g]) &&
		      !group_is_thin(summary, &summary->groups[g]);
	if (nr <= nr_tables)
		return 0;
	nr -= nr_tables;
	if (asprintf(&text,
		     "%zu more group%s of cases %s no table here; pagestream report text --all "
		     "has all.",
		     nr, nr == 1 ? "" : "s", nr == 1 ? "has" : "have") < 0)
		return -ENOMEM;
	fputc('\n', out);
	print_paragraph(out, text);
	free(text);
	return 0;
}

static int print_legend(FILE *out, const struct summary *summary, const struct mail_groups *groups)
{
	if (!groups->nr)
		return 0;
	fputc('\n', out);
	return print_owned(out, words_legend(summary)) ?: print_owned(out, words_common(summary));
}

static int print_table(FILE *out, const struct summary *summary, const struct summary_group *group)
{
	static const struct text_style style = { .width = MAIL_WIDTH, .brief = true };

	fputc('\n', out);
	return print_owned(out, words_group_title(summary, group)) ?:
	       text_table(out, summary, group, &style);
}

static int print_picture(FILE *out, const struct summary *summary,
			 const struct mail_groups *groups)
{
	char *text;
	int ret = figure_dumb(figure_find("ratio"), summary, 1, &text);

	if (ret && ret != -ENODATA)
		return ret;
	fputc('\n', out);
	if (ret)
		return print_owned(out, text);
	fputs(text, out);
	free(text);
	return 0;
}

static void print_provenance(FILE *out, const struct summary *summary,
			     const struct mail_groups *groups)
{
	struct provenance fact[PROVENANCE_MAX];
	size_t nr = provenance_list(summary, fact);
	const struct run_file *file = summary->file;
	char first[32];

	fputs("\nWhere this comes from\n", out);
	for (size_t i = 0; i < nr; i++) {
		snprintf(first, sizeof(first), "  %-11s", fact[i].label);
		wrap_print(out, MAIL_WIDTH, first, 13, fact[i].value);
	}
	for (size_t i = 0; i < groups->nr; i++) {
		char *title = words_group_title(summary, &summary->groups[groups->list[i]]);

		if (title)
			wrap_print(out, MAIL_WIDTH, "  memory     ", 13, title);
		free(title);
	}
	for (size_t i = 0; i < file->nr_facts; i++) {
		if (!strcmp(file->facts[i].key, "warning"))
			wrap_print(out, MAIL_WIDTH, "  warning    ", 13, file->facts[i].value);
	}
}

/* To be copied to a shell: a line that goes on ends in a backslash. */
static void print_command(FILE *out, const char *command)
{
	int used = fprintf(out, "    %.*s", (int)strcspn(command, " "), command);

	command += strcspn(command, " ");
	while (*command) {
		int len;

		command += strspn(command, " ");
		len = (int)strcspn(command, " ");
		/* Room for the blank before it, and for " \\" after it. */
		if (used + 1 + len + (command[len] ? 2 : 0) > MAIL_WIDTH)
			used = fprintf(out, " \\\n     ") - 3;
		used += fprintf(out, " %.*s", len, command);
		command += len;
	}
	fputc('\n', out);
}

static void print_again(FILE *out, const struct summary *summary)
{
	const char *command = run_file_fact(summary->file, "command");
	const char *seed = run_file_fact(summary->file, "seed");

	fputs("\nHow to do it again\n", out);
	print_item(out, "In a checkout of pagestream, scripts/run builds, measures and reports; "
			"this run, once built:");
	if (command && *command) {
		bool names_file = strstr(command, " -o") || strstr(command, " --output");
		char *again;

		if (asprintf(&again, "build/bench/%s%s%s%s", command, seed ? " --seed " : "",
			     seed ? seed : "", names_file ? "" : " -o mine.tsv") >= 0) {
			print_command(out, again);
			free(again);
		}
	}
	print_item(out, "This mail from the run file:");
	fprintf(out, "    build/bench/pagestream report mail %s\n",
		!strcmp(summary->file->name, "-") ? "< FILE" : provenance_file(summary));
	print_item(out, "What the words mean (copies, walks, targets, states, patterns):");
	fputs("    build/bench/pagestream list states\n", out);
}

static int print_traffic(FILE *out, const struct summary *summary, const struct mail_groups *groups)
{
	return mail_traffic(out, summary, groups->list, groups->nr, MAIL_WIDTH);
}

static int print_skips(FILE *out, const struct summary *summary, const struct mail_groups *groups)
{
	struct section section = { .out = out, .heading = "Not measured" };

	words_skips(summary, print_noted, &section);
	return 0;
}

static int print_notes(FILE *out, const struct summary *summary, const struct mail_groups *groups)
{
	struct section section = { .out = out, .heading = "Notes" };

	words_notes(summary, print_noted, &section);
	return 0;
}

static int print_end(FILE *out, const struct summary *summary, const struct mail_groups *groups)
{
	print_provenance(out, summary, groups);
	print_again(out, summary);
	fputs("\nWhat this cannot tell\n", out);
	words_limits(summary, print_item, out);
	return 0;
}

static int print_begin(FILE *out, const struct summary *summary, const struct mail_groups *groups)
{
	return print_answer(out, summary) ?: print_legend(out, summary, groups);
}

/*
 * The parts of a mail but for the tables, which follow the first one.
 * @must: in every mail; the others where they fit, those above first
 */
static const struct part {
	int (*print)(FILE *out, const struct summary *summary, const struct mail_groups *groups);
	bool must;
} parts[] = {
	{ print_begin, .must = true },
	{ print_picture },
	{ print_skips },
	{ print_traffic },
	{ print_notes },
	{ print_end, .must = true },
};

#define NR_PARTS (sizeof(parts) / sizeof(parts[0]))

/* Text that is left out when it does not fit into the lines that are left. */
static void fit(char **text, size_t *room)
{
	const size_t nr = *text ? wrap_lines(*text) : 0;

	if (nr <= *room) {
		*room -= nr;
		return;
	}
	free(*text);
	*text = NULL;
}

static int write_parts(const struct summary *summary, const struct mail_groups *groups,
		       char *text[NR_PARTS], char *table[FIGURE_GROUPS_MAX])
{
	int ret = 0;

	for (size_t i = 0; i < NR_PARTS + groups->nr && !ret; i++) {
		char **to = i < NR_PARTS ? &text[i] : &table[i - NR_PARTS];
		size_t size;
		FILE *out = open_memstream(to, &size);

		if (!out)
			return -ENOMEM;
		ret = i < NR_PARTS ? parts[i].print(out, summary, groups) :
				     print_table(out, summary,
						 &summary->groups[groups->list[i - NR_PARTS]]);
		if (fclose(out) && !ret)
			ret = -ENOMEM;
	}
	return ret;
}

/* The first table before everything else that may be left out; how many tables fit. */
static size_t choose_parts(char *text[NR_PARTS], char *table[FIGURE_GROUPS_MAX], size_t nr_tables)
{
	size_t room = MAIL_LINES - UNTOLD_LINES, nr = 0;

	for (size_t i = 0; i < NR_PARTS; i++) {
		const size_t lines = parts[i].must ? wrap_lines(text[i]) : 0;

		room -= lines < room ? lines : room;
	}
	if (nr_tables)
		fit(&table[0], &room);
	for (size_t i = 0; i < NR_PARTS; i++)
		if (!parts[i].must)
			fit(&text[i], &room);
	for (size_t i = 1; i < nr_tables; i++)
		fit(&table[i], &room);
	for (size_t i = 0; i < nr_tables; i++)
		nr += table[i] != NULL;
	return nr;
}

static int print_run(FILE *out, const struct summary *summary)
{
	const struct figure_frame frame = { .max_groups = FIGURE_GROUPS_MAX };
	char *text[NR_PARTS] = { NULL }, *table[FIGURE_GROUPS_MAX] = { NULL };
	struct mail_groups groups;
	size_t nr_more;
	int ret;

	groups.nr = figure_groups(summary, &frame, groups.list, &nr_more);
	ret = write_parts(summary, &groups, text, table);
	if (!ret) {
		const size_t nr = choose_parts(text, table, groups.nr);

		for (size_t i = 0; i < NR_PARTS && !ret; i++) {
			fputs(text[i] ?: "", out);
			if (i)
				continue;
			for (size_t t = 0; t < groups.nr; t++)
				fputs(table[t] ?: "", out);
			ret = print_untold(out, summary, nr);
		}
	}
	for (size_t i = 0; i < NR_PARTS; i++)
		free(text[i]);
	for (size_t i = 0; i < FIGURE_GROUPS_MAX; i++)
		free(table[i]);
	return ret;
}

/* One line of the mail: plain, and broken where nothing else did it. */
static void put_line(FILE *out, const char *line, size_t len)
{
	size_t used = 0;

	while (len && strchr(" \t", line[len - 1]))
		len--;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)line[i];

		/* A character of several bytes is one question mark. */
		if ((c & 0xc0) == 0x80)
			continue;
		if (used == MAIL_WIDTH - 1 && i + 1 < len) {
			fputs("\\\n", out);
			used = 0;
		}
		fputc(c == '\t' ? ' ' : c < ' ' || c > '~' ? '?' : c, out);
		used++;
	}
	fputc('\n', out);
}

static void put_mail(FILE *out, const char *text)
{
	while (*text) {
		size_t len = strcspn(text, "\n");

		put_line(out, text, len);
		text += len + (text[len] == '\n');
	}
}

static int mail_write(struct report_ctx *ctx, FILE *out)
{
	char *text = NULL;
	size_t size;
	FILE *mail = open_memstream(&text, &size);
	int ret = mail ? 0 : -ENOMEM;

	for (int i = 0; i < ctx->nr_runs && !ret; i++) {
		if (ctx->nr_runs > 1)
			fprintf(mail, "%srun %s\n\n", i ? "\n\n" : "", ctx->runs[i]->run);
		ret = print_run(mail, ctx->runs[i]);
	}
	if (mail && fclose(mail) && !ret)
		ret = -ENOMEM;
	if (!ret)
		put_mail(out, text);
	else if (ret == -ENOMEM)
		pr_err("report mail: out of memory");
	free(text);
	return ret;
}

const struct report report_mail = {
	.name = "mail",
	.desc = "72 plain columns with a picture, for a mailing list",
	.write = mail_write,
};
