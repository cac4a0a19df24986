// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * Words that are printed for a shell are those that are read back, by a shell too.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/shell.h"

static const char *const samples[] = {
	"mov,movnti", "file:/tmp/a b", "it's", "", "$HOME", "a;b|c", "`x`", "*", "\"", "a\\b", "x=1,y:2",
};

#define NR (sizeof(samples) / sizeof(samples[0]))

static char *line_of(const char *first)
{
	char *text = NULL;
	size_t size, i;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	fputs(first, out);
	for (i = 0; i < NR; i++)
		shell_put(out, " ", samples[i]);
	fclose(out);
	return text;
}

static void words_come_back(void **state)
{
	char *line = line_of("");
	struct words words = { 0 };
	size_t i;

	assert_true(shell_split(line, &words));
	assert_int_equal(words.nr, NR);
	for (i = 0; i < NR; i++)
		assert_string_equal(words.word[i], samples[i]);
	words_free(&words);
	free(line);
}

static void a_shell_reads_the_same(void **state)
{
	char *line = line_of("printf '%s\\n'"), got[64];
	FILE *shell = popen(line, "r");
	size_t i;

	assert_non_null(shell);
	for (i = 0; i < NR; i++) {
		assert_non_null(fgets(got, sizeof(got), shell));
		got[strcspn(got, "\n")] = '\0';
		assert_string_equal(got, samples[i]);
	}
	assert_int_equal(pclose(shell), 0);
	free(line);
}

static void what_is_cut_is_no_command(void **state)
{
	struct words words = { 0 };

	assert_false(shell_split("run 'file:/tmp/a", &words));
	words_free(&words);
}

static void home_comes_back(void **state)
{
	struct words words = { 0 };

	setenv("HOME", "/home/somebody", 1);
	assert_true(shell_split("file:~/a b~c", &words));
	assert_int_equal(words.nr, 2);
	assert_string_equal(words.word[0], "file:/home/somebody/a");
	assert_string_equal(words.word[1], "b~c");
	words_free(&words);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(words_come_back),
		cmocka_unit_test(a_shell_reads_the_same),
		cmocka_unit_test(what_is_cut_is_no_command),
		cmocka_unit_test(home_comes_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
