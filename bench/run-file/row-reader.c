// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reader of the run file: the row of column names and the rows.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "run-file/internal.h"
#include "run-file/reader.h"
#include "run-file/run-file.h"

/* Pages of a pageblock: what parts of a range are made of. */
#define PART_PAGES 512

int reader_bad(const struct reader *r, const char *fmt, ...)
{
	char what[256];
	va_list args;

	va_start(args, fmt);
	vsnprintf(what, sizeof(what), fmt, args);
	va_end(args);
	/* The file may be anything, and its bytes must not reach the terminal raw. */
	for (char *p = what; *p; p++) {
		if ((unsigned char)*p < ' ' || (unsigned char)*p >= 0x7f)
			*p = '?';
	}
	pr_err("%s: line %zu: %s", r->file->name, r->line_nr, what);
	return -EINVAL;
}

static bool is_named(const struct run_column *col, const char *name, size_t len)
{
	return (strlen(col->name) == len && !memcmp(col->name, name, len)) ||
	       (col->was && strlen(col->was) == len && !memcmp(col->was, name, len));
}

int reader_columns(struct reader *r, const char *line, size_t len)
{
	const char *end = line + len;
	bool found[RUN_COLUMNS_NR] = { false };

	r->nr_fields = 1;
	for (size_t i = 0; i < len; i++)
		r->nr_fields += line[i] == '\t';
	r->column_of = malloc(r->nr_fields * sizeof(*r->column_of));
	if (!r->column_of)
		return -ENOMEM;

	for (size_t f = 0; f < r->nr_fields; f++) {
		const char *tab = memchr(line, '\t', (size_t)(end - line));
		size_t name_len = (size_t)((tab ? tab : end) - line);

		r->column_of[f] = -1;
		for (size_t c = 0; c < RUN_COLUMNS_NR; c++) {
			if (!is_named(&run_columns[c], line, name_len))
				continue;
			if (found[c])
				return reader_bad(r, "column %s is there twice", run_columns[c].name);
			found[c] = true;
			r->column_of[f] = (int)c;
		}
		if (name_len == strlen(RUN_CHECK_COLUMN) &&
		    !memcmp(line, RUN_CHECK_COLUMN, name_len)) {
			if (tab)
				return reader_bad(r, "column %s is not the last", RUN_CHECK_COLUMN);
			r->has_check = true;
		}
		line = tab ? tab + 1 : end;
	}
	for (size_t c = 0; c < RUN_COLUMNS_NR; c++) {
		if (!found[c] && !run_columns[c].before)
			return reader_bad(
				r,
				"column %s is missing from the row of names (%zu tab-separated names found)",
				run_columns[c].name, r->nr_fields);
		/* No row will change what a missing column holds. */
		r->field[c].text = found[c] ? "-" : run_columns[c].before;
		r->field[c].len = 1;
	}
	return 0;
}

static int split_fields(struct reader *r, const char *line, size_t len)
{
	const char *end = line + len;
	size_t f = 0;

	for (;;) {
		const char *stop = line;

		/* Fields are so short that calls of memchr() would take longer. */
		while (stop < end && *stop != '\t')
			stop++;
		if (f < r->nr_fields && r->column_of[f] >= 0) {
			int c = r->column_of[f];

			r->field[c].text = line;
			r->field[c].len = (size_t)(stop - line);
		}
		f++;
		if (stop == end)
			break;
		line = stop + 1;
	}
	if (f != r->nr_fields)
		return reader_bad(r, "%zu fields; the row of names has %zu", f, r->nr_fields);
	return 0;
}

static bool parse_int(const char *text, size_t len, int64_t *value)
{
	int64_t sum = 0;

	/* No quantity here needs 16 digits, and 4096 times any of 15 still fits. */
	if (!len || len > 15)
		return false;
	for (size_t i = 0; i < len; i++) {
		unsigned int digit = (unsigned char)text[i] - '0';

		if (digit > 9)
			return false;
		sum = 10 * sum + digit;
	}
	*value = sum;
	return true;
}

