// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * thread: what the series gains in the thread's scenarios, published and here.
 * A gain is the time of base over the time of a state of the series; times of
 * different machines are not drawn beside each other.
 */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "analysis/summary.h"
#include "report/figure/figure.h"
#include "report/figure/gnuplot.h"
#include "analysis/group.h"
#include "report/prose/number.h"
#include "analysis/thread.h"
#include "report/prose/words-case.h"
#include "report/prose/words.h"

/* Blocks are written one after the other, so their lines are kept until then. */
struct chart {
	const struct summary *summary;
	const struct published *published;
	size_t line;
	FILE *heads;
	FILE *published_rows;
	FILE *here;
	size_t nr_here;
	size_t nr_groups; /* of this scenario */
	size_t nr_more;	  /* for which there was no room */
};

static void put_head(struct chart *chart, const char *name, const char *title)
{
	fprintf(chart->heads, "%zu\t%s: ", chart->line++, name);
	gnuplot_field(chart->heads, title);
	fputc('\n', chart->heads);
}

static void put_published(struct chart *chart, const struct thread_scenario *scenario)
{
	static const struct stats_estimate none = { 0 };

	fprintf(chart->heads, "%zu\t%s as published\n", chart->line++, scenario->name);
	for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++) {
		struct thread_judgement judgement =
			thread_judge(chart->published, scenario, (enum thread_series)s, NULL,
				     &none, 0);
		const char *lo, *hi;

		if (!judgement.lo)
			continue;
		lo = judgement.lo->field[PUBLISHED_RATIO];
		hi = judgement.hi->field[PUBLISHED_RATIO];
		fprintf(chart->published_rows, "%zu\t%s\t%s\t%s\t%s\t%s%s%s\n", chart->line++,
			thread_series_word[s].name, lo, lo, hi, lo, strcmp(lo, hi) ? ".." : "",
			strcmp(lo, hi) ? hi : "");
	}
}

static bool has_gain(const struct summary_row *row)
{
	return row && row->base_ratio.nr_samples;
}

static int put_here(struct chart *chart, const struct summary_group *group)
{
	const struct run_case *c = chart->summary->rows[group->first].case_;
	bool first_bind = thread_is_first_bind(c);
	size_t nr = 0;
	char *title;

	for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++)
		nr += has_gain(thread_row(chart->summary, group, (enum thread_series)s));
	if (!nr)
		return 0;
	if (chart->nr_groups++ >= FIGURE_GROUPS_MAX) {
		chart->nr_more++;
		return 0;
	}
	/* The scenario says the walk; first-touch is the first bind, any other a later one. */
	title = words_group_kind(chart->summary, group,
				 WORDS_WALK | (first_bind || !strcmp(c->state, "reused") ? WORDS_STATE :
											  0));
	if (!title)
		return -ENOMEM;
	put_head(chart, first_bind ? "here, first bind" : "here", title);
	free(title);
	for (int s = SERIES_TEMPLATE; s < SERIES_NR; s++) {
		const struct summary_row *row =
			thread_row(chart->summary, group, (enum thread_series)s);

		if (!has_gain(row))
			continue;
		fprintf(chart->here, "%zu\t%s", chart->line++, thread_series_word[s].name);
		figure_estimate(chart->here, number_ratio(row->base_ratio.median),
				number_ratio(row->base_ratio.lo), number_ratio(row->base_ratio.hi),
				row->base_ratio.has_interval);
		fprintf(chart->here, "\t%s\n", number_ratio(row->base_ratio.median).text);
		chart->nr_here++;
	}
	return 0;
}

/* Rebinds first: those are what the thread compares. */
static int put_scenario(struct chart *chart, const struct thread_scenario *scenario)
{
	const struct summary *summary = chart->summary;
	int ret = 0;

	chart->nr_groups = 0;
	put_published(chart, scenario);
	for (int first_bind = 0; first_bind < 2; first_bind++) {
		for (size_t g = 0; g < summary->nr_groups && !ret; g++) {
			const struct summary_group *group = &summary->groups[g];
			const struct run_case *c = summary->rows[group->first].case_;

			if (thread_has(scenario, c) && !group_is_thin(summary, group) &&
			    thread_is_first_bind(c) == first_bind)
				ret = put_here(chart, group);
		}
	}
	chart->line++;
	return ret;
}

static void put_block(FILE *out, const char *name, const char *text)
{
	figure_block(out, name);
	fputs(text, out);
	figure_block_end(out);
}

static int write_chart(struct chart *chart, FILE *out)
{
	char *text[3] = { NULL };
	size_t size[3];
	int ret = 0;

	chart->heads = open_memstream(&text[0], &size[0]);
	chart->published_rows = open_memstream(&text[1], &size[1]);
	chart->here = open_memstream(&text[2], &size[2]);
	if (!chart->heads || !chart->published_rows || !chart->here)
		ret = -ENOMEM;
	for (int s = 0; s < THREAD_SCENARIO_NR && !ret; s++)
		ret = put_scenario(chart, &thread_scenario[s]);
	if (chart->heads)
		fclose(chart->heads);
	if (chart->published_rows)
		fclose(chart->published_rows);
	if (chart->here)
		fclose(chart->here);
	if (!ret && chart->nr_here) {
		/* The last scenario leaves its free line, too. */
		fprintf(out, "lines = %zu\n", chart->line - 2);
		put_block(out, "heads", text[0]);
		put_block(out, "published", text[1]);
		put_block(out, "here", text[2]);
	}
	for (int i = 0; i < 3; i++)
		free(text[i]);
	return ret;
}

static int thread_write(const struct summary *summary, FILE *out, struct figure_frame *frame)
{
	struct published published;
	struct chart chart = { .summary = summary, .published = &published, .line = 1 };
	int ret = published_parse("data/published/thread.tsv", published_thread,
				  published_thread_nr, &published);

	if (ret)
		return ret;
	ret = write_chart(&chart, out);
	published_free(&published);
	if (!ret && !chart.nr_here) {
		snprintf(
			frame->nothing, sizeof(frame->nothing),
			"No picture: none of the thread's scenarios was measured with base and another "
			"state of the series; pagestream run --plan thread does.");
		return -ENODATA;
	}
	snprintf(
		frame->caption, sizeof(frame->caption),
		"Time of base / time of this, of rebinds unless said; above 1 is faster; template: "
		"copy mov, streaming: copy movnti");
	if (chart.nr_more)
		message_add(frame->caption, sizeof(frame->caption), "; %zu more are in the tables",
			    chart.nr_more);
	return ret;
}

const struct figure figure_thread = {
	.name = "thread",
	.title = "Gain over base in the thread's scenarios",
	.write = thread_write,
};
