// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Reading and writing run files: rows that survive, and what is said of files
 * that do not.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "run-file/run-file.h"

#define FORMAT "# format: " RUN_FILE_FORMAT "\n"
#define NAMES                                                                           \
	"seq\tround\trep\tcopy\tlayout\twalk\trules\ttarget\tstate\tpattern\torder\t"    \
	"drain_every\tload\tthreads\tcpu\tnode\tpage_bytes\tpages\tstatus\treason\t"     \
	"took_ns\tdone_pages\tfaults\tswitches\tsteal_ms\trtt_ns\tspin_ns\n"
#define CASE "mov\t64\tflat\tv5\tdram\tstale\tpage\tascending\t0\t0\t1"
#define ROW(seq, status, took) \
	seq "\t0\t0\t" CASE "\t1\t0\t4096\t1024\t" status "\t-\t" took "\t1024\t0\t0\t0\t-\t-\n"

/* Read @text as a file; what was said on standard error goes to @said. */
static int read_bytes(const char *text, size_t len, struct run_file **file, char *said, size_t size)
{
	int in = memfd_create("run", 0), err = memfd_create("err", 0), saved = dup(STDERR_FILENO);
	char path[64];
	ssize_t got;
	int ret;

	assert_true(in >= 0 && err >= 0 && saved >= 0);
	assert_int_equal(write(in, text, len), len);
	snprintf(path, sizeof(path), "/proc/self/fd/%d", in);
	dup2(err, STDERR_FILENO);
	ret = run_file_read(path, file);
	dup2(saved, STDERR_FILENO);
	got = pread(err, said, size - 1, 0);
	said[got > 0 ? got : 0] = '\0';
	close(in);
	close(err);
	close(saved);
	return ret;
}

static void assert_row_equal(const struct run_row *a, const struct run_row *b)
{
	assert_int_equal(a->seq, b->seq);
	assert_int_equal(a->round, b->round);
	assert_int_equal(a->rep, b->rep);
	assert_int_equal(a->case_nr, b->case_nr);
	assert_int_equal(a->status, b->status);
	assert_string_equal(a->reason, b->reason);
	assert_int_equal(a->read_bytes, b->read_bytes);
	assert_int_equal(a->write_bytes, b->write_bytes);
	assert_int_equal(a->idle_read_bytes, b->idle_read_bytes);
	assert_int_equal(a->idle_write_bytes, b->idle_write_bytes);
	assert_int_equal(a->counted_pct, b->counted_pct);
	assert_string_equal(a->traffic_source, b->traffic_source);
	/* Written, checked, not kept. */
	assert_string_equal(a->counts, "-");
	assert_int_equal(a->cpu, b->cpu);
	assert_int_equal(a->node, b->node);
	assert_int_equal(a->page_bytes, b->page_bytes);
	assert_int_equal(a->took_ns, b->took_ns);
	assert_int_equal(a->done_pages, b->done_pages);
	assert_int_equal(a->faults, b->faults);
	assert_int_equal(a->switches, b->switches);
	assert_int_equal(a->steal_ms, b->steal_ms);
	assert_int_equal(a->rtt_ns, b->rtt_ns);
	assert_int_equal(a->spin_ns, b->spin_ns);
	assert_int_equal(a->away_ns, b->away_ns);
	assert_int_equal(a->spin_before_ns, b->spin_before_ns);
	assert_int_equal(a->model_read_bytes, b->model_read_bytes);
	assert_int_equal(a->model_write_bytes, b->model_write_bytes);
}

static const struct run_case cases[] = {
	{ "mov:again", 64, "order0", "v4", "dram:page=thp,node=1", "reused", "page", "ascending", 0, 0,
	  1, 26214400, "-", "-", "movable", "its" },
	{ "movnti", 80, "flat", "v5", "file:/tmp/a b", "poisoned", "dense", "random", 128, 2, 4, 1,
	  "-", "-", "-", "-" },
	{ "movdir64b", 64, "flat", "v5", "devdax:/dev/dax0.0", "reused", "page", "ascending", 0, 0, 1,
	  0, "6.12", "mem", "-", "safe-ret" },
};

