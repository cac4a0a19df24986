/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a run file: every line goes out whole and at once, so that a run
 * that is killed leaves a file that is good up to its last sample.
 */
#ifndef BENCH_RUN_FILE_WRITER_H
#define BENCH_RUN_FILE_WRITER_H

#include "run-file/run-file.h"

/**
 * struct run_writer - an open run file
 * @path: for messages
 * @named: the path was made up here, so the user must be told
 */
struct run_writer {
	int fd;
	char *path;
	bool named;
};

/**
 * run_writer_open() - create a new file, never an existing one
 * @path: NULL: standard output, unless that is a terminal; "-": standard output
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int run_writer_open(const char *path, struct run_writer *writer);

/** run_writer_fact() - "# key: value"; blanks replace line ends; 0 or -errno after pr_err() */
int run_writer_fact(const struct run_writer *writer, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** run_writer_columns() - end the header */
int run_writer_columns(const struct run_writer *writer);

/** run_writer_row() - one row; @words NULL for a stamp */
int run_writer_row(const struct run_writer *writer, const struct run_row *row,
		   const struct run_case *words);

/**
 * run_writer_close() - end the file; one that holds nothing is removed, so that its name is free
 *
 * Return: 0, or -EIO after one line of pr_err().
 */
int run_writer_close(struct run_writer *writer);

#endif
