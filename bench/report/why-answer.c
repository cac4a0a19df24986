// SPDX-License-Identifier: GPL-2.0-or-later
#include "report/why-answer.h"

#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#include "report/prose/number.h"
#include "report/prose/wrap.h"

/* What is supported is named with the contrast that shows most. */
static void put_strongest(FILE *out, const struct contrast_results *results,
			  const struct hypothesis *h)
{
	const struct contrast_result *most = NULL;

	for (size_t i = 0; i < results->nr; i++) {
		const struct contrast_result *result = &results->all[i];

		if (result->hypothesis == h && result->verdict == CONTRAST_SUPPORTED &&
		    (!most || result->effect.median > most->effect.median))
			most = result;
	}
	if (most)
		fprintf(out, " (%s: %s)", most->contrast->label,
			number_ratio(most->effect.median).text);
	else
		fprintf(out, " (%s)", h->axis);
}

static int print_verdict_list(FILE *out, int width, const struct contrast_results *results,
			      enum contrast_verdict verdict, bool split, const char *intro)
{
	char *text = NULL;
	size_t size, nr = 0;
	FILE *list = open_memstream(&text, &size);

	if (!list)
		return -ENOMEM;
	fprintf(list, "%s:", intro);
	for (size_t h = 0; h < hypotheses_nr; h++) {
		bool is_split;

		if (hypotheses[h].of_cpus ||
		    contrast_verdict_of(results, &hypotheses[h], &is_split) != verdict ||
		    is_split != split)
			continue;
		fprintf(list, "%s %s", nr++ ? ";" : "", hypotheses[h].id);
		put_strongest(list, results, &hypotheses[h]);
	}
	fclose(list);
	if (nr)
		wrap_print(out, width, "", 2, text);
	free(text);
	return 0;
}

/* A side on which streaming really loses, not only wins less. */
static int print_losses(FILE *out, int width, const struct summary *summary,
			const struct contrast_results *results)
{
	char *text = NULL;
	size_t size, nr = 0, nr_measured = 0;
	FILE *list = open_memstream(&text, &size);

	if (!list)
		return -ENOMEM;
	for (size_t i = 0; i < results->nr; i++) {
		const struct contrast_result *result = &results->all[i];
		const struct contrast_side *side = &result->contrast->loses;

		if (!result->a.has_interval || side->over || side->under)
			continue;
		nr_measured++;
		if (result->a.lo <= 1 + summary->margin)
			continue;
		fprintf(list, "%s %s (%s: %s)",
			nr++ ? ";" : "Streaming is slower than mov on the A side of",
			result->hypothesis->id, result->contrast->label,
			number_ratio(result->a.median).text);
	}
	fclose(list);
	if (nr)
		wrap_print(out, width, "", 2, text);
	else if (nr_measured)
		wrap_print(out, width, "", 2,
			   "On no side of any contrast is streaming slower than mov: what is "
			   "supported makes it win less, not lose.");
	free(text);
	return 0;
}

int why_answer_write(FILE *out, int width, const struct summary *summary,
			const struct contrast_results *results)
{
	/* clang-format off */
	static const struct {
		enum contrast_verdict verdict;
		bool split;
		const char *intro;
	} part[] = {
		{ CONTRAST_SUPPORTED,	 false, "Supported" },
		{ CONTRAST_UNDECIDED,	 true,	"Contrasts contradict each other" },
		{ CONTRAST_REJECTED,	 false, "Rejected" },
		{ CONTRAST_UNDECIDED,	 false, "Undecided" },
		{ CONTRAST_NOT_TESTABLE, false, "Not testable here" },
		{ CONTRAST_NOT_MEASURED, false, "Not measured" },
	};
	/* clang-format on */
	int ret = 0;

	for (size_t i = 0; i < sizeof(part) / sizeof(part[0]) && !ret; i++)
		ret = print_verdict_list(out, width, results, part[i].verdict, part[i].split,
					 part[i].intro);
	return ret ? ret : print_losses(out, width, summary, results);
}
