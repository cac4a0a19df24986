// SPDX-License-Identifier: GPL-2.0-or-later
#include "command.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "message.h"

/* Long names of an argp and its children, for "accepted: ...". */
static void list_options(const struct argp *argp, char *text, size_t size)
{
	const struct argp_child *child;
	const struct argp_option *option;
	size_t used = strlen(text);

	for (option = argp->options; option && option->name; option++) {
		if (used < size)
			used += snprintf(text + used, size - used, " --%s", option->name);
	}
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
		pr_err("%s: a value is missing; 'help' as the value lists what is accepted", given);
		return -EINVAL;
	}
	list_options(argp, accepted, sizeof(accepted));
	pr_err("%s: no such option; accepted:%s --help", given, accepted);
	return -EINVAL;
}

int command_parse(const struct argp *argp, int argc, char **argv, void *input)
{
	int index = 0, ret;

	/* argp's own messages take two lines, so it is told to be silent. */
	ret = argp_parse(argp, argc, argv, ARGP_NO_ERRS | ARGP_NO_EXIT, &index, input);
	if (!ret)
		return 0;
	/* A parser that returns -EINVAL has spoken; a positive error is argp's own. */
	if (ret < 0)
		return ret;
	return refuse_option(argp, argv, index > 1 ? index - 1 : 1);
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