static int read_int(struct reader *r, size_t c, int64_t *value)
{
	const struct run_column *col = &run_columns[c];
	const char *text = r->field[c].text;
	size_t len = r->field[c].len;
	bool narrow = col->kind == ROW_INT32 || col->kind == ROW_NODE || col->kind == CASE_INT;

	if (len == 1 && *text == '-' && col->absent != NOT_ABSENT) {
		*value = col->absent;
		return 0;
	}
	if (col->kind == ROW_NODE && len == 5 && !memcmp(text, "mixed", 5)) {
		*value = -2;
		return 0;
	}
	if (!parse_int(text, len, value) || *value < col->min || (narrow && *value > INT32_MAX))
		return reader_bad(r, "%s is \"%.*s\"; accepted: a whole number from %" PRId64 "%s%s",
			   col->name, (int)(len < 40 ? len : 40), text, col->min,
			   col->absent == NOT_ABSENT ? "" : ", or -",
			   col->kind == ROW_NODE ? ", or mixed" : "");
	return 0;
}

static int check_text(struct reader *r, size_t c)
{
	const char *text = r->field[c].text;
	size_t len = r->field[c].len;

	if (!len)
		return reader_bad(r, "%s is empty; accepted: a word, or -", run_columns[c].name);
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return reader_bad(r, "control character 0x%02x in column %s",
				   (unsigned char)text[i], run_columns[c].name);
	}
	return 0;
}

/* A word that an earlier release wrote, label and all; NULL without memory. */
static const char *in_new_words(struct reader *r, size_t c, const char *text)
{
	const size_t len = strcspn(text, ":");
	const char *is;
	char *with_label;

	if (!run_column_in_case(&run_columns[c]))
		return text;
	is = axis_renamed(run_columns[c].axis, text, len);
	if (!is)
		return text;
	if (asprintf(&with_label, "%s%s", is, text + len) < 0)
		return NULL;
	text = run_pool_intern(r->pool, with_label, strlen(with_label));
	free(with_label);
	return text;
}

static int read_text(struct reader *r, size_t c, const char **value)
{
	const char *text = r->field[c].text;
	size_t len = r->field[c].len;
	int ret;

	/* Neighbouring rows mostly agree, which saves the hash. */
	if (len && len == r->last[c].len && !memcmp(r->last[c].text, text, len)) {
		*value = r->last[c].means;
		return 0;
	}
	ret = check_text(r, c);
	if (ret)
		return ret;
	r->last[c].text = run_pool_intern(r->pool, text, len);
	if (!r->last[c].text)
		return -ENOMEM;
	r->last[c].len = len;
	r->last[c].means = in_new_words(r, c, r->last[c].text);
	*value = r->last[c].means;
	if (!*value)
		return -ENOMEM;
	return 0;
}

static int read_status(struct reader *r, size_t c, enum row_status *status)
{
	for (int s = 0; s < ROW_STATUS_NR; s++) {
		if (strlen(row_status_name[s]) == r->field[c].len &&
		    !memcmp(row_status_name[s], r->field[c].text, r->field[c].len)) {
			*status = (enum row_status)s;
			return 0;
		}
	}
	return reader_bad(r, "status is \"%.*s\"; accepted: ok, disturbed, pilot, skip, probe, stamp",
		   (int)(r->field[c].len < 40 ? r->field[c].len : 40), r->field[c].text);
}

