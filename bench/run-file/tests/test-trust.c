// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * A run file as the writer leaves it, and what may happen to it: cut at every
 * byte, every bit flipped, rows lost, a disk that is full at every byte.  Whole
 * rows are read, nothing is invented, and what was changed is refused.
 */
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "run-file/crc32.h"
#include "run-file/run-file.h"
#include "run-file/writer.h"

#define NR_ROWS 200
#define MOST (256 << 10)

static char folder[] = "/tmp/pagestream-trust-XXXXXX";
static char path[64], other[64], scratch[64];
static int scratch_fd;
static char text[MOST], changed[MOST];
static size_t text_len;

static const struct run_case case_ = { "movnti", 64, "order0", "v11", "dram", "reused", "page",
				       "ascending", 0, 0, 1, 262144, "-", "-", "-", "-" };

/* Row @i of a file; none is like another. */
static int write_row(struct run_writer *w, int i)
{
	struct run_row row = RUN_ROW_EMPTY;

	row.round = i / 50;
	row.rep = i % 50;
	row.status = i % 7 ? ROW_OK : ROW_DISTURBED;
	row.reason = i % 7 ? "-" : "did not run for 80 of 1500 us";
	row.took_ns = 1000000 + 7919 * i;
	row.done_pages = 262144;
	row.counts = "unc_m_cas_count.rd=123456;unc_m_cas_count.wr=7";

	return run_writer_row(w, &row, &case_);
}

static int write_rows(const char *name, int nr)
{
	struct run_writer w;
	int ret = run_writer_open(name, &w);

	if (ret)
		return ret;
	ret = run_writer_fact(&w, "format", "%s", RUN_FILE_FORMAT) ?:
	      run_writer_fact(&w, "platform", "intel-icx") ?: run_writer_fact(&w, "null", "null") ?:
	      run_writer_columns(&w);
	for (int i = 0; !ret && i < nr; i++)
		ret = write_row(&w, i);
	ret = ret ?: run_writer_end(&w, "done");
	run_writer_close(&w);
	return ret;
}

static size_t load(const char *name, char *into)
{
	FILE *in = fopen(name, "r");
	size_t len = in ? fread(into, 1, MOST, in) : 0;

	if (in)
		fclose(in);
	return len;
}

static void save(const char *what, size_t len)
{
	/* In memory: a filesystem that flushes what is truncated would take minutes. */
	assert_int_equal(ftruncate(scratch_fd, (off_t)len), 0);
	assert_int_equal(pwrite(scratch_fd, what, len, 0), len);
}

/* What is read, or NULL; nothing is said where somebody reads the test. */
static struct run_file *read_quietly(const char *name)
{
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
	struct run_file *file;

	dup2(null, STDERR_FILENO);
	run_file_read(name, &file);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(null);
	return file;
}

static bool is_row(const struct run_row *row, size_t i)
{
	return row->seq == (int64_t)i && row->took_ns == 1000000 + 7919 * (int64_t)i &&
	       row->round == (int32_t)i / 50 && row->done_pages == 262144 &&
	       row->status == (i % 7 ? ROW_OK : ROW_DISTURBED);
}

static void assert_rows(const struct run_file *file, size_t nr)
{
	assert_int_equal(file->nr_rows, nr);
	for (size_t i = 0; i < nr; i++)
		assert_true(is_row(&file->rows[i], i));
}

static int make(void **state)
{
	if (!mkdtemp(folder))
		return -1;
	snprintf(path, sizeof(path), "%s/run.tsv", folder);
	snprintf(other, sizeof(other), "%s/other.tsv", folder);
	scratch_fd = memfd_create("scratch", 0);
	snprintf(scratch, sizeof(scratch), "/proc/self/fd/%d", scratch_fd);
	if (scratch_fd < 0 || write_rows(path, NR_ROWS))
		return -1;
	text_len = load(path, text);
	return 0;
}

static int clean(void **state)
{
	unlink(path);
	unlink(other);
	return rmdir(folder);
}

