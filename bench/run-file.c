// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reader of the run file.
 *
 * The file is streamed: a million rows take their rows in memory and little
 * else.  Everything is checked here once, so that no report has to.
 */
#include "run-file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "message.h"
#include "run-file-internal.h"

#define BUFFER_BYTES (1u << 20)

struct reader {
	struct run_file *file;
	struct run_pool *pool;
	size_t line_nr;
	size_t rows_size, cases_size, facts_size;
	int *column_of; /* field number -> index into run_columns[], -1: not ours */
	size_t nr_fields;
	struct {
		const char *text;
		size_t len;
	} field[RUN_COLUMNS_NR];
	struct {
		const char *text;
		size_t len;
	} last[RUN_COLUMNS_NR]; /* what the column held in the row before */
	bool ended;
};

static int bad(const struct reader *r, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

static int bad(const struct reader *r, const char *fmt, ...)
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

static int read_fact(struct reader *r, const char *line, size_t len)
{
	struct run_file *file = r->file;
	struct run_fact *fact;
	const char *colon;
	int ret;

	/* "# key: value"; other lines that start with '#' are remarks. */
	if (len < 2 || line[1] != ' ')
		return 0;
	line += 2;
	len -= 2;
	colon = memchr(line, ':', len);
	if (!colon || colon == line)
		return 0;
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)line[i] < ' ' || line[i] == 0x7f)
			return bad(r, "control character 0x%02x in a header line",
				   (unsigned char)line[i]);
	}

	ret = run_array_grow(&file->facts, &r->facts_size, file->nr_facts, sizeof(*fact));
	if (ret)
		return ret;
	fact = &file->facts[file->nr_facts];
	fact->key = run_pool_intern(r->pool, line, (size_t)(colon - line));
	len -= (size_t)(colon + 1 - line);
	line = colon + 1;
	while (len && *line == ' ') {
		line++;
		len--;
	}
	fact->value = run_pool_intern(r->pool, line, len);
	if (!fact->key || !fact->value)
		return -ENOMEM;
	file->nr_facts++;

	if (!strcmp(fact->key, "end")) {
		if (strcmp(fact->value, "done") && strcmp(fact->value, "interrupted"))
			return bad(r, "end is \"%.40s\"; accepted: done, interrupted", fact->value);
		r->ended = true;
		file->complete = true;
	}
	return 0;
}

static int read_format(struct reader *r, const char *line, size_t len)
{
	static const char start[] = "# format: ";

	if (len && line[len - 1] == '\r')
		return bad(r, "ends in CR LF; accepted: lines that end in LF alone");
	if (len < strlen(start) || memcmp(line, start, strlen(start)))
		return bad(r, "not a run file; one starts with \"%s%s\"", start, RUN_FILE_FORMAT);
	line += strlen(start);
	len -= strlen(start);
	if (len != strlen(RUN_FILE_FORMAT) || memcmp(line, RUN_FILE_FORMAT, len))
		return bad(r, "format is \"%.*s\"; accepted: %s", (int)(len < 60 ? len : 60), line,
			   RUN_FILE_FORMAT);
	return 0;
}

