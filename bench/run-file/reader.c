// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reader of the run file: its header, its lines and its end.
 *
 * The file is streamed: a million rows take their rows in memory and little
 * else.  Everything is checked here once, so that no report has to.
 */
#include "run-file/run-file.h"

#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/message.h"
#include "run-file/crc32.h"
#include "run-file/internal.h"
#include "run-file/reader.h"

#define BUFFER_BYTES (1u << 20)

/* Words of the header that 0.1.0 wrote otherwise; @value NULL: the key. */
static const struct {
	const char *key;
	const char *value;
	const char *is;
} renamed_facts[] = {
	{ "bounds", NULL, "fpu-only" },
	{ "hypervisor", "KVMKVMKVM", "KVM" },
};

static void rename_fact(struct run_fact *fact)
{
	for (size_t i = 0; i < sizeof(renamed_facts) / sizeof(renamed_facts[0]); i++) {
		if (strcmp(fact->key, renamed_facts[i].key))
			continue;
		if (!renamed_facts[i].value)
			fact->key = renamed_facts[i].is;
		else if (!strcmp(fact->value, renamed_facts[i].value))
			fact->value = renamed_facts[i].is;
	}
}

static bool is_key(const char *line, size_t len, const char *colon, const char *key)
{
	return (size_t)(colon - line) == strlen(key) && len > strlen(key) &&
	       !memcmp(line, key, strlen(key));
}

/* Is @text the check of everything above it? */
static int compare_check(struct reader *r, const char *text, size_t len, uint32_t check)
{
	char wanted[9];

	snprintf(wanted, sizeof(wanted), "%08" PRIx32, check);
	if (len == 8 && !memcmp(text, wanted, 8))
		return 0;
	return reader_bad(r, "%s is \"%.*s\", that of what stands above is %s: the file was changed here or "
			  "above; accepted: the file as it was written, or without this column and "
			  "what it proves (cut -f -%zu)", RUN_CHECK_COLUMN,
			  (int)(len < 20 ? len : 20), text, wanted, r->nr_fields - 1);
}

/* "# check: 1234abcd" */
static int read_check(struct reader *r, const char *text, size_t len)
{
	while (len && *text == ' ') {
		text++;
		len--;
	}
	r->end_check = true;
	return compare_check(r, text, len, r->check);
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
			return reader_bad(r, "control character 0x%02x in a header line",
				   (unsigned char)line[i]);
	}

	if (r->has_check && is_key(line, len, colon, RUN_CHECK_COLUMN))
		return read_check(r, colon + 1, len - (size_t)(colon + 1 - line));
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
	rename_fact(fact);
	file->nr_facts++;

	if (!strcmp(fact->key, "end")) {
		if (strcmp(fact->value, "done") && strcmp(fact->value, "interrupted"))
			return reader_bad(r, "end is \"%.40s\"; accepted: done, interrupted", fact->value);
		if (r->has_check && !r->end_check)
			return reader_bad(r, "an end without a \"# %s:\" line above it: the file was changed",
					  RUN_CHECK_COLUMN);
		r->ended = true;
		file->complete = true;
	}
	return 0;
}

static int read_format(struct reader *r, const char *line, size_t len)
{
	static const char start[] = "# format: ";

	if (len && line[len - 1] == '\r')
		return reader_bad(r, "ends in CR LF; accepted: lines that end in LF alone, as sed 's/\\r$//' "
				  "or dos2unix make them");
	if (len > 1 && line[0] == '\x1f' && line[1] == '\x8b')
		return reader_bad(r, "is compressed by gzip; accepted: a run file, as from zcat FILE | "
				  "pagestream report NAME");
	if (len < strlen(start) || memcmp(line, start, strlen(start)))
		return reader_bad(r, "not a run file; one starts with \"%s%s\"", start, RUN_FILE_FORMAT);
	line += strlen(start);
	len -= strlen(start);
	if (len != strlen(RUN_FILE_FORMAT) || memcmp(line, RUN_FILE_FORMAT, len))
		return reader_bad(r, "format is \"%.*s\"; accepted: %s", (int)(len < 60 ? len : 60), line,
			   RUN_FILE_FORMAT);
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
		return reader_columns(r, line, len);
	if (r->has_check && !r->ended) {
		size_t digits = 0;
		int ret;

		while (digits < len && line[len - digits - 1] != '\t')
			digits++;
		r->row_check = crc32(r->check, line, len - digits);
		ret = compare_check(r, line + len - digits, digits, r->row_check);
		if (ret)
			return ret;
	}
	return reader_row(r, line, len);
}

/* A line with its line end, and what all lines so far are. */
static int take_line(struct reader *r, const char *line, size_t len)
{
	const size_t nr_rows = r->file->nr_rows;
	int ret = read_line(r, line, len);

	if (ret)
		return ret;
	r->bytes += len + 1;
	/* That of a row is known but for its own digits. */
	if (r->file->nr_rows > nr_rows && r->has_check)
		r->check = crc32(r->row_check, line + len - 8, 8 + 1);
	else if (!r->column_of || r->has_check)
		r->check = crc32(r->check, line, len + 1);
	if (r->file->nr_rows == nr_rows && r->file->rows_bytes)
		return 0;
	/* The row of names, or a row. */
	if (r->column_of) {
		r->file->rows_bytes = r->bytes;
		r->file->rows_check = r->check;
	}
	return 0;
}

static bool is_end(const char *line, size_t len)
{
	static const char *const ends[] = { "# end: done", "# end: interrupted" };

	for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++)
		if (len == strlen(ends[i]) && !memcmp(line, ends[i], len))
			return true;
	return false;
}

static int cut_line(const struct reader *r, bool is_remark)
{
	const char *name = r->file->name;

	if (!r->column_of)
		pr_err("%s: line %zu: cut inside the header; no row is there to keep", name,
		       r->line_nr + 1);
	else if (is_remark)
		pr_err("%s: line %zu is cut and left out", name, r->line_nr + 1);
	else
		pr_err("%s: line %zu: row %zu is cut and left out; the %zu whole rows above it are read", name,
		       r->line_nr + 1, r->file->nr_rows + 1, r->file->nr_rows);
	return r->column_of ? 0 : -EINVAL;
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
	/* An editor may have taken the last line feed; the line's words are whole. */
	if (is_end(rest, left)) {
		ret = read_line(r, rest, left);
		if (ret)
			return ret;
		left = 0;
	}
	r->file->checked = r->has_check;
	if (left)
		return cut_line(r, *rest == '#');
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
			ret = take_line(r, line, (size_t)(end - line));
			if (ret)
				return ret;
			line = end + 1;
		}
		used -= (size_t)(line - buf);
		if (used == BUFFER_BYTES) {
			r->line_nr++;
			return r->line_nr == 1 ?
				       read_format(r, buf, 0) :
				       reader_bad(r, "longer than %u bytes; no row is", BUFFER_BYTES);
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
