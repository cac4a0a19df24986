// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * sizes: time per page against the size of the memmap, with the machine's
 * caches and the size from which the streamed copy wins.
 */
#include <errno.h>
#include <inttypes.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "analysis/summary.h"
#include "report/figure/figure.h"
#include "report/figure/gnuplot.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"

/* Fewer sizes are no curve. */
#define SIZES_MIN 3
/* Lines that can still be told apart. */
#define COPIES_MAX 6

#define STREAMED "movnti"

struct chart {
	const struct summary *summary;
	FILE *out;
	const struct summary_group **group; /* by size, the smallest first */
	size_t nr;
};

/* Alike but for the size? Skipped groups and the other c2c mode are not. */
static bool is_of_curve(const struct summary *summary, const struct summary_group *group,
			const struct summary_group *other)
{
	struct run_case theirs = *summary->rows[other->first].case_;
	const struct run_case *mine = summary->rows[group->first].case_;

	theirs.pages = mine->pages;
	return other->mode == group->mode && other->verdict != GROUP_UNMEASURED &&
	       group_has_samples(summary, other) && group_same_kind(mine, &theirs);
}

static int64_t pages_of(const struct chart *chart, size_t i)
{
	return chart->summary->rows[chart->group[i]->first].case_->pages;
}

static void sort_by_size(struct chart *chart)
{
	/* Few sizes, mostly in order. */
	for (size_t i = 1; i < chart->nr; i++) {
		for (size_t j = i; j && pages_of(chart, j - 1) > pages_of(chart, j); j--) {
			const struct summary_group *swap = chart->group[j];

			chart->group[j] = chart->group[j - 1];
			chart->group[j - 1] = swap;
		}
	}
}

/* The kind of case with most sizes; deciding ones first.  Leaves how many such kinds there are. */
static size_t find_curve(struct chart *chart)
{
	const struct summary *summary = chart->summary;
	size_t best = 0, best_score = 0, nr_curves = 0;

	for (size_t g = 0; g < summary->nr_groups; g++) {
		size_t nr = 0, score;
		bool first = true;

		for (size_t other = 0; other < summary->nr_groups; other++) {
			if (!is_of_curve(summary, &summary->groups[g], &summary->groups[other]))
				continue;
			nr++;
			first &= other >= g;
		}
		if (nr < SIZES_MIN || !first)
			continue;
		nr_curves++;
		score = 2 * nr + group_is_deciding(summary, &summary->groups[g]);
		if (score > best_score) {
			best_score = score;
			best = g;
		}
	}
	for (size_t other = 0; nr_curves && other < summary->nr_groups; other++) {
		if (is_of_curve(summary, &summary->groups[best], &summary->groups[other]))
			chart->group[chart->nr++] = &summary->groups[other];
	}
	sort_by_size(chart);
	return nr_curves;
}

static const struct summary_row *find_row(const struct chart *chart, size_t i, const char *copy)
{
	const struct summary_group *group = chart->group[i];

	for (size_t r = group->first; r < group->first + group->nr_rows; r++) {
		const struct summary_row *row = &chart->summary->rows[r];

		if (row->ns.nr_samples && !strcmp(row->case_->copy, copy))
			return row;
	}
	return NULL;
}

/* The question's own copies first, then what else is there, in the order of the largest size. */
static size_t choose_copies(const struct chart *chart, const char **copy)
{
	static const char *const first[] = { SUMMARY_REFERENCE, STREAMED, SUMMARY_BASE };
	const struct summary_group *largest = chart->group[chart->nr - 1];
	size_t nr = 0;

	for (size_t f = 0; f < sizeof(first) / sizeof(first[0]); f++) {
		if (find_row(chart, chart->nr - 1, first[f]))
			copy[nr++] = first[f];
	}
	for (size_t r = largest->first; r < largest->first + largest->nr_rows && nr < COPIES_MAX;
	     r++) {
		const struct summary_row *row = &chart->summary->rows[r];
		bool taken = row->is_null || row->is_fpu_only || !row->ns.nr_samples;

		for (size_t i = 0; i < nr; i++)
			taken |= !strcmp(copy[i], row->case_->copy);
		if (!taken)
			copy[nr++] = row->case_->copy;
	}
	return nr;
}

static void put_time(FILE *out, const struct summary_row *row)
{
	figure_estimate(out, number_ns(row->ns.median), number_ns(row->ns.lo),
			number_ns(row->ns.hi), row->ns.has_interval);
}

static void put_ratio(FILE *out, const struct summary_row *row)
{
	figure_estimate(out, number_ratio(row->ratio.median), number_ratio(row->ratio.lo),
			number_ratio(row->ratio.hi),
			row->ratio.has_interval && !row->is_reference);
}

