// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * report: turn run files into something to read.
 */
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cmd/command.h"
#include "base/message.h"
#include "base/parse.h"
#include "platform.h"
#include "report/report.h"

enum { KEY_MARGIN = 0x300, KEY_ALL, KEY_FORMAT, KEY_DEFAULT, KEY_COMPAT, KEY_PLATFORM };

struct report_request {
	const char *name;
	const char *out;
	char **files;
	int nr_files;
	struct report_options options;
	unsigned int given;	/* bits: rows of options_of[] */
};

static const struct argp_option options[] = {
	{ "output", 'o', "FILE", 0, "file to create (default: standard output); of plot: folder",
	  0 },
	{ "margin", KEY_MARGIN, "PCT", 0, "difference that matters (default 2 per cent)", 0 },
	{ "all", KEY_ALL, NULL, 0, "text, compare, drift: everything, not what fits a screen", 0 },
	{ "format", KEY_FORMAT, "simple|default", 0,
	  "text: simple prints the ratio of each line of the verdict table, for scripts", 0 },
	{ "platform", KEY_PLATFORM, "NAME", 0,
	  "tuning: this one, measured or not (default: those of the run files)", 0 },
	{ "default", KEY_DEFAULT, "on|off", 0,
	  "thresholds, patch: do CPUs without an entry stream? (default off)", 0 },
	{ "compat", KEY_COMPAT, NULL, 0,
	  "thresholds: for modules, which must compile in kernels from 6.1 on", 0 },
	{ 0 },
};

/* Which reports an option is of; of all that are not here, all. */
static const struct {
	int key;
	const char *option;
	const char *reports;
} options_of[] = {
	{ KEY_ALL, "--all", "text,compare,drift" },
	{ KEY_FORMAT, "--format", "text" },
	{ KEY_PLATFORM, "--platform", "tuning" },
	{ KEY_DEFAULT, "--default", "thresholds,patch" },
	{ KEY_COMPAT, "--compat", "thresholds" },
};

#define NR_OPTIONS_OF (sizeof(options_of) / sizeof(options_of[0]))

