// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Options of axes, a line each as "AXIS WORDS", and the cases that a plan makes of them.
 */
#include <stdlib.h>
#include <string.h>

#include "fuzz.h"
#include "plan/axes.h"
#include "plan/plan.h"

/* A plan over more choices takes seconds, and is the same code. */
#define LINES_MOST 6
#define WORDS_MOST 8

/* As the command does: what is refused ends it. */
static int choose(struct axes *axes, char *line)
{
	char *words = strchr(line, ' ');
	size_t i, commas = 0;

	if (!words)
		return 0;
	*words++ = '\0';
	for (i = 0; words[i]; i++)
		commas += words[i] == ',';
	if (commas >= WORDS_MOST || !strcmp(words, "all"))
		return 0;
	if (!strcmp(line, "pages"))
		return axes_choose_pages(axes, words);
	if (!strcmp(line, "device-size"))
		return axes_choose_device_size(axes, words);
	for (i = 0; i < AXIS_NR; i++)
		if (!strcmp(line, axis_table[i].column))
			return axes_choose(axes, i, words);
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const struct plan *plan = plan_find("smoke");
	char *text = fuzz_text(data, size), *rest = text, *line;
	struct axes axes = { 0 };
	struct bench_cases cases;
	int lines = 0, ret = 0;

	while (!ret && (line = strsep(&rest, "\n")) && lines++ < LINES_MOST)
		ret = choose(&axes, line);
	if (!ret && !plan_cases(plan, &axes, 0, &cases))
		bench_cases_free(&cases);
	axes_free(&axes);
	free(text);
	return 0;
}