static void known_checks(void **state)
{
	/* The check value of the catalogue of CRCs, and zlib's of the same in parts. */
	assert_int_equal(crc32(0, "123456789", 9), 0xcbf43926);
	assert_int_equal(crc32(crc32(0, "1234", 4), "56789", 5), 0xcbf43926);
	assert_int_equal(crc32(0, "", 0), 0);
}

static void a_whole_file_is_read(void **state)
{
	struct run_file *file = read_quietly(path);

	assert_non_null(file);
	assert_true(file->complete && file->checked);
	assert_rows(file, NR_ROWS);
	assert_int_equal(crc32(0, text, file->rows_bytes), file->rows_check);
	assert_int_equal(text[file->rows_bytes - 1], '\n');
	assert_int_equal(text[file->rows_bytes], '#');
	run_file_free(file);
}

static void cut_at_every_byte(void **state)
{
	size_t rows = 0, header = 0, nr = 0;

	for (size_t len = 0; len <= text_len; len++) {
		struct run_file *file;

		/* What whole lines there are, by another way than the reader's. */
		if (len && text[len - 1] == '\n') {
			const char *line = text + len - 1;

			while (line > text && line[-1] != '\n')
				line--;
			if (*line != '#' && header)
				rows++;
			if (!strncmp(line, "seq\t", 4))
				header = len;
		}
		save(text, len);
		file = read_quietly(scratch);
		if (!file) {
			assert_true(!header || len < header);
			continue;
		}
		assert_true(header && len >= header);
		assert_rows(file, rows);
		/* The last line feed of a file is an editor's. */
		assert_true(file->complete == (len >= text_len - 1));
		run_file_free(file);
		nr++;
	}
	printf("# %zu cuts, %zu of them readable\n", text_len + 1, nr);
	assert_int_equal(rows, NR_ROWS);
}

/* No flip of a bit changes a row without a word. */
static void every_bit(void **state)
{
	/* PAGESTREAM_EVERY_BIT: by hand; a prime number of them finds all places too. */
	const size_t step = getenv("PAGESTREAM_EVERY_BIT") ? 1 : 41;
	size_t nr_read = 0, nr = 0;

	for (size_t bit = 0; bit < 8 * text_len; bit += step, nr++) {
		struct run_file *file;

		memcpy(changed, text, text_len);
		changed[bit / 8] ^= (char)(1 << bit % 8);
		save(changed, text_len);
		file = read_quietly(scratch);
		if (!file)
			continue;
		/* No end any more, or checks that lost their name: rows are as they were. */
		nr_read++;
		assert_rows(file, NR_ROWS);
		assert_string_equal(run_file_fact(file, "platform"), "intel-icx");
		assert_true(!file->complete || !file->checked);
		run_file_free(file);
	}
	printf("# %zu flips, %zu of them readable\n", nr, nr_read);
	assert_true(nr_read < nr / 100);
}

/* A row that is lost, twice there, or changed with its digits kept. */
static void rows_that_do_not_belong(void **state)
{
	char *row = strstr(text, "\n50\t"), *next = strstr(text, "\n51\t"), *digit;
	const size_t before = (size_t)(row - text), bytes = (size_t)(next - row);

	memcpy(changed, text, before);
	memcpy(changed + before, next, text_len - before - bytes);
	save(changed, text_len - bytes);
	assert_null(read_quietly(scratch));

	memcpy(changed, text, before + bytes);
	memcpy(changed + before + bytes, row, text_len - before);
	save(changed, text_len + bytes);
	assert_null(read_quietly(scratch));

	memcpy(changed, text, text_len);
	digit = strstr(changed + before, "1395950");
	assert_non_null(digit);
	*digit = '2';
	save(changed, text_len);
	assert_null(read_quietly(scratch));
}

/* Files without the column, and those whose last column somebody took away, are as before. */
static void without_checks(void **state)
{
	size_t len = 0;
	struct run_file *file;

	for (size_t i = 0; i < text_len; i++) {
		const char *end = memchr(text + i, '\n', text_len - i), *tab = NULL;

		for (const char *p = text + i; p < end; p++)
			tab = *p == '\t' ? p : tab;
		tab = tab ?: end;
		memcpy(changed + len, text + i, (size_t)(tab - text) - i);
		len += (size_t)(tab - text) - i;
		changed[len++] = '\n';
		i = (size_t)(end - text);
	}
	save(changed, len);
	file = read_quietly(scratch);
	assert_non_null(file);
	assert_true(file->complete && !file->checked);
	assert_rows(file, NR_ROWS);
	run_file_free(file);
}

