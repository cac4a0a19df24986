/* SPDX-License-Identifier: GPL-2.0-or-later */
/*
 * The commands.  Only these files see argv and choose an exit status.
 */
#ifndef BENCH_CMD_COMMAND_H
#define BENCH_CMD_COMMAND_H

#include <argp.h>
#include <stdint.h>

/** enum exit_status - pagestream(1) says which is for what */
enum exit_status {
	EXIT_DONE = 0,
	EXIT_FAILED = 1,
	EXIT_USAGE = 2,
	EXIT_INTERRUPTED = 3,
	EXIT_SKIPPED = 4,
	EXIT_PARTLY = 5,
};

/**
 * struct command - one command
 * @run: gets its own argv[0]; returns an exit status
 */
struct command {
	const char *name;
	const char *desc;
	int (*run)(int argc, char **argv);
};

extern const struct command command_check;
extern const struct command command_list;
extern const struct command command_model;
extern const struct command command_probe;
extern const struct command command_report;
extern const struct command command_run;
extern const struct command command_saturate;

/**
 * command_parse() - argp_parse() with one-line errors
 *
 * An unknown option, or one without its value, is answered by one line that
 * lists the options.  --help prints and exits 0.
 *
 * Return: 0, or -EINVAL after one line of pr_err().
 */
int command_parse(const struct argp *argp, int argc, char **argv, void *input);

/**
 * command_number() - the value of an option that takes a whole number
 *
 * Return: 0, or -EINVAL after one line of pr_err() that says what is accepted.
 */
int command_number(const char *option, const char *arg, int64_t least, int64_t most,
		   int64_t *value);

/** command_exit() - flush standard output and turn an error number into a status */
int command_exit(int error);

/**
 * axes_options() - the options of the axes, as an argp child; its input is a struct axes
 *
 * A value "help" prints the words of the axis and exits 0.
 */
const struct argp *axes_options(void);

#endif
