/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * A run file while it is read, for the two files that do it.
 */
#ifndef BENCH_RUN_FILE_READER_H
#define BENCH_RUN_FILE_READER_H

#include <stdbool.h>
#include <stddef.h>

#include "run-file/internal.h"

/**
 * struct reader - where reading has come to
 * @column_of: field number -> index into run_columns[], -1: not ours
 * @check:     of the lines so far
 * @row_check: of them and the row in hand up to its own
 * @bytes:     of them
 * @has_check: the last column is RUN_CHECK_COLUMN
 * @end_check: "# check:" was right; an end without it is none where rows have one
 * @field:     of the row in hand, by column
 * @last:      what the column held in the row before, and what that means today
 */
struct reader {
	struct run_file *file;
	struct run_pool *pool;
	size_t line_nr;
	size_t rows_size;
	size_t cases_size;
	size_t facts_size;
	int *column_of;
	size_t nr_fields;
	uint32_t check;
	uint32_t row_check;
	uint64_t bytes;
	bool has_check;
	bool end_check;
	struct {
		const char *text;
		size_t len;
	} field[RUN_COLUMNS_NR];
	struct {
		const char *text;
		const char *means;
		size_t len;
	} last[RUN_COLUMNS_NR];
	bool ended;
};

/** reader_bad() - say what is wrong with the line in hand; -EINVAL */
int reader_bad(const struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/** reader_columns() - take the row of column names; 0 or -errno */
int reader_columns(struct reader *r, const char *line, size_t len);

/** reader_row() - take one row; 0 or -errno */
int reader_row(struct reader *r, const char *line, size_t len);

#endif
