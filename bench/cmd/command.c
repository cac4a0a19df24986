// SPDX-License-Identifier: GPL-2.0-or-later
#include "cmd/command.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/message.h"
#include "base/parse.h"

/* Long names of an argp and its children, for "accepted: ...". */
static void list_options(const struct argp *argp, char *text, size_t size)
{
	const struct argp_child *child;
	const struct argp_option *option;

	for (option = argp->options; option && option->name; option++)
		message_add(text, size, " --%s", option->name);
	for (child = argp->children; child && child->argp; child++)
		list_options(child->argp, text, size);
}

static const struct argp_option *find_option(const struct argp *argp, const char *name)
{
	const struct argp_child *child;
	const struct argp_option *option;

	for (option = argp->options; option && option->name; option++)
		if (!strcmp(option->name, name) ||
		    (name[0] == option->key && !name[1]))
			return option;
	for (child = argp->children; child && child->argp; child++) {
		option = find_option(child->argp, name);
		if (option)
			return option;
	}
	return NULL;
}

static int refuse_option(const struct argp *argp, char **argv, int index)
{
	const char *given = argv[index];
	const char *name = given + strspn(given, "-");
	char accepted[1024] = "";

	if (find_option(argp, name)) {
		pr_err("%s: a value is missing; --help shows what it takes", given);
		return -EINVAL;
	}
	list_options(argp, accepted, sizeof(accepted));
	pr_err("%s: no such option; accepted:%s --help", given, accepted);
	return -EINVAL;
}

/* Around the real parser, to learn where argp stopped. */
struct watch {
	void *input;
	int next;
};

static error_t watch_parser(int key, char *arg, struct argp_state *state)
{
	struct watch *watch = state->input;

	switch (key) {
	case ARGP_KEY_INIT:
		state->child_inputs[0] = watch->input;
		return 0;
	case ARGP_KEY_ERROR:
		watch->next = state->next;
		return 0;
	default:
		return ARGP_ERR_UNKNOWN;
	}
}

int command_parse(const struct argp *argp, int argc, char **argv, void *input)
{
	const struct argp_child children[] = { { argp, 0, NULL, 0 }, { 0 } };
	const struct argp watched = { .parser = watch_parser, .children = children };
	struct watch watch = { .input = input };
	int i, ret;

	for (i = 1; i < argc; i++) {
		if (strcmp(argv[i], "--help"))
			continue;
		setenv("ARGP_HELP_FMT", "no-dup-args-note", 0);
		argp_help(argp, stdout, ARGP_HELP_STD_HELP & ~ARGP_HELP_EXIT_OK, argv[0]);
		exit(command_exit(0));
	}
	/* argp's own messages take two lines, so it is told to be silent. */
	ret = argp_parse(&watched, argc, argv, ARGP_NO_ERRS | ARGP_NO_EXIT | ARGP_NO_HELP, NULL,
			 &watch);
	/* A parser that returns -EINVAL has spoken; a positive error is argp's own. */
	if (ret <= 0)
		return ret;
	return refuse_option(argp, argv, watch.next > 1 ? watch.next - 1 : 1);
}

int command_number(const char *option, const char *arg, int64_t least, int64_t most,
		   int64_t *value)
{
	if (!parse_number(arg, least, most, value))
		return 0;
	pr_err("%s: '%s' is not accepted; accepted: a whole number from %" PRId64 " to %" PRId64,
	       option, arg, least, most);
	return -EINVAL;
}

int command_exit(int error)
{
	if (fflush(stdout) || ferror(stdout)) {
		pr_err("cannot write to standard output: %s", strerror(errno));
		return EXIT_FAILED;
	}
	switch (error) {
	case 0:
		return EXIT_DONE;
	case -EINTR:
		return EXIT_INTERRUPTED;
	case -EINVAL:
		return EXIT_USAGE;
	default:
		return EXIT_FAILED;
	}
}