/* The disk is full, here by a limit, at every so many bytes: whole rows are there, or no file. */
static void full_at_every_write(void **state)
{
	size_t nr = 0, nr_files = 0;

	for (size_t limit = 0; limit < text_len; limit += 61, nr++) {
		struct run_file *file;
		size_t rows = 0, header = 0, len;
		int status;
		pid_t pid;

		unlink(other);
		pid = fork();
		if (!pid) {
			const struct rlimit most = { limit, limit };
			int null = open("/dev/null", O_WRONLY);

			dup2(null, STDERR_FILENO);
			signal(SIGXFSZ, SIG_IGN);
			setrlimit(RLIMIT_FSIZE, &most);
			_exit(write_rows(other, NR_ROWS) == -EIO ? 0 : 1);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		assert_int_equal(status, 0);
		len = load(other, changed);
		if (!len) {
			assert_int_equal(access(other, F_OK), -1);
			continue;
		}
		for (size_t i = 0; i < len; i++) {
			rows += header && changed[i] == '\n';
			if (changed[i] == '\n' && !header && !strncmp(changed + i + 1, "0\t", 2))
				header = i;
		}
		file = read_quietly(other);
		assert_non_null(file);
		assert_int_equal(changed[len - 1], '\n');
		assert_memory_equal(changed, text, len);
		/* Lines behind the last row are no rows. */
		assert_true(file->nr_rows <= rows && file->nr_rows + 2 >= rows);
		assert_false(file->complete);
		run_file_free(file);
		nr_files++;
	}
	printf("# %zu limits, %zu files\n", nr, nr_files);
	assert_true(nr_files > nr / 2);
}

/* What has got the name since the run began stays, and that is said once. */
static void a_name_that_is_taken(void **state)
{
	const int said = memfd_create("said", MFD_CLOEXEC), saved = dup(STDERR_FILENO);
	struct run_writer w;
	FILE *theirs;
	size_t len;

	unlink(other);
	assert_int_equal(run_writer_open(other, &w), 0);
	theirs = fopen(other, "w");
	fputs("theirs", theirs);
	fclose(theirs);
	dup2(said, STDERR_FILENO);
	assert_int_equal(run_writer_columns(&w), -EIO);
	run_writer_close(&w);
	dup2(saved, STDERR_FILENO);
	close(saved);
	assert_int_equal(load(other, changed), strlen("theirs"));
	len = (size_t)pread(said, changed, MOST - 1, 0);
	changed[len] = 0;
	close(said);
	assert_non_null(strstr(changed, "will not be overwritten"));
	assert_ptr_equal(strchr(changed, '\n'), changed + len - 1);
	unlink(other);
}

/* A file that is gone on with is the one that was never interrupted. */
static void resumed(void **state)
{
	struct run_file *file;
	struct run_writer w;

	unlink(other);
	assert_int_equal(write_rows(other, NR_ROWS / 2), 0);
	file = read_quietly(other);
	assert_int_equal(run_writer_resume(other, file->rows_bytes, file->rows_check,
					   (int64_t)file->nr_rows, &w), 0);
	run_file_free(file);
	for (int i = NR_ROWS / 2; i < NR_ROWS; i++)
		assert_int_equal(write_row(&w, i), 0);
	assert_int_equal(run_writer_end(&w, "done"), 0);
	assert_int_equal(run_writer_close(&w), 0);
	assert_int_equal(load(other, changed), text_len);
	assert_memory_equal(changed, text, text_len);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(known_checks),	     cmocka_unit_test(a_whole_file_is_read),
		cmocka_unit_test(cut_at_every_byte), cmocka_unit_test(every_bit),
		cmocka_unit_test(rows_that_do_not_belong), cmocka_unit_test(without_checks),
		cmocka_unit_test(full_at_every_write), cmocka_unit_test(resumed),
		cmocka_unit_test(a_name_that_is_taken),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("run file, trusted", tests, make, clean);
}
