/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * Writing a run file: every line goes out whole and at once, so that a run
 * that is killed leaves a file that is good up to its last sample.
 *
 * The file has no name before its header is whole, and a line that could not be
 * written whole is taken back, so that what has a name can be read.
 */
#ifndef BENCH_RUN_FILE_WRITER_H
#define BENCH_RUN_FILE_WRITER_H

#include "run-file/run-file.h"

/**
 * struct run_written - what all processes of a run know of its file; in shared memory
 * @bytes:  whole lines so far
 * @seq:    of the next row
 * @check:  CRC-32 of those bytes
 * @failed: a line could not be written, and nothing may follow it
 */
struct run_written {
	uint64_t bytes;
	int64_t seq;
	uint32_t check;
	bool failed;
};

struct run_pending;

/**
 * struct run_writer - an open run file
 * @path:   for messages
 * @pending: lines before the row of column names, and the file's name, which it gets with them;
 *	    NULL: standard output, or it has its name
 * @named:  the path was made up here, so the user must be told
 * @start:  where the file begins in what @fd refers to; -1: it is no regular file
 */
struct run_writer {
	int fd;
	char *path;
	bool named;
	int64_t start;
	struct run_pending *pending;
	struct run_written *written;
};

/**
 * run_writer_open() - begin a new file, never an existing one
 * @path: NULL: standard output, unless that is a terminal; "-": standard output
 *
 * Return: 0 or -errno after one line of pr_err().
 */
int run_writer_open(const char *path, struct run_writer *writer);

/**
 * run_writer_resume() - go on behind the last row of a file
 * @bytes: its lines up to and with that row; what stands behind them is taken away
 * @check: CRC-32 of those bytes
 * @seq:   of the next row
 *
 * Return: 0, or -EIO after one line of pr_err().
 */
int run_writer_resume(const char *path, uint64_t bytes, uint32_t check, int64_t seq,
		      struct run_writer *writer);

/**
 * run_writer_gather() - a header that is kept and written nowhere
 *
 * Return: 0 or -ENOMEM after one line of pr_err().
 */
int run_writer_gather(struct run_writer *writer);

/** run_writer_gathered() - that header, to be freed; NULL without memory; ends the writer */
char *run_writer_gathered(struct run_writer *writer);

/** run_writer_fact() - "# key: value"; blanks replace line ends; 0 or -errno after pr_err() */
int run_writer_fact(const struct run_writer *writer, const char *key, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

/** run_writer_columns() - end the header; the file has its name from here on */
int run_writer_columns(struct run_writer *writer);

/** run_writer_row() - one row, with the next seq and its check; @words NULL for a stamp */
int run_writer_row(const struct run_writer *writer, const struct run_row *row,
		   const struct run_case *words);

/** run_writer_end() - the last lines: the check of all above, and "# end:"; 0 or -errno */
int run_writer_end(const struct run_writer *writer, const char *how);

/** run_writer_mend() - take back what a process left that was killed while it wrote */
void run_writer_mend(const struct run_writer *writer);

/**
 * run_writer_close() - a file whose header never became whole does not exist
 *
 * Return: 0, or -EIO after one line of pr_err().
 */
int run_writer_close(struct run_writer *writer);

#endif
