// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * How to read a report: what its columns are, and what its copies are to the series.
 */
#include <math.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "report/prose/number.h"
#include "report/prose/words.h"

char *words_series(const struct summary *summary)
{
	static const struct {
		const char *copy;
		const char *is;
	} series[] = {
		{ SUMMARY_REFERENCE, "the template by ordinary stores" },
		{ "movnti", "the template streamed in line, the whole series" },
		{ "flushcache", "streamed out of line" },
		{ SUMMARY_BASE, "the code before the series" },
	};
	char *text = NULL;
	size_t size, nr = 0;
	FILE *out = open_memstream(&text, &size);

	if (!out)
		return NULL;
	for (size_t s = 0; s < sizeof(series) / sizeof(series[0]); s++) {
		bool there = false;

		for (size_t i = 0; i < summary->nr_rows && !there; i++)
			there = summary->rows[i].ns.nr_samples &&
				!strcmp(summary->rows[i].case_->copy, series[s].copy);
		if (there)
			fprintf(out, "%s%s is %s", nr++ ? ", " : "", series[s].copy, series[s].is);
	}
	fputs(nr ? "." : "", out);
	return fclose(out) ? NULL : text;
}

/* For somebody who has never seen such a table. */
char *words_legend(const struct summary *summary)
{
	bool fpu_only = false, null = false;
	char *text;

	for (size_t r = 0; r < summary->nr_rows; r++) {
		fpu_only |= summary->rows[r].is_fpu_only && summary->rows[r].ns.nr_samples;
		null |= summary->rows[r].is_null && summary->rows[r].ns.nr_samples;
	}
	if (asprintf(
		    &text,
		    "ns/page: time per struct page, median over rounds (a fresh process with fresh "
		    "memory each); time/" SUMMARY_REFERENCE ": paired within a repetition, below 1 "
		    "is faster; [95 %%]: interval over rounds; n: samples; prefer: the whole "
		    "interval is more than %s below 1%s%s.",
		    number_percent(100 * summary->margin).text,
		    fpu_only ? "; fpu-only: needs FPU state, which kernel code has not" : "",
		    null ? "; null stores nothing: what the harness itself costs" : "") < 0)
		return NULL;
	return text;
}
