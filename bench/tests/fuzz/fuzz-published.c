// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Tables of published figures.
 */
#include <stdlib.h>
#include <string.h>

#include "analysis/published.h"
#include "fuzz.h"

#define LINES_MOST 4096

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const char *lines[LINES_MOST];
	char *text = fuzz_text(data, size), *rest = text, *line;
	struct published table;
	size_t nr = 0;

	while (nr < LINES_MOST && (line = strsep(&rest, "\n")))
		lines[nr++] = line;
	if (!published_parse("fuzz", lines, nr, &table))
		published_free(&table);
	free(text);
	return 0;
}