#define ABSENT2 RUN_ABSENT, RUN_ABSENT
#define ABSENT5 RUN_ABSENT, RUN_ABSENT, RUN_ABSENT, RUN_ABSENT, RUN_ABSENT
#define ABSENT6 RUN_ABSENT, RUN_ABSENT, RUN_ABSENT, RUN_ABSENT, RUN_ABSENT, RUN_ABSENT

static const struct run_row rows[] = {
	{ 0, 0, 0, -1, ROW_STAMP, "before", -1, -1, ABSENT6, 55, 100000, ABSENT2, ABSENT5, "-", "-",
	  ABSENT2 },
	{ 1, 0, 0, 0, ROW_OK, "-", 3, -2, 2097152, 5000000000, 26214400, 0, 1, 10, ABSENT2, 0,
	  1677721600, 12, 1677721601, 0, 7, 62, "uncore", "A.B=1;C=-", 0, 1 },
	{ 2, 0, 1, 1, ROW_DISTURBED, "3 faults", 0, 1, 4096, 77, 1, 3, 0, 0, ABSENT2, 80, 0, 0,
	  RUN_ABSENT, ABSENT2, 100, "core", "x=0",
	  9, 41 },
	{ 3, 0, -1, 0, ROW_PILOT, "-", 3, 0, RUN_ABSENT, 77, 4096, 0, 0, 0, ABSENT2, ABSENT2,
	  ABSENT5, "-", "-", ABSENT2 },
	{ 4, -1, -1, 2, ROW_SKIP, "this CPU lacks movdir64b", -1, -1, ABSENT6, ABSENT2, 64, 64,
	  ABSENT5, "-", "-", ABSENT2 },
};

#define NR_ROWS (sizeof(rows) / sizeof(rows[0]))

static void rows_survive(void **state)
{
	char text[8192] = FORMAT "# origin: synthetic\n# label:  two  words\n#\n#remark\n", said[512];
	size_t len = strlen(text);
	struct run_file *file;

	len += (size_t)run_columns_format(text + len, sizeof(text) - len);
	for (size_t i = 0; i < NR_ROWS; i++) {
		const struct run_case *c = rows[i].case_nr < 0 ? NULL : &cases[rows[i].case_nr];
		int got = run_row_format(text + len, sizeof(text) - len, &rows[i], c);

		assert_true(got > 0);
		len += (size_t)got;
	}
	len += (size_t)sprintf(text + len, "# end: done\n");
	assert_int_equal(read_bytes(text, len, &file, said, sizeof(said)), 0);
	assert_string_equal(said, "");
	assert_true(file->complete);
	assert_int_equal(file->nr_rows, NR_ROWS);
	assert_int_equal(file->nr_cases, 3);
	for (size_t i = 0; i < NR_ROWS; i++)
		assert_row_equal(&file->rows[i], &rows[i]);
	for (size_t i = 0; i < 3; i++) {
		for (int axis = 0; axis < AXIS_NR; axis++)
			if (axis_table[axis].kind == AXIS_IS_WORD)
				assert_string_equal(case_word(&file->cases[i], axis),
						    case_word(&cases[i], axis));
			else
				assert_int_equal(case_number(&file->cases[i], axis),
						 case_number(&cases[i], axis));
	}
	assert_string_equal(run_file_fact(file, "label"), "two  words");
	assert_null(run_file_fact(file, "remark"));
	run_file_free(file);
}

