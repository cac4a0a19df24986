// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * run: measure and write a run file.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "cmd/command.h"
#include "machine.h"
#include "base/message.h"
#include "base/shell.h"
#include "run/run.h"
#include "run-file/run-file.h"

enum {
	KEY_PLAN = 0x200,
	KEY_ROUNDS,
	KEY_REPS,
	KEY_TIME,
	KEY_PRECISION,
	KEY_SEED,
	KEY_CPU,
	KEY_DESTROY,
	KEY_LABEL,
	KEY_RESUME,
};

static const struct argp_option options[] = {
	{ "plan", KEY_PLAN, "NAME", 0, "named measurement (default quick)", 0 },
	{ "output", 'o', "FILE", 0, "run file to create; - for standard output", 0 },
	{ "rounds", KEY_ROUNDS, "N", 0, "exactly N rounds; 3 give a verdict, 6 an interval", 2 },
	{ "reps", KEY_REPS, "N", 0, "at most N repetitions per round", 2 },
	{ "time", KEY_TIME, "SECONDS", 0, "measuring time, populating memory not counted", 2 },
	{ "precision", KEY_PRECISION, "PCT", 0, "stop when ratios are known to +-PCT (1)", 2 },
	{ "seed", KEY_SEED, "N", 0, "of the order of cases (default: drawn)", 2 },
	{ "cpu", KEY_CPU, "N", 0, "CPU to run on (default: last performance core)", 2 },
	{ "destroy", KEY_DESTROY, "PATH", 0, "a target's file or device may be overwritten", 2 },
	{ "label", KEY_LABEL, "TEXT", 0, "a line of yours for the header", 2 },
	{ "resume", KEY_RESUME, "FILE", 0, "go on with a run that was interrupted; alone", 0 },
	{ 0 },
};

static int bad_value(const char *option, const char *value, const char *accepted)
{
	pr_err("%s: '%s' is not accepted; accepted: %s", option, value, accepted);
	return -EINVAL;
}

static int take_number(const char *option, const char *arg, int64_t least, int64_t most, int *out)
{
	int64_t value;
	int ret = command_number(option, arg, least, most, &value);

	if (!ret)
		*out = (int)value;
	return ret;
}

static int take_seed(const char *arg, uint64_t *seed)
{
	char *end;

	errno = 0;
	*seed = strtoull(arg, &end, 0);
	if (errno || *end || end == arg || *arg == '-')
		return bad_value("--seed", arg, "a number from 0 to 2^64-1");
	return 0;
}

static int take_plan(const char *arg, const struct plan **plan)
{
	char accepted[128] = "";
	size_t nr, i;
	const struct plan *plans = plan_list(&nr);

	if (!strcmp(arg, "help")) {
		for (i = 0; i < nr; i++)
			printf("%s\t%s\n", plans[i].name, plans[i].desc);
		exit(command_exit(0));
	}
	*plan = plan_find(arg);
	if (*plan)
		return 0;
	for (i = 0; i < nr; i++)
		message_add(accepted, sizeof(accepted), "%s%s", i ? " " : "", plans[i].name);
	return bad_value("--plan", arg, accepted);
}

