/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * gnuplot, and text that it takes as it is meant.
 */
#ifndef BENCH_REPORT_FIGURE_GNUPLOT_H
#define BENCH_REPORT_FIGURE_GNUPLOT_H

#include <stdio.h>

#include "base/embedded.h"

/**
 * gnuplot_run() - let gnuplot work in a folder
 * @script: a file there
 *
 * The user's own settings are left out, so that pictures look alike everywhere.
 *
 * Return: 0; -ENOENT when there is no gnuplot, without a message; else -errno
 * after one line of pr_err().
 */
int gnuplot_run(const char *folder, const char *script);

/**
 * gnuplot_word() - text of a run file as a gnuplot string
 *
 * Run files come by mail: what gnuplot could take for a command becomes "?".
 */
void gnuplot_word(FILE *out, const char *text);

/** gnuplot_field() - the same for a field of a data block, without quotes */
void gnuplot_field(FILE *out, const char *text);

/** plot_files - the files of plots/, carried along in the program */
extern const struct embedded_file plot_files[];

#endif
