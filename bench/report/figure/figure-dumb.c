// SPDX-License-Identifier: GPL-2.0-or-later
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "report/figure/figure.h"
#include "report/figure/folder.h"
#include "report/figure/gnuplot.h"
#include "report/prose/wrap.h"

/* gnuplot begins with a form feed and pads its lines; in place. */
static void tidy(char *text)
{
	char *to = text, *from = text;

	from += strspn(from, "\f\n");
	while (*from) {
		size_t len = strcspn(from, "\n"), next = len + (from[len] == '\n');

		while (len && strchr(" \f", from[len - 1]))
			len--;
		memmove(to, from, len);
		to += len;
		*to++ = '\n';
		from += next;
	}
	while (to > text + 1 && to[-1] == '\n' && to[-2] == '\n')
		to--;
	*to = '\0';
}

int figure_tidy(const char *folder, const char *stem, const struct figure_frame *frame)
{
	char name[64], *text;
	FILE *out;

	snprintf(name, sizeof(name), "%s.txt", stem);
	text = folder_text(folder, name, NULL);
	out = text ? folder_open(folder, name, "w") : NULL;
	if (!out) {
		free(text);
		return -EIO;
	}
	tidy(text);
	fputs(text, out);
	free(text);
	if (frame) {
		fputc('\n', out);
		wrap_print(out, FIGURE_DUMB_WIDTH, "", 2, frame->caption);
		wrap_print(out, FIGURE_DUMB_WIDTH, "", 2, frame->origin);
	}
	return folder_close(out, name);
}

static int draw(const struct figure *figure, const struct summary *summary, const char *folder,
		struct figure_frame *frame, char **text)
{
	int ret = figure_data(figure, &summary, 1, folder, figure->name, frame) ?:
		  figure_files(folder);
	char name[64];
	FILE *script;

	if (ret)
		return ret;
	script = folder_open(folder, "all.gp", "w");
	if (!script)
		return -EIO;
	figure_script(figure, script, figure->name, FIGURE_DUMB);
	ret = folder_close(script, "all.gp")	    ?:
		      gnuplot_run(folder, "all.gp") ?:
						      figure_tidy(folder, figure->name, NULL);
	if (ret)
		return ret;
	snprintf(name, sizeof(name), "%s.txt", figure->name);
	*text = folder_text(folder, name, NULL);
	return *text ? 0 : -EIO;
}

int figure_dumb(const struct figure *figure, const struct summary *summary, size_t max_groups,
		char **text)
{
	struct figure_frame frame = { .max_groups = max_groups };
	const char *why = NULL;
	char *folder;
	int ret;

	*text = NULL;
	ret = folder_begin(NULL, &folder);
	if (ret == -ENOMEM)
		return ret;
	if (ret) {
		*text = strdup("No picture: TMPDIR takes no folder.");
		return *text ? -ENODATA : -ENOMEM;
	}
	ret = draw(figure, summary, folder, &frame, text);
	folder_remove(folder);
	free(folder);
	if (ret == -ENODATA)
		why = frame.nothing;
	if (ret == -ENOENT)
		why = "No picture: gnuplot is not installed here.";
	else if (ret && ret != -ENODATA && ret != -ENOMEM)
		why = "No picture: gnuplot failed.";
	if (!why)
		return ret;
	*text = strdup(why);
	return *text ? -ENODATA : -ENOMEM;
}