/* Whatever a reason holds, it stays one field of one row. */
static void a_reason_stays_one_field(void **state)
{
	struct run_row row = rows[1];
	char text[1024];
	int len;

	row.reason = "a\tb\nc\033[31m";
	len = run_row_format(text, sizeof(text), &row, &cases[0]);
	assert_true(len > 0);
	assert_non_null(strstr(text, "\ta?b?c?[31m\t"));
	assert_ptr_equal(strchr(text, '\n'), text + len - 1);
	row.reason = "";
	assert_true(run_row_format(text, sizeof(text), &row, &cases[0]) > 0);
	assert_non_null(strstr(text, "\tok\t-\t5000000000\t"));
}

static void a_small_buffer_is_refused(void **state)
{
	char text[1024], *small;
	int len = run_row_format(text, sizeof(text), &rows[1], &cases[0]);

	for (int size = 0; size < len + 8; size++) {
		int got;

		/* Of the exact size, so that a sanitizer sees one byte too many. */
		small = malloc((size_t)size + !size);
		got = run_row_format(small, (size_t)size, &rows[1], &cases[0]);
		assert_true(got == -ENOSPC || got == len);
		if (got == len)
			assert_string_equal(small, text);
		else
			assert_true(size < len + 3);
		free(small);
	}
	assert_int_equal(run_columns_format(text, 20), -ENOSPC);
}

static void columns_go_by_name(void **state)
{
	/* Another order, and a column that is not known. */
	const char *text = FORMAT
		"align\tfuture\tspin_ns\trtt_ns\tsteal_ms\tswitches\tfaults\tdone_pages\ttook_ns\treason\tstatus\t"
		"pages\tpage_bytes\tnode\tcpu\tthreads\tload\tdrain_every\torder\tpattern\tstate\t"
		"target\trules\twalk\tlayout\tcopy\trep\tround\tseq\n"
		"48\t\t-\t-\t0\t0\t0\t10\t99\t-\tok\t10\t4096\t0\t1\t2\t3\t4\tascending\tpage\tstale\tdram\t"
		"v5\tflat\t64\tmov\t6\t7\t0\n";
	struct run_file *file;
	char said[512];

	assert_int_equal(read_bytes(text, strlen(text), &file, said, sizeof(said)), 0);
	assert_false(file->complete);
	assert_int_equal(file->rows[0].seq, 0);
	assert_int_equal(file->rows[0].round, 7);
	assert_int_equal(file->rows[0].rep, 6);
	assert_int_equal(file->rows[0].took_ns, 99);
	assert_int_equal(file->cases[0].drain_every, 4);
	assert_int_equal(file->cases[0].load, 3);
	assert_int_equal(file->cases[0].threads, 2);
	assert_int_equal(file->cases[0].align, 48);
	run_file_free(file);
}

#define BYTES(text) text, sizeof(text) - 1

