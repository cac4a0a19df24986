/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Files that the program carries along; the build makes them with embed.py.
 */
#ifndef BENCH_BASE_EMBEDDED_H
#define BENCH_BASE_EMBEDDED_H

/** struct embedded_file - one file; a list of them ends with a NULL name */
struct embedded_file {
	const char *name;
	const char *text;
};

/** embedded_find() - the text of a file, NULL when there is none of that name */
const char *embedded_find(const struct embedded_file *files, const char *name);

#endif
