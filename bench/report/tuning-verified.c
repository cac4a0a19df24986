// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Plan verify: do the thresholds that copy dispatch was built with hold?
 */
#include "report/tuning-verified.h"

#include <string.h>

#include "analysis/summary.h"
#include "report/kernel/kernel-entry.h"
#include "report/prose/number.h"
#include "report/prose/wrap.h"

/* How many cases plan verify judged, and how they came out. */
struct verified {
	size_t nr;
	size_t nr_good;
	size_t nr_open;
};

static void put_worse(FILE *out, const struct summary_row *row)
{
	const struct run_case *c = row->case_;
	char text[512];
	/* A short range shows what one decision costs, which no long one does. */
	const double more_ns = (row->dispatch_ratio.median - 1) * row->ns.median * c->pages;

	snprintf(text, sizeof(text),
		"%s, %s, %s of memmap: dispatch takes %s [%s..%s] of the time of %s, %.1f us "
		"more per call",
		c->target, c->walk, number_bytes(c->pages * c->layout).text,
		number_ratio(row->dispatch_ratio.median).text,
		number_ratio(row->dispatch_ratio.lo).text,
		number_ratio(row->dispatch_ratio.hi).text, c->copy, more_ns / 1000);
	wrap_print(out, MAIL_WIDTH, "* ", 2, text);
}

/*
 * Copy dispatch against mov and, where it beats mov, against the copy that entries are for, by
 * the ratio of their times in the same repetitions: two intervals of ratios to
 * mov would overlap long before the copies are alike.
 */
static void verify_group(const struct summary *summary, const struct summary_group *group,
			 struct verified *v, FILE *out)
{
	bool judged = false, good = true;

	for (size_t i = group->first; i < group->first + group->nr_rows; i++) {
		const struct summary_row *row = &summary->rows[i];
		const struct stats_estimate *ratio = &row->dispatch_ratio;

		if (!row->is_reference && (row->verdict != VERDICT_PREFER_COPY ||
					   strcmp(row->case_->copy, KERNEL_COPY)))
			continue;
		if (!ratio->nr_samples)
			continue;
		if (!ratio->has_interval || stats_is_marked(ratio)) {
			v->nr_open += row->is_reference;
			continue;
		}
		judged = true;
		if (stats_side(ratio, summary->margin) == STATS_ABOVE) {
			good = false;
			put_worse(out, row);
		}
	}
	v->nr += judged;
	v->nr_good += judged && good;
}

static bool has_dispatch(const struct summary *summary)
{
	for (size_t i = 0; i < summary->nr_rows; i++)
		if (summary->rows[i].dispatch_ratio.nr_samples)
			return true;
	return false;
}

void tuning_verified(const struct summary *summary, FILE *out)
{
	const char *run = run_file_fact(summary->file, "run");
	const char *platform = run_file_fact(summary->file, "platform");
	struct verified v = { 0 };
	char text[256];

	if (!has_dispatch(summary))
		return;
	fprintf(out, "\n## Thresholds, as copy dispatch had them in run %s on %s\n\n",
		run ? run : "-", platform ? platform : "-");
	for (size_t i = 0; i < summary->nr_groups; i++)
		verify_group(summary, &summary->groups[i], &v, out);
	if (v.nr_good < v.nr)
		fputc('\n', out);
	if (v.nr) {
		snprintf(text, sizeof(text), "They %s: in %zu of %zu cases dispatch takes no more "
			 "time than mov, nor than " KERNEL_COPY " where that wins, by more than %s, "
			 "in the same repetitions.", v.nr_good < v.nr ? "do not hold everywhere" :
			 "hold", v.nr_good, v.nr, number_percent(100 * summary->margin).text);
		wrap_print(out, MAIL_WIDTH, "", 0, text);
	}
	if (v.nr_open)
		fprintf(out, "%zu cases have fewer than %d rounds and decide nothing.\n", v.nr_open,
			STATS_SOLID_N);
}
