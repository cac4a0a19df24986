// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Predicted traffic in words: copies that move the same bytes are named
 * together.
 */
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/prose/words.h"

/* What is printed alike is said once. */
static bool same_traffic(const struct summary_row *a, const struct summary_row *b)
{
	return !strcmp(number_traffic(a->r_model).text, number_traffic(b->r_model).text) &&
	       !strcmp(number_traffic(a->w_model).text, number_traffic(b->w_model).text);
}

static void put_copies_like(FILE *out, const struct summary_row *row, const struct summary_row *end)
{
	const struct summary_row *other;

	fprintf(out, "%s + %s for %s", number_traffic(row->r_model).text,
		number_traffic(row->w_model).text, row->case_->copy);
	for (other = row + 1; other < end; other++)
		if (same_traffic(row, other))
			fprintf(out, ", %s", other->case_->copy);
}

char *words_model(const struct summary *summary, const struct summary_group *group)
{
	const struct summary_row *first = summary->rows + group->first;
	const struct summary_row *end = first + group->nr_rows, *row, *before;
	char *text = NULL;
	size_t size, nr = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	fputs("Predicted by the model, DRAM bytes read + written per byte stored: ", out);
	for (row = first; row < end; row++) {
		if (isnan(row->r_model))
			continue;
		for (before = first; before < row && !same_traffic(before, row); before++)
			;
		if (before < row)
			continue;
		fputs(nr++ ? "; " : "", out);
		put_copies_like(out, row, end);
	}
	fputc('.', out);
	if (fclose(out) || !nr) {
		free(text);
		return NULL;
	}
	return text;
}