static int read_columns(struct reader *r, const char *line, size_t len)
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
			if (strlen(run_columns[c].name) != name_len ||
			    memcmp(run_columns[c].name, line, name_len))
				continue;
			if (found[c])
				return bad(r, "column %s is there twice", run_columns[c].name);
			found[c] = true;
			r->column_of[f] = (int)c;
		}
		line = tab ? tab + 1 : end;
	}
	for (size_t c = 0; c < RUN_COLUMNS_NR; c++) {
		if (!found[c] && !run_columns[c].before)
			return bad(
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
		return bad(r, "%zu fields; the row of names has %zu", f, r->nr_fields);
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
		return bad(r, "%s is \"%.*s\"; accepted: a whole number from %" PRId64 "%s%s",
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
		return bad(r, "%s is empty; accepted: a word, or -", run_columns[c].name);
	for (size_t i = 0; i < len; i++) {
		if ((unsigned char)text[i] < ' ' || text[i] == 0x7f)
			return bad(r, "control character 0x%02x in column %s",
				   (unsigned char)text[i], run_columns[c].name);
	}
	return 0;
}

static int read_text(struct reader *r, size_t c, const char **value)
{
	const char *text = r->field[c].text;
	size_t len = r->field[c].len;
	int ret;

	/* Neighbouring rows mostly agree, which saves the hash. */
	if (len && len == r->last[c].len && !memcmp(r->last[c].text, text, len)) {
		*value = r->last[c].text;
		return 0;
	}
	ret = check_text(r, c);
	if (ret)
		return ret;
	*value = run_pool_intern(r->pool, text, len);
	if (!*value)
		return -ENOMEM;
	r->last[c].text = *value;
	r->last[c].len = len;
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
	return bad(r, "status is \"%.*s\"; accepted: ok, disturbed, pilot, skip, stamp",
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
	const char *status = row_status_name[row->status];

	if (r->file->nr_rows && row->seq <= r->file->rows[r->file->nr_rows - 1].seq)
		return bad(r, "seq %" PRId64 " follows seq %" PRId64 "; each row counts up, once",
			   row->seq, r->file->rows[r->file->nr_rows - 1].seq);
	if (row->status == ROW_STAMP)
		return row->round < 0 || row->rep < 0 ?
			       bad(r, "a stamp row without round or rep; both are needed") :
			       0;
	if (row->status == ROW_SKIP)
		return 0;
	if (!case_->layout || case_->drain_every < 0 || case_->load < 0 || !case_->threads ||
	    !case_->pages || case_->align < 0)
		return bad(
			r,
			"a case column is -, which only skip and stamp rows may have (status is %s)",
			status);
	if (row->status == ROW_OK && (row->round < 0 || row->rep < 0 || row->took_ns == RUN_ABSENT))
		return bad(r, "status is ok without round, rep or took_ns; all are needed");
	return 0;
}

static int read_row(struct reader *r, const char *line, size_t len)
{
	struct run_file *file = r->file;
	struct run_case case_;
	struct run_row row;
	int ret;

	if (r->ended)
		return bad(r, "a row after \"# end:\"; are these two files in one?");
	ret = split_fields(r, line, len);
	for (size_t c = 0; c < RUN_COLUMNS_NR && !ret; c++)
		ret = read_field(r, c, &row, &case_);
	if (!ret)
		ret = check_row(r, &row, &case_);
	if (ret)
		return ret;

	row.case_nr = -1;
	if (row.status != ROW_STAMP) {
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

static int read_line(struct reader *r, const char *line, size_t len)
{
	r->line_nr++;
	if (r->line_nr == 1) {
		int ret = read_format(r, line, len);

		if (ret)
			return ret;
	}
	if (len && line[0] == '#')
		return read_fact(r, line, len);
	if (!r->column_of)
		return read_columns(r, line, len);
	return read_row(r, line, len);
}

static int cut_line(const struct reader *r)
{
	const char *name = r->file->name;

	if (!r->column_of)
		pr_err("%s: line %zu: cut inside the header; no row is there to keep", name,
		       r->line_nr + 1);
	else
		pr_err("%s: line %zu: cut inside row %zu; keep the %zu whole rows before it with: head -n %zu %s",
		       name, r->line_nr + 1, r->file->nr_rows + 1, r->file->nr_rows, r->line_nr,
		       name);
	return -EINVAL;
}

/* The last @left bytes of the file have no line end. */
static int finish(struct reader *r, const char *rest, size_t left)
{
	int ret;

	if (!left && !r->line_nr) {
		pr_err("%s: empty; a run file starts with \"# format: %s\"", r->file->name,
		       RUN_FILE_FORMAT);
		return -EINVAL;
	}
	if (left && !r->line_nr) {
		/* Not even one line: say what it is not before saying that it was cut. */
		r->line_nr = 1;
		ret = read_format(r, rest, left);
		r->line_nr = 0;
		if (ret)
			return ret;
	}
	if (left)
		return cut_line(r);
	if (!r->column_of) {
		pr_err("%s: ends after line %zu, before the row of column names", r->file->name,
		       r->line_nr);
		return -EINVAL;
	}
	return 0;
}

static int read_stream(struct reader *r, int fd, char *buf)
{
	size_t used = 0;

	for (;;) {
		ssize_t got = read(fd, buf + used, BUFFER_BYTES - used);
		char *line = buf, *end;
		int ret;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0) {
			ret = -errno;
			pr_err("%s: %s", r->file->name, strerror(-ret));
			return ret;
		}
		if (!got)
			return finish(r, buf, used);
		used += (size_t)got;

		while ((end = memchr(line, '\n', (size_t)(buf + used - line)))) {
			ret = read_line(r, line, (size_t)(end - line));
			if (ret)
				return ret;
			line = end + 1;
		}
		used -= (size_t)(line - buf);
		if (used == BUFFER_BYTES) {
			r->line_nr++;
			return r->line_nr == 1 ?
				       read_format(r, buf, 0) :
				       bad(r, "longer than %u bytes; no row is", BUFFER_BYTES);
		}
		memmove(buf, line, used);
	}
}

static int reader_run(struct run_file *file, int fd)
{
	struct reader r = { .file = file, .pool = file->pool };
	char *buf = malloc(BUFFER_BYTES);
	int ret = buf ? read_stream(&r, fd, buf) : -ENOMEM;

	if (ret == -ENOMEM)
		pr_err("%s: out of memory after %zu rows", file->name, file->nr_rows);
	free(buf);
	free(r.column_of);
	return ret;
}

int run_file_read(const char *path, struct run_file **out)
{
	struct run_file *file = calloc(1, sizeof(*file));
	bool is_stdin = !strcmp(path, "-");
	int fd, ret;

	*out = NULL;
	if (file) {
		file->name = strdup(path);
		file->pool = run_pool_new();
	}
	if (!file || !file->name || !file->pool) {
		pr_err("%s: out of memory", path);
		ret = -ENOMEM;
		goto out_free;
	}

	fd = is_stdin ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
	if (fd < 0) {
		ret = -errno;
		pr_err("%s: %s", path, strerror(-ret));
		goto out_free;
	}
	ret = reader_run(file, fd);
	if (!is_stdin)
		close(fd);
	if (ret)
		goto out_free;
	*out = file;
	return 0;

out_free:
	run_file_free(file);
	return ret;
}

void run_file_free(struct run_file *file)
{
	if (!file)
		return;
	run_pool_free(file->pool);
	free(file->facts);
	free(file->cases);
	free(file->rows);
	free(file->name);
	free(file);
}

const char *run_file_fact(const struct run_file *file, const char *key)
{
	for (size_t i = 0; i < file->nr_facts; i++) {
		if (!strcmp(file->facts[i].key, key))
			return file->facts[i].value;
	}
	return NULL;
}