static error_t parse_report(int key, char *arg, struct argp_state *state)
{
	struct report_request *request = state->input;

	for (size_t i = 0; i < NR_OPTIONS_OF; i++)
		if (options_of[i].key == key)
			request->given |= 1u << i;
	switch (key) {
	case 'o':
		request->out = arg;
		return 0;
	case KEY_MARGIN:
		if (!parse_real(arg, 0, 50, &request->options.margin_pct))
			return 0;
		pr_err("--margin: '%s' is not accepted; accepted: per cent from 0 to 50", arg);
		return -EINVAL;
	case KEY_ALL:
		request->options.all = true;
		return 0;
	case KEY_FORMAT:
		request->options.simple = !strcmp(arg, "simple");
		if (request->options.simple || !strcmp(arg, "default"))
			return 0;
		pr_err("--format: '%s' is not accepted; accepted: simple, default", arg);
		return -EINVAL;
	case KEY_PLATFORM:
		request->options.platform = arg;
		if (platform_find(arg))
			return 0;
		pr_err("--platform: '%s' is not known; 'pagestream list platforms' names them", arg);
		return -EINVAL;
	case KEY_DEFAULT:
		request->options.default_on = !strcmp(arg, "on");
		if (request->options.default_on || !strcmp(arg, "off"))
			return 0;
		pr_err("--default: '%s' is not accepted; accepted: on, off", arg);
		return -EINVAL;
	case KEY_COMPAT:
		request->options.compat = true;
		return 0;
	case ARGP_KEY_ARG:
		if (!request->name) {
			request->name = arg;
			return 0;
		}
		return ARGP_ERR_UNKNOWN;
	case ARGP_KEY_ARGS:
		request->files = state->argv + state->next;
		request->nr_files = state->argc - state->next;
		state->next = state->argc;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

static bool is_listed(const char *list, const char *name)
{
	const size_t len = strlen(name);

	for (const char *at = list; (at = strstr(at, name)); at += len)
		if ((at == list || at[-1] == ',') && (at[len] == ',' || !at[len]))
			return true;
	return false;
}

/* An option that does nothing would look as if it had done something. */
static bool refuse_options(const struct report_request *request)
{
	for (size_t i = 0; i < NR_OPTIONS_OF; i++) {
		if (!(request->given & 1u << i) || is_listed(options_of[i].reports, request->name))
			continue;
		pr_err("%s: not of report %s; accepted with: %s", options_of[i].option, request->name,
		       options_of[i].reports);
		return true;
	}
	return false;
}

static int check_request(const struct report_request *request)
{
	char accepted[256] = "";
	size_t i;

	for (i = 0; i < report_table_nr; i++)
		message_add(accepted, sizeof(accepted), " %s", report_table[i]->name);
	if (!request->name) {
		pr_err("report: which one? accepted:%s", accepted);
		return -EINVAL;
	}
	if (!report_find(request->name)) {
		pr_err("report %s: no such report; accepted:%s", request->name, accepted);
		return -EINVAL;
	}
	if (refuse_options(request))
		return -EINVAL;
	if (!request->nr_files && isatty(STDIN_FILENO)) {
		pr_err("report %s: which run file? name one, or - for standard input",
		       request->name);
		return -EINVAL;
	}
	return 0;
}

static FILE *open_output(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
	FILE *out = fd < 0 ? NULL : fdopen(fd, "w");

	if (!out && errno == EEXIST)
		pr_err("-o %s: exists and will not be overwritten; name a new file", path);
	else if (!out)
		pr_err("-o %s: cannot create: %s", path, strerror(errno));
	return out;
}

/* Nothing is left behind when the report fails. */
static int write_report(const struct report_request *request)
{
	bool folder = report_find(request->name)->makes_folder;
	FILE *out = stdout;
	int ret, lost;

	if (!folder && request->out && strcmp(request->out, "-")) {
		out = open_output(request->out);
		if (!out)
			return -EIO;
	}
	ret = report_run(request->name, request->files, request->nr_files, &request->options, out);
	if (out == stdout)
		return ret;
	/* A full disk may have shown itself before the last bytes. */
	lost = ferror(out);
	if ((fclose(out) || lost) && !ret) {
		pr_err("-o %s: cannot write: %s", request->out, strerror(errno));
		ret = -EIO;
	}
	if (ret)
		unlink(request->out);
	return ret;
}

/* The list of reports is the help's last part, so that it cannot go stale. */
static char *filter_help(int key, const char *text, void *input)
{
	char *list = NULL;
	size_t size;
	FILE *out;

	(void)input;
	if (key != ARGP_KEY_HELP_POST_DOC)
		return (char *)text;
	out = open_memstream(&list, &size);
	if (!out)
		return (char *)text;
	fputs("Reports:\n", out);
	for (size_t i = 0; i < report_table_nr; i++)
		fprintf(out, "  %-10s %s\n", report_table[i]->name, report_table[i]->desc);
	fclose(out);
	return list;
}

static int run_report(int argc, char **argv)
{
	static const struct argp argp = {
		.options = options,
		.parser = parse_report,
		.args_doc = "NAME [FILE...]",
		/* The blank after \v asks for the filter's text. */
		.doc = "Turn run files into something to read; without FILE, or for -, standard "
		       "input.\v ",
		.help_filter = filter_help,
	};
	struct report_request request = { .options = REPORT_OPTIONS_DEFAULT };
	int ret;

	ret = command_parse(&argp, argc, argv, &request) ?: check_request(&request);
	if (ret)
		return command_exit(ret);
	request.options.output = request.out;
	ret = write_report(&request);
	/* A file that cannot be read is a failure, not a wrong command line. */
	return command_exit(ret == -EINVAL ? -EIO : ret);
}

const struct command command_report = { "report", "turn run files into something to read",
					run_report };