static int read_field(struct reader *r, size_t c, struct run_row *row, struct run_case *case_)
{
	const struct run_column *col = &run_columns[c];
	char *at = (run_column_in_case(col) ? (char *)case_ : (char *)row) + col->offset;
	int64_t value = 0;
	int ret;

	if (col->kind == ROW_STATUS_WORD)
		return read_status(r, c, (enum row_status *)(void *)at);
	if (col->kind == ROW_PASSING_TEXT) {
		*(const char **)(void *)at = "-";
		return check_text(r, c);
	}
	if (col->kind == ROW_TEXT || col->kind == CASE_TEXT)
		return read_text(r, c, (const char **)(void *)at);

	ret = read_int(r, c, &value);
	if (ret)
		return ret;
	if (col->kind == ROW_INT64 || col->kind == CASE_INT64)
		memcpy(at, &value, sizeof(value));
	else
		memcpy(at, &(int32_t){ (int32_t)value }, sizeof(int32_t));
	return 0;
}

/* What a row must say depends on its status. */
static int check_row(struct reader *r, const struct run_row *row, const struct run_case *case_)
{
	if (row->seq != (int64_t)r->file->nr_rows)
		return reader_bad(r, "seq is %" PRId64 "; accepted: %zu, as each row counts up by one from 0: "
				  "rows are missing, twice there or in another order", row->seq,
				  r->file->nr_rows);
	if (row->status == ROW_STAMP)
		return row->round < 0 || row->rep < 0 ?
			       reader_bad(r, "a stamp row without round or rep; both are needed") :
			       0;
	if (row->status == ROW_SKIP)
		return 0;
	if (row->status == ROW_PROBE)
		return row->round < 0 || row->rep < 0 || row->took_ns == RUN_ABSENT ||
				       row->done_pages == RUN_ABSENT ?
			       reader_bad(r, "a probe row without round, rep, took_ns or done_pages; all are "
					  "needed") :
			       0;
	for (int a = 0; a < AXIS_NR; a++) {
		if (!case_is_known(case_, (enum axis)a))
			return reader_bad(r, "%s is -, which only skip and stamp rows may have "
					  "(status is %s)", axis_table[a].column,
					  row_status_name[row->status]);
	}
	/* A part of the range is whole pageblocks, from its start. */
	if (row->status != ROW_PILOT && row->done_pages != RUN_ABSENT &&
	    row->done_pages != case_->pages &&
	    (row->done_pages > case_->pages || row->done_pages % PART_PAGES))
		return reader_bad(r, "done_pages is %" PRId64 " of %" PRId64 " pages; accepted: all, or for a "
				  "slow copy a multiple of %d", row->done_pages, (int64_t)case_->pages,
				  PART_PAGES);
	if (row->status == ROW_OK && (row->round < 0 || row->rep < 0 || row->took_ns == RUN_ABSENT))
		return reader_bad(r, "status is ok without round, rep or took_ns; all are needed");
	return 0;
}

int reader_row(struct reader *r, const char *line, size_t len)
{
	struct run_file *file = r->file;
	struct run_case case_;
	struct run_row row;
	int ret;

	if (r->ended)
		return reader_bad(r, "a row after \"# end:\"; are these two files in one?");
	ret = split_fields(r, line, len);
	for (size_t c = 0; c < RUN_COLUMNS_NR && !ret; c++)
		ret = read_field(r, c, &row, &case_);
	if (!ret)
		ret = check_row(r, &row, &case_);
	if (ret)
		return ret;

	row.case_nr = -1;
	row.probe = NULL;
	if (row.status == ROW_PROBE) {
		row.probe = run_pool_probe(r->pool, &(struct run_probe){
			case_.copy, case_.target, case_.load > 0 ? case_.load : 0 });
		if (!row.probe)
			return -ENOMEM;
	}
	if (row.status != ROW_STAMP && row.status != ROW_PROBE) {
		row.case_nr = run_pool_case(r->pool, file, &r->cases_size, &case_);
		if (row.case_nr < 0)
			return row.case_nr;
	}
	ret = run_array_grow(&file->rows, &r->rows_size, file->nr_rows, sizeof(row));
	if (ret)
		return ret;
	file->rows[file->nr_rows++] = row;
	return 0;
}