static error_t parse_run(int key, char *arg, struct argp_state *state)
{
	struct run_options *opt = state->input;
	double value;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = &opt->axes;
		return 0;
	case KEY_PLAN:
		return take_plan(arg, &opt->plan);
	case 'o':
		opt->out = arg;
		return 0;
	case KEY_ROUNDS:
		return take_number("--rounds", arg, 1, 64, &opt->rounds);
	case KEY_REPS:
		return take_number("--reps", arg, 1, 10000, &opt->reps);
	case KEY_CPU:
		return take_number("--cpu", arg, 0, 65535, &opt->cpu);
	case KEY_SEED:
		return take_seed(arg, &opt->seed);
	case KEY_DESTROY:
		return words_add(&opt->destroy, arg, strlen(arg));
	case KEY_RESUME:
		pr_err("--resume: takes everything else from the file; accepted: --resume FILE alone");
		return -EINVAL;
	case KEY_LABEL:
		opt->label = arg;
		return *arg ? 0 : bad_value("--label", arg, "a text that is not empty");
	case KEY_TIME:
		if (!parse_real(arg, 0.01, 86400, &opt->time_s))
			return 0;
		return bad_value("--time", arg, "seconds from 0.01 to 86400");
	case KEY_PRECISION:
		if (!parse_real(arg, 0.01, 50, &value)) {
			opt->precision = value / 100;
			return 0;
		}
		return bad_value("--precision", arg, "per cent from 0.01 to 50");
	case ARGP_KEY_ARG:
		pr_err("run: takes options only, so what is '%s'?", arg);
		return -EINVAL;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

/* Is this the run file's name?  How many words does it take? */
static int output_words(const char *arg)
{
	if (!strcmp(arg, "-o") || !strcmp(arg, "--output"))
		return 2;
	return !strncmp(arg, "-o", 2) || !strncmp(arg, "--output=", strlen("--output="));
}

/* The command as typed, but for home folders and where the file went. */
static char *command_text(int argc, char **argv)
{
	char *text = NULL, *shown;
	size_t size;
	FILE *out = open_memstream(&text, &size);
	int i;

	if (!out)
		return NULL;
	fputs("pagestream run", out);
	for (i = 1; i < argc && argv[i]; i++) {
		if (output_words(argv[i]))
			i += output_words(argv[i]) - 1;
		else
			shell_put(out, " ", argv[i]);
	}
	if (fclose(out))
		return NULL;
	shown = text_without_home(text);
	free(text);
	return shown;
}

/* The file that is gone on with, and the words of its command in place of the line's. */
static int read_resumed(const char *path, struct run_file **file, struct words *words)
{
	const char *command, *end;
	int ret = run_file_read(path, file);

	if (ret)
		return ret == -EINVAL ? -EIO : ret;
	command = run_file_fact(*file, "command");
	end = run_file_fact(*file, "end");
	if (end && !strcmp(end, "done"))
		pr_err("--resume %s: that run is done; measure again, or combine several files in a report",
		       path);
	else if (!(*file)->checked || !run_file_fact(*file, "seed"))
		pr_err("--resume %s: its rows have no check, so that it is not known whether they are those "
		       "that were measured; accepted: files of this version", path);
	else if (!command || strncmp(command, "pagestream run", strlen("pagestream run")) ||
		 !shell_split(command, words) || words->nr < 2)
		pr_err("--resume %s: its fact 'command' is no command of pagestream run", path);
	else
		return 0;
	return -EINVAL;
}

/* "--resume FILE" or "--resume=FILE" alone; NULL for anything else. */
static const char *resumed_path(int argc, char **argv)
{
	if (argc == 3 && !strcmp(argv[1], "--resume"))
		return argv[2];
	if (argc == 2 && !strncmp(argv[1], "--resume=", strlen("--resume=")))
		return argv[1] + strlen("--resume=");
	return NULL;
}

static int run_run(int argc, char **argv)
{
	const struct argp_child children[] = { { axes_options(), 0, "Axes:", 1 }, { 0 } };
	const struct argp argp = {
		.options = options,
		.parser = parse_run,
		.children = children,
		.doc = "Measure, and write a run file.  A list takes commas, 'all' and 'help'.  "
		       "Axes left out are the plan's.",
	};
	struct run_options opt = { .cpu = -1, .precision = 0.01, .plan = plan_find("quick") };
	struct machine *machine;
	struct run_file *file = NULL;
	struct words words = { 0 };
	char *command = NULL;
	const char *resumed;
	int ret;

	if (getrandom(&opt.seed, sizeof(opt.seed), GRND_NONBLOCK) != sizeof(opt.seed))
		opt.seed = 1;
	opt.seed >>= 32;
	resumed = resumed_path(argc, argv);
	if (resumed) {
		ret = read_resumed(resumed, &file, &words);
		if (ret)
			goto out;
		/* "pagestream run ...": from the command's own name on. */
		argc = (int)words.nr - 1;
		argv = words.word + 1;
	}
	command = command_text(argc, argv);
	ret = command_parse(&argp, argc, argv, &opt);
	if (ret)
		goto out;
	if (file) {
		opt.resume = file;
		opt.seed = strtoull(run_file_fact(file, "seed"), NULL, 10);
	}
	opt.command = command ? command : "-";
	ret = machine_open(NULL, &machine);
	if (ret) {
		pr_err("run: cannot look at this machine: %s", strerror(-ret));
		ret = -EIO;
		goto out;
	}
	ret = run_measure(&opt, machine);
	machine_close(machine);
out:
	axes_free(&opt.axes);
	words_free(&opt.destroy);
	run_file_free(file);
	words_free(&words);
	free(command);
	switch (ret) {
	case -ENODATA:
		return EXIT_SKIPPED;
	case -ECANCELED:
		return EXIT_PARTLY;
	default:
		return command_exit(ret);
	}
}

const struct command command_run = { "run", "measure, and write a run file", run_run };
