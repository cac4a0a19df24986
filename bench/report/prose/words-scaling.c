// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What more threads gain, in words.
 */
#include <stdio.h>
#include <stdlib.h>

#include "analysis/scaling.h"
#include "report/prose/number.h"
#include "report/prose/words.h"

#define STREAMED "movnti"

/* "movnti / mov 0.311, 0.303 with 1, 2 threads, preferred with each" */
static void put_ratios(FILE *out, const struct summary *summary, const struct scaling *scaling)
{
	size_t nr = 0, nr_preferred = 0;
	char *threads = NULL;
	size_t size;
	FILE *list = open_memstream(&threads, &size);

	for (size_t i = 0; list && i < scaling->nr; i++) {
		const struct summary_row *row = scaling_row(summary, scaling, i, STREAMED);

		if (!row || !row->ratio.nr_samples)
			continue;
		fprintf(out, "%s%s", nr ? ", " : STREAMED " / " SUMMARY_REFERENCE " ",
			number_ratio(row->ratio.median).text);
		fprintf(list, "%s%d", nr ? ", " : " with ", row->case_->threads);
		nr_preferred += row->verdict == VERDICT_PREFER_COPY;
		nr++;
	}
	if (list && !fclose(list) && nr)
		fprintf(out, "%s threads, preferred with ", threads);
	free(threads);
	if (nr && nr_preferred == nr)
		fputs("each", out);
	else if (nr)
		fprintf(out, "%zu of these %zu", nr_preferred, nr);
	else
		fputs("no ratio of " STREAMED, out);
}

/* "; movnti gains up to 8 threads": the most that were measured, or fewer: then memory is full. */
static void put_full(FILE *out, const struct summary *summary, const struct scaling *scaling,
		     const char *copy)
{
	const int full = scaling_threads_full(summary, scaling, copy);
	int most = 0;

	for (size_t i = 0; i < scaling->nr; i++) {
		const struct summary_row *row = scaling_row(summary, scaling, i, copy);

		most = row ? row->case_->threads : most;
	}
	if (full && full == most)
		fprintf(out, "; %s gains up to %d", copy, most);
	else if (full)
		fprintf(out, "; %s gains no more from %d on", copy, full);
}

char *words_scaling(const struct summary *summary, const struct scaling *scaling)
{
	char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	put_ratios(out, summary, scaling);
	put_full(out, summary, scaling, STREAMED);
	put_full(out, summary, scaling, SUMMARY_REFERENCE);
	if (fclose(out)) {
		free(text);
		return NULL;
	}
	return text;
}
