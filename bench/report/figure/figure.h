/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Pictures: what a run says, as data for the gnuplot file of the same name.
 *
 * To add one: write figure/NAME.c with a const struct figure figure_NAME and
 * plots/NAME.gp, and add a line to figure-list.h and to meson.build.
 */
#ifndef BENCH_REPORT_FIGURE_FIGURE_H
#define BENCH_REPORT_FIGURE_FIGURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct number;
struct summary;

/** FIGURE_MAX - pictures that there can be */
#define FIGURE_MAX 16

/** FIGURE_DUMB_WIDTH - columns of a picture in characters; plots/open.gp has it, too */
#define FIGURE_DUMB_WIDTH 72

/** FIGURE_GROUPS_MAX - groups that one picture has room for */
#define FIGURE_GROUPS_MAX 12

/** FIGURE_DOTS_MAX - samples that one picture has room for; of more, every k-th is drawn */
#define FIGURE_DOTS_MAX 6000

/**
 * struct figure_frame - what a picture has room for, and what stands around it
 * @max_groups: FIGURE_GROUPS_MAX, or fewer for a small picture
 * @caption: what is drawn
 * @marks: what the marks mean that a picture in characters has no room for
 * @origin: machine and run
 * @nothing: why there is no picture
 */
struct figure_frame {
	size_t max_groups;
	char caption[256];
	char marks[128];
	char origin[512];
	char nothing[256];
};

/**
 * struct figure - one picture
 * @name:  of the gnuplot file and of everything made by it
 * @title: what it shows
 * @write: put gnuplot assignments and data blocks on @out and fill in @frame
 * @write_all: the same of several runs in one picture; NULL: each has one of its own
 *
 * Both return 0; -ENODATA with @frame->nothing when there is no such data; or
 * -ENOMEM.
 */
struct figure {
	const char *name;
	const char *title;
	int (*write)(const struct summary *summary, FILE *out, struct figure_frame *frame);
	int (*write_all)(const struct summary *const *runs, int nr_runs, FILE *out,
			 struct figure_frame *frame);
};

/** figure_table - all pictures, sorted by name; the last one is NULL */
extern const struct figure *const figure_table[];

/** figure_find() - by name, NULL when there is none */
const struct figure *figure_find(const char *name);

/** enum figure_forms - what to draw; a set of bits */
enum figure_forms {
	FIGURE_SVG = 1,
	FIGURE_PNG = 2,
	FIGURE_DUMB = 4,
};

/**
 * figure_data() - write NAME.data into a folder
 * @nr_runs: 1, or more for a figure that has @write_all
 * @stem: what the files are called; the figure's name, or that and the run
 *
 * Return: 0, -ENODATA or -errno after one line of pr_err().
 */
int figure_data(const struct figure *figure, const struct summary *const *runs, int nr_runs,
		const char *folder, const char *stem, struct figure_frame *frame);

/** figure_script() - the gnuplot lines that draw STEM.svg, STEM.png and STEM.txt */
void figure_script(const struct figure *figure, FILE *script, const char *stem,
		   enum figure_forms forms);

/**
 * figure_tidy() - make STEM.txt, as gnuplot leaves it, text without padding
 * @frame: its caption and origin go below the picture; NULL for the picture alone
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int figure_tidy(const char *folder, const char *stem, const struct figure_frame *frame);

/**
 * figure_dumb() - the picture in characters
 * @max_groups: room for so many
 * @text:	on success, lines without trailing blanks, to free(); on -ENODATA
 *		a sentence that says why there is none: it is no reason to do without the rest
 *
 * Return: 0, -ENODATA or -ENOMEM.
 */
int figure_dumb(const struct figure *figure, const struct summary *summary, size_t max_groups,
		char **text);

/** figure_files() - put the gnuplot files into a folder; 0 or -errno after pr_err() */
int figure_files(const char *folder);

/**
 * figure_groups() - the groups to draw
 * @list: indices; room for FIGURE_GROUPS_MAX
 * @nr_more: groups of the same kind for which there was no room
 *
 * What decides, without thin c2c modes; of several sizes the largest.  Where
 * nothing is left by this revision, every measured group.
 */
size_t figure_groups(const struct summary *summary, const struct figure_frame *frame, size_t *list,
		     size_t *nr_more);

/** figure_block() - begin a data block; figure_block_end() ends it */
void figure_block(FILE *out, const char *name);
void figure_block_end(FILE *out);

/** figure_estimate() - "\tmiddle\tlo\thi", in the digits of tsv; NaN twice, which draws no bar, without interval */
void figure_estimate(FILE *out, struct number mid, struct number lo, struct number hi,
		     bool has_interval);

#endif
