// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/figure/figure.h"

#include <errno.h>
#include <string.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/figure/folder.h"
#include "report/figure/gnuplot.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"
#include "report/prose/wrap.h"

#define FIGURE(id) extern const struct figure figure_##id;
#include "report/figure/figure-list.h"
#undef FIGURE

const struct figure *const figure_table[] = {
#define FIGURE(id) &figure_##id,
#include "report/figure/figure-list.h"
#undef FIGURE
	NULL,
};

_Static_assert(sizeof(figure_table) / sizeof(figure_table[0]) - 1 <= FIGURE_MAX,
	       "room for every picture");

const struct figure *figure_find(const char *name)
{
	for (size_t i = 0; figure_table[i]; i++) {
		if (!strcmp(figure_table[i]->name, name))
			return figure_table[i];
	}
	return NULL;
}

static const char *known_fact(const struct summary *summary, const char *key)
{
	const char *value = run_file_fact(summary->file, key);

	return value && *value && strncmp(value, "absent", strlen("absent")) ? value : NULL;
}

/* Machine and run, without which a picture is worth nothing once it is passed on. */
static void find_origin(const struct summary *summary, char *line, size_t size)
{
	static const char *const keys[][2] = {
		{ "cpu", "" },
		{ "hypervisor", ", guest of " },
		{ "kernel", ", kernel " },
		{ "run", "; run " },
		{ "date", ", " },
		{ "label", ", " },
	};
	const char *origin = known_fact(summary, "origin");

	line[0] = '\0';
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		const char *value = known_fact(summary, keys[i][0]);

		if (value && strcmp(value, "-"))
			message_add(line, size, "%s%.80s", *line ? keys[i][1] : "", value);
	}
	if (!origin || strncmp(origin, "measured", strlen("measured")))
		message_add(line, size, " (%.20s: no machine's own times)",
			    origin ? origin : "origin unknown");
}

/* Of several runs, as the picture may travel without their files: which. */
static void find_origins(const struct summary *const *runs, int nr_runs, char *line, size_t size)
{
	line[0] = '\0';
	for (int i = 0; i < nr_runs; i++)
		message_add(line, size, "%s%.24s %.24s", i ? ", " : "",
			    known_fact(runs[i], "platform") ?: "a machine,",
			    known_fact(runs[i], "run") ?: runs[i]->run);
}

static void put_word(FILE *out, const char *name, const char *text)
{
	fprintf(out, "%s = ", name);
	gnuplot_word(out, text);
	fputc('\n', out);
}

static int write_data(const struct figure *figure, const struct summary *const *runs, int nr_runs,
		      FILE *out, struct figure_frame *frame)
{
	char line[sizeof(frame->caption) + sizeof(frame->marks) + 2];
	int ret;

	put_word(out, "title", figure->title);
	if (nr_runs == 1)
		find_origin(runs[0], frame->origin, sizeof(frame->origin));
	else
		find_origins(runs, nr_runs, frame->origin, sizeof(frame->origin));
	put_word(out, "origin", frame->origin);
	ret = nr_runs == 1 ? figure->write(runs[0], out, frame) :
			     figure->write_all(runs, nr_runs, out, frame);
	if (ret)
		return ret;
	snprintf(line, sizeof(line), "%s%s%s", frame->caption, *frame->marks ? "; " : "",
		 frame->marks);
	put_word(out, "caption", line);
	return 0;
}

/* Where there is no picture, the text form says why. */
static int write_nothing(const char *folder, const char *stem, const struct figure_frame *frame)
{
	char name[128];
	FILE *out;

	snprintf(name, sizeof(name), "%s.txt", stem);
	out = folder_open(folder, name, "w");
	if (!out)
		return -EIO;
	wrap_print(out, FIGURE_DUMB_WIDTH, "", 0, frame->nothing);
	return folder_close(out, name) ?: -ENODATA;
}

int figure_data(const struct figure *figure, const struct summary *const *runs, int nr_runs,
		const char *folder, const char *stem, struct figure_frame *frame)
{
	char name[128];
	FILE *out;
	int ret, closed;

	frame->caption[0] = frame->marks[0] = frame->nothing[0] = '\0';
	snprintf(name, sizeof(name), "%s.data", stem);
	out = folder_open(folder, name, "w");
	if (!out)
		return -EIO;
	ret = write_data(figure, runs, nr_runs, out, frame);
	closed = folder_close(out, name);
	if (ret == -ENOMEM)
		pr_err("out of memory");
	if (ret == -ENODATA)
		ret = folder_unlink(folder, name) ?: write_nothing(folder, stem, frame);
	return ret ? ret : closed;
}

void figure_script(const struct figure *figure, FILE *script, const char *stem,
		   enum figure_forms forms)
{
	static const struct {
		enum figure_forms form;
		const char *name;
		const char *suffix;
	} all[] = {
		{ FIGURE_SVG, "svg", "svg" },
		{ FIGURE_PNG, "png", "png" },
		{ FIGURE_DUMB, "dumb", "txt" },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++) {
		if (forms & all[i].form)
			fprintf(script,
				"stem = '%s'; form = '%s'; picture = '%s.%s'; load '%s.gp'\n", stem,
				all[i].name, stem, all[i].suffix, figure->name);
	}
}

int figure_files(const char *folder)
{
	for (const struct embedded_file *file = plot_files; file->name; file++) {
		FILE *out = folder_open(folder, file->name, "w");
		int ret;

		if (!out)
			return -EIO;
		fputs(file->text, out);
		ret = folder_close(out, file->name);
		if (ret)
			return ret;
	}
	return 0;
}
