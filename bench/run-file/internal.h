/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * What the parts of the run file module share: the table of columns, which
 * drives reading and writing alike, and the store that keeps each string and
 * each case once.
 */
#ifndef BENCH_RUN_FILE_INTERNAL_H
#define BENCH_RUN_FILE_INTERNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "run-file/axis.h"

struct run_file;

/** enum run_column_kind - where a column goes and what it may hold */
enum run_column_kind {
	ROW_INT32,
	ROW_INT64,
	ROW_NODE, /* like ROW_INT32, but "mixed" is -2 */
	ROW_STATUS_WORD,
	ROW_TEXT,
	ROW_PASSING_TEXT, /* differs from row to row, and no report reads it: "-" when read */
	CASE_INT,	  /* from here on: fields of struct run_case */
	CASE_INT64,
	CASE_TEXT,
};

/** NOT_ABSENT - in struct run_column.absent: "-" is refused */
#define NOT_ABSENT INT64_MAX

/**
 * struct run_column - one column of the run file
 * @name:   in the row of column names
 * @kind:   decides between struct run_row and struct run_case as well
 * @offset: of the field in that struct
 * @min:    least value of an integer
 * @absent: what "-" is stored as, always outside the allowed values
 * @before: what files from before it was added mean, in all rows; NULL: all files have it
 * @was:    its name in files of an earlier release; NULL: the same
 * @axis:   of a field of struct run_case
 */
struct run_column {
	const char *name;
	enum run_column_kind kind;
	size_t offset;
	int64_t min;
	int64_t absent;
	const char *before;
	const char *was;
	enum axis axis;
};

/** RUN_COLUMNS_NR - those of a case and 26 others */
#define RUN_COLUMNS_NR (AXIS_NR + 26)

/** run_columns - in the order in which they are written */
extern const struct run_column run_columns[RUN_COLUMNS_NR];

/** run_column_in_case() - is it a field of struct run_case? */
static inline bool run_column_in_case(const struct run_column *col)
{
	return col->kind >= CASE_INT;
}

struct run_pool;

struct run_pool *run_pool_new(void);
void run_pool_free(struct run_pool *pool);

/**
 * run_pool_intern() - the one copy of a string
 * @text: @len bytes without a NUL
 *
 * Return: equal text gives an equal pointer; NULL when out of memory.
 */
const char *run_pool_intern(struct run_pool *pool, const char *text, size_t len);

/** run_pool_probe() - a copy of @probe, whose strings are interned; NULL when out of memory */
const struct run_probe *run_pool_probe(struct run_pool *pool, const struct run_probe *probe);

/**
 * run_pool_case() - number of a case whose strings are interned
 * @size: room in @file->cases, grown when needed
 *
 * Return: index into @file->cases, where it is added when it was not there,
 * or -errno.
 */
int32_t run_pool_case(struct run_pool *pool, struct run_file *file, size_t *size,
		      const struct run_case *case_);

/**
 * run_array_grow() - make room for one more element
 * @array_ptr: address of the array's pointer
 *
 * Sizes grow by half, so that the peak stays near the need.
 *
 * Return: 0 or -ENOMEM.
 */
int run_array_grow(void *array_ptr, size_t *size, size_t used, size_t element);

#endif
