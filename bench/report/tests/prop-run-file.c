// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * prop-run-file RUN-FILE...: whatever happens to the bytes of a run file, it
 * is read or refused, and what is read can be reported.
 *
 * PAGESTREAM_SEED gives a seed back; the one used is printed.
 */
#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cmocka.h>

#include "analysis/summary.h"
#include "report/figure/figure.h"
#include "report/report.h"
#include "run-file/run-file.h"

#define NR_TRIES 4000
#define MAX_BYTES 65536
#define TUNING_EVERY 16

static uint64_t seed, random_state;
static char **samples;
static int nr_samples;

/* splitmix64: enough to choose bytes, and the same everywhere. */
static size_t random_below(size_t limit)
{
	uint64_t z = (random_state += 0x9e3779b97f4a7c15ull);

	z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
	z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
	return (size_t)((z ^ (z >> 31)) % limit);
}

static size_t load_sample(const char *path, char *text)
{
	FILE *in = fopen(path, "r");
	size_t len;

	assert_non_null(in);
	len = fread(text, 1, MAX_BYTES / 2, in);
	fclose(in);
	/* Whole lines, so that damage is not always hidden behind a cut. */
	while (len && text[len - 1] != '\n')
		len--;
	if (!len) {
		print_error("%s: no line in its first %d bytes\n", path, MAX_BYTES / 2);
		exit(1);
	}
	return len;
}

/* One kind of damage; each leaves most of the file as it was. */
static size_t damage(char *text, size_t len)
{
	static const char *const tokens[] = {
		"-",	 "0",	 "\t",	  "\n",	      "-1",	    "99999999999999999999",
		"ok",	 "skip", "stamp", "mov",      "null",	    "# end: done\n",
		"mixed", "1e9",	 "\r",	  "\xff\xfe", "2147483648", "# null: mov\n"
	};
	size_t at = random_below(len), from = random_below(len), span = 1 + random_below(64);
	const char *token = tokens[random_below(sizeof(tokens) / sizeof(tokens[0]))];
	const size_t put = strlen(token);

	switch (random_below(5)) {
	case 0: /* any byte */
		text[at] = (char)random_below(256);
		return len;
	case 1: /* cut */
		return random_below(8) ? len : at + 1;
	case 2: /* lose some */
		if (span > len - at)
			span = len - at;
		memmove(text + at, text + at + span, len - at - span);
		return len - span > 0 ? len - span : 1;
	case 3: /* say some again */
		if (span > len - from)
			span = len - from;
		if (len + span > MAX_BYTES)
			return len;
		memmove(text + at + span, text + at, len - at);
		memmove(text + at, text + from, span);
		return len + span;
	default: /* put a field's worth in its place */
		while (at && text[at - 1] != '\t' && text[at - 1] != '\n')
			at--;
		for (span = 0;
		     at + span < len && text[at + span] != '\t' && text[at + span] != '\n';)
			span++;
		if (len - span + put > MAX_BYTES)
			return len;
		memmove(text + at + put, text + at + span, len - at - span);
		for (size_t i = 0; i < put; i++)
			text[at + i] = token[i];
		return len - span + put;
	}
}

static void assert_sound(const struct run_file *file)
{
	for (size_t i = 0; i < file->nr_rows; i++) {
		const struct run_row *row = &file->rows[i];

		assert_true(row->status >= 0 && row->status < ROW_STATUS_NR);
		assert_non_null(row->reason);
		assert_true(row->case_nr < (int64_t)file->nr_cases);
		assert_true((row->case_nr < 0) == (row->status == ROW_STAMP));
		assert_true(!i || row->seq > row[-1].seq);
		if (row->status == ROW_OK) {
			assert_true(row->took_ns > 0 && row->round >= 0 && row->rep >= 0);
			assert_true(file->cases[row->case_nr].pages > 0);
		}
	}
}

static void report_all(char *path, int nr)
{
	/* Its table is of the CPU and hardly of the file, and walks the cache model. */
	const bool tunes = !(nr % TUNING_EVERY);
	FILE *out = fopen("/dev/null", "w");

	assert_non_null(out);
	/* A word that is not UTF-8 may be refused; nothing may break. */
	for (size_t i = 0; i < report_table_nr; i++) {
		if (!report_table[i]->makes_folder &&
		    (tunes || strcmp(report_table[i]->name, "tuning") != 0))
			report_run(report_table[i]->name, &path, 1, NULL, out);
	}
	fclose(out);
}

/* What gnuplot would be given; it is not started for each of these files. */
static void draw_all(const struct run_file *file)
{
	struct figure_frame frame = { .max_groups = FIGURE_GROUPS_MAX };
	FILE *out = fopen("/dev/null", "w");
	struct summary *summary;

	assert_non_null(out);
	assert_int_equal(summary_new(file, 1, 0.02, &summary), 0);
	for (size_t i = 0; figure_table[i]; i++) {
		int ret = figure_table[i]->write(summary, out, &frame);

		assert_true(!ret || (ret == -ENODATA && *frame.nothing));
	}
	summary_free(summary);
	fclose(out);
}

static void damaged_files_are_read_or_refused(void **state)
{
	char *text = malloc(MAX_BYTES + 64), path[64];
	int saved = dup(STDERR_FILENO), null = open("/dev/null", O_WRONLY), nr_read = 0;

	assert_non_null(text);
	dup2(null, STDERR_FILENO);
	for (int try = 0; try < NR_TRIES; try++) {
		struct run_file *file;
		size_t len = load_sample(samples[random_below((size_t)nr_samples)], text);
		int fd = memfd_create("run", 0);

		for (size_t nr = random_below(4); nr-- > 0;)
			len = damage(text, len);
		assert_int_equal(write(fd, text, len), len);
		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		if (!run_file_read(path, &file)) {
			assert_sound(file);
			draw_all(file);
			run_file_free(file);
			report_all(path, nr_read++);
		}
		close(fd);
	}
	dup2(saved, STDERR_FILENO);
	close(saved);
	close(null);
	free(text);
	printf("# seed %lu: %d of %d damaged files were still readable\n", (unsigned long)seed,
	       nr_read, NR_TRIES);
	assert_true(nr_read > NR_TRIES / 20 && nr_read < NR_TRIES);
}

/* A crash must leave the seed behind, and cmocka's version line comes before any other. */
static int print_seed(void **state)
{
	printf("# seed %lu (PAGESTREAM_SEED gives another)\n", (unsigned long)seed);
	return fflush(stdout);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = { cmocka_unit_test(damaged_files_are_read_or_refused) };
	const char *given = getenv("PAGESTREAM_SEED");

	if (argc < 2)
		return 2;
	samples = argv + 1;
	nr_samples = argc - 1;
	random_state = seed = given ? strtoul(given, NULL, 0) : 20240607;
	/* mail does without its picture: a gnuplot for each file takes minutes. */
	setenv("PATH", "/nowhere", 1);
	cmocka_set_message_output(CM_OUTPUT_TAP);
	return cmocka_run_group_tests_name("run-file damage", tests, print_seed, NULL);
}
