/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A folder of files that appears whole or not at all.
 */
#ifndef BENCH_REPORT_FIGURE_FOLDER_H
#define BENCH_REPORT_FIGURE_FOLDER_H

#include <stdio.h>

/**
 * folder_begin() - make a private folder to be filled
 * @path: what it will be called; NULL for one that is only needed for a while
 * @temp: its name until then, to free()
 *
 * Return: 0 or -errno after one line of pr_err(); -EEXIST when something that
 * is not an empty folder has the name.
 */
int folder_begin(const char *path, char **temp);

/**
 * folder_open() - a file in it
 * @mode: of fopen()
 *
 * Return: NULL after one line of pr_err().
 */
FILE *folder_open(const char *folder, const char *name, const char *mode);

/** folder_close() - 0, or -errno after one line of pr_err() when not all was written */
int folder_close(FILE *file, const char *name);

/** folder_unlink() - take a file out again; 0 or -errno after one line of pr_err() */
int folder_unlink(const char *folder, const char *name);

/**
 * folder_text() - what a file in it holds
 * @size: bytes, without the NUL that is added; may be NULL
 *
 * Return: to free(), or NULL after one line of pr_err().
 */
char *folder_text(const char *folder, const char *name, size_t *size);

/** folder_finish() - give it its name; 0 or -errno after one line of pr_err() */
int folder_finish(const char *temp, const char *path);

/** folder_remove() - the folder and its files; folders within stay, and so does it then */
void folder_remove(const char *temp);

#endif
