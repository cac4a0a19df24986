// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * mail: what goes to a mailing list.  Plain ASCII, at most 72 columns, no tab,
 * no blank at the end of a line, so that it can be quoted and still fits 80.
 *
 * The answer comes first, in a paragraph; then the tables, a picture, where it
 * comes from, how to do it again, and what it cannot tell.
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
#include "report/prose/words-case.h"
#include "report/prose/words.h"
#include "report/prose/wrap.h"

#define MAIL_WIDTH 72

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
	const char *origin = words_origin(summary), *cpu = run_file_fact(summary->file, "cpu");
	char *text = words_answer(summary), *all;
	int len;

	if (!text)
		return -ENOMEM;
	len = asprintf(&all, "%s%s: %s", cpu ? cpu : "CPU unknown",
		       words_is_guest(summary) ? ", a guest" : "", text);
	free(text);
	if (len < 0)
		return -ENOMEM;
	if (origin) {
		print_paragraph(out, origin);
		fputc('\n', out);
	}
	if (summary->nr_groups)
		print_paragraph(out, all);
	free(all);
	words_caveats(summary, print_paragraph, out);
	return 0;
}

/* Measured, and neither in a table here nor told as a thin c2c mode. */
static int print_untold(FILE *out, const struct summary *summary, const struct mail_groups *groups)
{
	size_t nr = 0;
	char *text;

	for (size_t g = 0; g < summary->nr_groups; g++)
		nr += group_has_samples(summary, &summary->groups[g]) &&
		      !group_is_thin(summary, &summary->groups[g]);
	if (nr <= groups->nr)
		return 0;
	nr -= groups->nr;
	if (asprintf(&text,
		     "%zu more group%s of cases %s no table here; pagestream report text has all.",
		     nr, nr == 1 ? "" : "s", nr == 1 ? "has" : "have") < 0)
		return -ENOMEM;
	fputc('\n', out);
	print_paragraph(out, text);
	free(text);
	return 0;
}

/* What decides; a mail with every layout, pattern and size would not be read. */
static int print_tables(FILE *out, const struct summary *summary, const struct mail_groups *groups)
{
	static const struct text_style style = { .width = MAIL_WIDTH, .brief = true };

	if (!groups->nr)
		return 0;
	fputc('\n', out);
	if (print_owned(out, words_legend(summary)) || print_owned(out, words_common(summary)))
		return -ENOMEM;
	for (size_t i = 0; i < groups->nr; i++) {
		const struct summary_group *group = &summary->groups[groups->list[i]];
		int ret;

		fputc('\n', out);
		ret = print_owned(out, words_group_title(summary, group)) ?:
		      text_table(out, summary, group, &style);
		if (ret)
			return ret;
	}
	return print_untold(out, summary, groups);
}

static int print_picture(FILE *out, const struct summary *summary)
{
	char *text;
	int ret = figure_dumb(figure_find("ratio"), summary, 1, &text);

	if (ret && ret != -ENODATA && ret != -ENOENT)
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

static int print_run(FILE *out, const struct summary *summary)
{
	const struct figure_frame frame = { .max_groups = FIGURE_GROUPS_MAX };
	struct section section = { .out = out };
	struct mail_groups groups;
	size_t nr_more;
	int ret;

	groups.nr = figure_groups(summary, &frame, groups.list, &nr_more);
	ret = print_answer(out, summary)					     ?:
		      print_tables(out, summary, &groups)			     ?:
		      mail_traffic(out, summary, groups.list, groups.nr, MAIL_WIDTH) ?:
		      print_picture(out, summary);
	if (ret)
		return ret;
	section.heading = "Not measured";
	words_skips(summary, print_noted, &section);
	section.heading = "Notes";
	words_notes(summary, print_noted, &section);
	print_provenance(out, summary, &groups);
	print_again(out, summary);
	fputs("\nWhat this cannot tell\n", out);
	words_limits(summary, print_item, out);
	return 0;
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