/* clang-format off */
static const struct {
	int line;
	const char *text;
	size_t len;
	const char *says[2];
} refused[] = {
	{ __LINE__, BYTES(""), { "empty", RUN_FILE_FORMAT } },
	{ __LINE__, BYTES("\n"), { "not a run file", RUN_FILE_FORMAT } },
	{ __LINE__, BYTES("\x7f" "ELF\0\1\2\n\0\0"), { "not a run file" } },
	{ __LINE__, BYTES("# format: pagestream-run 2\n" NAMES), { "accepted: " RUN_FILE_FORMAT } },
	{ __LINE__, BYTES("# format: pagestream-run 1\r\n"), { "CR LF" } },
	{ __LINE__, BYTES(FORMAT), { "before the row of column names" } },
	{ __LINE__, BYTES(FORMAT "# cpu: x"), { "cut inside the header" } },
	{ __LINE__, BYTES(FORMAT "# cpu: \033[31m\n"), { "control character 0x1b" } },
	{ __LINE__, BYTES(FORMAT "seq\tround\n"), { "column rep is missing" } },
	{ __LINE__, BYTES(FORMAT "seq\tseq\n"), { "column seq is there twice" } },
	{ __LINE__, BYTES(FORMAT NAMES "0\t0\n"), { "line 3: 2 fields", "has 27" } },
	{ __LINE__, BYTES(FORMAT NAMES "\n"), { "1 fields" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "good", "1")), { "status is \"good\"; accepted: ok" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "ok", "0")), { "took_ns is \"0\"", "from 1" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "ok", "-7")), { "took_ns is \"-7\"" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "ok", "1e6")), { "took_ns is \"1e6\"" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "ok", "-")), { "ok without round, rep or took_ns" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "ok", "")), { "took_ns is \"\"" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "ok", "9999999999999999999")), { "took_ns is" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("x", "ok", "1")), { "seq is \"x\"" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "ok", "1") ROW("0", "ok", "1")),
	  { "line 4: seq is 0; accepted: 1" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("0", "ok", "1") ROW("2", "ok", "1")),
	  { "seq is 2; accepted: 1", "rows are missing" } },
	{ __LINE__, BYTES(FORMAT NAMES ROW("1", "ok", "1")), { "seq is 1; accepted: 0" } },
	{ __LINE__, BYTES(FORMAT NAMES "# end: done\n" ROW("0", "ok", "1")), { "after \"# end:\"" } },
	{ __LINE__, BYTES(FORMAT NAMES "# end: never\n"), { "accepted: done, interrupted" } },
	{ __LINE__, BYTES(FORMAT NAMES "0\t0\t0\tm\0v\t64\tflat\tv5\tdram\tstale\tpage\tascending\t0\t0"
		"\t1\t1\t0\t4096\t1024\tok\t-\t1\t1024\t0\t0\t0\t-\t-\n"),
	  { "control character 0x00 in column copy" } },
	{ __LINE__, BYTES(FORMAT NAMES "0\t0\t0\tmov\t-\tflat\tv5\tdram\tstale\tpage\tascending\t0\t0"
		"\t1\t1\t0\t4096\t1024\tok\t-\t1\t1024\t0\t0\t0\t-\t-\n"),
	  { "only skip and stamp rows" } },
	{ __LINE__, BYTES(FORMAT NAMES "0\t0\t0\tmov\t99999999999\tflat\tv5\tdram\tstale\tpage\tascending"
		"\t0\t0\t1\t1\t0\t4096\t1024\tok\t-\t1\t1024\t0\t0\t0\t-\t-\n"),
	  { "layout is \"99999999999\"" } },
	{ __LINE__, BYTES(FORMAT NAMES "0\t0\t0\tmov\t64\tflat\tv5\tdram\tstale\tpage\tascending\t0\t0"
		"\t1\t1\t0\t4096\t262144\tok\t-\t1\t1\t0\t0\t0\t-\t-\n"),
	  { "done_pages is 1 of 262144 pages", "a multiple of 512" } },
	{ __LINE__, BYTES(FORMAT "model_read_bytes\t" NAMES "x\t" ROW("0", "ok", "1")),
	  { "model_read_bytes is \"x\"" } },
	{ __LINE__, BYTES(FORMAT NAMES "0\t-\t0" "\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-\t-" "\t-\t-\t-\t-\tstamp"
		"\tbefore\t-\t-\t-\t-\t-\t5\t5\n"),
	  { "stamp row without round or rep" } },
};
/* clang-format on */

static void malformed_files_are_refused(void **state)
{
	for (size_t i = 0; i < sizeof(refused) / sizeof(refused[0]); i++) {
		struct run_file *file;
		char said[1024];
		int ret = read_bytes(refused[i].text, refused[i].len, &file, said, sizeof(said));

		if (ret != -EINVAL || file)
			fail_msg("row of line %d: returned %d", refused[i].line, ret);
		if (!*said || strchr(said, '\n') != said + strlen(said) - 1)
			fail_msg("row of line %d: not one line: %s", refused[i].line, said);
		for (int s = 0; s < 2 && refused[i].says[s]; s++) {
			if (!strstr(said, refused[i].says[s]))
				fail_msg("row of line %d: no \"%s\" in: %s", refused[i].line,
					 refused[i].says[s], said);
		}
	}
}

