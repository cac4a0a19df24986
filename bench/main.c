// SPDX-License-Identifier: GPL-2.0-or-later
/*
 * pagestream: which way of writing struct pages wins on this machine.
 */
#include <stdio.h>
#include <string.h>

#include "cmd/command.h"
#include "base/message.h"
#include "version.h"

static const struct command *const commands[] = {
	&command_probe, &command_list,	&command_check,
	&command_run,	&command_model, &command_report, &command_saturate,
};

#define NR_COMMANDS (sizeof(commands) / sizeof(commands[0]))

static void print_help(void)
{
	size_t i;

	puts("Usage: pagestream COMMAND [OPTION...]\n"
	     "Which way of copying a struct page wins on this machine, by how much and how\n"
	     "surely: replays memmap_init_zone_device() on the memory you name.\n");
	for (i = 0; i < NR_COMMANDS; i++)
		printf("  %-8s %s\n", commands[i]->name, commands[i]->desc);
	puts("\n"
	     "  pagestream run --plan quick -o my.tsv && pagestream report text my.tsv\n"
	     "\n"
	     "pagestream COMMAND --help fits a screen; pagestream(1) says the rest.\n"
	     "Exit status: 0 done, 1 failed, 2 usage, 3 interrupted with a valid run file,\n4 every case skipped, 5 rounds failed and the run file is valid.");
}

static int unknown_command(const char *name)
{
	char accepted[128] = "";
	size_t i;

	for (i = 0; i < NR_COMMANDS; i++)
		message_add(accepted, sizeof(accepted), " %s", commands[i]->name);
	pr_err("%s: no such command; accepted:%s --help --version", name, accepted);
	return EXIT_USAGE;
}

int main(int argc, char **argv)
{
	static char name[64];
	size_t i;

	if (argc < 2) {
		pr_err("which command? probe list check run model report saturate; --help explains them");
		return EXIT_USAGE;
	}
	if (!strcmp(argv[1], "--help") || !strcmp(argv[1], "-h") || !strcmp(argv[1], "help")) {
		print_help();
		return command_exit(0);
	}
	if (!strcmp(argv[1], "--version")) {
		printf("pagestream %s (commit %s, compiler %s)\n", PAGESTREAM_VERSION,
		       PAGESTREAM_COMMIT, __VERSION__);
		return command_exit(0);
	}
	for (i = 0; i < NR_COMMANDS; i++) {
		if (strcmp(commands[i]->name, argv[1]))
			continue;
		/* argp names the program after argv[0] in its help. */
		snprintf(name, sizeof(name), "pagestream %s", commands[i]->name);
		argv[1] = name;
		return commands[i]->run(argc - 1, argv + 1);
	}
	return unknown_command(argv[1]);
}
