/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * index.html: the pictures and the tables in one file that opens from disk,
 * without anything beside it; its script sorts tables, and nothing needs it.
 */
#ifndef BENCH_REPORT_FIGURE_HTML_H
#define BENCH_REPORT_FIGURE_HTML_H

#include <stdbool.h>

#include "report/figure/figure.h"

/**
 * struct html_figure - one picture of one run
 * @stem:  of its files
 * @drawn: there is a picture; else @frame.nothing says why not
 */
struct html_figure {
	struct figure_frame frame;
	char stem[32];
	bool drawn;
};

/**
 * struct html_run - a run and its pictures
 * @number: from 1; 0 where there is only one
 * @figure: in the order of figure_table
 * @report, @text: the report that answers the question of the run's plan, and its name;
 *	    NULL: there is none beside the verdicts
 */
struct html_run {
	const struct summary *summary;
	int number;
	const char *report;
	char *text;
	struct html_figure figure[FIGURE_MAX];
};

/**
 * struct html_page - what index.html shows
 * @machines: table that stands above all runs; NULL where there is only one
 * @all:   pictures of all runs together, in the order of figure_table
 */
struct html_page {
	struct html_run *runs;
	int nr_runs;
	char *machines;
	struct html_figure all[FIGURE_MAX];
};

/** html_is_of_all() - is a figure drawn of all runs of this page together? */
bool html_is_of_all(const struct html_page *page, const struct figure *figure);

/** html_stem() - what a figure's files are called: "copies", or "copies-2" */
void html_stem(const struct html_run *run, const struct figure *figure, char *stem, size_t size);

/**
 * html_write() - index.html from the SVG files that are in the folder
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int html_write(const struct html_page *page, const char *folder);

#endif
