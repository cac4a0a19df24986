// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * What the template and streaming would do for the ordinary memmap.
 */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/group.h"
#include "analysis/thread.h"
#include "report/prose/number.h"
#include "report/prose/words.h"

/* Struct pages of 1 TiB, and ns in a ms. */
#define MS_PER_TIB ((double)(1LL << 40) / PAGE_DEVICE_BYTES / 1e6)

/* The walks of kernels-sim/ordinary.h, in words. */
static const struct {
	const char *walk;
	const char *what;
} ordinary[] = {
	{ "boot", "memmap at boot" },
	{ "deferred", "deferred memmap" },
	{ "hotplug", "memmap of added memory" },
};

static const char *ordinary_what(const char *walk)
{
	for (size_t i = 0; i < sizeof(ordinary) / sizeof(ordinary[0]); i++)
		if (!strcmp(ordinary[i].walk, walk))
			return ordinary[i].what;
	return NULL;
}

/* "the template would save 310 ms per TiB (1.12 [1.10..1.13])" */
static void put_series(FILE *out, const struct summary *summary, const struct summary_row *base,
		       const struct summary_row *row, const char *what)
{
	const struct stats_estimate *ratio = &row->base_ratio;
	const double base_ms = base->ns.median * MS_PER_TIB;
	const double saved = base_ms * (1 - 1 / ratio->median);
	const enum stats_side side = ratio->has_interval ? stats_side(ratio, summary->margin) :
							   STATS_OPEN;

	fprintf(out, "%s ", what);
	switch (side) {
	case STATS_ABOVE:
		fprintf(out, "would save %.0f ms per TiB", saved);
		break;
	case STATS_BELOW:
		fprintf(out, "would cost %.0f ms more per TiB", -saved);
		break;
	case STATS_WITHIN:
		fputs("would change nothing", out);
		break;
	default:
		fputs("is undecided", out);
		break;
	}
	fprintf(out, " (base/this %s", number_ratio(ratio->median).text);
	if (ratio->has_interval)
		fprintf(out, " [%s..%s]", number_ratio(ratio->lo).text, number_ratio(ratio->hi).text);
	if (side == STATS_OPEN && ratio->interval == STATS_RANGE)
		fprintf(out, "; %zu rounds must clear %s", ratio->n,
			number_percent(100 * STATS_FEW_MARGINS * summary->margin).text);
	fputc(')', out);
}

static char *sentence_of(const struct summary *summary, const struct summary_group *group)
{
	static const char *const what[SERIES_NR] = {
		[SERIES_TEMPLATE] = "the template", [SERIES_OUT_OF_LINE] = "streaming out of line",
		[SERIES_STREAMING] = "streaming in line",
	};
	const struct run_case *c = summary->rows[group->first].case_;
	const struct summary_row *base = thread_row(summary, group, SERIES_BASE);
	const char *part = ": ";
	char *text = NULL;
	size_t size;
	FILE *out;

	if (!base || !base->ns.nr_samples)
		return NULL;
	out = open_memstream(&text, &size);
	if (!out)
		return NULL;
	fprintf(out, "The %s (%s, state %s", ordinary_what(c->walk), c->target, c->state);
	if (strcmp(c->kernel, "-"))
		fprintf(out, ", kernel %s", c->kernel);
	if (c->threads > 1)
		fprintf(out, ", %d threads", c->threads);
	if (group->mode != MODE_ONE)
		fprintf(out, ", %s", summary->mode_word[group->mode]);
	fprintf(out, ") takes %.0f ms per TiB", base->ns.median * MS_PER_TIB);
	for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++) {
		const struct summary_row *row = thread_row(summary, group, (enum thread_series)s);

		if (!row || !row->base_ratio.nr_samples)
			continue;
		fputs(part, out);
		put_series(out, summary, base, row, what[s]);
		part = ", ";
	}
	fputc('.', out);
	fclose(out);
	return text;
}

void words_ordinary(const struct summary *summary, void (*emit)(void *arg, const char *sentence),
		    void *arg)
{
	for (size_t g = 0; g < summary->nr_groups; g++) {
		const struct summary_group *group = &summary->groups[g];
		char *text;

		if (group->verdict == GROUP_UNMEASURED || summary->emulated ||
		    group_is_thin(summary, group) ||
		    !ordinary_what(summary->rows[group->first].case_->walk))
			continue;
		text = sentence_of(summary, group);
		if (text)
			emit(arg, text);
		free(text);
	}
}