/* A run that was killed may leave a last line that is not whole: it is left out and named. */
static void a_torn_line_is_left_out(void **state)
{
	static const struct {
		const char *text;
		size_t len;
		size_t nr_rows;
		const char *says;
	} torn[] = {
		{ BYTES(FORMAT NAMES ROW("0", "ok", "1") "1\t0"), 1,
		  "line 4: row 2 is cut and left out; the 1 whole rows above it are read" },
		{ BYTES(FORMAT NAMES "# end: don"), 0, "line 3 is cut and left out" },
		{ BYTES(FORMAT NAMES ROW("0", "ok", "1") "# end: done"), 1, "" },
	};

	for (size_t i = 0; i < sizeof(torn) / sizeof(torn[0]); i++) {
		struct run_file *file;
		char said[512];
		int ret = read_bytes(torn[i].text, torn[i].len, &file, said, sizeof(said));

		assert_int_equal(ret, 0);
		assert_int_equal(file->nr_rows, torn[i].nr_rows);
		assert_true(file->complete == !*torn[i].says);
		assert_non_null(strstr(said, torn[i].says));
		run_file_free(file);
	}
}

static void odd_paths_are_refused(void **state)
{
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY);
	struct run_file *file;
	int folder, missing;

	dup2(null, STDERR_FILENO);
	folder = run_file_read("/", &file);
	missing = run_file_read("/nowhere/at all", &file);
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(null);
	assert_int_equal(folder, -EISDIR);
	assert_int_equal(missing, -ENOENT);
	assert_null(file);
}

/* Lines of any length cross the reader's buffer at every offset. */
static void long_files_are_read(void **state)
{
	const size_t nr = 30000;
	size_t size = 256 * nr, len;
	char *text = malloc(size), said[512];
	struct run_file *file;

	assert_non_null(text);
	len = (size_t)sprintf(text, FORMAT NAMES);
	for (size_t i = 0; i < nr; i++)
		len += (size_t)sprintf(text + len,
				       "%zu\t%zu\t0\tmov:%zu\t64\tflat\tv5\tdram\tstale\tpage\tascending"
				       "\t0\t0\t1\t1\t0\t4096\t1024\tok\t-\t%zu\t1024\t0\t0\t0\t-\t-\n",
				       i, i / 7, i % 997, i + 1);
	assert_int_equal(read_bytes(text, len, &file, said, sizeof(said)), 0);
	assert_int_equal(file->nr_rows, nr);
	assert_int_equal(file->nr_cases, 997);
	for (size_t i = 0; i < nr; i++) {
		assert_int_equal(file->rows[i].took_ns, i + 1);
		assert_int_equal(file->rows[i].case_nr, i % 997);
		/* Columns that were added later. */
		assert_int_equal(file->rows[i].model_read_bytes, RUN_ABSENT);
		assert_int_equal(file->rows[i].model_write_bytes, RUN_ABSENT);
		assert_string_equal(file->cases[file->rows[i].case_nr].kernel, "-");
		assert_string_equal(file->cases[file->rows[i].case_nr].map, "-");
		assert_string_equal(file->cases[file->rows[i].case_nr].pageblocks, "-");
		assert_string_equal(file->cases[file->rows[i].case_nr].returns, "-");
		assert_int_equal(file->cases[file->rows[i].case_nr].align, 0);
	}
	run_file_free(file);
	free(text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_survive),
		cmocka_unit_test(a_reason_stays_one_field),
		cmocka_unit_test(a_small_buffer_is_refused),
		cmocka_unit_test(columns_go_by_name),
		cmocka_unit_test(malformed_files_are_refused),
		cmocka_unit_test(a_torn_line_is_left_out),
		cmocka_unit_test(odd_paths_are_refused),
		cmocka_unit_test(long_files_are_read),
	};

	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("run-file", tests, NULL, NULL);
}