/* One copy's points, by size; gnuplot tells curves apart by two empty lines. */
static void put_curve(const struct chart *chart, const char *copy, size_t number,
		      void (*put)(FILE *out, const struct summary_row *row))
{
	fputs(number ? "\n\n" : "", chart->out);
	for (size_t i = 0; i < chart->nr; i++) {
		const struct summary_row *row = find_row(chart, i, copy);

		if (!row)
			continue;
		fprintf(chart->out, "%" PRId64, row->case_->pages * row->case_->layout);
		put(chart->out, row);
		fputc('\n', chart->out);
	}
}

static void put_curves(const struct chart *chart)
{
	const char *copy[COPIES_MAX];
	size_t nr = choose_copies(chart, copy);

	fprintf(chart->out, "nr_copies = %zu\narray copy[%zu]\n", nr, nr);
	for (size_t c = 0; c < nr; c++) {
		fprintf(chart->out, "copy[%zu] = ", c + 1);
		gnuplot_word(chart->out, copy[c]);
		fputc('\n', chart->out);
	}
	figure_block(chart->out, "times");
	for (size_t c = 0; c < nr; c++)
		put_curve(chart, copy[c], c, put_time);
	figure_block_end(chart->out);
	figure_block(chart->out, "ratios");
	for (size_t c = 0; c < nr; c++)
		put_curve(chart, copy[c], c, put_ratio);
	figure_block_end(chart->out);
}

/* "2 MiB 16-way, ..." in bytes; 0 when it is anything else. */
static double cache_bytes(const char *value)
{
	static const char units[] = "KMG";
	char unit = '\0';
	double number;

	if (!value || sscanf(value, "%lf %ciB", &number, &unit) != 2 || !strchr(units, unit))
		return 0;
	return ldexp(number, 10 * (int)(strchr(units, unit) - units + 1));
}

static void put_caches(const struct chart *chart)
{
	static const char *const keys[][2] = {
		{ "cache-l1d", "L1D" },
		{ "cache-l2", "L2" },
		{ "cache-l3", "L3" },
	};
	size_t nr = 0;

	figure_block(chart->out, "caches");
	for (size_t i = 0; i < sizeof(keys) / sizeof(keys[0]); i++) {
		double bytes = cache_bytes(run_file_fact(chart->summary->file, keys[i][0]));

		if (!(bytes > 0))
			continue;
		fprintf(chart->out, "%.0f\t%s %s\n", bytes, keys[i][1],
			number_bytes((int64_t)bytes).text);
		nr++;
	}
	figure_block_end(chart->out);
	fprintf(chart->out, "nr_caches = %zu\n", nr);
}

/* From which size on every verdict is for the streamed copy; -1: not even at the largest. */
static long find_crossover(const struct chart *chart)
{
	long from = -1;

	for (size_t i = chart->nr; i-- > 0;) {
		const struct summary_row *row = find_row(chart, i, STREAMED);

		if (!row || row->verdict != VERDICT_PREFER_COPY)
			break;
		from = (long)i;
	}
	return from;
}

static void put_crossover(const struct chart *chart, char *said, size_t size)
{
	int layout = chart->summary->rows[chart->group[0]->first].case_->layout;
	long from = find_crossover(chart);
	int64_t bytes = from > 0 ? pages_of(chart, (size_t)from) * layout : 0;

	fprintf(chart->out, "crossover = %" PRId64 "\ncrossover_size = '%s'\n", bytes,
		number_bytes(bytes).text);
	if (from < 0)
		snprintf(said, size, STREAMED " is not preferred at the largest size");
	else if (!from)
		snprintf(said, size, STREAMED " is preferred at every size");
	else
		snprintf(said, size, STREAMED " is preferred from %s of memmap on",
			 number_bytes(bytes).text);
}

static int write_chart(struct chart *chart, size_t nr_curves, struct figure_frame *frame)
{
	char *title = words_group_kind(chart->summary, chart->group[0], WORDS_PAGES);
	char said[80];

	if (!title)
		return -ENOMEM;
	fprintf(chart->out, "margin = %g\n", chart->summary->margin);
	put_curves(chart);
	put_caches(chart);
	put_crossover(chart, said, sizeof(said));
	snprintf(frame->caption, sizeof(frame->caption), "%.100s: %s%s", title, said,
		 nr_curves > 1 ? "; the other kinds of case are in the tables" : "");
	free(title);
	return 0;
}

static int sizes_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	struct chart chart = { .summary = summary, .out = out };
	size_t nr_curves;
	int ret = -ENODATA;

	chart.group = calloc(summary->nr_groups + 1, sizeof(*chart.group));
	if (!chart.group)
		return -ENOMEM;
	nr_curves = find_curve(&chart);
	if (nr_curves)
		ret = write_chart(&chart, nr_curves, frame);
	else
		snprintf(frame->nothing, sizeof(frame->nothing),
			 "No picture: the run has fewer than %d sizes of one case; pagestream run "
			 "--plan sizes measures many.",
			 SIZES_MIN);
	free(chart.group);
	return ret;
}

const struct figure figure_sizes = {
	.name = "sizes",
	.title = "Time per struct page, by size of the memmap",
	.write = sizes_write,
};
